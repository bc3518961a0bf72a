//! How sure a share is that was counted.

use std::fmt;

/// A share of a sample, with the interval that holds the true share in 95 of 100 such samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The share counted.
    pub value: f64,
    /// Where the interval begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
}

/// `part` of `whole`, with its 95 % interval (Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927).
///
/// # Panics
///
/// If `whole` is 0.
pub fn share(part: usize, whole: usize) -> Share {
    /// The 97.5th percentile of the normal distribution.
    const Z: f64 = 1.959_963_984_540_054;
    assert!(whole > 0, "there is no share of nothing");
    let (n, value) = (whole as f64, part as f64 / whole as f64);
    let scale = 1.0 / (1.0 + Z * Z / n);
    let middle = scale * (value + Z * Z / (2.0 * n));
    let reach = scale * Z * (value * (1.0 - value) / n + Z * Z / (4.0 * n * n)).sqrt();
    Share { value, low: (middle - reach).max(0.0), high: (middle + reach).min(1.0) }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { value, low, high } = self;
        write!(f, "{:.1} % (95 % interval {:.1} to {:.1} %)", 100.0 * value, 100.0 * low, 100.0 * high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `statsmodels.stats.proportion.proportion_confint(…, method="wilson")`.
    #[test]
    fn intervals_are_wilsons() {
        for (part, whole, low, high) in
            [(9, 10, 0.595_850_0, 0.982_123_6), (0, 20, 0.0, 0.161_125_2), (20, 20, 0.838_874_8, 1.0)]
        {
            let share = share(part, whole);
            assert!((share.low - low).abs() < 1e-4 && (share.high - high).abs() < 1e-4, "{share:?}");
        }
    }

    #[test]
    fn a_share_prints_in_percent() {
        assert_eq!(share(9, 10).to_string(), "90.0 % (95 % interval 59.6 to 98.2 %)");
    }
}

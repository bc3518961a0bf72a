//! Means, spreads, and whether a difference is more than chance.

/// The mean, NaN of nothing.
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The standard deviation of a sample, with n − 1; NaN of fewer than two values.
pub(super) fn deviation(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    if values.len() < 2 { f64::NAN } else { libm::sqrt(squares / (values.len() - 1) as f64) }
}

/// How probable it is, were two trials equally good, that the mean of their differences over the same parts of the data lies
/// this far from 0 or farther.
///
/// The corrected resampled t-test (Nadeau and Bengio, "Inference for the Generalization Error", Machine Learning 52, 2003,
/// section 3): runs share training samples, so that their differences vary less than those of independent runs would; the variance is
/// multiplied by 1/n + `tested` in the place of 1/n, where `tested` is the number of samples tested on over that of those trained on.
/// NaN for fewer than two runs.
pub(super) fn paired_p_value(differences: &[f64], tested: f64) -> f64 {
    let n = differences.len() as f64;
    let (mean, deviation) = (mean(differences), deviation(differences));
    if deviation.is_nan() {
        return f64::NAN;
    }
    if deviation == 0.0 {
        return if mean == 0.0 { 1.0 } else { 0.0 };
    }
    let t = mean / (deviation * libm::sqrt(1.0 / n + tested));
    two_sided(t, n - 1.0)
}

/// The probability that Student's t with ν degrees of freedom lies at least as far from 0 as `t`: I_x(ν/2, 1/2) with x = ν/(ν + t²)
/// (Abramowitz and Stegun, 26.7.1 with 26.5.27).
fn two_sided(t: f64, nu: f64) -> f64 {
    regularized_beta(nu / (nu + t * t), 0.5 * nu, 0.5)
}

/// I_x(a, b), by the continued fraction 26.5.8 of Abramowitz and Stegun, evaluated from the front by Lentz's method.
fn regularized_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    // The fraction converges fast below the mean; above, the other tail is taken.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - regularized_beta(1.0 - x, b, a);
    }
    let log = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x) + b * libm::log1p(-x);
    libm::exp(log) / (a * fraction(x, a, b))
}

/// 1 + d₁/(1 + d₂/(1 + …)) of that fraction.
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    let coefficient = |k: u32| {
        let m = f64::from(k / 2);
        if k.is_multiple_of(2) {
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        } else {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        }
    };
    let not_zero = |value: f64| if value == 0.0 { f64::MIN_POSITIVE } else { value };
    let (mut value, mut above, mut below) = (1.0, 1.0, 0.0);
    for k in 1..500 {
        let d = coefficient(k);
        below = 1.0 / not_zero(1.0 + d * below);
        above = not_zero(1.0 + d / above);
        let step = above * below;
        value *= step;
        if (step - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `2 * scipy.stats.t.sf(abs(t), nu)`.
    #[test]
    fn tails_are_scipys() {
        for (t, nu, expected) in [
            (0.0, 4.0, 1.0),
            (1.0, 1.0, 0.5),
            (2.776_445_105_197_798, 4.0, 0.05),
            (-2.262_157_162_740_991_5, 9.0, 0.050_000_000_004_675_71),
            (0.5, 2.0, 0.666_666_666_666_666_7),
            (10.0, 4.0, 0.000_562_003_622_715_991),
            (1.96, 1e6, 0.049_996_067_585_269_85),
        ] {
            let found = two_sided(t, nu);
            assert!((found - expected).abs() <= 1e-9 * expected, "{t} {nu}: {found} {expected}");
        }
    }

    #[test]
    fn spread_is_that_of_a_sample() {
        assert_eq!(mean(&[1.0, 2.0, 3.0, 4.0]), 2.5);
        assert!((deviation(&[1.0, 2.0, 3.0, 4.0]) - libm::sqrt(5.0 / 3.0)).abs() < 1e-15);
        assert!(deviation(&[1.0]).is_nan() && mean(&[]).is_nan());
    }

    #[test]
    fn equal_trials_do_not_differ_and_constant_differences_do() {
        assert_eq!(paired_p_value(&[0.0; 5], 0.2), 1.0);
        assert_eq!(paired_p_value(&[0.1; 5], 0.2), 0.0);
        assert!(paired_p_value(&[0.1], 0.2).is_nan());
        let clear = paired_p_value(&[0.10, 0.11, 0.09, 0.10, 0.12], 0.25);
        let noise = paired_p_value(&[0.10, -0.11, 0.09, -0.10, 0.02], 0.25);
        assert!(clear < 0.01 && noise > 0.5, "{clear} {noise}");
    }
}

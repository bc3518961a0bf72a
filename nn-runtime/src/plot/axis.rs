//! Where values lie between the ends of an axis.

use std::vec::Vec;

use super::ticks::{self, Tick};

/// Beyond this, differences of values overflow.
const LARGEST: f64 = 1e300;

/// How far the axis reaches beyond the values, as a share of what lies between them.
const MARGIN: f64 = 0.05;

/// How values are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    /// Logarithmic where all values are positive and the largest is more than a hundred times the smallest.
    Auto,
    /// Equal differences at equal distances.
    Linear,
    /// Equal ratios at equal distances; values that are not positive have no place.
    Log,
}

/// An axis that holds all values it was made for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    log: bool,
    /// The ends; exponents of ten on a logarithmic axis.
    low: f64,
    high: f64,
}

impl Axis {
    /// From 0 to 1.
    pub(super) const UNIT: Self = Self::new(0.0, 1.0);

    /// An axis for values, those left out that are no numbers to draw. `None` if none is left.
    pub(super) fn fit(values: impl Iterator<Item = f64> + Clone, scale: Scale) -> Option<Self> {
        let linear = extent(values.clone().filter(|&value| is_drawn(value)))?;
        let log = match scale {
            Scale::Linear => false,
            Scale::Log => linear.1 > 0.0,
            Scale::Auto => linear.0 > 0.0 && linear.1 / linear.0 > 100.0,
        };
        let positive = values.filter(|&value| is_drawn(value) && value > 0.0);
        let (low, high) = if log { extent(positive.map(libm::log10))? } else { linear };
        let (below, above) = margins(low, high, log);
        Some(Self { log, low: low - below, high: high + above })
    }

    /// A linear axis with these ends.
    pub(super) const fn new(low: f64, high: f64) -> Self {
        Self { log: false, low, high }
    }

    /// The place of a value, from 0 to 1; none for one that cannot be drawn.
    pub(super) fn place(&self, value: f64) -> Option<f64> {
        if !is_drawn(value) || self.log && value <= 0.0 {
            return None;
        }
        let value = if self.log { libm::log10(value) } else { value };
        Some((value - self.low) / (self.high - self.low))
    }

    /// Up to about `most` marks with labels.
    pub(super) fn ticks(&self, most: usize) -> Vec<Tick> {
        if self.log {
            ticks::logarithmic(self.low, self.high, most)
        } else {
            ticks::linear(self.low, self.high, most, 0.0)
        }
    }
}

fn is_drawn(value: f64) -> bool {
    value.abs() <= LARGEST
}

/// The smallest and the largest.
fn extent(mut values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let first = values.next()?;
    Some(values.fold((first, first), |(low, high), value| (low.min(value), high.max(value))))
}

/// What is added at both ends, so that nothing lies on the edge and a constant in the middle.
fn margins(low: f64, high: f64, log: bool) -> (f64, f64) {
    let (span, size) = (high - low, low.abs().max(high.abs()));
    if span > size * 1e-9 && span > 1e-300 {
        let margin = span * MARGIN;
        // What cannot be negative does not look as if it could.
        let below = if !log && low >= 0.0 { margin.min(low) } else { margin };
        return (below, margin);
    }
    let margin = if log || size < 1e-290 { 1.0 } else { size * 0.1 };
    (margin, margin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(values: &[f64], scale: Scale) -> Axis {
        Axis::fit(values.iter().copied(), scale).unwrap()
    }

    #[test]
    fn values_lie_inside() {
        let extremes = [[0.0, 1.0], [-1e300, 1e300], [1.0, 1.0 + f64::EPSILON], [0.0, 5e-324], [-3.0, -3.0]];
        for values in extremes {
            for scale in [Scale::Auto, Scale::Linear, Scale::Log] {
                let axis = fit(&values, scale);
                assert!(values.iter().filter_map(|&value| axis.place(value)).all(|x| (0.0..=1.0).contains(&x)));
                assert!(axis.ticks(5).len() < 60, "{values:?}, {scale:?}");
            }
        }
    }

    #[test]
    fn a_constant_lies_in_the_middle() {
        for constant in [0.0, 3.0, -1e-310, 1e300, 1e-5] {
            for scale in [Scale::Auto, Scale::Linear, Scale::Log] {
                let place = fit(&[constant; 2], scale).place(constant).unwrap();
                assert!((place - 0.5).abs() < 1e-9, "{constant}, {scale:?}: {place}");
            }
        }
    }

    #[test]
    fn orders_of_magnitude_make_it_logarithmic() {
        assert!(fit(&[1e-3, 1.0], Scale::Auto).log);
        assert!(!fit(&[0.5, 1.0], Scale::Auto).log);
        assert!(!fit(&[0.0, 1.0], Scale::Auto).log);
        assert!(!fit(&[1e-3, 1.0], Scale::Linear).log);
        assert!(!fit(&[-1.0, 0.0], Scale::Log).log, "nothing is positive");
    }

    #[test]
    fn what_is_no_number_has_no_place() {
        let axis = fit(&[f64::NAN, 1e-3, f64::INFINITY, 1.0, f64::MAX, -2.0], Scale::Log);
        assert!([f64::NAN, f64::INFINITY, f64::MAX, 0.0, -2.0].map(|value| axis.place(value)) == [None; 5]);
        assert!(axis.place(1e-3).unwrap() > 0.0);
        assert!(Axis::fit([f64::NAN].into_iter(), Scale::Auto).is_none());
    }
}

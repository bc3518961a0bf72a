//! Round numbers along an axis, and how they are written.

use std::string::{String, ToString};
use std::vec::Vec;

/// A mark on an axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    pub(super) value: f64,
    /// Empty for a mark between others.
    pub(super) label: String,
}

/// Round numbers from `low` to `high` at equal distances of at least `least`: up to `most`, at least one where one fits.
pub(super) fn linear(low: f64, high: f64, most: usize, least: f64) -> Vec<Tick> {
    let step = step((high - low) / most as f64).max(least);
    let (first, last) = ((low / step).ceil(), (high / step).floor());
    // Counted, not added up: a step may be too small to change what it is added to.
    let count = (last - first).max(-1.0) as usize + 1;
    let values = (0..count.min(most + 1)).map(|i| (first + i as f64) * step);
    values.map(|value| Tick { value, label: label(value, step, high.abs().max(low.abs())) }).collect()
}

/// The smallest of 1, 2 and 5 times a power of ten that is not below `least`.
fn step(least: f64) -> f64 {
    let power = libm::pow(10.0, libm::log10(least).floor());
    // A product may fall short by a rounding error of what it is to reach.
    let reaches = |factor: &f64| factor * power >= least * (1.0 - 1e-9);
    [1.0, 2.0, 5.0].into_iter().find(reaches).unwrap_or(10.0) * power
}

/// Powers of ten between `low` and `high`, which are exponents, with what lies between them where there is room. Where there are
/// fewer than two, round numbers at equal distances.
pub(super) fn logarithmic(low: f64, high: f64, most: usize) -> Vec<Tick> {
    let (first, last) = (low.ceil() as i32, high.floor() as i32);
    if last <= first {
        let (low, high) = (libm::pow(10.0, low), libm::pow(10.0, high));
        return linear(low, high, most, 0.0);
    }
    let decades = (last - first) as usize + 1;
    // Multiples of the stride, so that 1 is among them.
    let stride = decades.div_ceil(most) as i32;
    let begin = first + (-first).rem_euclid(stride);
    let plain = first >= -3 && last <= 4;
    let powers = (begin..=last).step_by(stride as usize).map(|exponent| Tick {
        value: libm::pow(10.0, f64::from(exponent)),
        label: if plain { fixed(libm::pow(10.0, f64::from(exponent)), -exponent) } else { power(exponent) },
    });
    let between = (first - 1..=last).flat_map(|exponent| (2..10).map(move |digit| (digit, exponent)));
    let between = between.map(|(digit, exponent)| f64::from(digit) * libm::pow(10.0, f64::from(exponent)));
    let inside = between.filter(|&value| (low..=high).contains(&libm::log10(value)));
    let minor = inside.map(|value| Tick { value, label: String::new() });
    if stride == 1 && decades <= 7 { powers.chain(minor).collect() } else { powers.collect() }
}

/// A number on an axis whose ticks are `step` apart and reach up to `largest`.
fn label(value: f64, step: f64, largest: f64) -> String {
    let digits = -libm::log10(step * (1.0 + 1e-9)).floor() as i32;
    if (1e-3..1e6).contains(&largest) {
        return fixed(value, digits);
    }
    if value == 0.0 {
        return "0".into();
    }
    let exponent = libm::log10(value.abs() * (1.0 + 1e-9)).floor();
    let mantissa = fixed(value / libm::pow(10.0, exponent), digits + exponent as i32);
    let factor = power(exponent as i32);
    match &mantissa[..] {
        "1" => factor,
        "−1" => format!("−{factor}"),
        _ => format!("{mantissa}×{factor}"),
    }
}

/// So many digits behind the point, and a minus that is as wide as a plus.
fn fixed(value: f64, digits: i32) -> String {
    let digits = usize::try_from(digits).unwrap_or(0);
    let text = format!("{:.digits$}", value.abs());
    if value < 0.0 && text.contains(|digit| ('1'..='9').contains(&digit)) { format!("−{text}") } else { text }
}

/// A power of ten.
pub(super) fn power(exponent: i32) -> String {
    let raised = |sign: char| match sign {
        '-' => '⁻',
        digit => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit as usize - '0' as usize],
    };
    "10".chars().chain(exponent.to_string().chars().map(raised)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().map(|tick| &tick.label[..]).filter(|label| !label.is_empty()).collect()
    }

    #[test]
    fn steps_are_round() {
        assert_eq!(labels(&linear(0.0, 1.0, 5, 0.0)), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(&linear(-1.0, 1.0, 4, 0.0)), ["−1.0", "−0.5", "0.0", "0.5", "1.0"]);
        assert_eq!(labels(&linear(0.93, 0.99, 3, 0.0)), ["0.94", "0.96", "0.98"]);
        assert_eq!(labels(&linear(0.0, 10_000.0, 5, 1.0)), ["0", "2000", "4000", "6000", "8000", "10000"]);
    }

    #[test]
    fn epochs_are_whole() {
        assert_eq!(labels(&linear(0.5, 1.5, 8, 1.0)), ["1"]);
        assert_eq!(labels(&linear(1.0, 4.0, 8, 1.0)), ["1", "2", "3", "4"]);
    }

    #[test]
    fn large_and_small_numbers_are_powers() {
        assert_eq!(labels(&linear(0.0, 4e-5, 4, 0.0)), ["0", "10⁻⁵", "2×10⁻⁵", "3×10⁻⁵", "4×10⁻⁵"]);
        assert_eq!(labels(&linear(-2e7, 0.0, 4, 0.0)), ["−2.0×10⁷", "−1.5×10⁷", "−1.0×10⁷", "−5×10⁶", "0"]);
    }

    #[test]
    fn decades() {
        assert_eq!(labels(&logarithmic(-2.2, 1.1, 5)), ["0.01", "0.1", "1", "10"]);
        assert_eq!(labels(&logarithmic(-6.5, -3.5, 5)), ["10⁻⁶", "10⁻⁵", "10⁻⁴"]);
        assert_eq!(labels(&logarithmic(-300.0, 300.0, 5)), ["10⁻²⁴²", "10⁻¹²¹", "10⁰", "10¹²¹", "10²⁴²"]);
        assert_eq!(labels(&logarithmic(0.4, 0.8, 4)), ["3", "4", "5", "6"]);
    }

    #[test]
    fn marks_between_decades() {
        let ticks = logarithmic(-0.5, 1.5, 5);
        let between: Vec<f64> = ticks.iter().filter(|tick| tick.label.is_empty()).map(|tick| tick.value).collect();
        assert_eq!(between.len(), 6 + 8 + 2); // 0.4 to 0.9, 2 to 9, 20 and 30
    }

    #[test]
    fn what_no_step_can_tell_apart_ends() {
        for (low, high) in [(1.0, 1.0 + f64::EPSILON), (-1e300, 1e300), (0.0, f64::MIN_POSITIVE), (1e-300, 2e-300)] {
            assert!(linear(low, high, 5, 0.0).len() <= 6, "{low} to {high}");
        }
    }
}

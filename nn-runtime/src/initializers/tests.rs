//! Bounds, means and variances of each initialiser, and the stream of a seed.

use super::*;

const FANS: Fans = Fans { fan_in: 48, fan_out: 16 };
const COUNT: usize = 20_000;

fn filled(fill: impl Fn(&mut Rng, &mut [f64])) -> [f64; COUNT] {
    let mut w = [f64::NAN; COUNT];
    fill(&mut Rng::seed_from_u64(7), &mut w);
    w
}

/// The mean and the standard deviation, within five standard errors of what is expected.
fn check_moments(w: &[f64], mean: f64, std: f64) {
    let n = w.len() as f64;
    let found = w.iter().sum::<f64>() / n;
    let variance = w.iter().map(|w| (w - found) * (w - found)).sum::<f64>() / n;
    let error = 5.0 / Scalar::sqrt(n);
    assert!((found - mean).abs() < error * std, "mean {found}, expected {mean}");
    assert!((Scalar::sqrt(variance) / std - 1.0).abs() < error, "variance {variance}, expected {}", std * std);
}

/// Within ±√3 standard deviations, and up to there.
fn check_uniform(w: &[f64], std: f64) {
    check_moments(w, 0.0, std);
    let bound = Scalar::sqrt(3.0f64) * std;
    let top = w.iter().fold(0.0f64, |top, w| w.abs().larger(top));
    assert!(top <= bound && top > 0.999 * bound, "the largest is {top}, the bound {bound}");
}

/// As many beyond two standard deviations as a normal distribution has, 4.55 %, which no uniform one does.
fn check_normal(w: &[f64], mean: f64, std: f64) {
    check_moments(w, mean, std);
    let beyond = w.iter().filter(|&w| (w - mean).abs() > 2.0 * std).count() as f64 / w.len() as f64;
    assert!((beyond - 0.0455).abs() < 0.008, "{beyond} lie beyond two standard deviations");
}

#[test]
fn constants_fill() {
    assert_eq!(filled(|rng, w| zeros(rng, w, FANS, 2.0)), [0.0; COUNT]);
    assert_eq!(filled(|rng, w| ones(rng, w, FANS, 2.0)), [1.0; COUNT]);
    assert_eq!(filled(|rng, w| constant(rng, w, FANS, 2.0, -0.3)), [-0.3; COUNT]);
}

#[test]
fn distributions_have_their_bounds_and_moments() {
    let (gain, both, inputs) = (1.5, Scalar::sqrt(2.0 / 64.0f64), Scalar::sqrt(1.0 / 48.0f64));
    check_uniform(&filled(|rng, w| uniform(rng, w, FANS, gain, -0.6, 0.6)), 0.6 / Scalar::sqrt(3.0f64));
    check_moments(&filled(|rng, w| uniform(rng, w, FANS, gain, 1.0, 4.0)), 2.5, 3.0 / Scalar::sqrt(12.0f64));
    check_normal(&filled(|rng, w| normal(rng, w, FANS, gain, 0.3, 0.2)), 0.3, 0.2);
    check_uniform(&filled(|rng, w| xavier_uniform(rng, w, FANS, gain)), gain * both);
    check_normal(&filled(|rng, w| xavier_normal(rng, w, FANS, gain)), 0.0, gain * both);
    check_uniform(&filled(|rng, w| kaiming_uniform(rng, w, FANS, gain)), gain * inputs);
    check_normal(&filled(|rng, w| kaiming_normal(rng, w, FANS, gain)), 0.0, gain * inputs);
    check_normal(&filled(|rng, w| lecun_normal(rng, w, FANS, gain)), 0.0, inputs);
}

/// Nothing beyond two standard deviations, numbers up to there, and the standard deviation that the rest of a normal
/// distribution has: √(1 − 4 φ(2) / (2 Φ(2) − 1)) = 0.8796.
#[test]
fn a_truncated_normal_ends_at_two_standard_deviations() {
    let w = filled(|rng, w| truncated_normal(rng, w, FANS, 1.5, 0.3, 0.2));
    check_moments(&w, 0.3, 0.2 * 0.879_625_661_034_234);
    let top = w.iter().fold(0.0f64, |top, w| Scalar::abs(w - 0.3).larger(top));
    assert!(top <= 0.4 && top > 0.399, "the largest distance is {top}");
    let inner = w.iter().filter(|&w| Scalar::abs(w - 0.3) < 0.2).count() as f64 / COUNT as f64;
    assert!((inner - 0.6827 / 0.9545).abs() < 0.016, "{inner} lie within one standard deviation");
}

/// The first numbers of seed 1: a change here changes every network that was ever initialised from a seed.
#[test]
fn a_seed_gives_the_same_numbers_for_ever() {
    let (mut a, mut b) = ([0.0f64; 2], [0.0f64; 2]);
    xavier_uniform(&mut Rng::seed_from_u64(1), &mut a, FANS, 1.0);
    kaiming_normal(&mut Rng::seed_from_u64(1), &mut b, FANS, 1.0);
    assert_eq!(a, [-0.059715091656815905, -0.2569614502203049]);
    assert_eq!(b, [-0.0338972531189132, -0.20363399480631236]);
}

#[test]
fn single_precision_is_double_precision_rounded() {
    let double = filled(|rng, w| kaiming_normal(rng, w, FANS, 1.0));
    let mut single = [0.0f32; COUNT];
    kaiming_normal(&mut Rng::seed_from_u64(7), &mut single, FANS, 1.0);
    assert_eq!(single, double.map(|w| w as f32));
}

//! What initialisers have in common with PyTorch's, though every generator draws other numbers.

use nn_runtime::Scalar;
use nn_runtime::initializers::{Fans, Rng, SeedableRng, orthogonal, truncated_normal};

use crate::file::{Case, Vectors};

/// The shares of numbers below each of PyTorch's quantiles, within five standard errors of both samples.
fn check_truncated_normal(case: Case<'_>) {
    const COUNT: usize = 100_000;
    let mut w = vec![f64::NAN; COUNT];
    truncated_normal(&mut Rng::seed_from_u64(1), &mut w, Fans { fan_in: 1, fan_out: 1 }, 1.0, 0.3, 0.2);
    let mean = w.iter().sum::<f64>() / COUNT as f64;
    let std = (w.iter().map(|w| (w - mean).powi(2)).sum::<f64>() / COUNT as f64).sqrt();
    let (expected_mean, expected_std) = (case.numbers("mean")[0], case.numbers("std")[0]);
    let error = 5.0 * (1.1 / COUNT as f64).sqrt();
    assert!((mean - expected_mean).abs() < error * std, "the mean is {mean}, expected {expected_mean}");
    assert!((std / expected_std - 1.0).abs() < error, "the standard deviation is {std}, expected {expected_std}");
    for (part, quantile) in case.numbers("parts").into_iter().zip(case.numbers("quantiles")) {
        let below = w.iter().filter(|&&w| w < quantile).count() as f64 / COUNT as f64;
        assert!((below - part).abs() < error / 2.0, "{below} lie below {quantile}, expected {part}");
    }
}

/// The products of the rows with one another, or of the columns where those are fewer.
fn check_orthogonal<T: Scalar, const R: usize, const C: usize>(case: Case<'_>) {
    let mut w = vec![T::ZERO; R * C];
    orthogonal(&mut Rng::seed_from_u64(1), &mut w, Fans { fan_in: C, fan_out: R }, 1.5);
    let (count, len, across, along) = if R < C { (R, C, 1, R) } else { (C, R, R, 1) };
    let product = |i: usize, j: usize| (0..len).map(|k| w[i * across + k * along] * w[j * across + k * along]).sum();
    let products: Vec<T> = (0..count * count).map(|at| product(at / count, at % count)).collect();
    case.compare("products", &products);
}

#[test]
fn initialisers_are_like_those_of_pytorch() {
    let file = Vectors::read("initializers");
    check_truncated_normal(file.case("truncated_normal"));
    check_orthogonal::<f32, 3, 8>(file.case("orthogonal_wide"));
    check_orthogonal::<f64, 3, 8>(file.case("orthogonal_wide"));
    check_orthogonal::<f32, 8, 3>(file.case("orthogonal_tall"));
    check_orthogonal::<f64, 8, 3>(file.case("orthogonal_tall"));
    check_orthogonal::<f32, 5, 5>(file.case("orthogonal_square"));
    check_orthogonal::<f64, 5, 5>(file.case("orthogonal_square"));
    file.all_used();
}

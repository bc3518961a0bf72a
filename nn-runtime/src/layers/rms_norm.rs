//! `rms_norm<eps = …>`: each column is divided by its root mean square, then scaled by feature.
//!
//! Zhang and Sennrich, *Root mean square layer normalization*, [arXiv:1910.07467](https://arxiv.org/abs/1910.07467),
//! equation 4. With r = 1/√(mean(x²) + ε) over the F features of a column: x̂ = x r, y = w ⊙ x̂. Where no ε is given it
//! is the scalar type's epsilon, as in PyTorch.

use nalgebra::SVector;

use super::sums::sum;
use crate::flat;
use crate::flat::Flat;
use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

flat! {
    /// Parameters of `rms_norm` on `F` features.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct RmsNorm<T, const F: usize> {
        /// w, `[F]`; initially 1.
        pub weight: SVector<T, F>,
    }
}

/// Normalises the first `columns` columns.
#[inline(always)]
pub fn infer<T: Scalar, S: Isa, const F: usize>(
    _: S,
    net: &RmsNorm<T, F>,
    eps: Option<f64>,
    x: &[T],
    y: &mut [T],
    columns: usize,
) {
    for (x, y) in x.chunks_exact(F).zip(y.chunks_exact_mut(F)).take(columns) {
        normalise(net, eps, x, y);
    }
}

/// As [`infer`], and keeps the r of each column in `stats`.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa, const F: usize>(
    _: S,
    net: &RmsNorm<T, F>,
    eps: Option<f64>,
    x: &[T],
    y: &mut [T],
    stats: &mut [T],
    columns: usize,
) {
    for ((x, y), stats) in x.chunks_exact(F).zip(y.chunks_exact_mut(F)).zip(stats).take(columns) {
        *stats = normalise(net, eps, x, y);
    }
}

/// Normalises one column; returns r.
#[inline(always)]
fn normalise<T: Scalar, const F: usize>(net: &RmsNorm<T, F>, eps: Option<f64>, x: &[T], y: &mut [T]) -> T {
    let w = &net.weight.as_slice()[..F];
    let eps = eps.map_or(T::EPSILON, T::from_f64);
    let r = T::ONE / (sum(F, |i| x[i] * x[i]) / T::from_f64(F as f64) + eps).sqrt();
    for (i, y) in y.iter_mut().enumerate() {
        *y = x[i] * r * w[i];
    }
    r
}

/// With g = w ⊙ dy and the mean over the features of a column: dx = r (g − x̂ mean(g ⊙ x̂)); over all columns
/// dw = Σ dy ⊙ x̂.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<T: Scalar, S: Isa, const F: usize>(
    _: S,
    net: &RmsNorm<T, F>,
    x: &[T],
    stats: &[T],
    dy: &[T],
    mut dx: Sink<'_, T>,
    mut grads: Option<&mut RmsNorm<T, F>>,
    beta: Beta,
    columns: usize,
) {
    let w = &net.weight.as_slice()[..F];
    let features = T::from_f64(F as f64);
    if let (Some(grads), Beta::Store) = (&mut grads, beta) {
        grads.as_flat_mut().fill(T::ZERO);
    }
    let columns = x.chunks_exact(F).zip(dy.chunks_exact(F)).zip(stats).take(columns);
    for (c, ((x, dy), &r)) in columns.enumerate() {
        if let Some(grads) = &mut grads {
            for ((dw, &dy), &x) in grads.weight.iter_mut().zip(dy).zip(x) {
                *dw += dy * x * r;
            }
        }
        if dx.wanted() {
            let mean_gx = sum(F, |i| w[i] * dy[i] * x[i]) * r / features;
            dx.from(c * F).put(F, |i| r * (w[i] * dy[i] - x[i] * r * mean_gx));
        }
    }
}

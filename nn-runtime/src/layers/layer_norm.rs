//! `layer_norm<eps = 1e-5>`: each column is brought to mean 0 and variance 1, then scaled and shifted by feature.
//!
//! Ba, Kiros and Hinton, *Layer normalization*, [arXiv:1607.06450](https://arxiv.org/abs/1607.06450), section 3.
//! With μ and σ² the mean and the biased variance of a column of F features, r = 1/√(σ² + ε):
//!
//! x̂ = (x − μ) r, y = w ⊙ x̂ + b

use nalgebra::SVector;

use super::sums::sum;
use crate::flat;
use crate::flat::Flat;
use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

flat! {
    /// Parameters of `layer_norm` on `F` features.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct LayerNorm<T, const F: usize> {
        /// w, `[F]`; initially 1.
        pub weight: SVector<T, F>,
        /// b, `[F]`; initially 0.
        pub bias: SVector<T, F>,
    }
}

/// Normalises the first `columns` columns.
#[inline(always)]
pub fn infer<T: Scalar, S: Isa, const F: usize>(
    _: S,
    net: &LayerNorm<T, F>,
    eps: f64,
    x: &[T],
    y: &mut [T],
    columns: usize,
) {
    for (x, y) in x.chunks_exact(F).zip(y.chunks_exact_mut(F)).take(columns) {
        normalise(net, eps, x, y);
    }
}

/// As [`infer`], and keeps of each column μ and r, one after the other, in `stats`.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa, const F: usize>(
    _: S,
    net: &LayerNorm<T, F>,
    eps: f64,
    x: &[T],
    y: &mut [T],
    stats: &mut [T],
    columns: usize,
) {
    let columns = x.chunks_exact(F).zip(y.chunks_exact_mut(F)).zip(stats.as_chunks_mut().0).take(columns);
    for ((x, y), stats) in columns {
        *stats = normalise(net, eps, x, y);
    }
}

/// Normalises one column; returns μ and r.
#[inline(always)]
fn normalise<T: Scalar, const F: usize>(net: &LayerNorm<T, F>, eps: f64, x: &[T], y: &mut [T]) -> [T; 2] {
    let (w, b) = (&net.weight.as_slice()[..F], &net.bias.as_slice()[..F]);
    let features = T::from_f64(F as f64);
    let mean = sum(F, |i| x[i]) / features;
    let variance = sum(F, |i| (x[i] - mean) * (x[i] - mean)) / features;
    let r = T::ONE / (variance + T::from_f64(eps)).sqrt();
    for (i, y) in y.iter_mut().enumerate() {
        *y = (x[i] - mean) * r * w[i] + b[i];
    }
    [mean, r]
}

/// With g = w ⊙ dy and means over the features of a column: dx = r (g − mean(g) − x̂ mean(g ⊙ x̂)); over all columns
/// dw = Σ dy ⊙ x̂, db = Σ dy.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<T: Scalar, S: Isa, const F: usize>(
    _: S,
    net: &LayerNorm<T, F>,
    x: &[T],
    stats: &[T],
    dy: &[T],
    mut dx: Sink<'_, T>,
    mut grads: Option<&mut LayerNorm<T, F>>,
    beta: Beta,
    columns: usize,
) {
    let w = &net.weight.as_slice()[..F];
    let features = T::from_f64(F as f64);
    if let (Some(grads), Beta::Store) = (&mut grads, beta) {
        grads.as_flat_mut().fill(T::ZERO);
    }
    let columns = x.chunks_exact(F).zip(dy.chunks_exact(F)).zip(stats.as_chunks().0).take(columns);
    for (c, ((x, dy), &[mean, r])) in columns.enumerate() {
        let normal = |i: usize| (x[i] - mean) * r;
        if let Some(grads) = &mut grads {
            let parts = grads.weight.iter_mut().zip(grads.bias.iter_mut()).zip(dy);
            for (i, ((dw, db), &dy)) in parts.enumerate() {
                *dw += dy * normal(i);
                *db += dy;
            }
        }
        if dx.wanted() {
            let mean_g = sum(F, |i| w[i] * dy[i]) / features;
            let mean_gx = sum(F, |i| w[i] * dy[i] * normal(i)) / features;
            dx.from(c * F).put(F, |i| r * (w[i] * dy[i] - mean_g - normal(i) * mean_gx));
        }
    }
}

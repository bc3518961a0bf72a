//! `rms_norm<eps = …>`: each column is divided by its root mean square, then scaled by feature.
//!
//! Zhang and Sennrich, *Root mean square layer normalization*, [arXiv:1910.07467](https://arxiv.org/abs/1910.07467),
//! equation 4. With r = 1/√(mean(x²) + ε) over the F features of a column: x̂ = x r, y = w ⊙ x̂. Where no ε is given it
//! is the scalar type's epsilon, as in PyTorch.

use nalgebra::SVector;

use super::columns::{put_column, weighted};
use crate::flat;
use crate::isa::Isa;
use crate::kernels::columns::{load, put, splat, steps, total};
use crate::kernels::{Vector, Wide};
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
    isa: S,
    net: &RmsNorm<T, F>,
    eps: Option<f64>,
    x: &[T],
    y: &mut [T],
    columns: usize,
) {
    for (x, y) in x.as_chunks().0.iter().zip(y.as_chunks_mut().0).take(columns) {
        normalise(isa, net, eps, x, y);
    }
}

/// As [`infer`], and keeps the r of each column in `stats`.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa, const F: usize>(
    isa: S,
    net: &RmsNorm<T, F>,
    eps: Option<f64>,
    x: &[T],
    y: &mut [T],
    stats: &mut [T],
    columns: usize,
) {
    for ((x, y), stats) in x.as_chunks().0.iter().zip(y.as_chunks_mut().0).zip(stats).take(columns) {
        *stats = normalise(isa, net, eps, x, y);
    }
}

/// Normalises one column; returns r.
#[inline(always)]
fn normalise<T: Scalar, S: Isa, const F: usize>(
    isa: S,
    net: &RmsNorm<T, F>,
    eps: Option<f64>,
    x: &[T; F],
    y: &mut [T; F],
) -> T {
    let mut squares = splat(isa, T::ZERO);
    for at in steps::<T, S>(F) {
        let x = load(isa, x, at);
        squares = x.times_plus(x, squares);
    }
    let eps = eps.map_or(T::EPSILON, T::from_f64);
    let r = T::ONE / (total::<T, S>(isa, squares) / T::from_f64(F as f64) + eps).sqrt();
    for at in steps::<T, S>(F) {
        let normal = load(isa, x, at).times(splat(isa, r));
        put(isa, normal.times(load(isa, net.weight.as_slice(), at)), y, at, Beta::Store);
    }
    r
}

/// With g = w ⊙ dy and the mean over the features of a column: dx = r (g − x̂ mean(g ⊙ x̂)); over all columns
/// dw = Σ dy ⊙ x̂.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<T: Scalar, S: Isa, const F: usize>(
    isa: S,
    net: &RmsNorm<T, F>,
    x: &[T],
    stats: &[T],
    dy: &mut [T],
    dx: Sink<'_, T>,
    grads: Option<&mut RmsNorm<T, F>>,
    beta: Beta,
    columns: usize,
) {
    let (x, dy) = (&x.as_chunks::<F>().0[..columns], &mut dy.as_chunks_mut::<F>().0[..columns]);
    let stats = &stats[..columns];
    if let Some(grads) = grads {
        parameters(isa, x, stats, dy, grads, beta);
    }
    if dx.wanted() {
        inputs(isa, net, x, stats, dy, dx);
    }
}

/// dw.
#[inline(always)]
fn parameters<T: Scalar, S: Isa, const F: usize>(
    isa: S,
    x: &[[T; F]],
    stats: &[T],
    dy: &[[T; F]],
    grads: &mut RmsNorm<T, F>,
    beta: Beta,
) {
    for at in steps::<T, S>(F) {
        let mut dw = splat(isa, T::ZERO);
        for ((x, dy), &r) in x.iter().zip(dy).zip(stats) {
            dw = load(isa, dy, at).times_plus(load(isa, x, at).times(splat(isa, r)), dw);
        }
        put(isa, dw, grads.weight.as_mut_slice(), at, beta);
    }
}

/// x̂ from `at` on.
#[inline(always)]
fn normal<T: Scalar, S: Isa>(isa: S, x: &[T], at: usize, r: T) -> Wide<T, S> {
    load(isa, x, at).times(splat(isa, r))
}

/// dx.
#[inline(always)]
fn inputs<T: Scalar, S: Isa, const F: usize>(
    isa: S,
    net: &RmsNorm<T, F>,
    x: &[[T; F]],
    stats: &[T],
    dy: &mut [[T; F]],
    mut dx: Sink<'_, T>,
) {
    let (w, features) = (net.weight.as_slice(), T::from_f64(F as f64));
    for (column, ((x, dy), &r)) in x.iter().zip(dy).zip(stats).enumerate() {
        let mut product = splat(isa, T::ZERO);
        for at in steps::<T, S>(F) {
            product = weighted(isa, w, dy, at).times_plus(normal(isa, x, at, r), product);
        }
        let slope = splat(isa, total::<T, S>(isa, product) / features);
        put_column(
            isa,
            dy,
            dx.from(column * F),
            #[inline(always)]
            |dy, at| weighted(isa, w, dy, at).minus(normal(isa, x, at, r).times(slope)).times(splat(isa, r)),
        );
    }
}

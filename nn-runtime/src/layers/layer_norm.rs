//! `layer_norm<eps = 1e-5>`: each column is brought to mean 0 and variance 1, then scaled and shifted by feature.
//!
//! Ba, Kiros and Hinton, *Layer normalization*, [arXiv:1607.06450](https://arxiv.org/abs/1607.06450), section 3.
//! With μ and σ² the mean and the biased variance of a column of F features, r = 1/√(σ² + ε):
//!
//! x̂ = (x − μ) r, y = w ⊙ x̂ + b

use nalgebra::SVector;

use super::columns::{put_column, weighted};
use crate::flat;
use crate::isa::Isa;
use crate::kernels::columns::{cut, load, put, splat, steps, total};
use crate::kernels::{Vector, Wide};
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
    isa: S,
    net: &LayerNorm<T, F>,
    eps: f64,
    x: &[T],
    y: &mut [T],
    columns: usize,
) {
    for (x, y) in x.as_chunks().0.iter().zip(y.as_chunks_mut().0).take(columns) {
        normalise(isa, net, eps, x, y);
    }
}

/// As [`infer`], and keeps of each column μ and r, one after the other, in `stats`.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa, const F: usize>(
    isa: S,
    net: &LayerNorm<T, F>,
    eps: f64,
    x: &[T],
    y: &mut [T],
    stats: &mut [T],
    columns: usize,
) {
    let columns = x.as_chunks().0.iter().zip(y.as_chunks_mut().0).zip(stats.as_chunks_mut().0).take(columns);
    for ((x, y), stats) in columns {
        *stats = normalise(isa, net, eps, x, y);
    }
}

/// Normalises one column; returns μ and r.
#[inline(always)]
fn normalise<T: Scalar, S: Isa, const F: usize>(
    isa: S,
    net: &LayerNorm<T, F>,
    eps: f64,
    x: &[T; F],
    y: &mut [T; F],
) -> [T; 2] {
    let (w, b) = (net.weight.as_slice(), net.bias.as_slice());
    let features = T::from_f64(F as f64);
    let mut sum = splat(isa, T::ZERO);
    for at in steps::<T, S>(F) {
        sum = load(isa, x, at).plus(sum);
    }
    let mean = total::<T, S>(isa, sum) / features;
    let mut squares = splat(isa, T::ZERO);
    for at in steps::<T, S>(F) {
        let centred = cut::<T, S>(isa, load(isa, x, at).minus(splat(isa, mean)), at, F);
        squares = centred.times_plus(centred, squares);
    }
    let r = T::ONE / (total::<T, S>(isa, squares) / features + T::from_f64(eps)).sqrt();
    for at in steps::<T, S>(F) {
        let normal = normal(isa, x, at, [mean, r]);
        put(isa, normal.times_plus(load(isa, w, at), load(isa, b, at)), y, at, Beta::Store);
    }
    [mean, r]
}

/// x̂ from `at` on.
#[inline(always)]
fn normal<T: Scalar, S: Isa>(isa: S, x: &[T], at: usize, [mean, r]: [T; 2]) -> Wide<T, S> {
    load(isa, x, at).minus(splat(isa, mean)).times(splat(isa, r))
}

/// With g = w ⊙ dy and means over the features of a column: dx = r (g − mean(g) − x̂ mean(g ⊙ x̂)); over all columns
/// dw = Σ dy ⊙ x̂, db = Σ dy.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<T: Scalar, S: Isa, const F: usize>(
    isa: S,
    net: &LayerNorm<T, F>,
    x: &[T],
    stats: &[T],
    dy: &mut [T],
    dx: Sink<'_, T>,
    grads: Option<&mut LayerNorm<T, F>>,
    beta: Beta,
    columns: usize,
) {
    let (x, dy) = (&x.as_chunks::<F>().0[..columns], &mut dy.as_chunks_mut::<F>().0[..columns]);
    let stats = &stats.as_chunks::<2>().0[..columns];
    if let Some(grads) = grads {
        parameters(isa, x, stats, dy, grads, beta);
    }
    if dx.wanted() {
        inputs(isa, net, x, stats, dy, dx);
    }
}

/// dw and db.
#[inline(always)]
fn parameters<T: Scalar, S: Isa, const F: usize>(
    isa: S,
    x: &[[T; F]],
    stats: &[[T; 2]],
    dy: &[[T; F]],
    grads: &mut LayerNorm<T, F>,
    beta: Beta,
) {
    for at in steps::<T, S>(F) {
        let (mut dw, mut db) = (splat(isa, T::ZERO), splat(isa, T::ZERO));
        for ((x, dy), &stats) in x.iter().zip(dy).zip(stats) {
            let dy = load(isa, dy, at);
            dw = dy.times_plus(normal(isa, x, at, stats), dw);
            db = db.plus(dy);
        }
        put(isa, dw, grads.weight.as_mut_slice(), at, beta);
        put(isa, db, grads.bias.as_mut_slice(), at, beta);
    }
}

/// dx.
#[inline(always)]
fn inputs<T: Scalar, S: Isa, const F: usize>(
    isa: S,
    net: &LayerNorm<T, F>,
    x: &[[T; F]],
    stats: &[[T; 2]],
    dy: &mut [[T; F]],
    mut dx: Sink<'_, T>,
) {
    let (w, features) = (net.weight.as_slice(), T::from_f64(F as f64));
    for (column, ((x, dy), &stats)) in x.iter().zip(dy).zip(stats).enumerate() {
        let (mut sum, mut product) = (splat(isa, T::ZERO), splat(isa, T::ZERO));
        for at in steps::<T, S>(F) {
            let g = weighted(isa, w, dy, at);
            sum = sum.plus(g);
            product = g.times_plus(normal(isa, x, at, stats), product);
        }
        let mean = splat(isa, total::<T, S>(isa, sum) / features);
        let slope = splat(isa, total::<T, S>(isa, product) / features);
        put_column(
            isa,
            dy,
            dx.from(column * F),
            #[inline(always)]
            |dy, at| {
                let rest = normal(isa, x, at, stats).times(slope);
                weighted(isa, w, dy, at).minus(mean).minus(rest).times(splat(isa, stats[1]))
            },
        );
    }
}

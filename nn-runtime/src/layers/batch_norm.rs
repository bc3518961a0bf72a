//! `batch_norm<eps = 1e-5, momentum = 0.1>`: each feature is brought to mean 0 and variance 1 over the batch, then
//! scaled and shifted.
//!
//! Ioffe and Szegedy, *Batch normalization*, [arXiv:1502.03167](https://arxiv.org/abs/1502.03167), algorithm 1 and
//! section 3. With μ and σ² the mean and the variance of a feature, r = 1/√(σ² + ε): x̂ = (x − μ) r, y = w x̂ + b.
//!
//! In training they are those of the live samples (σ² biased) and move the running statistics, running ← (1 − momentum)
//! running + momentum · new, where the new variance is the unbiased one, as in PyTorch. A single sample has no unbiased
//! variance: it moves the running mean alone (PyTorch refuses it). In inference and in frozen parts the running
//! statistics take their place, and are constants to the backward pass.

use core::ops::Range;

use nalgebra::SVector;

use crate::flat;
use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

flat! {
    /// Parameters of `batch_norm` on `F` features.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct BatchNorm<T, const F: usize> {
        /// w, `[F]`; initially 1.
        pub weight: SVector<T, F>,
        /// b, `[F]`; initially 0.
        pub bias: SVector<T, F>,
    }
}

flat! {
    /// Running statistics of `batch_norm` on `F` features.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct BatchNormState<T, const F: usize> {
        /// Mean, `[F]`; initially 0.
        pub running_mean: SVector<T, F>,
        /// Unbiased variance, `[F]`; initially 1.
        pub running_var: SVector<T, F>,
    }
}

/// Normalises `n` samples with the running statistics.
#[inline(always)]
pub fn infer<T: Scalar, S: Isa, const F: usize>(
    _: S,
    net: &BatchNorm<T, F>,
    state: &BatchNormState<T, F>,
    eps: f64,
    x: &[T],
    y: &mut [T],
    n: usize,
) {
    let (w, b) = (net.weight.as_slice(), net.bias.as_slice());
    let (mean, variance) = (state.running_mean.as_slice(), state.running_var.as_slice());
    for block in blocks(F) {
        let mut r = [T::ZERO; LANES];
        r.iter_mut().zip(&variance[block.clone()]).for_each(|(r, &variance)| *r = inverse_std(variance, eps));
        for (x, y) in x.chunks_exact(F).zip(y.chunks_exact_mut(F)).take(n) {
            for (i, &r) in block.clone().zip(&r) {
                y[i] = (x[i] - mean[i]) * r * w[i] + b[i];
            }
        }
    }
}

/// Normalises `n` samples (at least one) with the statistics of the batch, or with the running ones where `frozen`;
/// keeps in `stats` the μ of every feature, then the r of every feature.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn forward<T: Scalar, S: Isa, const F: usize>(
    _: S,
    net: &BatchNorm<T, F>,
    state: &mut BatchNormState<T, F>,
    eps: f64,
    momentum: f64,
    x: &[T],
    y: &mut [T],
    stats: &mut [T],
    n: usize,
    frozen: bool,
) {
    let (w, b) = (net.weight.as_slice(), net.bias.as_slice());
    let (mean, r) = stats[..2 * F].split_at_mut(F);
    let x = &x[..n * F];
    if frozen {
        mean.copy_from_slice(state.running_mean.as_slice());
        r.copy_from_slice(state.running_var.as_slice());
    } else {
        moments(x, mean, r, n);
        state.follow(mean, r, momentum, n);
    }
    for r in r.iter_mut() {
        *r = inverse_std(*r, eps);
    }
    for (x, y) in x.chunks_exact(F).zip(y.chunks_exact_mut(F)) {
        for i in 0..F {
            y[i] = (x[i] - mean[i]) * r[i] * w[i] + b[i];
        }
    }
}

/// Mean and biased variance of each feature over `n` samples.
#[inline(always)]
fn moments<T: Scalar>(x: &[T], mean: &mut [T], variance: &mut [T], n: usize) {
    let features = mean.len();
    let scale = T::ONE / T::from_f64(n as f64);
    mean.fill(T::ZERO);
    variance.fill(T::ZERO);
    for x in x.chunks_exact(features) {
        mean.iter_mut().zip(x).for_each(|(m, &x)| *m += x);
    }
    mean.iter_mut().for_each(|m| *m *= scale);
    for x in x.chunks_exact(features) {
        for ((v, &m), &x) in variance.iter_mut().zip(mean.iter()).zip(x) {
            *v += (x - m) * (x - m);
        }
    }
    variance.iter_mut().for_each(|v| *v *= scale);
}

impl<T: Scalar, const F: usize> BatchNormState<T, F> {
    /// Moves towards the mean and the biased variance of a batch of `n` samples.
    #[inline(always)]
    fn follow(&mut self, mean: &[T], variance: &[T], momentum: f64, n: usize) {
        let (keep, take) = (T::from_f64(1.0 - momentum), T::from_f64(momentum));
        for (running, &mean) in self.running_mean.iter_mut().zip(mean) {
            *running = keep * *running + take * mean;
        }
        if n > 1 {
            let unbiased = T::from_f64(n as f64 / (n - 1) as f64);
            for (running, &variance) in self.running_var.iter_mut().zip(variance) {
                *running = keep * *running + take * unbiased * variance;
            }
        }
    }
}

/// r = 1/√(σ² + ε).
#[inline(always)]
fn inverse_std<T: Scalar>(variance: T, eps: f64) -> T {
    T::ONE / (variance + T::from_f64(eps)).sqrt()
}

/// Features whose numbers over the batch are taken together, in registers.
const LANES: usize = 16;

/// The features in blocks of [`LANES`]; the last one may be shorter.
#[inline(always)]
fn blocks(features: usize) -> impl Iterator<Item = Range<usize>> {
    (0..features).step_by(LANES).map(move |start| start..features.min(start + LANES))
}

/// dw = Σ dy x̂ and db = Σ dy over the batch; dx = w r (dy − mean(dy) − x̂ mean(dy x̂)) with means over the batch, or
/// dx = w r dy where `frozen`.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<T: Scalar, S: Isa, const F: usize>(
    _: S,
    net: &BatchNorm<T, F>,
    x: &[T],
    stats: &[T],
    dy: &[T],
    mut dx: Sink<'_, T>,
    mut grads: Option<&mut BatchNorm<T, F>>,
    beta: Beta,
    n: usize,
    frozen: bool,
) {
    let w = net.weight.as_slice();
    let (mean, r) = stats[..2 * F].split_at(F);
    let scale = T::ONE / T::from_f64(n as f64);
    for block in blocks(F) {
        let normal = |s: usize, i: usize| (x[s * F + i] - mean[i]) * r[i];
        let (mut dw, mut db) = ([T::ZERO; LANES], [T::ZERO; LANES]);
        if grads.is_some() || !frozen {
            for s in 0..n {
                for ((i, dw), db) in block.clone().zip(&mut dw).zip(&mut db) {
                    *dw += dy[s * F + i] * normal(s, i);
                    *db += dy[s * F + i];
                }
            }
        }
        if let Some(grads) = &mut grads {
            for ((i, &dw), &db) in block.clone().zip(&dw).zip(&db) {
                beta.put(&mut grads.weight[i], dw);
                beta.put(&mut grads.bias[i], db);
            }
        }
        if dx.wanted() {
            for s in 0..n {
                dx.from(s * F + block.start).put(block.len(), |k| {
                    let i = block.start + k;
                    let dy = dy[s * F + i];
                    let centred = if frozen { dy } else { dy - scale * (db[k] + normal(s, i) * dw[k]) };
                    w[i] * r[i] * centred
                });
            }
        }
    }
}

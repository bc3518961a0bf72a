//! `batch_norm<eps = 1e-5, momentum = 0.1>`: each feature is brought to mean 0 and variance 1 over the batch, then
//! scaled and shifted. The features of an image or a signal are its channels, and each pixel or step counts as a sample of
//! them: PyTorch's `BatchNorm1d` and `BatchNorm2d`.
//!
//! Ioffe and Szegedy, *Batch normalization*, [arXiv:1502.03167](https://arxiv.org/abs/1502.03167), algorithm 1 and
//! section 3. With μ and σ² the mean and the variance of a feature, r = 1/√(σ² + ε): x̂ = (x − μ) r, y = w x̂ + b.
//!
//! In training they are those of the live samples (σ² biased) and move the running statistics, running ← (1 − momentum)
//! running + momentum · new, where the new variance is the unbiased one, as in PyTorch. A single sample has no unbiased
//! variance: it moves the running mean alone (PyTorch refuses it). In inference and in frozen parts the running
//! statistics take their place, and are constants to the backward pass.

use nalgebra::SVector;

use super::channels::{map, sums};
use crate::flat;
use crate::isa::Isa;
use crate::kernels::Vector;
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

/// Normalises `n` samples (all pixels of all images) with the running statistics.
#[inline(always)]
pub fn infer<T: Scalar, S: Isa, const F: usize>(
    isa: S,
    net: &BatchNorm<T, F>,
    state: &BatchNormState<T, F>,
    eps: f64,
    x: &[T],
    y: &mut [T],
    n: usize,
) {
    let r: [T; F] = core::array::from_fn(|i| inverse_std(state.running_var[i], eps));
    normalise(isa, net, state.running_mean.as_slice(), &r, &x[..n * F], y);
}

/// Normalises `n` samples (at least one) with the statistics of the batch, or with the running ones where `frozen`;
/// keeps in `stats` the μ of every feature, then the r of every feature.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn forward<T: Scalar, S: Isa, const F: usize>(
    isa: S,
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
    let (mean, r) = stats[..2 * F].split_at_mut(F);
    let x = &x[..n * F];
    if frozen {
        mean.copy_from_slice(state.running_mean.as_slice());
        r.copy_from_slice(state.running_var.as_slice());
    } else {
        moments::<T, S, F>(isa, x, mean, r);
        state.follow(mean, r, momentum, n);
    }
    for r in r.iter_mut() {
        *r = inverse_std(*r, eps);
    }
    normalise(isa, net, mean, r, x, y);
}

/// y = (x − μ) r w + b.
#[inline(always)]
fn normalise<T: Scalar, S: Isa, const F: usize>(
    isa: S,
    net: &BatchNorm<T, F>,
    mean: &[T],
    r: &[T],
    x: &[T],
    y: &mut [T],
) {
    let slope: [T; F] = core::array::from_fn(|i| r[i] * net.weight[i]);
    let constants = [mean, &slope, net.bias.as_slice()];
    map(
        isa,
        F,
        [x],
        constants,
        Sink::Store(y),
        #[inline(always)]
        |[x], [mean, slope, b]| x.minus(mean).times_plus(slope, b),
    );
}

/// The samples whose mean is taken for a first guess.
const GUESS: usize = 32;

/// Mean and biased variance of each feature, in one pass after a glance at a few samples.
///
/// With any guess g: μ = g + mean(x − g), σ² = mean((x − g)²) − mean(x − g)², which does not cancel where g is near μ: Chan,
/// Golub and LeVeque, *Algorithms for computing the sample variance*, The American Statistician 37 (1983), section 3.
#[inline(always)]
fn moments<T: Scalar, S: Isa, const F: usize>(isa: S, x: &[T], mean: &mut [T], variance: &mut [T]) {
    let mut guess = [T::ZERO; F];
    let first = &x[..x.len().min(GUESS * F)];
    sums(
        isa,
        [first],
        [],
        [&mut guess, variance],
        #[inline(always)]
        |[sum, none], [x], []| [sum.plus(x), none],
    );
    let scale = T::ONE / T::from_f64((first.len() / F) as f64);
    guess.iter_mut().for_each(|guess| *guess *= scale);
    sums(
        isa,
        [x],
        [&guess],
        [mean, variance],
        #[inline(always)]
        |[sum, squares], [x], [guess]| {
            let x = x.minus(guess);
            [sum.plus(x), x.times_plus(x, squares)]
        },
    );
    let scale = T::ONE / T::from_f64((x.len() / F) as f64);
    for ((mean, variance), &guess) in mean.iter_mut().zip(variance).zip(&guess) {
        let moved = *mean * scale;
        *variance = (*variance * scale - moved * moved).larger(T::ZERO);
        *mean = guess + moved;
    }
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

/// dw = Σ dy x̂ and db = Σ dy over the batch; dx = w r (dy − mean(dy) − x̂ mean(dy x̂)) with means over the batch, or
/// dx = w r dy where `frozen`.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<T: Scalar, S: Isa, const F: usize>(
    isa: S,
    net: &BatchNorm<T, F>,
    x: &[T],
    stats: &[T],
    dy: &[T],
    dx: Sink<'_, T>,
    grads: Option<&mut BatchNorm<T, F>>,
    beta: Beta,
    n: usize,
    frozen: bool,
) {
    let (x, dy) = (&x[..n * F], &dy[..n * F]);
    let (mean, r) = stats[..2 * F].split_at(F);
    let (mut dw, mut db) = ([T::ZERO; F], [T::ZERO; F]);
    if grads.is_some() || !frozen {
        sums(
            isa,
            [dy, x],
            [mean],
            [&mut db, &mut dw],
            #[inline(always)]
            |[db, dw], [dy, x], [mean]| [db.plus(dy), dy.times_plus(x.minus(mean), dw)],
        );
        dw.iter_mut().zip(r).for_each(|(dw, &r)| *dw *= r);
    }
    if let Some(grads) = grads {
        grads.weight.iter_mut().zip(dw).for_each(|(to, dw)| beta.put(to, dw));
        grads.bias.iter_mut().zip(db).for_each(|(to, db)| beta.put(to, db));
    }
    let slope: [T; F] = core::array::from_fn(|i| net.weight[i] * r[i]);
    if frozen {
        return map(
            isa,
            F,
            [dy],
            [&slope],
            dx,
            #[inline(always)]
            |[dy], [slope]| dy.times(slope),
        );
    }
    // dx = a dy + b (x − μ) + c with a = w r, b = −a r mean(dy x̂), c = −a mean(dy).
    let scale = -T::ONE / T::from_f64(n as f64);
    let tilt: [T; F] = core::array::from_fn(|i| slope[i] * r[i] * dw[i] * scale);
    let shift: [T; F] = core::array::from_fn(|i| slope[i] * db[i] * scale);
    map(
        isa,
        F,
        [dy, x],
        [mean, &slope, &tilt, &shift],
        dx,
        #[inline(always)]
        |[dy, x], [mean, slope, tilt, shift]| dy.times_plus(slope, x.minus(mean).times_plus(tilt, shift)),
    );
}

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
//!
//! What stands behind it in many networks is folded in: the sum with another value, of a residual connection, and a ReLU,
//! y = f(w x̂ + b + a).

use nalgebra::SVector;

use super::activation::{Activation, Fold, Identity, backward_in_place, unless_folded};
use super::channels::{map, sums, update};
use super::vectors::{Wide, splat};
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

/// What a norm is at inference, for the layer before it that takes it over: x · scale + shift.
#[derive(Clone, Copy, Debug)]
pub struct Running<'a, T, const F: usize> {
    net: &'a BatchNorm<T, F>,
    state: &'a BatchNormState<T, F>,
    eps: f64,
}

impl<'a, T: Scalar, const F: usize> Running<'a, T, F> {
    /// With the running statistics.
    #[inline(always)]
    pub fn new(net: &'a BatchNorm<T, F>, state: &'a BatchNormState<T, F>, eps: f64) -> Self {
        Self { net, state, eps }
    }

    /// The scale and the shift of each feature, if `bias` is added before: w r and (bias − μ) w r + b.
    #[inline(always)]
    pub(super) fn behind(&self, bias: Option<&[T]>) -> [[T; F]; 2] {
        let scale = self.scale();
        let bias = |i: usize| bias.map_or(T::ZERO, |bias| bias[i]);
        let shift = core::array::from_fn(|i| (bias(i) - self.state.running_mean[i]) * scale[i] + self.net.bias[i]);
        [scale, shift]
    }

    /// w r.
    #[inline(always)]
    fn scale(&self) -> [T; F] {
        core::array::from_fn(|i| inverse_std(self.state.running_var[i], self.eps) * self.net.weight[i])
    }

    /// Y ← f((Y − μ) w r + b + A).
    #[inline(always)]
    pub(super) fn apply<S: Isa, A: Activation<T>>(&self, isa: S, f: A, addend: Option<&[T]>, y: &mut [T]) {
        let (scale, len) = (&self.scale(), y.len());
        let constants = [self.state.running_mean.as_slice(), scale, self.net.bias.as_slice()];
        match addend {
            None => update(
                isa,
                F,
                y,
                [],
                constants,
                #[inline(always)]
                |y, [], [mean, scale, b]| activated::<T, S, A>(isa, y.minus(mean).times_plus(scale, b)),
            ),
            Some(addend) => update(
                isa,
                F,
                y,
                [&addend[..len]],
                constants,
                #[inline(always)]
                |y, [a], [mean, scale, b]| activated::<T, S, A>(isa, y.minus(mean).times_plus(scale, b).plus(a)),
            ),
        }
        unless_folded(isa, f, y);
    }
}

/// Normalises `n` samples (all pixels of all images) with the running statistics.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn infer<T: Scalar, S: Isa, A: Activation<T>, const F: usize>(
    isa: S,
    _f: A,
    net: &BatchNorm<T, F>,
    state: &BatchNormState<T, F>,
    eps: f64,
    x: &[T],
    addend: Option<&[T]>,
    y: &mut [T],
    n: usize,
) {
    let r: [T; F] = core::array::from_fn(|i| inverse_std(state.running_var[i], eps));
    normalise::<T, S, A, F>(isa, net, state.running_mean.as_slice(), &r, &x[..n * F], addend, y);
}

/// Normalises `n` samples (at least one) with the statistics of the batch, or with the running ones where `frozen`;
/// keeps in `stats` the μ of every feature, then the r of every feature.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn forward<T: Scalar, S: Isa, A: Activation<T>, const F: usize>(
    isa: S,
    _f: A,
    net: &BatchNorm<T, F>,
    state: &mut BatchNormState<T, F>,
    eps: f64,
    momentum: f64,
    x: &[T],
    addend: Option<&[T]>,
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
    normalise::<T, S, A, F>(isa, net, mean, r, x, addend, y);
}

/// y = f((x − μ) r w + b + a).
#[inline(always)]
fn normalise<T: Scalar, S: Isa, A: Activation<T>, const F: usize>(
    isa: S,
    net: &BatchNorm<T, F>,
    mean: &[T],
    r: &[T],
    x: &[T],
    addend: Option<&[T]>,
    y: &mut [T],
) {
    const { assert!(matches!(A::FOLD, Fold::Identity | Fold::Relu), "an activation that vectors know") };
    let slope: [T; F] = core::array::from_fn(|i| r[i] * net.weight[i]);
    let constants = [mean, &slope, net.bias.as_slice()];
    match addend {
        None => map(
            isa,
            F,
            [x],
            constants,
            Sink::Store(y),
            #[inline(always)]
            |[x], [mean, slope, b]| activated::<T, S, A>(isa, x.minus(mean).times_plus(slope, b)),
        ),
        Some(addend) => map(
            isa,
            F,
            [x, &addend[..x.len()]],
            constants,
            Sink::Store(y),
            #[inline(always)]
            |[x, a], [mean, slope, b]| activated::<T, S, A>(isa, x.minus(mean).times_plus(slope, b).plus(a)),
        ),
    }
}

/// f of a vector.
#[inline(always)]
fn activated<T: Scalar, S: Isa, A: Activation<T>>(isa: S, x: Wide<T, S>) -> Wide<T, S> {
    if A::FOLD == Fold::Relu { x.relu(isa.simd()) } else { x }
}

/// dy f′ at the value w x̂ + b of a vector.
#[inline(always)]
fn passed<T: Scalar, S: Isa, A: Activation<T>>(isa: S, value: Wide<T, S>, dy: Wide<T, S>) -> Wide<T, S> {
    if A::FOLD != Fold::Relu {
        return dy;
    }
    let (zero, one) = (splat(isa, T::ZERO), splat(isa, T::ONE));
    dy.times(Vector::select(value.tops(zero), one, zero))
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

/// With dz = dy f′: dw = Σ dz x̂ and db = Σ dz over the batch; dx = w r (dz − mean(dz) − x̂ mean(dz x̂)) with means over the
/// batch, or dx = w r dz where `frozen`; da = dz.
///
/// `y` is read, and `dy` overwritten with dz, where there is an addend; else f′ follows from x.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<T: Scalar, S: Isa, A: Activation<T>, const F: usize>(
    isa: S,
    f: A,
    net: &BatchNorm<T, F>,
    x: &[T],
    y: &[T],
    stats: &[T],
    dy: &mut [T],
    dx: Sink<'_, T>,
    d_addend: Option<Sink<'_, T>>,
    grads: Option<&mut BatchNorm<T, F>>,
    beta: Beta,
    n: usize,
    frozen: bool,
) {
    let (x, dy) = (&x[..n * F], &mut dy[..n * F]);
    match d_addend {
        None => gradients::<T, S, A, F>(isa, net, x, stats, dy, dx, grads, beta, n, frozen),
        Some(d_addend) => {
            through_sum(isa, f, y, dy, d_addend);
            gradients::<T, S, Identity, F>(isa, net, x, stats, dy, dx, grads, beta, n, frozen);
        }
    }
}

/// The numbers that stay in the nearest cache between two loops over them.
const NEAR: usize = 1024;

/// dz in the place of dy, and to the addend.
#[inline(always)]
fn through_sum<T: Scalar, S: Isa, A: Activation<T>>(isa: S, f: A, y: &[T], dy: &mut [T], mut d_addend: Sink<'_, T>) {
    for (i, dy) in dy.chunks_mut(NEAR).enumerate() {
        if A::FOLD != Fold::Identity {
            backward_in_place(isa, f, &y[i * NEAR..], dy);
        }
        d_addend.from(i * NEAR).put_slice(dy);
    }
}

/// [`backward`] without an addend.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn gradients<T: Scalar, S: Isa, A: Activation<T>, const F: usize>(
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
    let (mean, r) = stats[..2 * F].split_at(F);
    let (mut dw, mut db) = ([T::ZERO; F], [T::ZERO; F]);
    let (slope, b): ([T; F], _) = (core::array::from_fn(|i| r[i] * net.weight[i]), net.bias.as_slice());
    if grads.is_some() || !frozen {
        sums(
            isa,
            [dy, x],
            [mean, &slope, b],
            [&mut db, &mut dw],
            #[inline(always)]
            |[db, dw], [dy, x], [mean, slope, b]| {
                let x = x.minus(mean);
                let dz = passed::<T, S, A>(isa, x.times_plus(slope, b), dy);
                [db.plus(dz), dz.times_plus(x, dw)]
            },
        );
        dw.iter_mut().zip(r).for_each(|(dw, &r)| *dw *= r);
    }
    if let Some(grads) = grads {
        grads.weight.iter_mut().zip(dw).for_each(|(to, dw)| beta.put(to, dw));
        grads.bias.iter_mut().zip(db).for_each(|(to, db)| beta.put(to, db));
    }
    if frozen {
        return map(
            isa,
            F,
            [dy, x],
            [mean, &slope, b],
            dx,
            #[inline(always)]
            |[dy, x], [mean, slope, b]| passed::<T, S, A>(isa, x.minus(mean).times_plus(slope, b), dy).times(slope),
        );
    }
    // dx = a dz + b (x − μ) + c with a = w r, b = −a r mean(dz x̂), c = −a mean(dz).
    let scale = -T::ONE / T::from_f64(n as f64);
    let tilt: [T; F] = core::array::from_fn(|i| slope[i] * r[i] * dw[i] * scale);
    let shift: [T; F] = core::array::from_fn(|i| slope[i] * db[i] * scale);
    map(
        isa,
        F,
        [dy, x],
        [mean, &slope, b, &tilt, &shift],
        dx,
        #[inline(always)]
        |[dy, x], [mean, slope, b, tilt, shift]| {
            let x = x.minus(mean);
            let dz = passed::<T, S, A>(isa, x.times_plus(slope, b), dy);
            dz.times_plus(slope, x.times_plus(tilt, shift))
        },
    );
}

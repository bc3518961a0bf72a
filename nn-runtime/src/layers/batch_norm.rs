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

use super::activation::{Activation, Fold, backward_in_place, unless_folded};
use crate::flat;
use crate::isa::{Isa, Level};
use crate::kernels::apart;
use crate::kernels::channels::{Channelwise, Line};
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
    pub(super) fn behind<S: Isa>(&self, isa: S, bias: Option<&[T]>) -> [[T; F]; 2] {
        let mut line = [[T::ZERO; F]; 2];
        let [scale, shift] = &mut line;
        running_slope(isa, self.net.weight.as_slice(), self.state.running_var.as_slice(), self.eps, scale);
        shift_behind(isa, bias, self.state.running_mean.as_slice(), scale, self.net.bias.as_slice(), shift);
        line
    }

    /// Y ← f((Y − μ) w r + b + A).
    #[inline(always)]
    pub(super) fn apply<S: Isa, A: Activation<T>>(&self, isa: S, f: A, addend: Option<&[T]>, y: &mut [T]) {
        let mut slope = [T::ZERO; F];
        running_slope(isa, self.net.weight.as_slice(), self.state.running_var.as_slice(), self.eps, &mut slope);
        let (mean, shift) = (self.state.running_mean.as_slice(), self.net.bias.as_slice());
        let (line, addend) = (Line { mean, slope: &slope, shift }, addend.map(|addend| &addend[..y.len()]));
        let relu = A::FOLD == Fold::Relu;
        T::channelwise(isa.level(), Channelwise::Line { line, relu, x: None, addend, y: &mut *y });
        unless_folded(isa, f, y);
    }
}

/// w r of running variances: one function for all norms, as are those below that know no number of features.
#[inline(always)]
fn running_slope<T: Scalar, S: Isa>(isa: S, weight: &[T], variance: &[T], eps: f64, slope: &mut [T]) {
    apart(
        isa,
        #[inline(always)]
        || {
            for ((slope, &weight), &variance) in slope.iter_mut().zip(weight).zip(variance) {
                *slope = inverse_std(variance, eps) * weight;
            }
        },
    );
}

/// (bias − μ) w r + b.
#[inline(always)]
fn shift_behind<T: Scalar, S: Isa>(isa: S, bias: Option<&[T]>, mean: &[T], slope: &[T], b: &[T], shift: &mut [T]) {
    apart(
        isa,
        #[inline(always)]
        || {
            for (i, shift) in shift.iter_mut().enumerate() {
                *shift = (bias.map_or(T::ZERO, |bias| bias[i]) - mean[i]) * slope[i] + b[i];
            }
        },
    );
}

/// Whether ReLU is folded in; no other activation can be.
#[inline(always)]
fn relu<T: Scalar, A: Activation<T>>(_: A) -> bool {
    const { assert!(matches!(A::FOLD, Fold::Identity | Fold::Relu), "an activation that vectors know") };
    A::FOLD == Fold::Relu
}

/// Normalises `n` samples (all pixels of all images) with the running statistics.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn infer<T: Scalar, S: Isa, A: Activation<T>, const F: usize>(
    isa: S,
    f: A,
    net: &BatchNorm<T, F>,
    state: &BatchNormState<T, F>,
    eps: f64,
    x: &[T],
    addend: Option<&[T]>,
    y: &mut [T],
    n: usize,
) {
    let mut slope = [T::ZERO; F];
    running_slope(isa, net.weight.as_slice(), state.running_var.as_slice(), eps, &mut slope);
    let line = Line { mean: state.running_mean.as_slice(), slope: &slope, shift: net.bias.as_slice() };
    normalise(isa.level(), line, relu(f), &x[..n * F], addend, y);
}

/// y = f((x − μ) r w + b + a).
#[inline(always)]
fn normalise<T: Scalar>(level: Level, line: Line<'_, T>, relu: bool, x: &[T], addend: Option<&[T]>, y: &mut [T]) {
    let (addend, y) = (addend.map(|addend| &addend[..x.len()]), &mut y[..x.len()]);
    T::channelwise(level, Channelwise::Line { line, relu, x: Some(x), addend, y });
}

/// Normalises `n` samples (at least one) with the statistics of the batch, or with the running ones where `frozen`;
/// keeps in `stats` the μ of every feature, then the r of every feature.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn forward<T: Scalar, S: Isa, A: Activation<T>, const F: usize>(
    isa: S,
    f: A,
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
    let (level, x, mut room) = (isa.level(), &x[..n * F], [T::ZERO; F]);
    let (mean, r) = stats[..2 * F].split_at_mut(F);
    let running = [state.running_mean.as_mut_slice(), state.running_var.as_mut_slice()];
    statistics(level, running, eps, momentum, x, [&mut *mean, &mut *r], &mut room, frozen);
    room.iter_mut().zip(&*r).zip(net.weight.iter()).for_each(|((slope, &r), &w)| *slope = r * w);
    let line = Line { mean, slope: &room, shift: net.bias.as_slice() };
    normalise(level, line, relu(f), x, addend, y);
}

/// μ and r of each feature; moves the running ones.
#[inline(never)]
#[allow(clippy::too_many_arguments)]
fn statistics<T: Scalar>(
    level: Level,
    [running_mean, running_variance]: [&mut [T]; 2],
    eps: f64,
    momentum: f64,
    x: &[T],
    [mean, r]: [&mut [T]; 2],
    room: &mut [T],
    frozen: bool,
) {
    if frozen {
        mean.copy_from_slice(running_mean);
        r.copy_from_slice(running_variance);
    } else {
        moments(level, x, mean, r, room);
        follow(running_mean, mean, momentum, 1.0);
        let n = x.len() / mean.len();
        if n > 1 {
            follow(running_variance, r, momentum, n as f64 / (n - 1) as f64);
        }
    }
    for r in r {
        *r = inverse_std(*r, eps);
    }
}

/// The samples whose mean is taken for a first guess.
const GUESS: usize = 32;

/// Mean and biased variance of each feature, in one pass after a glance at a few samples.
///
/// With any guess g: μ = g + mean(x − g), σ² = mean((x − g)²) − mean(x − g)², which does not cancel where g is near μ: Chan,
/// Golub and LeVeque, *Algorithms for computing the sample variance*, The American Statistician 37 (1983), section 3.
fn moments<T: Scalar>(level: Level, x: &[T], mean: &mut [T], variance: &mut [T], guess: &mut [T]) {
    let features = mean.len();
    let first = &x[..x.len().min(GUESS * features)];
    mean.fill(T::ZERO);
    T::channelwise(level, Channelwise::Moments { x: first, guess: mean, totals: [&mut *guess, &mut *variance] });
    let scale = T::ONE / T::from_f64((first.len() / features) as f64);
    guess.iter_mut().for_each(|guess| *guess *= scale);
    T::channelwise(level, Channelwise::Moments { x, guess, totals: [&mut *mean, &mut *variance] });
    let scale = T::ONE / T::from_f64((x.len() / features) as f64);
    for ((mean, variance), &mut guess) in mean.iter_mut().zip(variance).zip(guess) {
        let moved = *mean * scale;
        *variance = (*variance * scale - moved * moved).larger(T::ZERO);
        *mean = guess + moved;
    }
}

/// Moves running statistics towards `factor` times those of a batch.
fn follow<T: Scalar>(running: &mut [T], batch: &[T], momentum: f64, factor: f64) {
    let (keep, take, factor) = (T::from_f64(1.0 - momentum), T::from_f64(momentum), T::from_f64(factor));
    for (running, &batch) in running.iter_mut().zip(batch) {
        *running = keep * *running + take * factor * batch;
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
    let relu = relu(f) && d_addend.is_none();
    if let Some(d_addend) = d_addend {
        through_sum(isa, f, y, dy, d_addend);
    }
    let (mut room, net) = ([[T::ZERO; F]; 5], [net.weight.as_slice(), net.bias.as_slice()]);
    let grads = grads.map(|grads| [grads.weight.as_mut_slice(), grads.bias.as_mut_slice()]);
    gradients(isa.level(), net, relu, x, stats, dy, dx, grads, beta, room.as_flattened_mut(), frozen);
}

/// The numbers that stay in the nearest cache between two loops over them.
const NEAR: usize = 1024;

/// dz in the place of dy, and to the addend.
#[inline(always)]
fn through_sum<T: Scalar, S: Isa, A: Activation<T>>(isa: S, f: A, y: &[T], dy: &mut [T], mut d_addend: Sink<'_, T>) {
    apart(
        isa,
        #[inline(always)]
        || {
            for (i, dy) in dy.chunks_mut(NEAR).enumerate() {
                if A::FOLD != Fold::Identity {
                    backward_in_place(isa, f, &y[i * NEAR..], dy);
                }
                d_addend.from(i * NEAR).put_same(dy);
            }
        },
    );
}

/// [`backward`] without an addend; `room` is for five numbers of each feature.
#[inline(never)]
#[allow(clippy::too_many_arguments)]
fn gradients<T: Scalar>(
    level: Level,
    [weight, b]: [&[T]; 2],
    relu: bool,
    x: &[T],
    stats: &[T],
    dy: &mut [T],
    dx: Sink<'_, T>,
    grads: Option<[&mut [T]; 2]>,
    beta: Beta,
    room: &mut [T],
    frozen: bool,
) {
    let features = weight.len();
    let (mean, r) = stats[..2 * features].split_at(features);
    let (slope, room) = room.split_at_mut(features);
    let (dw, room) = room.split_at_mut(features);
    let (db, room) = room.split_at_mut(features);
    slope.iter_mut().zip(r).zip(weight).for_each(|((slope, &r), &w)| *slope = r * w);
    let line = Line { mean, slope, shift: b };
    if grads.is_some() || !frozen {
        T::channelwise(level, Channelwise::SlopeSums { line, relu, x, dy, totals: [&mut *db, &mut *dw] });
        dw.iter_mut().zip(r).for_each(|(dw, &r)| *dw *= r);
    }
    if let Some([weight, bias]) = grads {
        weight.iter_mut().zip(&*dw).for_each(|(to, &dw)| beta.put(to, dw));
        bias.iter_mut().zip(&*db).for_each(|(to, &db)| beta.put(to, db));
    }
    let Some((dy, beta, dx)) = dx.place_over(dy) else { return };
    // dx = a dz + b (x − μ) + c with a = w r, b = −a r mean(dz x̂), c = −a mean(dz); where frozen, a dz.
    let tilt_shift = (!frozen).then(|| {
        let scale = -T::ONE / T::from_f64((x.len() / features) as f64);
        let (tilt, shift) = room.split_at_mut(features);
        for i in 0..features {
            tilt[i] = slope[i] * r[i] * dw[i] * scale;
            shift[i] = slope[i] * db[i] * scale;
        }
        [&*tilt, &*shift]
    });
    T::channelwise(level, Channelwise::Slopes { line, relu, x, dy, tilt_shift, dx: &mut dx[..x.len()], beta });
}

//! `group_norm<G, eps = 1e-5>`: the channels of an image or a signal in G groups, each of which is brought to mean 0 and
//! variance 1 sample by sample; then each channel is scaled and shifted.
//!
//! Wu and He, *Group normalization*, [arXiv:1803.08494](https://arxiv.org/abs/1803.08494), section 3. With μ and σ² the
//! mean and the biased variance of a group of a sample, over its channels and all pixels, r = 1/√(σ² + ε):
//! x̂ = (x − μ) r, y = w x̂ + b with w and b of the channel.

use nalgebra::SVector;

use crate::flat;
use crate::isa::Isa;
use crate::kernels::channels::{Channelwise, Line};
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

flat! {
    /// Parameters of `group_norm` on `C` channels.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct GroupNorm<T, const C: usize> {
        /// w, `[C]`; initially 1.
        pub weight: SVector<T, C>,
        /// b, `[C]`; initially 0.
        pub bias: SVector<T, C>,
    }
}

/// The pixels whose mean is taken for a first guess.
const GUESS: usize = 32;

/// Normalises `n` samples of `pixels` pixels, whose channels come last, in `groups` groups.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn infer<T: Scalar, S: Isa, const C: usize>(
    isa: S,
    net: &GroupNorm<T, C>,
    eps: f64,
    x: &[T],
    y: &mut [T],
    groups: usize,
    pixels: usize,
    n: usize,
) {
    let len = pixels * C;
    for (x, y) in x.chunks_exact(len).zip(y.chunks_exact_mut(len)).take(n) {
        normalise(isa, net, eps, x, y, groups);
    }
}

/// As [`infer`], and keeps in `stats` of each group of each sample μ and r, one after the other.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn forward<T: Scalar, S: Isa, const C: usize>(
    isa: S,
    net: &GroupNorm<T, C>,
    eps: f64,
    x: &[T],
    y: &mut [T],
    stats: &mut [T],
    groups: usize,
    pixels: usize,
    n: usize,
) {
    let (len, size) = (pixels * C, C / groups);
    let samples = x.chunks_exact(len).zip(y.chunks_exact_mut(len)).zip(stats.chunks_exact_mut(2 * groups));
    for ((x, y), stats) in samples.take(n) {
        let (mean, r) = normalise(isa, net, eps, x, y, groups);
        for (group, stats) in stats.as_chunks_mut().0.iter_mut().enumerate() {
            *stats = [mean[group * size], r[group * size]];
        }
    }
}

/// Normalises one sample; returns μ and r of the group of each channel.
#[inline(always)]
fn normalise<T: Scalar, S: Isa, const C: usize>(
    isa: S,
    net: &GroupNorm<T, C>,
    eps: f64,
    x: &[T],
    y: &mut [T],
    groups: usize,
) -> ([T; C], [T; C]) {
    let (mean, r) = moments::<T, S, C>(isa, eps, x, groups);
    let mut slope = r;
    slope.iter_mut().zip(net.weight.iter()).for_each(|(slope, &w)| *slope *= w);
    let line = Line { mean: &mean, slope: &slope, shift: net.bias.as_slice() };
    T::channelwise(isa.level(), Channelwise::Line { line, relu: false, x: Some(x), addend: None, y });
    (mean, r)
}

/// μ and r of the group of each channel of one sample: in two passes of which the first sees a few pixels only.
///
/// With any guess g: μ = g + mean(x − g), σ² = mean((x − g)²) − mean(x − g)², which does not cancel where g is near μ: Chan,
/// Golub and LeVeque, *Algorithms for computing the sample variance*, The American Statistician 37 (1983), section 3.
#[inline(always)]
fn moments<T: Scalar, S: Isa, const C: usize>(isa: S, eps: f64, x: &[T], groups: usize) -> ([T; C], [T; C]) {
    let size = C / groups;
    let (mut guess, mut squares) = ([T::ZERO; C], [T::ZERO; C]);
    let first = &x[..x.len().min(GUESS * C)];
    let (level, mut mean) = (isa.level(), [T::ZERO; C]);
    T::channelwise(level, Channelwise::Moments { x: first, guess: &mean, totals: [&mut guess, &mut squares] });
    for guess in guess.chunks_exact_mut(size) {
        let mean = guess.iter().copied().sum::<T>() / T::from_f64((first.len() / groups) as f64);
        guess.fill(mean);
    }
    T::channelwise(level, Channelwise::Moments { x, guess: &guess, totals: [&mut mean, &mut squares] });
    let count = T::from_f64((x.len() / groups) as f64);
    let eps = T::from_f64(eps);
    let all = mean.chunks_exact_mut(size).zip(squares.chunks_exact_mut(size)).zip(guess.chunks_exact(size));
    for ((mean, r), guess) in all {
        let moved = mean.iter().copied().sum::<T>() / count;
        let variance = (r.iter().copied().sum::<T>() / count - moved * moved).larger(T::ZERO);
        mean.fill(guess[0] + moved);
        r.fill(T::ONE / (variance + eps).sqrt());
    }
    (mean, squares)
}

/// With g = w dy and means over a group of a sample: dx = r (g − mean(g) − x̂ mean(g x̂)); over all samples and pixels
/// dw = Σ dy x̂, db = Σ dy.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<T: Scalar, S: Isa, const C: usize>(
    isa: S,
    net: &GroupNorm<T, C>,
    x: &[T],
    stats: &[T],
    dy: &mut [T],
    mut dx: Sink<'_, T>,
    grads: Option<&mut GroupNorm<T, C>>,
    beta: Beta,
    groups: usize,
    pixels: usize,
    n: usize,
) {
    let (len, size) = (pixels * C, C / groups);
    let w = net.weight.as_slice();
    let (mut dw, mut db) = ([T::ZERO; C], [T::ZERO; C]);
    let samples = x.chunks_exact(len).zip(dy.chunks_exact_mut(len)).zip(stats.chunks_exact(2 * groups));
    for (sample, ((x, dy), stats)) in samples.take(n).enumerate() {
        let stats = stats.as_chunks::<2>().0;
        let mean: [T; C] = core::array::from_fn(|c| stats[c / size][0]);
        let (mut sum, mut product) = ([T::ZERO; C], [T::ZERO; C]);
        // Without a ReLU, the mean alone counts.
        let line = Line { mean: &mean, slope: w, shift: w };
        let totals = [&mut sum[..], &mut product];
        T::channelwise(isa.level(), Channelwise::SlopeSums { line, relu: false, x, dy, totals });
        for c in 0..C {
            dw[c] += product[c] * stats[c / size][1];
            db[c] += sum[c];
        }
        if let Some((dy, beta, dx)) = dx.from(sample * len).place_over(dy) {
            let [slope, tilt, shift] = coefficients(w, &sum, &product, stats, pixels);
            let line = Line { mean: &mean, slope: &slope, shift: w };
            let (tilt_shift, dx) = (Some([&tilt[..], &shift]), &mut dx[..len]);
            T::channelwise(isa.level(), Channelwise::Slopes { line, relu: false, x, dy, tilt_shift, dx, beta });
        }
    }
    if let Some(grads) = grads {
        grads.weight.iter_mut().zip(dw).for_each(|(to, dw)| beta.put(to, dw));
        grads.bias.iter_mut().zip(db).for_each(|(to, db)| beta.put(to, db));
    }
}

/// dx = a dy + b (x − μ) + c for each channel of one sample: a = w r, b = −r² mean(g x̂), c = −r mean(g).
#[inline(always)]
fn coefficients<T: Scalar, const C: usize>(
    w: &[T],
    sum: &[T; C],
    product: &[T; C],
    stats: &[[T; 2]],
    pixels: usize,
) -> [[T; C]; 3] {
    let size = C / stats.len();
    let scale = T::ONE / T::from_f64((size * pixels) as f64);
    let [mut slope, mut tilt, mut shift] = [[T::ZERO; C]; 3];
    for (group, &[_, r]) in stats.iter().enumerate() {
        let channels = group * size..(group + 1) * size;
        let weighted = |sums: &[T; C]| channels.clone().map(|c| w[c] * sums[c]).sum::<T>() * scale;
        let (mean, mean_product) = (weighted(sum), weighted(product) * r);
        for c in channels.clone() {
            (slope[c], tilt[c], shift[c]) = (w[c] * r, -(r * r * mean_product), -(r * mean));
        }
    }
    [slope, tilt, shift]
}

//! `spatial_dropout<p>`: in training each channel of a sample is dropped as a whole with probability p, and the others grow
//! by 1/(1 − p).
//!
//! Tompson, Goroshin, Jain, LeCun and Bregler, *Efficient object localization using convolutional networks*,
//! [arXiv:1411.4280](https://arxiv.org/abs/1411.4280), section 3.2; PyTorch's `Dropout2d` and `Dropout1d`. Neighbours of a
//! channel tell nearly the same, so that dropping single numbers would take little away.

use crate::isa::Isa;
use crate::kernels::channels::Channelwise;
use crate::scalar::Scalar;
use crate::sink::Sink;
use crate::step::Key;

/// y[s, c] = m[s, c] x[s, c] for each pixel of `n` samples of `pixels` pixels of `channels` channels, which come last; keeps
/// in `mask` m[s, c]: 0 with probability `p`, else 1/(1 − p).
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn forward<T: Scalar, S: Isa>(
    isa: S,
    p: f64,
    x: &[T],
    y: &mut [T],
    mask: &mut [T],
    pixels: usize,
    channels: usize,
    n: usize,
    key: Key,
) {
    let scale = T::from_f64(1.0 / (1.0 - p));
    for (i, mask) in mask[..n * channels].iter_mut().enumerate() {
        *mask = if key.unit(i as u64) < p { T::ZERO } else { scale };
    }
    times(isa, x, mask, Sink::Store(y), pixels, channels, n);
}

/// dx[s, c] = m[s, c] dy[s, c].
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<T: Scalar, S: Isa>(
    isa: S,
    dy: &mut [T],
    mask: &[T],
    dx: Sink<'_, T>,
    pixels: usize,
    channels: usize,
    n: usize,
) {
    if !matches!(dx, Sink::InPlace) {
        return times(isa, dy, mask, dx, pixels, channels, n);
    }
    for (dy, mask) in dy.chunks_exact_mut(pixels * channels).zip(mask.chunks_exact(channels)).take(n) {
        T::channelwise(isa.level(), Channelwise::Scale { factors: mask, y: dy });
    }
}

#[inline(always)]
fn times<T: Scalar, S: Isa>(isa: S, x: &[T], mask: &[T], y: Sink<'_, T>, pixels: usize, channels: usize, n: usize) {
    let Some((beta, y)) = y.place() else { return };
    let len = pixels * channels;
    for ((x, mask), y) in x.chunks_exact(len).zip(mask.chunks_exact(channels)).zip(y.chunks_exact_mut(len)).take(n) {
        T::channelwise(isa.level(), Channelwise::Times { x, factors: mask, y, beta });
    }
}

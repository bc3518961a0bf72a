//! `global_max_pool`: the largest number of each channel of an image or a signal, `[C, H, W]` or `[C, L]` → `[C]`. It is
//! [`max_pool2d`] with one window, the whole.

use super::global_avg_pool::whole;
use super::max_pool2d;
use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::Sink;

/// y of `n` samples of `pixels` pixels of `channels` channels, which come last.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(isa: S, x: &[T], y: &mut [T], pixels: usize, channels: usize, n: usize) {
    max_pool2d::forward(isa, x, y, whole(pixels), channels, n);
}

/// dx: of each channel dy at the place of its first maximum, and 0 elsewhere.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<T: Scalar, S: Isa>(
    isa: S,
    x: &[T],
    dy: &[T],
    dx: Sink<'_, T>,
    pixels: usize,
    channels: usize,
    n: usize,
) {
    max_pool2d::backward(isa, x, dy, dx, whole(pixels), channels, n);
}

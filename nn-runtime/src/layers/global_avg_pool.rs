//! `global_avg_pool`: the mean of each channel of an image or a signal, `[C, H, W]` or `[C, L]` → `[C]`.
//!
//! Lin, Chen and Yan, *Network in network*, [arXiv:1312.4400](https://arxiv.org/abs/1312.4400), section 3.2. It is
//! [`avg_pool2d`] with one window, the whole.

use super::avg_pool2d;
use crate::isa::Isa;
use crate::kernels::window::Window;
use crate::scalar::Scalar;
use crate::sink::Sink;

/// y of `n` samples of `pixels` pixels of `channels` channels, which come last.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(isa: S, x: &[T], y: &mut [T], pixels: usize, channels: usize, n: usize) {
    avg_pool2d::forward(isa, x, y, whole(pixels), channels, n);
}

/// dx is dy / `pixels` at each pixel.
#[inline(always)]
pub fn backward<T: Scalar, S: Isa>(isa: S, dy: &[T], dx: Sink<'_, T>, pixels: usize, channels: usize, n: usize) {
    avg_pool2d::backward(isa, dy, dx, whole(pixels), channels, n);
}

/// The pixels as one row, seen by one window.
pub(super) const fn whole(pixels: usize) -> [Window; 2] {
    [Window::new(1, 1), Window::new(pixels, pixels)]
}

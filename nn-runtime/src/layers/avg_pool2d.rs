//! `avg_pool2d<K, stride = K, padding = 0>`: the mean of each window of an image, channel by channel, `[C, H, W]` →
//! `[C, H′, W′]`.
//!
//! y[c, i, j] = Σ x[c, i·s + k, j·s + l] / K² over k, l < K, as PyTorch's `AvgPool2d`: padding counts as zeros
//! (`count_include_pad`), and what an odd size leaves over belongs to no window. LeCun, Bottou, Bengio and Haffner,
//! *Gradient-based learning applied to document recognition*, Proceedings of the IEEE 86 (1998), section II.B.

use super::pool::sum::{gather, spread};
use crate::isa::Isa;
use crate::kernels::window::Window;
use crate::scalar::Scalar;
use crate::sink::Sink;

/// y of `n` images of `channels` channels, which come last.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(isa: S, x: &[T], y: &mut [T], windows: [Window; 2], channels: usize, n: usize) {
    gather(isa, share(windows), x, Sink::Store(y), windows, channels, n);
}

/// dx: of each window dy / K² for each of its numbers; windows that overlap add up.
#[inline(always)]
pub fn backward<T: Scalar, S: Isa>(isa: S, dy: &[T], dx: Sink<'_, T>, windows: [Window; 2], channels: usize, n: usize) {
    spread(isa, share(windows), dy, dx, windows, channels, n);
}

/// 1/K².
#[inline(always)]
fn share<T: Scalar>([rows, columns]: [Window; 2]) -> T {
    T::from_f64(1.0 / (rows.kernel * columns.kernel) as f64)
}

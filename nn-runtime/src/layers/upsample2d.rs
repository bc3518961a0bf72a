//! `upsample2d<N>`: every pixel of an image becomes N × N equal ones, `[C, H, W]` → `[C, H·N, W·N]`.
//!
//! y[c, i, j] = x[c, ⌊i/N⌋, ⌊j/N⌋], as PyTorch's `Upsample(scale_factor = N, mode = "nearest")`.

use super::pool::sum::{gather, spread};
use crate::isa::Isa;
use crate::kernels::window::Window;
use crate::scalar::Scalar;
use crate::sink::Sink;

/// y of `n` images of `sizes`, rows and columns, and `channels` channels, which come last; each pixel becomes `factors[0]`
/// rows of `factors[1]` pixels.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn forward<T: Scalar, S: Isa>(
    isa: S,
    x: &[T],
    y: &mut [T],
    sizes: [usize; 2],
    factors: [usize; 2],
    channels: usize,
    n: usize,
) {
    spread(isa, T::ONE, x, Sink::Store(y), windows(sizes, factors), channels, n);
}

/// dx is the sum of dy over the pixels that x became.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<T: Scalar, S: Isa>(
    isa: S,
    dy: &[T],
    dx: Sink<'_, T>,
    sizes: [usize; 2],
    factors: [usize; 2],
    channels: usize,
    n: usize,
) {
    gather(isa, T::ONE, dy, dx, windows(sizes, factors), channels, n);
}

/// Those of the pool that is the way back: the output is what its windows see.
#[inline(always)]
const fn windows(sizes: [usize; 2], factors: [usize; 2]) -> [Window; 2] {
    let [rows, columns] = factors;
    [Window::new(sizes[0] * rows, rows).stride(rows), Window::new(sizes[1] * columns, columns).stride(columns)]
}

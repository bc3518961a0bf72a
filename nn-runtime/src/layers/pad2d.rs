//! `pad2d<N>`: zeros around an image, `[C, H, W]` → `[C, H + 2·N, W + 2·N]`, as PyTorch's `ZeroPad2d`.

use crate::isa::Isa;
use crate::kernels::window::Window;
use crate::scalar::Scalar;
use crate::sink::Sink;

/// y of `n` images of `channels` channels, which come last; `axes`, rows and columns, are windows of one pixel, whose
/// padding is what is put around the image.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(_: S, x: &[T], y: &mut [T], axes: [Window; 2], channels: usize, n: usize) {
    let [rows, columns] = axes;
    let (left, width) = (columns.before * channels, columns.len * channels);
    let padded = columns.padded() * channels;
    let images = x.chunks_exact(rows.len * width).zip(y.chunks_exact_mut(rows.padded() * padded));
    for (x, y) in images.take(n) {
        y[..rows.before * padded].fill(T::ZERO);
        y[(rows.before + rows.len) * padded..].fill(T::ZERO);
        for (x, y) in x.chunks_exact(width).zip(y[rows.before * padded..].chunks_exact_mut(padded)) {
            y[..left].fill(T::ZERO);
            y[left..left + width].copy_from_slice(x);
            y[left + width..].fill(T::ZERO);
        }
    }
}

/// dx is the part of dy that is not padding.
#[inline(always)]
pub fn backward<T: Scalar, S: Isa>(_: S, dy: &[T], mut dx: Sink<'_, T>, axes: [Window; 2], channels: usize, n: usize) {
    let [rows, columns] = axes;
    let (left, width) = (columns.before * channels, columns.len * channels);
    let padded = columns.padded() * channels;
    for (image, dy) in dy.chunks_exact(rows.padded() * padded).take(n).enumerate() {
        for (row, dy) in dy[rows.before * padded..].chunks_exact(padded).take(rows.len).enumerate() {
            dx.from((image * rows.len + row) * width).put_slice(&dy[left..left + width]);
        }
    }
}

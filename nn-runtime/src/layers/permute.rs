//! An image in another memory order.
//!
//! Not a word of the language: `network!` writes it where a layer takes images in another order than it is given them, and no
//! parameter can take the permutation up. Callers see images as `[C][H][W]`; layers of images work on `[H][W][C]`.

use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::Sink;

/// Each of `n` samples of `x`, a matrix `[rows][columns]`, becomes its transpose, `[columns][rows]`.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(_: S, x: &[T], y: &mut [T], rows: usize, columns: usize, n: usize) {
    transpose(x, Sink::Store(y), rows, columns, n);
}

/// dx is the transpose of dy.
#[inline(always)]
pub fn backward<T: Scalar, S: Isa>(_: S, dy: &[T], dx: Sink<'_, T>, rows: usize, columns: usize, n: usize) {
    transpose(dy, dx, columns, rows, n);
}

#[inline(always)]
fn transpose<T: Scalar>(from: &[T], mut to: Sink<'_, T>, rows: usize, columns: usize, n: usize) {
    let len = rows * columns;
    for (sample, from) in from.chunks_exact(len).enumerate().take(n) {
        for column in 0..columns {
            to.from(sample * len + column * rows).put(rows, |row| from[row * columns + column]);
        }
    }
}

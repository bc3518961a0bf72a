//! `slice<a..b, axis = 0>`: the elements a to b of an axis.

use super::strip::Strip;
use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::Sink;

/// The strip of `n` samples of `x` becomes `y`.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(_: S, x: &[T], y: &mut [T], strip: Strip, n: usize) {
    strip.take(x, Sink::Store(y), n);
}

/// dx is dy in the strip and 0 beside it.
#[inline(always)]
pub fn backward<T: Scalar, S: Isa>(_: S, dy: &[T], mut dx: Sink<'_, T>, strip: Strip, n: usize) {
    if let Sink::Store(dx) = &mut dx {
        dx[..n * strip.outer * strip.total].fill(T::ZERO);
    }
    strip.place(dy, dx, n);
}

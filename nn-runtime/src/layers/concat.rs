//! `concat(a, b, …)`: values joined along an axis, one call a part.

use super::strip::Strip;
use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::Sink;

/// The part `x` of `n` samples goes to its strip of `y`.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(_: S, x: &[T], y: &mut [T], strip: Strip, n: usize) {
    strip.place(x, Sink::Store(y), n);
}

/// dx is the strip of dy.
#[inline(always)]
pub fn backward<T: Scalar, S: Isa>(_: S, dy: &[T], dx: Sink<'_, T>, strip: Strip, n: usize) {
    strip.take(dy, dx, n);
}

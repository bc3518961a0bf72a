//! A copy, where a value has to lie in two places: y = x.

use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::Sink;

/// y = x for the first `len` numbers.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(_: S, x: &[T], y: &mut [T], len: usize) {
    y[..len].copy_from_slice(&x[..len]);
}

/// dx = dy.
#[inline(always)]
pub fn backward<T: Scalar, S: Isa>(_: S, dy: &[T], dx: Sink<'_, T>, len: usize) {
    dx.put_same(&dy[..len]);
}

//! `a - b`, element by element.

use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::Sink;

/// y = a − b for the first `len` numbers.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(_: S, a: &[T], b: &[T], y: &mut [T], len: usize) {
    for ((y, &a), &b) in y[..len].iter_mut().zip(&a[..len]).zip(&b[..len]) {
        *y = a - b;
    }
}

/// da = dy.
#[inline(always)]
pub fn backward_left<T: Scalar, S: Isa>(_: S, dy: &[T], dx: Sink<'_, T>, len: usize) {
    dx.put_same(&dy[..len]);
}

/// db = −dy.
#[inline(always)]
pub fn backward_right<T: Scalar, S: Isa>(_: S, dy: &mut [T], dx: Sink<'_, T>, len: usize) {
    dx.put_each(&mut dy[..len], |_, dy| -dy);
}

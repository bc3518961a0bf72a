//! `a * b`, element by element.

use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::Sink;

/// y = a ⊙ b for the first `len` numbers.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(_: S, a: &[T], b: &[T], y: &mut [T], len: usize) {
    for ((y, &a), &b) in y[..len].iter_mut().zip(&a[..len]).zip(&b[..len]) {
        *y = a * b;
    }
}

/// da = b ⊙ dy and db = a ⊙ dy: called once for each with the `other`.
#[inline(always)]
pub fn backward<T: Scalar, S: Isa>(_: S, other: &[T], dy: &mut [T], dx: Sink<'_, T>, len: usize) {
    let other = &other[..len];
    dx.put_each(&mut dy[..len], |i, dy| other[i] * dy);
}

//! `a + b`, element by element; also what ends a `residual`.

use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::Sink;

/// y = a + b for the first `len` numbers.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(_: S, a: &[T], b: &[T], y: &mut [T], len: usize) {
    for ((y, &a), &b) in y[..len].iter_mut().zip(&a[..len]).zip(&b[..len]) {
        *y = a + b;
    }
}

/// da = dy and db = dy: called once for each.
#[inline(always)]
pub fn backward<T: Scalar, S: Isa>(_: S, dy: &[T], dx: Sink<'_, T>, len: usize) {
    dx.put_same(&dy[..len]);
}

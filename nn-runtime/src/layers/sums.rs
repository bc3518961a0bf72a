//! Sums that several layers and losses take.

use crate::scalar::Scalar;

/// Partial sums of one sum: it vectorises, and rounding errors grow an order of magnitude slower.
const LANES: usize = 8;

/// Σ value(i) over `i` below `len`.
#[inline(always)]
pub(crate) fn sum<T: Scalar>(len: usize, value: impl Fn(usize) -> T) -> T {
    let mut sums = [T::ZERO; LANES];
    let whole = len - len % LANES;
    for start in (0..whole).step_by(LANES) {
        for (k, sum) in sums.iter_mut().enumerate() {
            *sum += value(start + k);
        }
    }
    for (k, sum) in sums.iter_mut().take(len - whole).enumerate() {
        *sum += value(whole + k);
    }
    sums.into_iter().sum()
}

/// y += a x.
#[inline(always)]
pub(crate) fn axpy<T: Scalar>(a: T, x: &[T], y: &mut [T]) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
}

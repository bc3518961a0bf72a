//! Sums that several layers take.

use crate::scalar::Scalar;

/// Partial sums of one sum: it vectorises, and rounding errors grow an order of magnitude slower.
const LANES: usize = 8;

/// Σ value(i) over `i` below `len`.
#[inline(always)]
pub(super) fn sum<T: Scalar>(len: usize, value: impl Fn(usize) -> T) -> T {
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

/// x · y.
#[inline(always)]
pub(super) fn dot<T: Scalar>(x: &[T], y: &[T]) -> T {
    let (xs, x_rest) = x.as_chunks::<LANES>();
    let (ys, y_rest) = y.as_chunks::<LANES>();
    let mut sums = [T::ZERO; LANES];
    for (x, y) in xs.iter().zip(ys) {
        for k in 0..LANES {
            sums[k] += x[k] * y[k];
        }
    }
    let rest: T = x_rest.iter().zip(y_rest).map(|(&x, &y)| x * y).sum();
    sums.into_iter().sum::<T>() + rest
}

/// y += a x.
#[inline(always)]
pub(super) fn axpy<T: Scalar>(a: T, x: &[T], y: &mut [T]) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
}

//! `softmax`: yᵢ = eˣⁱ / Σⱼ eˣʲ over the features of a column.
//!
//! Bridle, *Probabilistic interpretation of feedforward classification network outputs*, 1990. The largest xⱼ is taken
//! off first, which changes nothing but keeps every exponential at most 1.

use super::sums::sum;
use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::Sink;

/// Softmax of each of the first `columns` columns of `features` numbers.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(isa: S, x: &[T], y: &mut [T], features: usize, columns: usize) {
    for (x, y) in x.chunks_exact(features).zip(y.chunks_exact_mut(features)).take(columns) {
        y.copy_from_slice(x);
        activate(isa, y);
    }
}

/// dxᵢ = yᵢ (dyᵢ − Σⱼ yⱼ dyⱼ).
#[inline(always)]
pub fn backward<T: Scalar, S: Isa>(_: S, y: &[T], dy: &mut [T], mut dx: Sink<'_, T>, features: usize, columns: usize) {
    for (c, (y, dy)) in y.chunks_exact(features).zip(dy.chunks_exact_mut(features)).take(columns).enumerate() {
        let mean = expectation(y, dy);
        dx.from(c * features).put_each(dy, |i, dy| y[i] * (dy - mean));
    }
}

/// Softmax of one column in place: yᵢ = e^(xᵢ − max x) / Σⱼ e^(xⱼ − max x).
#[inline(always)]
pub(crate) fn activate<T: Scalar, S: Isa>(isa: S, column: &mut [T]) {
    let top = largest(column);
    for z in column.iter_mut() {
        *z = (*z - top).exp_on(isa);
    }
    let factor = T::ONE / sum(column.len(), |i| column[i]);
    for z in column {
        *z *= factor;
    }
}

/// [`backward`] of one column in place.
#[inline(always)]
pub(crate) fn activate_backward<T: Scalar>(y: &[T], dy: &mut [T]) {
    let mean = expectation(y, dy);
    for (d, &y) in dy.iter_mut().zip(y) {
        *d = y * (*d - mean);
    }
}

/// Σⱼ yⱼ dyⱼ: the mean of `dy` under the probabilities `y`.
#[inline(always)]
fn expectation<T: Scalar>(y: &[T], dy: &[T]) -> T {
    sum(y.len(), |i| y[i] * dy[i])
}

/// The largest number of a column. A NaN may get lost here, but not in the sum of the exponentials that follows.
#[inline(always)]
pub(crate) fn largest<T: Scalar>(column: &[T]) -> T {
    column.iter().fold(column[0], |top, &z| z.larger(top))
}

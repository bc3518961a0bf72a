//! `log_softmax`: yᵢ = xᵢ − ln Σⱼ eˣʲ over the features of a column.
//!
//! The logarithm of [softmax](super::softmax), computed without forming probabilities that may round to 0.

use super::softmax::largest;
use super::sums::sum;
use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::Sink;

/// Log-softmax of each of the first `columns` columns of `features` numbers.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(isa: S, x: &[T], y: &mut [T], features: usize, columns: usize) {
    for (x, y) in x.chunks_exact(features).zip(y.chunks_exact_mut(features)).take(columns) {
        y.copy_from_slice(x);
        activate(isa, y);
    }
}

/// dxᵢ = dyᵢ − e^(yᵢ) Σⱼ dyⱼ.
#[inline(always)]
pub fn backward<T: Scalar, S: Isa>(
    isa: S,
    y: &[T],
    dy: &mut [T],
    mut dx: Sink<'_, T>,
    features: usize,
    columns: usize,
) {
    for (c, (y, dy)) in y.chunks_exact(features).zip(dy.chunks_exact_mut(features)).take(columns).enumerate() {
        let sum = sum(dy.len(), |i| dy[i]);
        dx.from(c * features).put_each(dy, |i, dy| dy - y[i].exp_on(isa) * sum);
    }
}

/// Log-softmax of one column in place: yᵢ = (xᵢ − max x) − ln Σⱼ e^(xⱼ − max x).
#[inline(always)]
pub(crate) fn activate<T: Scalar, S: Isa>(isa: S, column: &mut [T]) {
    let top = largest(column);
    let log = sum(column.len(), |i| (column[i] - top).exp_on(isa)).ln_on(isa);
    for z in column {
        *z = (*z - top) - log;
    }
}

/// [`backward`] of one column in place.
#[inline(always)]
pub(crate) fn activate_backward<T: Scalar, S: Isa>(isa: S, y: &[T], dy: &mut [T]) {
    let sum = sum(dy.len(), |i| dy[i]);
    for (d, &y) in dy.iter_mut().zip(y) {
        *d -= y.exp_on(isa) * sum;
    }
}

//! Gradients of columns that are worked on each by itself.

use crate::isa::Isa;
use crate::kernels::columns::{load, put, steps};
use crate::kernels::{Vector, Wide};
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

/// dy times the weight of each feature, from `at` on.
#[inline(always)]
pub(super) fn weighted<T: Scalar, S: Isa>(isa: S, weight: &[T], dy: &[T], at: usize) -> Wide<T, S> {
    load(isa, weight, at).times(load(isa, dy, at))
}

/// Puts what `made(dy, at)` makes of each vector of a column.
#[inline(always)]
pub(super) fn put_column<T: Scalar, S: Isa, const F: usize>(
    isa: S,
    dy: &mut [T; F],
    dx: Sink<'_, T>,
    made: impl Fn(&[T; F], usize) -> Wide<T, S>,
) {
    if let Sink::InPlace = dx {
        for at in steps::<T, S>(F) {
            put(isa, made(dy, at), dy, at, Beta::Store);
        }
    } else if let Some((beta, dx)) = dx.place() {
        let dx = &mut dx[..F];
        for at in steps::<T, S>(F) {
            put(isa, made(dy, at), dx, at, beta);
        }
    }
}

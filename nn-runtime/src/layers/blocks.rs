//! Element-wise work in blocks.

use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

/// The numbers that are computed at a time, in arrays of their own. (Loops from slice to slice are vectors only where the compiler
/// can show that the slices lie apart, and for slices that move from one pass of an outer loop to the next it fails to.)
pub(crate) const BLOCK: usize = 32;

/// Where blocks of `len` numbers begin.
#[inline(always)]
pub(crate) fn blocks(len: usize) -> impl Iterator<Item = usize> {
    (0..len).step_by(BLOCK)
}

/// The block of `from` at `at`, filled up with zeros.
#[inline(always)]
pub(crate) fn load<T: Scalar>(from: &[T], at: usize) -> [T; BLOCK] {
    if let Some(block) = from[at..].first_chunk() {
        return *block;
    }
    let mut block = [T::ZERO; BLOCK];
    block.iter_mut().zip(&from[at..]).for_each(|(to, &from)| *to = from);
    block
}

/// Stores `block` at `at`, as far as there is place.
#[inline(always)]
pub(crate) fn store<T: Scalar>(block: [T; BLOCK], to: &mut [T], at: usize) {
    match to[at..].first_chunk_mut() {
        Some(to) => *to = block,
        None => to[at..].iter_mut().zip(block).for_each(|(to, from)| *to = from),
    }
}

/// Puts what `block(at)` gives for each block of the first `len` numbers.
#[inline(always)]
pub(super) fn put<T: Scalar>(sink: Sink<'_, T>, len: usize, block: impl Fn(usize) -> [T; BLOCK]) {
    let Some((beta, to)) = sink.place() else { return };
    let to = &mut to[..len];
    for at in blocks(len) {
        let mut block = block(at);
        if beta == Beta::Add {
            block.iter_mut().zip(load(to, at)).for_each(|(term, to)| *term += to);
        }
        store(block, to, at);
    }
}

//! Copies of blocks of the left side and of strips of the right side, one step of the depth after the other.
//!
//! What is packed is read in order, without a stride that maps many lines to the same set of the cache. Panels are padded
//! to whole vectors: the last vector begins earlier, or, where there is not even one, the padding stays what it was and is
//! dropped in the end.

use fearless_simd::Simd;

use super::steps::unrolled;
use super::vector::MOST_LANES;
use super::{Vector, lanes, transpose};
use crate::real::Real;

/// Where the vectors of a packed block of rows come from and go to.
#[derive(Clone, Copy)]
pub(super) struct Block {
    /// The rows of the matrix.
    pub(super) of: usize,
    /// The first row of the block, and how many it has.
    pub(super) row: usize,
    pub(super) rows: usize,
    /// The steps of the depth.
    pub(super) len: usize,
}

impl Block {
    /// For each vector of rows: the row it begins at, the place of its first step in the packed block, and how far the next
    /// step is from there. `R` vectors make a panel.
    #[inline(always)]
    fn vectors<const R: usize>(self, lanes: usize) -> impl Iterator<Item = (usize, usize, usize)> {
        let count = self.rows.div_ceil(lanes);
        (0..count).map(move |v| {
            let row = (self.row + v * lanes).min(self.of.saturating_sub(lanes));
            let panel = v / R * R;
            let width = if panel + 1 == count { lanes } else { R * lanes };
            (row, panel * lanes * self.len + (v - panel) * lanes, width)
        })
    }
}

/// Packs a block of a matrix by columns; `matrix` are the columns of the block's steps.
#[inline(always)]
pub(super) fn straight<S: Simd, T: Real, const R: usize>(simd: S, matrix: &[T], block: Block, packed: &mut [T]) {
    let lanes = lanes::<S, T>();
    let width = R * lanes;
    let whole = block.rows.min(block.of - block.row) / width;
    // One column after the other, as they lie: nothing is read twice, and what comes next is foreseen.
    for (k, column) in matrix.chunks_exact(block.of).enumerate().take(if whole > 0 { block.len } else { 0 }) {
        let panels = column[block.row..].chunks_exact(width).take(whole);
        for (from, to) in panels.zip(packed[k * width..].chunks_mut(width * block.len)) {
            for r in 0..R {
                T::Native::<S>::load(simd, &from[r * lanes..][..lanes]).store(&mut to[r * lanes..][..lanes]);
            }
        }
    }
    for (row, to, width) in block.vectors::<R>(lanes).skip(whole * R) {
        for (column, to) in matrix.chunks_exact(block.of).zip(packed[to..].chunks_mut(width)) {
            if block.of < lanes {
                to[..block.of].copy_from_slice(column);
            } else {
                T::Native::<S>::load(simd, &column[row..][..lanes]).store(&mut to[..lanes]);
            }
        }
    }
}

/// Packs a block of the transpose of `matrix`, whose columns of `depth` numbers are the rows; the steps begin at `from`.
#[inline(always)]
pub(super) fn transposed<S: Simd, T: Real, const R: usize>(
    simd: S,
    matrix: &[T],
    depth: usize,
    from: usize,
    block: Block,
    packed: &mut [T],
) {
    let lanes = lanes::<S, T>();
    // Squares of short vectors where those of whole ones do not fit.
    let side = <T::Short<S> as Vector<S, T>>::LANES;
    for (row, to, width) in block.vectors::<R>(lanes) {
        let packed = &mut packed[to..];
        // Rows beyond the last are the last once more.
        let at = |i: usize| (row + i).min(block.of - 1) * depth + from;
        if lanes > side && block.of >= lanes && block.len > side {
            squares::<S, T, T::Native<S>>(simd, matrix, lanes, block.len, at, width, packed);
        } else if block.len < side {
            for i in 0..lanes {
                for (k, &number) in matrix[at(i)..][..block.len].iter().enumerate() {
                    packed[k * width + i] = number;
                }
            }
        } else {
            squares::<S, T, T::Short<S>>(simd, matrix, lanes, block.len, at, width, packed);
        }
    }
}

/// Packs a vector of rows, `len` steps of them, in squares; row `i` begins at `at(i)`.
#[inline(always)]
fn squares<S: Simd, T: Real, V: Vector<S, T>>(
    simd: S,
    matrix: &[T],
    lanes: usize,
    len: usize,
    at: impl Fn(usize) -> usize,
    width: usize,
    packed: &mut [T],
) {
    let side = V::LANES;
    // What lies behind the last row is read from a copy of its end.
    let mut ends = [T::default(); 2 * MOST_LANES];
    match matrix.len().checked_sub(side) {
        Some(last) => V::load(simd, &matrix[last..]).store(&mut ends[..side]),
        None => ends[side - matrix.len()..].iter_mut().zip(matrix).for_each(|(to, &from)| *to = from),
    }
    for first in (0..lanes).step_by(side) {
        let mut k = 0;
        while k < len {
            // The last square overlaps the one before it, and writes the same numbers again; where there is none, it reads what
            // lies behind the row.
            k = k.min(len.saturating_sub(side));
            let mut square = [V::splat(simd, T::default()); MOST_LANES];
            unrolled!(i < side, {
                let end = at(first + i) + k + side;
                let numbers = match end <= matrix.len() {
                    true => &matrix[end - side..],
                    false => &ends[end - matrix.len()..],
                };
                square[i] = V::load(simd, &numbers[..side]);
            });
            transpose::<S, T, V>(&mut square);
            for i in 0..side.min(len) {
                square[i].store(&mut packed[(k + i) * width + first..][..side]);
            }
            k += side;
        }
    }
}

/// Packs the first `N` columns of a matrix by rows of `stride` numbers, `len` of them.
#[inline(always)]
pub(super) fn strip<T: Real, const N: usize>(matrix: &[T], stride: usize, len: usize, packed: &mut [T]) {
    for (row, to) in matrix.chunks(stride).zip(packed.as_chunks_mut::<N>().0).take(len) {
        to.copy_from_slice(&row[..N]);
    }
}

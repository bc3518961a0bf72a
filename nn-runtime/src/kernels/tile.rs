//! The innermost loop: a tile of the product that lives in registers.
//!
//! A tile is `R` vectors of rows by `N` columns. Each step along the depth loads `R` vectors of the left side and
//! broadcasts `N` numbers of the right side, for `R` × `N` multiply-adds; the sums leave the registers once, at the end.
//! Bounds are checked once a tile.

use core::ops::Range;

use fearless_simd::Simd;

use super::product::Start;
use super::vector::MOST_LANES;
use super::{Vector, lanes};
use crate::scalar::Scalar;

/// The numbers of the largest tile.
pub(super) const TILE: usize = 24 * MOST_LANES;

/// Where the vectors of a panel begin. The last vector of a matrix whose rows are not whole vectors begins earlier, and so
/// computes some rows a second time; a matrix of less than a vector is padded.
#[derive(Clone, Copy)]
pub(super) struct Panel<const R: usize> {
    /// The first row of each vector.
    pub(super) at: [usize; R],
    /// Of the last vector, the rows from `fresh` on, below `end`, are there and not computed yet.
    fresh: usize,
    end: usize,
}

impl<const R: usize> Panel<R> {
    /// `R` vectors from `row` on, of a matrix with `rows` rows.
    #[inline(always)]
    pub(super) fn new(lanes: usize, row: usize, rows: usize) -> Self {
        let mut at = [0; R];
        for r in 0..R {
            at[r] = row + r * lanes;
        }
        let most = rows.saturating_sub(lanes);
        let fresh = at[R - 1].saturating_sub(most);
        at[R - 1] = at[R - 1].min(most);
        Self { at, fresh, end: lanes.min(rows) }
    }
}

/// The next `len` numbers.
#[inline(always)]
fn take<'a, T>(values: &mut &'a [T], len: usize) -> Option<&'a [T]> {
    let (step, rest) = values.split_at_checked(len)?;
    *values = rest;
    Some(step)
}

/// The left side: `R` vectors in each step of `stride` numbers. A matrix by columns as it lies, or a packed panel.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a, T, const R: usize> {
    values: &'a [T],
    stride: usize,
    at: [usize; R],
}

impl<'a, T: Scalar, const R: usize> Rows<'a, T, R> {
    /// A panel of a matrix by columns of `stride` numbers.
    #[inline(always)]
    pub(super) fn direct(values: &'a [T], stride: usize, panel: Panel<R>) -> Self {
        Self { values, stride, at: panel.at }
    }

    /// A panel that was packed: step after step, `R` vectors each.
    #[inline(always)]
    pub(super) fn packed(values: &'a [T], lanes: usize) -> Self {
        let mut at = [0; R];
        for r in 0..R {
            at[r] = r * lanes;
        }
        Self { values, stride: R * lanes, at }
    }

    /// The vectors of the next step. (An iterator's adapters would not always be inlined.)
    #[inline(always)]
    fn next(&mut self, lanes: usize) -> Option<[&'a [T]; R]> {
        let step = take(&mut self.values, self.stride)?;
        let mut rows: [&[T]; R] = [&[]; R];
        for r in 0..R {
            rows[r] = &step[self.at[r]..][..lanes];
        }
        Some(rows)
    }
}

/// The right side, from one step of the depth to the next.
pub(super) trait Columns<T, const N: usize>: Copy {
    /// The same, once it is certain that all numbers lie within a step, so that no step has to see to it.
    fn checked(self) -> Self;

    type Step: Copy;

    /// Step `k`, which follows the one before it.
    fn next(&mut self, k: usize) -> Option<Self::Step>;

    /// Number `j` of a step. (One at a time: an array of them would be loaded at once, and leave no registers for sums.)
    fn number(step: Self::Step, j: usize) -> T;
}

/// Each column lies in one piece, all of the same length.
#[derive(Clone, Copy)]
pub(super) struct ByColumns<'b, T, const N: usize>(pub(super) [&'b [T]; N]);

impl<'b, T, const N: usize> ByColumns<'b, T, N> {
    /// `len` steps from `from` on of the columns from `column` on, of a matrix by columns of `depth` numbers.
    #[inline(always)]
    pub(super) fn new(values: &'b [T], depth: usize, column: usize, from: usize, len: usize) -> Self {
        let mut columns: [&[T]; N] = [&[]; N];
        for j in 0..N {
            columns[j] = &values[(column + j) * depth + from..][..len];
        }
        Self(columns)
    }
}

impl<'b, T: Scalar, const N: usize> Columns<T, N> for ByColumns<'b, T, N> {
    type Step = ([&'b [T]; N], usize);

    #[inline(always)]
    fn checked(mut self) -> Self {
        let depth = self.0[0].len();
        for j in 0..N {
            self.0[j] = &self.0[j][..depth];
        }
        self
    }
    #[inline(always)]
    fn next(&mut self, k: usize) -> Option<Self::Step> {
        (k < self.0[0].len()).then_some((self.0, k))
    }
    #[inline(always)]
    fn number((columns, k): Self::Step, j: usize) -> T {
        columns[j][k]
    }
}

/// Each row lies in one piece: B[k, j] = `values[k * stride + column + j]`. A matrix by rows, or a packed strip.
#[derive(Clone, Copy)]
pub(super) struct ByRows<'b, T> {
    pub(super) values: &'b [T],
    pub(super) stride: usize,
    pub(super) column: usize,
}

impl<'b, T: Scalar, const N: usize> Columns<T, N> for ByRows<'b, T> {
    type Step = &'b [T; N];

    #[inline(always)]
    fn checked(self) -> Self {
        assert!(self.column + N <= self.stride);
        self
    }
    #[inline(always)]
    fn next(&mut self, _: usize) -> Option<Self::Step> {
        take(&mut self.values, self.stride)?[self.column..].first_chunk()
    }
    #[inline(always)]
    fn number(step: Self::Step, j: usize) -> T {
        step[j]
    }
}

/// Where the sums go.
pub(super) struct Place<'a, 's, T> {
    /// The tile's columns of C.
    pub(super) values: &'a mut [T],
    /// The rows of C.
    pub(super) stride: usize,
    pub(super) start: Start<'s, T>,
    pub(super) relu: bool,
    /// Memory for a tile that is computed apart, of [`TILE`] numbers.
    pub(super) spare: &'a mut [T],
}

/// One tile: the sums along the depth, put in their place.
#[inline(always)]
pub(super) fn tile<S: Simd, T: Scalar, B: Columns<T, N>, const R: usize, const N: usize>(
    simd: S,
    left: Rows<'_, T, R>,
    right: B,
    panel: Panel<R>,
    place: &mut Place<'_, '_, T>,
) {
    let lanes = lanes::<S, T>();
    // Where the last vector has numbers that are not there, or must not be added once more, the tile is computed apart.
    let part = panel.end < lanes || (panel.fresh > 0 && matches!(place.start, Start::Add));
    let &mut Place { ref mut values, stride, start, relu, ref mut spare } = place;
    let (values, stride, start, relu, at) = match part {
        false => (&mut **values, stride, start, relu, panel.at),
        true => (&mut **spare, R * lanes, Start::Zero, false, Panel::<R>::new(lanes, 0, R * lanes).at),
    };
    let sums = add_up::<S, T, B, R, N>(simd, left, right, begin(simd, at, values, stride, start));
    store(simd, sums, at, values, stride, relu);
    if part {
        merge(lanes, &panel.at, panel.fresh..panel.end, place);
    }
}

/// Adds the products of all steps to the sums.
#[inline(always)]
fn add_up<S: Simd, T: Scalar, B: Columns<T, N>, const R: usize, const N: usize>(
    simd: S,
    mut left: Rows<'_, T, R>,
    right: B,
    mut sums: [[T::Native<S>; R]; N],
) -> [[T::Native<S>; R]; N] {
    let lanes = lanes::<S, T>();
    for r in 0..R {
        assert!(left.at[r] + lanes <= left.stride); // once, so that no step has to see to it
    }
    let (mut right, mut k) = (right.checked(), 0);
    while let (Some(left), Some(right)) = (left.next(lanes), right.next(k)) {
        k += 1;
        let mut vectors = [T::Native::<S>::splat(simd, T::ZERO); R];
        for r in 0..R {
            vectors[r] = T::Native::<S>::load(simd, left[r]);
        }
        for j in 0..N {
            let factor = T::Native::<S>::splat(simd, B::number(right, j));
            for r in 0..R {
                sums[j][r] = vectors[r].times_plus(factor, sums[j][r]);
            }
        }
    }
    sums
}

/// What the sums start from.
#[inline(always)]
fn begin<S: Simd, T: Scalar, const R: usize, const N: usize>(
    simd: S,
    at: [usize; R],
    values: &[T],
    stride: usize,
    start: Start<'_, T>,
) -> [[T::Native<S>; R]; N] {
    let mut sums = [[T::Native::<S>::splat(simd, T::ZERO); R]; N];
    match start {
        Start::Zero => {}
        Start::Bias(bias) => {
            let bias = load::<S, T, R>(simd, at, bias);
            for j in 0..N {
                sums[j] = bias;
            }
        }
        Start::Add => {
            let mut columns = values;
            for j in 0..N {
                let Some(column) = take(&mut columns, stride) else { break };
                sums[j] = load::<S, T, R>(simd, at, column);
            }
        }
    }
    sums
}

#[inline(always)]
fn load<S: Simd, T: Scalar, const R: usize>(simd: S, at: [usize; R], column: &[T]) -> [T::Native<S>; R] {
    let mut vectors = [T::Native::<S>::splat(simd, T::ZERO); R];
    for r in 0..R {
        vectors[r] = T::Native::<S>::load(simd, &column[at[r]..][..lanes::<S, T>()]);
    }
    vectors
}

/// Applies the activation, and stores.
#[inline(always)]
fn store<S: Simd, T: Scalar, const R: usize, const N: usize>(
    simd: S,
    mut sums: [[T::Native<S>; R]; N],
    at: [usize; R],
    mut values: &mut [T],
    stride: usize,
    relu: bool,
) {
    if relu {
        for j in 0..N {
            for r in 0..R {
                sums[j][r] = sums[j][r].relu(simd);
            }
        }
    }
    for j in 0..N {
        let Some((column, rest)) = values.split_at_mut_checked(stride) else { break };
        values = rest;
        for r in 0..R {
            sums[j][r].store(&mut column[at[r]..][..lanes::<S, T>()]);
        }
    }
}

/// Puts a tile that was computed apart where it belongs; of the last vector, the numbers that lie in `last`.
#[inline(never)]
fn merge<T: Scalar>(lanes: usize, at: &[usize], last: Range<usize>, place: &mut Place<'_, '_, T>) {
    for (column, sums) in place.values.chunks_exact_mut(place.stride).zip(place.spare.chunks_exact(at.len() * lanes)) {
        for (r, &at_r) in at.iter().enumerate() {
            for i in if r + 1 == at.len() { last.clone() } else { 0..lanes } {
                let (place_i, sum) = (&mut column[at_r + i], sums[r * lanes + i]);
                let sum = match place.start {
                    Start::Zero => sum,
                    Start::Bias(bias) => bias[at_r + i] + sum,
                    Start::Add => *place_i + sum,
                };
                *place_i = if place.relu { sum.larger(T::ZERO) } else { sum };
            }
        }
    }
}

//! The innermost loop: a tile of the product that lives in registers.
//!
//! A tile is `R` vectors of rows by `N` columns. Each step along the depth loads `R` vectors of the left side and
//! broadcasts `N` numbers of the right side, for `R` × `N` multiply-adds; the sums leave the registers once, at the end.
//! Bounds are checked once a tile.

use fearless_simd::Simd;

use super::product::Start;
use super::vector::MOST_LANES;
use super::{Vector, lanes};
use crate::scalar::Scalar;

/// Where the vectors of a panel begin. The last vector of a matrix whose rows are not whole vectors begins earlier, and so
/// computes some rows a second time; a matrix of less than a vector is padded.
#[derive(Clone, Copy)]
pub(super) struct Panel<const R: usize> {
    /// The first row of each vector.
    at: [usize; R],
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

    /// The numbers of a column that belong to vector `r`.
    #[inline(always)]
    fn load<S: Simd, T: Scalar>(self, simd: S, column: &[T], r: usize) -> T::Native<S> {
        let lanes = lanes::<S, T>();
        if self.end == lanes {
            return T::Native::<S>::load(simd, &column[self.at[r]..][..lanes]);
        }
        let mut padded = [T::ZERO; MOST_LANES];
        padded[..self.end].copy_from_slice(&column[..self.end]);
        T::Native::<S>::load(simd, &padded[..lanes])
    }
}

/// The left side, from one step of the depth to the next.
pub(super) trait Rows<'a, T: Scalar, const R: usize>: Copy {
    /// The same, once it is certain that all vectors lie within a step, so that no step has to see to it.
    fn checked(self, lanes: usize) -> Self;

    /// The `R` vectors of this step. (An iterator's adapters would not always be inlined.)
    fn next(&mut self, lanes: usize) -> Option<[&'a [T]; R]>;
}

/// The next `len` numbers.
#[inline(always)]
fn take<'a, T>(values: &mut &'a [T], len: usize) -> Option<&'a [T]> {
    let (step, rest) = values.split_at_checked(len)?;
    *values = rest;
    Some(step)
}

/// A matrix as it lies, by columns of `stride` numbers.
#[derive(Clone, Copy)]
pub(super) struct Direct<'a, T, const R: usize> {
    pub(super) values: &'a [T],
    pub(super) stride: usize,
    pub(super) panel: Panel<R>,
}

impl<'a, T: Scalar, const R: usize> Rows<'a, T, R> for Direct<'a, T, R> {
    #[inline(always)]
    fn checked(self, lanes: usize) -> Self {
        for r in 0..R {
            assert!(self.panel.at[r] + lanes <= self.stride);
        }
        self
    }
    #[inline(always)]
    fn next(&mut self, lanes: usize) -> Option<[&'a [T]; R]> {
        let step = take(&mut self.values, self.stride)?;
        let mut rows: [&[T]; R] = [&[]; R];
        for r in 0..R {
            rows[r] = &step[self.panel.at[r]..][..lanes];
        }
        Some(rows)
    }
}

/// As [`Direct`], with vectors that follow one another from `row` on.
#[derive(Clone, Copy)]
pub(super) struct Whole<'a, T> {
    pub(super) values: &'a [T],
    pub(super) stride: usize,
    pub(super) row: usize,
}

impl<'a, T: Scalar, const R: usize> Rows<'a, T, R> for Whole<'a, T> {
    #[inline(always)]
    fn checked(self, lanes: usize) -> Self {
        assert!(self.row + R * lanes <= self.stride);
        self
    }
    #[inline(always)]
    fn next(&mut self, lanes: usize) -> Option<[&'a [T]; R]> {
        let step = take(&mut self.values, self.stride)?;
        Some(vectors(&step[self.row..][..R * lanes], lanes))
    }
}

/// A packed panel: step after step, `R` vectors each.
#[derive(Clone, Copy)]
pub(super) struct Packed<'a, T>(pub(super) &'a [T]);

impl<'a, T: Scalar, const R: usize> Rows<'a, T, R> for Packed<'a, T> {
    #[inline(always)]
    fn checked(self, _: usize) -> Self {
        self
    }
    #[inline(always)]
    fn next(&mut self, lanes: usize) -> Option<[&'a [T]; R]> {
        Some(vectors(take(&mut self.0, R * lanes)?, lanes))
    }
}

/// The `R` vectors that make up `numbers`.
#[inline(always)]
fn vectors<T, const R: usize>(numbers: &[T], lanes: usize) -> [&[T]; R] {
    let mut vectors: [&[T]; R] = [&[]; R];
    for r in 0..R {
        vectors[r] = &numbers[r * lanes..][..lanes];
    }
    vectors
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

/// Each row lies in one piece: B[k, j] = `values[k * stride + column + j]`.
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

/// A packed strip: step after step, `N` numbers each.
#[derive(Clone, Copy)]
pub(super) struct Tight<'b, T>(pub(super) &'b [T]);

impl<'b, T: Scalar, const N: usize> Columns<T, N> for Tight<'b, T> {
    type Step = &'b [T; N];

    #[inline(always)]
    fn checked(self) -> Self {
        self
    }
    #[inline(always)]
    fn next(&mut self, _: usize) -> Option<Self::Step> {
        let (step, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(step)
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
}

/// One tile: the sums along the depth, put in their place.
#[inline(always)]
pub(super) fn tile<'a, S: Simd, T: Scalar, B: Columns<T, N>, const R: usize, const N: usize>(
    simd: S,
    left: impl Rows<'a, T, R>,
    right: B,
    panel: Panel<R>,
    place: &mut Place<'_, '_, T>,
) {
    let lanes = lanes::<S, T>();
    let mut sums = begin::<S, T, R, N>(simd, panel, place);
    let (mut left, mut right, mut k) = (left.checked(lanes), right.checked(), 0);
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
    match place.relu {
        false => store(sums, panel, place),
        true => {
            for j in 0..N {
                for r in 0..R {
                    sums[j][r] = sums[j][r].relu(simd);
                }
            }
            store(sums, panel, place);
        }
    }
}

/// What the sums start from.
#[inline(always)]
fn begin<S: Simd, T: Scalar, const R: usize, const N: usize>(
    simd: S,
    panel: Panel<R>,
    place: &Place<'_, '_, T>,
) -> [[T::Native<S>; R]; N] {
    let mut sums = [[T::Native::<S>::splat(simd, T::ZERO); R]; N];
    match place.start {
        Start::Zero => {}
        Start::Bias(bias) => {
            for r in 0..R {
                let bias = panel.load(simd, bias, r);
                for j in 0..N {
                    sums[j][r] = bias;
                }
            }
        }
        Start::Add => {
            for j in 0..N {
                let column = &place.values[j * place.stride..][..place.stride];
                for r in 0..R {
                    sums[j][r] = panel.load(simd, column, r);
                }
            }
        }
    }
    sums
}

/// Stores what is there of the sums and was not stored before.
#[inline(always)]
fn store<S: Simd, T: Scalar<Native<S> = V>, V: Vector<S, T>, const R: usize, const N: usize>(
    sums: [[V; R]; N],
    panel: Panel<R>,
    place: &mut Place<'_, '_, T>,
) {
    let lanes = V::LANES;
    let Panel { at, fresh, end } = panel;
    let part = end < lanes || (fresh > 0 && matches!(place.start, Start::Add));
    for j in 0..N {
        let column = &mut place.values[j * place.stride..][..place.stride];
        for r in 0..R {
            if r == R - 1 && part {
                let mut numbers = [T::ZERO; MOST_LANES];
                sums[j][r].store(&mut numbers[..lanes]);
                for i in fresh..end {
                    column[at[r] + i] = numbers[i];
                }
            } else {
                sums[j][r].store(&mut column[at[r]..][..lanes]);
            }
        }
    }
}

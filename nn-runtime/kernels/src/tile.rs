//! The innermost loop: a tile of the product that lives in registers.
//!
//! A tile is `R` vectors of rows by `N` columns. Each step along the depth loads `R` vectors of the left side and
//! broadcasts `N` numbers of the right side, for `R` × `N` multiply-adds; the sums leave the registers once, at the end.

use core::ops::Range;

use fearless_simd::Simd;

use super::product::Start;
use super::steps::{Columns, Rows, add_up, unrolled};
use super::vector::MOST_LANES;
use super::{Vector, lanes};
use crate::real::Real;

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

/// Where the sums go.
pub(super) struct Place<'a, 's, T> {
    /// C from the tile's first column on.
    pub(super) values: &'a mut [T],
    /// The rows of C.
    pub(super) stride: usize,
    /// A bias is as long as a vector at least.
    pub(super) start: Start<'s, T>,
    pub(super) relu: bool,
    /// Memory for a tile that is computed apart, of [`TILE`] numbers.
    pub(super) spare: &'a mut [T],
}

/// One tile: the sums along `depth` steps, put in their place.
#[inline(always)]
pub(super) fn tile<S: Simd, T: Real, const TIGHT: bool, const R: usize, const N: usize>(
    simd: S,
    left: Rows<'_, T, R>,
    right: Columns<'_, T, TIGHT>,
    depth: usize,
    panel: Panel<R>,
    place: &mut Place<'_, '_, T>,
) {
    let lanes = lanes::<S, T>();
    // Where the last vector has numbers that are not there, or must not be added once more, what is added is computed apart.
    let less = R == 1 && panel.end < lanes;
    let part = (panel.end < lanes || panel.fresh > 0) && matches!(place.start, Start::Add);
    let &mut Place { ref mut values, stride, start, relu, ref mut spare } = place;
    let (values, stride, start, relu, at) = match part {
        false => (&mut **values, stride, start, relu, panel.at),
        true => (&mut **spare, R * lanes, Start::Zero, false, Panel::<R>::new(lanes, 0, R * lanes).at),
    };
    let sums = begin::<S, T, R, N>(simd, at, values, stride, start);
    let sums = add_up(simd, left, right, depth, sums);
    match less && !part {
        true => spill(simd, sums, values, stride, relu),
        false => store(simd, sums, at, values, stride, relu),
    }
    if part {
        merge(lanes, N, &panel.at, panel.fresh..panel.end, place);
    }
}

/// What the sums start from.
#[inline(always)]
pub(super) fn begin<S: Simd, T: Real, const R: usize, const N: usize>(
    simd: S,
    at: [usize; R],
    values: &[T],
    stride: usize,
    start: Start<'_, T>,
) -> [[T::Native<S>; R]; N] {
    let mut sums = [[T::Native::<S>::splat(simd, T::default()); R]; N];
    match start {
        Start::Zero => {}
        Start::Bias(bias) => {
            let bias = load::<S, T, R>(simd, at, bias);
            unrolled!(j < N, { sums[j] = bias });
        }
        Start::Add => {
            unrolled!(j < N, { sums[j] = load::<S, T, R>(simd, at, &values[j * stride..][..stride]) });
        }
    }
    sums
}

#[inline(always)]
fn load<S: Simd, T: Real, const R: usize>(simd: S, at: [usize; R], column: &[T]) -> [T::Native<S>; R] {
    let mut vectors = [T::Native::<S>::splat(simd, T::default()); R];
    for r in 0..R {
        vectors[r] = T::Native::<S>::load(simd, &column[at[r]..][..lanes::<S, T>()]);
    }
    vectors
}

#[inline(always)]
fn activate<S: Simd, T: Real, const R: usize, const N: usize>(simd: S, sums: &mut [[T::Native<S>; R]; N]) {
    unrolled!(j < N, {
        for r in 0..R {
            sums[j][r] = sums[j][r].relu(simd);
        }
    });
}

/// Applies the activation, and stores.
#[inline(always)]
pub(super) fn store<S: Simd, T: Real, const R: usize, const N: usize>(
    simd: S,
    mut sums: [[T::Native<S>; R]; N],
    at: [usize; R],
    values: &mut [T],
    stride: usize,
    relu: bool,
) {
    if relu {
        activate::<S, T, R, N>(simd, &mut sums);
    }
    unrolled!(j < N, {
        let column = &mut values[j * stride..][..stride];
        for r in 0..R {
            sums[j][r].store(&mut column[at[r]..][..lanes::<S, T>()]);
        }
    });
}

/// As [`store`], for columns of less than a vector: each spills into the column behind, which is stored next. Those at the end are cut.
#[inline(always)]
pub(super) fn spill<S: Simd, T: Real, const R: usize, const N: usize>(
    simd: S,
    mut sums: [[T::Native<S>; R]; N],
    values: &mut [T],
    stride: usize,
    relu: bool,
) {
    if relu {
        activate::<S, T, R, N>(simd, &mut sums);
    }
    unrolled!(j < N, {
        let column = &mut values[j * stride..];
        match column.get_mut(..lanes::<S, T>()) {
            Some(column) => sums[j][0].store(column),
            None => cut(simd, sums[j][0], &mut column[..stride]),
        }
    });
}

/// Stores the first numbers of a vector.
#[inline(always)]
pub(super) fn cut<S: Simd, T: Real>(_: S, vector: T::Native<S>, to: &mut [T]) {
    let mut numbers = [T::default(); MOST_LANES];
    vector.store(&mut numbers[..lanes::<S, T>()]);
    copy(&numbers, to);
}

#[inline(never)]
fn copy<T: Real>(numbers: &[T; MOST_LANES], to: &mut [T]) {
    to.iter_mut().zip(numbers).for_each(|(to, &from)| *to = from);
}

/// Adds `count` columns that were computed apart to those that are there; of the last vector, the numbers that lie in `last`.
#[inline(never)]
fn merge<T: Real>(lanes: usize, count: usize, at: &[usize], last: Range<usize>, place: &mut Place<'_, '_, T>) {
    let columns = place.values.chunks_exact_mut(place.stride).take(count);
    for (column, sums) in columns.zip(place.spare.chunks_exact(at.len() * lanes)) {
        for (r, &at_r) in at.iter().enumerate() {
            for i in if r + 1 == at.len() { last.clone() } else { 0..lanes } {
                let (place_i, sum) = (&mut column[at_r + i], sums[r * lanes + i]);
                let sum = *place_i + sum;
                *place_i = if place.relu { sum.rectified() } else { sum };
            }
        }
    }
}

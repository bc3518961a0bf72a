//! The transpose of a square of numbers that lie in registers, and sums of columns that vectors do not fill.

use fearless_simd::Simd;

use super::lanes;
use super::steps::unrolled;
use super::vector::{MOST_LANES, Vector};
use crate::real::Real;

/// Transposes the square of the first vectors, as many as each holds numbers, by perfect shuffles: a round for each power of two.
#[inline(always)]
pub fn transpose<S: Simd, T, V: Vector<S, T>>(square: &mut [V; MOST_LANES]) {
    let half = V::LANES / 2;
    // Written out, for only what is indexed by constants stays in registers.
    macro_rules! round {
        ($above:literal: $($i:literal)*) => {
            if V::LANES > $above {
                let before = *square;
                $(if $i < half {
                    (square[2 * $i], square[2 * $i + 1]) = before[$i].interleave(before[$i + half]);
                })*
            }
        };
    }
    round!(1: 0 1 2 3 4 5 6 7);
    round!(2: 0 1 2 3 4 5 6 7);
    round!(4: 0 1 2 3 4 5 6 7);
    round!(8: 0 1 2 3 4 5 6 7);
}

/// The places of a vector that are not among the `count` ones from `first` on.
#[inline(always)]
pub fn outside<S: Simd, T: Real>(simd: S, first: usize, count: usize) -> Mask<S, T> {
    let mut places = [T::from(1); MOST_LANES];
    places[first..][..count].fill(T::default());
    let one = T::Native::<S>::splat(simd, T::from(1));
    T::Native::<S>::load(simd, &places[..lanes::<S, T>()]).equals(one)
}

type Mask<S, T> = <<T as Real>::Native<S> as Vector<S, T>>::Mask;

/// The sum of each column of `F` numbers, of as many columns as a vector holds numbers. The last vector begins earlier, so as to end with
/// the last column.
#[inline(always)]
pub fn sums_of_columns<S: Simd, T: Real, const F: usize>(simd: S, columns: &[T]) -> T::Native<S> {
    let (lanes, zero) = (lanes::<S, T>(), T::Native::<S>::splat(simd, T::default()));
    let (whole, rest) = (F / lanes * lanes, F % lanes);
    let (low, high) = (outside::<S, T>(simd, 0, rest), outside::<S, T>(simd, lanes - rest, rest));
    let load = |at: usize| T::Native::<S>::load(simd, &columns[at..][..lanes]);
    let mut rows = [zero; MOST_LANES];
    unrolled!(i < lanes, {
        if rest > 0 {
            rows[i] = match i + 1 < lanes {
                true => Vector::select(low, zero, load(i * F + whole)),
                false => Vector::select(high, zero, load(F * lanes - lanes)),
            };
        }
        for c in (0..whole).step_by(lanes) {
            rows[i] = rows[i].plus(load(i * F + c));
        }
    });
    // A round for each power of two: of half as many vectors, each number is the sum of two.
    macro_rules! round {
        ($above:literal: $($i:literal)*) => {
            $(if lanes > $above && $i < lanes / (2 * $above) {
                rows[$i] = rows[2 * $i].sums_of_pairs(rows[2 * $i + 1]);
            })*
        };
    }
    round!(1: 0 1 2 3 4 5 6 7);
    round!(2: 0 1 2 3);
    round!(4: 0 1);
    round!(8: 0);
    rows[0]
}

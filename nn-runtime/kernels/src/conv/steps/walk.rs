//! Step after step: any kernel, any stride.

use core::slice;

use fearless_simd::Simd;

use super::{Columned, SHARED, opaque};
use crate::Vector;
use crate::real::Real;
use crate::steps::unrolled;

/// Steps in three nested loops: how often each goes round, and how far either side moves from one round to the next.
#[derive(Clone, Copy, Debug)]
pub(in crate::conv) struct Walk {
    pub(in crate::conv) counts: [usize; 3],
    pub(in crate::conv) left: [usize; 3],
    pub(in crate::conv) right: [usize; 3],
}

impl Walk {
    /// How far the last step is from the first, which is there.
    #[inline(always)]
    pub(super) fn reach(&self, strides: [usize; 3]) -> usize {
        let ways = [0, 1, 2].map(|i| (self.counts[i] - 1).saturating_mul(strides[i]));
        ways[0].saturating_add(ways[1]).saturating_add(ways[2])
    }

    /// How far a side moves at the end of each round, where the inner loops have moved it already.
    #[inline(always)]
    fn jumps(&self, [outer, middle, inner]: [usize; 3]) -> [usize; 3] {
        let [_, rounds, steps] = self.counts;
        [outer.wrapping_sub(rounds.wrapping_mul(middle)), middle.wrapping_sub(steps.wrapping_mul(inner)), inner]
    }
}

/// Adds the products of all steps of a walk to the sums: `R` vectors of the left side, one behind the other, times `N` numbers of the right
/// side, or, if `LANEWISE`, times `N` times `R` vectors, number by number.
///
/// # Panics
///
/// If a step lies outside the values of either side.
#[inline(always)]
#[allow(unsafe_code)]
pub(in crate::conv) fn walk<S: Simd, T: Real, V: Vector<S, T>, const LANEWISE: bool, const R: usize, const N: usize>(
    simd: S,
    left: &[T],
    right: &[T],
    columns: &Columned<N>,
    walk: &Walk,
    mut sums: [[V; R]; N],
) -> [[V; R]; N] {
    if walk.counts.contains(&0) {
        return sums;
    }
    assert!(walk.reach(walk.left).saturating_add(R * V::LANES) <= left.len());
    let reach = walk.reach(walk.right).saturating_add(if LANEWISE { R * V::LANES } else { 1 });
    let (mut a, mut b, across) = (left.as_ptr(), [right.as_ptr(); 6], columns.spread.across);
    columns.check(reach, right.len());
    for i in 0..N.div_ceil(SHARED) {
        b[i] = b[i].wrapping_add(columns.spread.starts[i]);
    }
    let (on_left, on_right) = (walk.jumps(walk.left), walk.jumps(walk.right));
    for _ in 0..walk.counts[0] {
        for _ in 0..walk.counts[1] {
            for _ in 0..walk.counts[2] {
                let mut vectors = [V::splat(simd, T::default()); R];
                for r in 0..R {
                    // SAFETY: in each step `a` is at most `reach` numbers behind the first of the left side, and the
                    // assertion above holds `R` vectors from there on within it.
                    let numbers = unsafe { slice::from_raw_parts(a.add(r * V::LANES), V::LANES) };
                    vectors[r] = V::load(simd, numbers);
                }
                unrolled!(j < N, {
                    // SAFETY: in each step this is at most `reach` numbers behind the place of column `j`, and an assertion
                    // above holds what is read from there on within the right side.
                    unsafe {
                        let place = b[j / SHARED].add(j % SHARED * across);
                        let same = V::splat(simd, *place);
                        for r in 0..R {
                            let factor = match LANEWISE {
                                true => V::load(simd, slice::from_raw_parts(place.add(r * V::LANES), V::LANES)),
                                false => same,
                            };
                            sums[j][r] = vectors[r].times_plus(factor, sums[j][r]);
                        }
                    }
                });
                // Behind the last step they may point anywhere, and are not read through.
                a = a.wrapping_add(on_left[2]);
                for i in 0..N.div_ceil(SHARED) {
                    b[i] = b[i].wrapping_add(on_right[2]);
                    // Or else the compiler would give each column a pointer of its own, for which there are not enough registers.
                    if N > 6 {
                        b[i] = opaque(b[i]);
                    }
                }
            }
            advance(&mut a, &mut b, on_left[1], on_right[1]);
        }
        advance(&mut a, &mut b, on_left[0], on_right[0]);
    }
    sums
}

/// Moves all pointers.
#[inline(always)]
fn advance<T>(a: &mut *const T, b: &mut [*const T; 6], left: usize, right: usize) {
    *a = a.wrapping_add(left);
    b.iter_mut().for_each(|b| *b = b.wrapping_add(right));
}

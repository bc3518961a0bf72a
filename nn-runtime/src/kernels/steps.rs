//! The loop that all products spend their time in: one step of the depth after the other, sums in registers.
//!
//! It reads through pointers, whose bounds are checked once for all steps. With slices the compiler would keep their lengths
//! in registers that the loop needs for addresses, and lose a tenth to a third of the speed, now here and now there.

use core::hint::black_box;
use core::slice;

use fearless_simd::Simd;

use super::{Vector, lanes};
use crate::scalar::Scalar;

/// Runs `$body` for each `$j` below `$N`, which is 13 at most. Written out, for sums stay in registers only where they are
/// indexed by constants, and the compiler gives up on unrolling a loop this long.
macro_rules! unrolled {
    ($j:ident < $N:ident, $body:block) => {
        $crate::kernels::steps::unrolled!(@ $j < $N, $body, 0 1 2 3 4 5 6 7 8 9 10 11 12)
    };
    (@ $j:ident < $N:ident, $body:block, $($i:literal)*) => {$(
        if $i < $N {
            let $j = $i;
            $body
        }
    )*};
}
pub(super) use unrolled;

/// The left side: `R` vectors in each step, the first number of vector `r` of step `k` at `values[k * stride + at[r]]`.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a, T, const R: usize> {
    pub(super) values: &'a [T],
    pub(super) stride: usize,
    pub(super) at: [usize; R],
}

impl<'a, T, const R: usize> Rows<'a, T, R> {
    /// A panel that was packed: step after step, `R` vectors each.
    #[inline(always)]
    pub(super) fn packed(values: &'a [T], lanes: usize) -> Self {
        let mut at = [0; R];
        for r in 0..R {
            at[r] = r * lanes;
        }
        Self { values, stride: R * lanes, at }
    }
}

/// The right side: number `j` of step `k` at `values[k * along + j * across]`. If `TIGHT`, `across` is 1.
#[derive(Clone, Copy)]
pub(super) struct Columns<'b, T, const TIGHT: bool> {
    pub(super) values: &'b [T],
    pub(super) along: usize,
    pub(super) across: usize,
}

/// Adds the products of `depth` steps to the sums.
///
/// # Panics
///
/// If a step lies outside the values of either side.
#[inline(always)]
#[allow(unsafe_code)]
pub(super) fn add_up<S: Simd, T: Scalar, const TIGHT: bool, const R: usize, const N: usize>(
    simd: S,
    left: Rows<'_, T, R>,
    right: Columns<'_, T, TIGHT>,
    depth: usize,
    mut sums: [[T::Native<S>; R]; N],
) -> [[T::Native<S>; R]; N] {
    let lanes = lanes::<S, T>();
    let across = if TIGHT { 1 } else { right.across };
    let Some(last) = depth.checked_sub(1) else { return sums };
    for at in left.at {
        assert!(last.saturating_mul(left.stride).saturating_add(at).saturating_add(lanes) <= left.values.len());
    }
    assert!(last.saturating_mul(right.along).saturating_add((N - 1).saturating_mul(across)) < right.values.len());

    let (mut a, mut b) = (left.values.as_ptr(), [right.values.as_ptr(); 5]);
    // Three columns share a pointer: one and two times a register are addresses that an instruction takes. What the pointers
    // have to do with one another is hidden, or else each column's address would be computed from the one before it, and wait.
    for i in 1..N.div_ceil(3) {
        b[i] = b[i].wrapping_add(3 * i * across);
        if !TIGHT {
            b[i] = black_box(b[i]);
        }
    }
    for _ in 0..depth {
        let mut vectors = [T::Native::<S>::splat(simd, T::ZERO); R];
        for r in 0..R {
            // SAFETY: in step `k`, `a` is `k * stride` numbers behind the first of the left side, and `k` is `last` at most:
            // the assertion above holds these `lanes` numbers within it.
            let numbers = unsafe { slice::from_raw_parts(a.add(left.at[r]), lanes) };
            vectors[r] = T::Native::<S>::load(simd, numbers);
        }
        unrolled!(j < N, {
            // SAFETY: in step `k`, this is `k * along + j * across` numbers behind the first of the right side, and `j` is
            // `N - 1` at most: the assertion above holds it within it.
            let number = unsafe { *b[j / 3].add(j % 3 * across) };
            let factor = T::Native::<S>::splat(simd, number);
            for r in 0..R {
                sums[j][r] = vectors[r].times_plus(factor, sums[j][r]);
            }
        });
        // Behind the last step they may point anywhere, and are not read through.
        a = a.wrapping_add(left.stride);
        for i in 0..N.div_ceil(3) {
            b[i] = b[i].wrapping_add(right.along);
        }
    }
    sums
}

/// Columns that share a pointer; see [`add_up`].
const SHARED: usize = 3;

/// Where columns lie: in groups of three, number `j` at `starts[j / 3] + j % 3 * across`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spread {
    pub(super) starts: [usize; 5],
    pub(super) across: usize,
}

impl Spread {
    /// All of them `across` apart.
    #[inline(always)]
    pub(super) fn even(across: usize) -> Self {
        Self { starts: [0, 3 * across, 6 * across, 9 * across, 12 * across], across }
    }

    /// Where column `j` is.
    #[inline(always)]
    pub(super) fn at(&self, j: usize) -> usize {
        self.starts[j / SHARED] + j % SHARED * self.across
    }

    /// The first `N` of them.
    #[inline(always)]
    pub(super) fn columns<const N: usize>(self) -> Columned<N> {
        let mut reach = 0;
        for i in 0..N.div_ceil(SHARED) {
            let last = (SHARED - 1).min(N - 1 - i * SHARED);
            reach = reach.max(self.starts[i].saturating_add(last.saturating_mul(self.across)));
        }
        Columned { spread: self, reach }
    }
}

/// Where `N` columns lie, and how far from the first number the one is that is farthest: computed once for many tiles.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columned<const N: usize> {
    spread: Spread,
    reach: usize,
}

impl<const N: usize> Columned<N> {
    /// Where column `j` is.
    #[inline(always)]
    pub(super) fn at(&self, j: usize) -> usize {
        self.spread.at(j)
    }

    /// # Panics
    ///
    /// If `wide` numbers from any of the columns on are not all among `len`.
    #[inline(always)]
    fn check(&self, wide: usize, len: usize) {
        assert!(self.reach.saturating_add(wide) <= len);
    }
}

/// `R` vectors at each of `N` columns.
///
/// # Panics
///
/// If one of them lies outside the values.
#[inline(always)]
#[allow(unsafe_code)]
pub(super) fn load<S: Simd, T: Scalar, V: Vector<S, T>, const R: usize, const N: usize>(
    simd: S,
    values: &[T],
    columns: &Columned<N>,
) -> [[V; R]; N] {
    let mut sums = [[V::splat(simd, T::ZERO); R]; N];
    columns.check(R * V::LANES, values.len());
    unrolled!(j < N, {
        for r in 0..R {
            // SAFETY: checked above.
            let numbers = unsafe { values.get_unchecked(columns.at(j) + r * V::LANES..).get_unchecked(..V::LANES) };
            sums[j][r] = V::load(simd, numbers);
        }
    });
    sums
}

/// Stores `R` vectors at each of `N` columns, one column after the other.
///
/// # Panics
///
/// If one of them lies outside the values.
#[inline(always)]
#[allow(unsafe_code)]
pub(super) fn store<S: Simd, T: Scalar, V: Vector<S, T>, const R: usize, const N: usize>(
    sums: [[V; R]; N],
    values: &mut [T],
    columns: &Columned<N>,
) {
    columns.check(R * V::LANES, values.len());
    unrolled!(j < N, {
        for r in 0..R {
            let at = columns.at(j) + r * V::LANES;
            // SAFETY: checked above.
            sums[j][r].store(unsafe { values.get_unchecked_mut(at..).get_unchecked_mut(..V::LANES) });
        }
    });
}

/// Steps in three nested loops: how often each goes round, and how far either side moves from one round to the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Walk {
    pub(super) counts: [usize; 3],
    pub(super) left: [usize; 3],
    pub(super) right: [usize; 3],
}

impl Walk {
    /// How far the last step is from the first, which is there.
    #[inline(always)]
    fn reach(&self, strides: [usize; 3]) -> usize {
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
pub(super) fn walk<S: Simd, T: Scalar, V: Vector<S, T>, const LANEWISE: bool, const R: usize, const N: usize>(
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
    let (mut a, mut b, across) = (left.as_ptr(), [right.as_ptr(); 5], columns.spread.across);
    columns.check(reach, right.len());
    for i in 0..N.div_ceil(SHARED) {
        b[i] = b[i].wrapping_add(columns.spread.starts[i]);
    }
    let (on_left, on_right) = (walk.jumps(walk.left), walk.jumps(walk.right));
    for _ in 0..walk.counts[0] {
        for _ in 0..walk.counts[1] {
            for _ in 0..walk.counts[2] {
                let mut vectors = [V::splat(simd, T::ZERO); R];
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
fn advance<T>(a: &mut *const T, b: &mut [*const T; 5], left: usize, right: usize) {
    *a = a.wrapping_add(left);
    b.iter_mut().for_each(|b| *b = b.wrapping_add(right));
}

/// The same pointer, of which the compiler knows nothing any more.
#[inline(always)]
#[allow(unsafe_code, clippy::pointers_in_nomem_asm_block)]
fn opaque<T>(pointer: *const T) -> *const T {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    {
        let mut pointer = pointer;
        // SAFETY: there is no instruction.
        unsafe { core::arch::asm!("# {0}", inout(reg) pointer, options(pure, nomem, nostack, preserves_flags)) };
        pointer
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    pointer
}

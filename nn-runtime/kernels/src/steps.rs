//! The loop that all products spend their time in: one step of the depth after the other, sums in registers.
//!
//! It reads through pointers, whose bounds are checked once for all steps. With slices the compiler would keep their lengths
//! in registers that the loop needs for addresses, and lose a tenth to a third of the speed, now here and now there.

use core::hint::black_box;
use core::slice;

use fearless_simd::Simd;

use super::{Vector, lanes};
use crate::real::Real;

/// Runs `$body` for each `$j` below `$N`, which is 16 at most. Written out, for sums stay in registers only where they are
/// indexed by constants, and the compiler gives up on unrolling a loop this long.
macro_rules! unrolled {
    ($j:ident < $N:ident, $body:block) => {
        $crate::steps::unrolled!(@ $j < $N, $body, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
    };
    (@ $j:ident < $N:ident, $body:block, $($i:literal)*) => {$(
        if $i < $N {
            let $j = $i;
            $body
        }
    )*};
}
pub(crate) use unrolled;

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
pub(super) fn add_up<S: Simd, T: Real, const TIGHT: bool, const R: usize, const N: usize>(
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

    let (mut a, mut b) = (left.values.as_ptr(), [right.values.as_ptr(); 6]);
    // Three columns share a pointer: one and two times a register are addresses that an instruction takes. What the pointers
    // have to do with one another is hidden, or else each column's address would be computed from the one before it, and wait.
    for i in 1..N.div_ceil(3) {
        b[i] = b[i].wrapping_add(3 * i * across);
        if !TIGHT {
            b[i] = black_box(b[i]);
        }
    }
    for _ in 0..depth {
        let mut vectors = [T::Native::<S>::splat(simd, T::default()); R];
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

/// As [`add_up`] with strides that are constants: an instruction holds them, so that one pointer serves all columns. The strides of
/// the right side are from one step to the next and from one column to the next.
///
/// # Panics
///
/// If a step lies outside the values of either side.
#[inline(always)]
#[allow(unsafe_code)]
pub(super) fn add_up_fixed<S: Simd, T: Real, const R: usize, const N: usize>(
    simd: S,
    left: Rows<'_, T, R>,
    right: &[T],
    [along, across]: [usize; 2],
    depth: usize,
    mut sums: [[T::Native<S>; R]; N],
) -> [[T::Native<S>; R]; N] {
    let lanes = lanes::<S, T>();
    let Some(last) = depth.checked_sub(1) else { return sums };
    for at in left.at {
        assert!(last.saturating_mul(left.stride).saturating_add(at).saturating_add(lanes) <= left.values.len());
    }
    assert!(last.saturating_mul(along).saturating_add((N - 1).saturating_mul(across)) < right.len());
    let (mut a, mut b) = (left.values.as_ptr(), right.as_ptr());
    for _ in 0..depth {
        let mut vectors = [T::Native::<S>::splat(simd, T::default()); R];
        for r in 0..R {
            // SAFETY: in step `k`, `a` is `k * stride` numbers behind the first of the left side, and `k` is `last` at most:
            // the assertion above holds these `lanes` numbers within it.
            let numbers = unsafe { slice::from_raw_parts(a.add(left.at[r]), lanes) };
            vectors[r] = T::Native::<S>::load(simd, numbers);
        }
        unrolled!(j < N, {
            // SAFETY: in step `k`, this is `k * along + j * across` numbers behind the first of the right side, and `j` is
            // `N - 1` at most: the assertion above holds it within it.
            let factor = T::Native::<S>::splat(simd, unsafe { *b.add(j * across) });
            for r in 0..R {
                sums[j][r] = vectors[r].times_plus(factor, sums[j][r]);
            }
        });
        // Behind the last step they may point anywhere, and are not read through.
        a = a.wrapping_add(left.stride);
        b = b.wrapping_add(along);
    }
    sums
}

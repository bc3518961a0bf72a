//! The loops that convolutions spend their time in: one step after the other, sums in registers.
//!
//! They read through pointers, whose bounds are checked once for all steps, as in products.

mod correlate;
mod slide;
#[cfg(test)]
mod tests;
mod walk;

use fearless_simd::Simd;

pub(super) use self::correlate::correlate;
pub(super) use self::slide::slide;
pub(super) use self::walk::{Walk, walk};
use crate::Vector;
use crate::real::Real;
use crate::steps::unrolled;

/// Runs `$body` with each number of a neighbour as a constant: see [`unrolled`].
macro_rules! neighbours {
    ($i:ident, $body:expr) => {
        neighbours!(@ $i, $body, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29)
    };
    (@ $i:ident, $body:expr, $($at:literal)*) => {$({
        let $i: usize = $at;
        $body
    })*};
}
use neighbours;

/// Columns that share a pointer: one and two times a register are addresses that an instruction takes.
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
pub(super) fn load<S: Simd, T: Real, V: Vector<S, T>, const R: usize, const N: usize>(
    simd: S,
    values: &[T],
    columns: &Columned<N>,
) -> [[V; R]; N] {
    let mut sums = [[V::splat(simd, T::default()); R]; N];
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
pub(super) fn store<S: Simd, T: Real, V: Vector<S, T>, const R: usize, const N: usize>(
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

/// Neighbours that share a pointer in [`slide`]: one to four times a register can be had with few registers.
const TOGETHER: usize = 5;

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

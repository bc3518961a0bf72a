//! How a row of columns is cut into tiles.

use crate::isa::Isa;
use crate::scalar::Scalar;

/// The most columns of a tile.
pub(super) const WIDEST: usize = 13;
/// Rows of columns up to this length are cut as well as can be; longer ones lose their widest tile first.
const PLANNED: usize = 40;

/// Whether there is code for tiles of `r` vectors by `n` columns. The sums of the widest fill the registers but for the
/// operands. Each is code of its own, so there are few; and fewer still where nothing is optimised. The numbers are the same
/// in any width.
pub(super) const fn has<S: Isa, T: Scalar>(lanewise: bool, r: usize, n: usize) -> bool {
    if cfg!(unoptimised) {
        return matches!(n, 1 | 4);
    }
    // Fewer where numbers are long, or vectors short.
    if size_of::<T>() > 4 || crate::kernels::lanes::<S::Simd, T>() < 8 {
        return if r == 1 { matches!(n, 1 | 4 | 8) } else { matches!(n, 1 | 2 | 5) };
    }
    match r {
        1 if lanewise => matches!(n, 1 | 2 | 4 | 8),
        1 => matches!(n, 1 | 2 | 4 | 6 | 8 | 9 | 10 | 11 | 12 | 13),
        _ if lanewise || S::REGISTERS < 32 => n <= 6,
        _ => matches!(n, 1 | 2 | 4 | 6 | 8 | 10 | 11 | 12),
    }
}

/// What a tile costs, in units of no meaning: as many multiply-adds as a step has, but no less than are in flight at a time, for
/// fewer sums wait for one another; and something to begin and to end.
const fn cost(r: usize, n: usize) -> u32 {
    let sums = if n * r < 8 { 8 } else { n * r };
    4 * sums as u32 + 5
}

/// For each number of columns the width of its first tile, which may be more than are left.
const fn plan<S: Isa, T: Scalar>(lanewise: bool, r: usize, overlaps: bool) -> [u8; PLANNED] {
    let (mut first, mut costs) = ([0; PLANNED], [0; PLANNED]);
    let mut columns = 1;
    while columns < PLANNED {
        let mut n = 1;
        while n <= WIDEST && (n <= columns || overlaps) {
            let all = cost(r, n) + costs[columns.saturating_sub(n)];
            if has::<S, T>(lanewise, r, n) && (first[columns] == 0 || all <= costs[columns]) {
                (first[columns], costs[columns]) = (n as u8, all);
            }
            n += 1;
        }
        columns += 1;
    }
    first
}

/// The tiles of `R` vectors that a row of so many columns is cut into: where each begins, and its width. If they may overlap, the last
/// one may begin earlier, where one that is wide enough takes less time than several that are not.
#[inline(always)]
pub(super) fn tiles<S: Isa, T: Scalar, const R: usize>(
    lanewise: bool,
    overlaps: bool,
    columns: usize,
) -> impl Iterator<Item = (usize, usize)> {
    let [apart, overlapping] = if lanewise { Plan::<S, T, R>::LANEWISE } else { Plan::<S, T, R>::BROADCAST };
    let mut column = 0;
    core::iter::from_fn(move || {
        let left = (columns - column).min(PLANNED - 1);
        let mut wide = usize::from(apart[left]);
        if overlaps && usize::from(overlapping[left]) <= columns {
            wide = overlapping[left].into();
        }
        let begin = column.min(columns.saturating_sub(wide));
        column = begin + wide;
        (left > 0).then_some((begin, wide))
    })
}

struct Plan<S, T, const R: usize>(core::marker::PhantomData<(S, T)>);

impl<S: Isa, T: Scalar, const R: usize> Plan<S, T, R> {
    const LANEWISE: &[[u8; PLANNED]; 2] = &Self::both(true);
    const BROADCAST: &[[u8; PLANNED]; 2] = &Self::both(false);

    /// Apart, and overlapping.
    const fn both(lanewise: bool) -> [[u8; PLANNED]; 2] {
        [plan::<S, T>(lanewise, R, false), plan::<S, T>(lanewise, R, true)]
    }
}

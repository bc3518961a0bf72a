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
        1 => matches!(n, 1 | 2 | 4 | 8 | 9 | 10 | 11 | 12 | 13),
        _ if lanewise || S::REGISTERS < 32 => n <= 6,
        _ => matches!(n, 1 | 2 | 4 | 6 | 8 | 10 | 12),
    }
}

/// For each number of columns the width of its first tile. A step of a tile costs as many multiply-adds as it has, but
/// no less than are in flight at a time: fewer sums wait for one another.
const fn plan<S: Isa, T: Scalar>(lanewise: bool, r: usize) -> [u8; PLANNED] {
    let (mut first, mut cost) = ([0; PLANNED], [0; PLANNED]);
    let mut columns = 1;
    while columns < PLANNED {
        let mut n = 1;
        while n <= columns && n <= WIDEST {
            let sums = if n * r < 8 { 8 } else { n * r };
            // And something to begin and to end.
            let all = cost[columns - n] + 4 * sums + 5;
            if has::<S, T>(lanewise, r, n) && (first[columns] == 0 || all <= cost[columns]) {
                (first[columns], cost[columns]) = (n as u8, all);
            }
            n += 1;
        }
        columns += 1;
    }
    first
}

/// The width of the next tile of `R` vectors where `left` columns are left.
#[inline(always)]
pub(super) fn next<S: Isa, T: Scalar, const R: usize>(lanewise: bool, left: usize) -> usize {
    let plan = if lanewise { Plan::<S, T, R>::LANEWISE } else { Plan::<S, T, R>::BROADCAST };
    plan[left.min(PLANNED - 1)].into()
}

struct Plan<S, T, const R: usize>(core::marker::PhantomData<(S, T)>);

impl<S: Isa, T: Scalar, const R: usize> Plan<S, T, R> {
    const LANEWISE: &[u8; PLANNED] = &plan::<S, T>(true, R);
    const BROADCAST: &[u8; PLANNED] = &plan::<S, T>(false, R);
}

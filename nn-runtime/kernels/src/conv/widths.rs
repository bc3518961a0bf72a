//! How a row of columns is cut into tiles.

use nn_isa::Isa;

use crate::real::Real;

/// The most columns of a tile.
pub(super) const WIDEST: usize = 13;
/// Rows of columns up to this length are cut as well as can be; longer ones lose their widest tile first.
const PLANNED: usize = 40;

/// Whether there is code for tiles of `r` vectors by `n` columns. The sums of the widest fill the registers but for the
/// operands. Each is code of its own, so there are few; and fewer still where nothing is optimised. The numbers are the same
/// in any width.
pub(super) const fn has<S: Isa, T: Real>(lanewise: bool, r: usize, n: usize) -> bool {
    if cfg!(unoptimised) {
        return matches!(n, 1 | 4);
    }
    // Fewer where numbers are long, or vectors short.
    if size_of::<T>() > 4 || crate::lanes::<S::Simd, T>() < 8 {
        return if r == 1 { matches!(n, 1 | 4 | 8) } else { matches!(n, 1 | 2 | 5) };
    }
    match r {
        1 if lanewise => matches!(n, 1 | 2 | 4 | 8),
        1 => matches!(n, 1 | 2 | 4 | 6 | 8 | 9 | 10 | 11 | 12 | 13),
        _ if lanewise || S::REGISTERS < 32 => n <= 6,
        _ => matches!(n, 1 | 2 | 4 | 6 | 8 | 10 | 11 | 12),
    }
}

/// The taps and the stride of the pixels of which there are [sliding](super::steps::slide) tiles.
const SLIDING: [[usize; 2]; 4] = [[3, 1], [5, 1], [4, 2], [6, 2]];

/// How the tiles of a row add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Vectors times vectors.
    Lanewise,
    /// Step by step.
    Walking,
    /// The taps and the stride of one of [`SLIDING`] at a time, where a width has such a tile, or else step by step.
    Sliding(usize),
}

impl Way {
    /// Pixels that see so many neighbours, the first of one so far behind the first of the one before it.
    #[inline(always)]
    pub(super) fn of(taps: usize, stride: usize) -> Self {
        SLIDING.iter().position(|&sliding| sliding == [taps, stride]).map_or(Self::Walking, Self::Sliding)
    }
}

/// Whether there is code for sliding tiles of `r` vectors of so many numbers by `n` columns. Sums and taps stay in registers.
pub(super) const fn slides<S: Isa, T: Real>(lanes: usize, r: usize, n: usize, [taps, stride]: [usize; 2]) -> bool {
    if cfg!(unoptimised) || size_of::<T>() > 4 || lanes < crate::lanes::<S::Simd, T>() || lanes < 8 {
        return false;
    }
    let there = match [taps, stride] {
        [3, 1] => matches!(n, 8 | 11 | 13),
        [5, 1] => matches!(n, 8 | 11),
        [4, 2] => matches!(n, 8 | 12 | 13) && lanes > 8,
        [6, 2] => matches!(n, 8 | 12) && lanes > 8,
        _ => false,
    };
    there && r * (n + taps) < S::REGISTERS
}

/// Whether there is code for tiles that [correlate](super::steps::correlate), by vectors of so many numbers.
pub(super) const fn correlates<S: Isa, T: Real>(lanes: usize) -> bool {
    !cfg!(unoptimised)
        && size_of::<T>() == 4
        && lanes == crate::lanes::<S::Simd, T>()
        && lanes >= 8
        && S::REGISTERS >= 32
}

/// What a tile costs, in units of no meaning: as many multiply-adds as a step has, but no less than are in flight at a time, for
/// fewer sums wait for one another; and something to begin and to end.
const fn cost(r: usize, n: usize, slides: bool) -> u32 {
    let sums = if n * r < 8 { 8 } else { n * r };
    (if slides { 3 } else { 4 }) * sums as u32 + 5
}

/// For each number of columns the width of its first tile, which may be more than are left.
const fn plan<S: Isa, T: Real>(way: Way, r: usize, overlaps: bool) -> [u8; PLANNED] {
    let (mut first, mut costs) = ([0; PLANNED], [0; PLANNED]);
    let lanes = crate::lanes::<S::Simd, T>();
    let mut columns = 1;
    while columns < PLANNED {
        let mut n = 1;
        while n <= WIDEST && (n <= columns || overlaps) {
            let slides = matches!(way, Way::Sliding(i) if slides::<S, T>(lanes, r, n, SLIDING[i]));
            let all = cost(r, n, slides) + costs[columns.saturating_sub(n)];
            let has = slides || has::<S, T>(matches!(way, Way::Lanewise), r, n);
            if has && (first[columns] == 0 || all <= costs[columns]) {
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
pub(super) fn tiles<S: Isa, T: Real, const R: usize>(
    way: Way,
    overlaps: bool,
    columns: usize,
) -> impl Iterator<Item = (usize, usize)> {
    let [apart, overlapping] = match way {
        Way::Lanewise => Plan::<S, T, R>::LANEWISE,
        Way::Walking => Plan::<S, T, R>::WALKING,
        Way::Sliding(i) => &Plan::<S, T, R>::SLIDING[i],
    };
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

/// Apart, and overlapping.
type Plans = [[u8; PLANNED]; 2];

impl<S: Isa, T: Real, const R: usize> Plan<S, T, R> {
    const LANEWISE: &Plans = &Self::both(Way::Lanewise);
    const WALKING: &Plans = &Self::both(Way::Walking);
    const SLIDING: &[Plans; SLIDING.len()] = &[
        Self::both(Way::Sliding(0)),
        Self::both(Way::Sliding(1)),
        Self::both(Way::Sliding(2)),
        Self::both(Way::Sliding(3)),
    ];

    const fn both(way: Way) -> Plans {
        [plan::<S, T>(way, R, false), plan::<S, T>(way, R, true)]
    }
}

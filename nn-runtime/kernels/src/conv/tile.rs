//! A tile of sums that live in registers, and the band of tiles down an image.
//!
//! As in dense products, a tile is `R` vectors of rows (channels) by `N` columns (neighbours in the image, or in the kernel).
//! Its sums stay in registers through all rows of the kernel, or through all rows of the image.

use fearless_simd::Simd;
use nn_isa::Isa;

use super::axis::Axis;
use super::steps::{self, Columned, Spread, Walk};
use crate::real::Real;
use crate::steps::unrolled;
use crate::{MOST_LANES, Start, Vector};

/// Tiles of the same columns, one for each target of an axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Band<'a, T> {
    pub(super) left: &'a [T],
    pub(super) right: &'a [T],
    /// The rows, and from one to the next on either side and in the target. The outermost loop of `walk` goes over its taps.
    pub(super) axis: Axis,
    pub(super) left_row: usize,
    pub(super) right_row: usize,
    pub(super) target_row: usize,
    pub(super) walk: Walk,
    pub(super) right_columns: Spread,
    pub(super) target_columns: Spread,
    /// A bias is that of these rows.
    pub(super) start: Start<'a, T>,
    pub(super) relu: bool,
    /// The rows that are there; the others of the last vector are computed from whatever lies there, and dropped.
    pub(super) rows: usize,
    /// Whether the columns follow one another without a gap: then those others may be stored where the next column follows, which
    /// overwrites them.
    pub(super) spills: bool,
}

/// How a tile begins and ends.
#[derive(Clone, Copy)]
struct Ends<V, const R: usize> {
    start: Option<[V; R]>,
    relu: bool,
    rows: usize,
    spills: bool,
}

/// Computes a band, in a function of its own: inlined into one with others, its addresses would not stay in registers.
#[inline(never)]
pub(super) fn band<S: Isa, T: Real, V: Vector<S::Simd, T>, const LANEWISE: bool, const R: usize, const N: usize>(
    isa: S,
    job: &Band<'_, T>,
    target: &mut [T],
) {
    let simd = isa.simd();
    simd.vectorize(
        #[inline(always)]
        || {
            let (mut walk, columns) = (job.walk, &job.right_columns.columns::<N>());
            // The outermost loop that goes round only once costs least.
            let level = usize::from(walk.counts[1] == 1);
            if level == 1 {
                [&mut walk.counts, &mut walk.left, &mut walk.right].into_iter().for_each(|loops| loops.swap(0, 1));
            }
            tiles::<S::Simd, T, V, R, N>(
                simd,
                job,
                target,
                #[inline(always)]
                |left, right, taps, sums| {
                    walk.counts[level] = taps;
                    steps::walk::<S::Simd, T, V, LANEWISE, R, N>(simd, left, right, columns, &walk, sums)
                },
            );
        },
    );
}

/// Likewise, of pixels that see `TAPS` neighbours, which [`slide`](steps::slide) reads once.
#[inline(never)]
pub(super) fn sliding<
    S: Isa,
    T: Real,
    V: Vector<S::Simd, T>,
    const R: usize,
    const N: usize,
    const TAPS: usize,
    const STRIDE: usize,
>(
    isa: S,
    job: &Band<'_, T>,
    target: &mut [T],
) {
    let simd = isa.simd();
    simd.vectorize(
        #[inline(always)]
        || {
            let mut walk = job.walk;
            tiles::<S::Simd, T, V, R, N>(
                simd,
                job,
                target,
                #[inline(always)]
                |left, right, taps, sums| {
                    walk.counts[0] = taps;
                    steps::slide::<S::Simd, T, V, R, N, TAPS, STRIDE>(simd, left, right, &walk, sums)
                },
            );
        },
    );
}

/// Likewise, sums over all pixels, of which [`correlate`](steps::correlate) takes several at once. The rows of the right side, if the
/// tile is several of them, are `across` apart.
#[inline(never)]
pub(super) fn correlating<
    S: Isa,
    T: Real,
    V: Vector<S::Simd, T>,
    const ROWS: bool,
    const N: usize,
    const TAPS: usize,
    const STRIDE: usize,
    const M: usize,
>(
    isa: S,
    job: &Band<'_, T>,
    across: usize,
    target: &mut [T],
) {
    let simd = isa.simd();
    simd.vectorize(
        #[inline(always)]
        || {
            let mut walk = job.walk;
            tiles::<S::Simd, T, V, 1, N>(
                simd,
                job,
                target,
                #[inline(always)]
                |left, right, rows, sums| {
                    walk.counts[0] = rows;
                    steps::correlate::<S::Simd, T, V, ROWS, N, TAPS, STRIDE, M>(simd, left, right, &walk, across, sums)
                },
            );
        },
    );
}

/// The tiles of a band. To the sums of each, `add_up` adds those over so many rows of either side.
#[inline(always)]
fn tiles<S: Simd, T: Real, V: Vector<S, T>, const R: usize, const N: usize>(
    simd: S,
    job: &Band<'_, T>,
    target: &mut [T],
    mut add_up: impl FnMut(&[T], &[T], usize, [[V; R]; N]) -> [[V; R]; N],
) {
    let &Band { left, right, axis, .. } = job;
    let target_columns = &job.target_columns.columns::<N>();
    let apart = &Spread::even(R * V::LANES).columns::<N>();
    let start = match job.start {
        Start::Zero => Some([V::splat(simd, T::default()); R]),
        Start::Bias(bias) => Some(bias_vectors(simd, &bias[..job.rows])),
        Start::Add => None,
    };
    // Not touched where nobody needs it.
    let spare: &mut [T] = if job.rows == R * V::LANES { &mut [] } else { &mut [T::default(); SPARE] };
    let ends = Ends { start, relu: job.relu, rows: job.rows, spills: job.spills };
    for t in 0..axis.targets {
        let seen = axis.seen(t);
        let (left, right) = (&left[seen.tap * job.left_row..], &right[seen.source * job.right_row..]);
        let target = &mut target[(axis.first + t * axis.step) * job.target_row..];
        tile::<S, T, V, R, N>(
            simd,
            target,
            target_columns,
            apart,
            ends,
            spare,
            #[inline(always)]
            |sums| add_up(left, right, seen.taps, sums),
        );
    }
}

/// One tile.
#[inline(always)]
fn tile<S: Simd, T: Real, V: Vector<S, T>, const R: usize, const N: usize>(
    simd: S,
    target: &mut [T],
    columns: &Columned<N>,
    apart: &Columned<N>,
    ends: Ends<V, R>,
    spare: &mut [T],
    add_up: impl FnOnce([[V; R]; N]) -> [[V; R]; N],
) {
    // Behind the last column nothing follows that would overwrite what is too much: it is put back.
    let behind = columns.at(N - 1) + ends.rows;
    let full = ends.rows == R * V::LANES;
    let spills = !full && ends.spills && behind + V::LANES <= target.len();
    let kept = if spills { V::load(simd, &target[behind..][..V::LANES]) } else { V::splat(simd, T::default()) };
    let (place, place_columns) = if full || spills {
        (&mut *target, columns)
    } else {
        if ends.start.is_none() {
            (0..N).for_each(|j| copy(&target[columns.at(j)..][..ends.rows], &mut spare[apart.at(j)..]));
        }
        (&mut spare[..N * R * V::LANES], apart)
    };

    let mut sums = match ends.start {
        Some(start) => [start; N],
        None => steps::load(simd, place, place_columns),
    };
    sums = add_up(sums);
    if ends.relu {
        unrolled!(j < N, {
            for r in 0..R {
                sums[j][r] = sums[j][r].relu(simd);
            }
        });
    }
    steps::store(sums, place, place_columns);

    if spills {
        kept.store(&mut target[behind..][..V::LANES]);
    } else if !full {
        (0..N).for_each(|j| copy(&spare[apart.at(j)..], &mut target[columns.at(j)..][..ends.rows]));
    }
}

/// The numbers of the largest tile.
const SPARE: usize = 24 * MOST_LANES;

/// `R` vectors, the last one filled up.
#[inline(always)]
fn bias_vectors<S: Simd, T: Real, V: Vector<S, T>, const R: usize>(simd: S, bias: &[T]) -> [V; R] {
    let mut filled = [T::default(); 2 * MOST_LANES];
    copy(bias, &mut filled);
    let mut vectors = [V::splat(simd, T::default()); R];
    for r in 0..R {
        vectors[r] = V::load(simd, &filled[r * V::LANES..][..V::LANES]);
    }
    vectors
}

/// A few numbers.
#[inline(never)]
fn copy<T: Real>(from: &[T], to: &mut [T]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
}

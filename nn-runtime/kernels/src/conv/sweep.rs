//! A sweep: each number of an image is a sum over the taps of a window that slides over another image.
//!
//! That is the pass to y, and for each residue of the stride the pass to x.

use nn_isa::Isa;

use super::axis::Axis;
use super::steps::{Spread, Walk};
use super::tile::{Band, band, sliding};
use super::widths::{self, Way};
use crate::real::Real;
use crate::{Start, Vector};

/// An image, or the channels of a group in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Image {
    /// From one row to the next, and from one pixel to the next.
    pub(super) row: usize,
    pub(super) pixel: usize,
    /// The first channel, and how many.
    pub(super) first: usize,
    pub(super) channels: usize,
}

/// The weights of a group: for each tap of the rows, for each tap of the columns, for each channel of the source a number
/// for each channel of the target.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights<'a, T> {
    pub(super) values: &'a [T],
    /// From one channel of the source to the next.
    pub(super) step: usize,
}

/// What is swept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sweep<'a, T> {
    pub(super) axes: [Axis; 2],
    pub(super) weights: Weights<'a, T>,
    pub(super) source: Image,
    /// Where the padded columns of the source begin.
    pub(super) padding: usize,
    pub(super) target: Image,
    pub(super) start: Start<'a, T>,
    pub(super) relu: bool,
    /// Whether every channel of the target is made of the same one of the source.
    pub(super) lanewise: bool,
}

impl<T: Real> Sweep<'_, T> {
    /// One sample.
    #[inline(always)]
    pub(super) fn run<S: Isa>(&self, isa: S, source: &[T], target: &mut [T]) {
        if self.axes.iter().any(|axis| axis.targets == 0) {
            return;
        }
        let (rows, lanes) = (self.target.channels, crate::lanes::<S::Simd, T>());
        if const { has_half::<S, T>() } && rows <= half::<S, T>() {
            return self.panel::<S, T::Half<S::Simd>, 1>(isa, source, target, 0);
        }
        let mut row = 0;
        while row + lanes < rows {
            self.panel::<S, T::Native<S::Simd>, 2>(isa, source, target, row);
            row += 2 * lanes;
        }
        if row < rows {
            self.panel::<S, T::Native<S::Simd>, 1>(isa, source, target, row);
        }
    }

    /// `R` vectors of rows.
    #[inline(always)]
    fn panel<S: Isa, V: Vector<S::Simd, T>, const R: usize>(&self, isa: S, source: &[T], target: &mut [T], row: usize) {
        let &Self { axes: [rows, columns], weights, source: from, target: to, .. } = self;
        let live = (to.channels - row).min(R * V::LANES);
        let way = self.way();
        let [walk, walk_to_slide] = [self.walk(false), self.walk(true)];
        // The pixels of a residue may meet no tap, and then no source.
        let none = rows.taps * columns.taps == 0;
        let begin = if none { 0 } else { (self.padding as isize + columns.shift) as usize };
        let first = begin * from.pixel + from.first + if self.lanewise { row } else { 0 };
        let mut job = Band {
            left: if none { &[] } else { &weights.values[row..] },
            right: &[],
            axis: if none { rows.blind() } else { rows },
            left_row: walk.left[0],
            right_row: from.row,
            target_row: to.row,
            walk,
            right_columns: Spread::even(columns.scale * from.pixel),
            target_columns: Spread::even(columns.step * to.pixel),
            start: match self.start {
                Start::Bias(bias) => Start::Bias(&bias[to.first + row..]),
                start => start,
            },
            relu: self.relu,
            rows: live,
            spills: live == to.pixel && columns.step == 1,
        };
        let overlaps = !matches!(self.start, Start::Add);
        for (column, wide) in widths::tiles::<S, T, R>(way, overlaps, columns.targets) {
            job.right = if none { &[] } else { &source[first + column * columns.scale * from.pixel..] };
            let target = &mut target[to.first + row + (columns.first + column * columns.step) * to.pixel..];
            job.walk = walk_to_slide;
            let slides = matches!(way, Way::Sliding(_));
            if slides && slide::<S, T, V, R>(isa, [columns.taps, columns.scale], wide, &job, target) {
                continue;
            }
            job.walk = walk;
            tiles::<S, T, V, R>(isa, self.lanewise, wide, &job, target);
        }
    }

    /// How tiles add up.
    #[inline(always)]
    fn way(&self) -> Way {
        let [rows, columns] = self.axes;
        if self.lanewise {
            Way::Lanewise
        } else if rows.taps > 0 && columns.dilation == 1 {
            Way::of(columns.taps, columns.scale)
        } else {
            Way::Walking
        }
    }

    /// The steps of a tile: rows of the kernel, then columns of it, then channels; the latter two at once where they follow one another,
    /// and it does not slide.
    #[inline(always)]
    fn walk(&self, slides: bool) -> Walk {
        let &Self { axes: [rows, columns], weights, source, .. } = self;
        let (taps, depth) = (columns.taps, if self.lanewise { 1 } else { source.channels });
        let joined = self.lanewise || (columns.dilation == 1 && depth == source.pixel);
        let counts = if joined && !slides { [rows.taps, 1, taps * depth] } else { [rows.taps, taps, depth] };
        let across = if self.lanewise { columns.dilation * source.pixel } else { 1 };
        Walk {
            counts,
            left: [taps * depth * weights.step, depth * weights.step, weights.step],
            right: [rows.dilation * source.row, columns.dilation * source.pixel, across],
        }
    }
}

/// Computes a band of sliding tiles `wide` columns wide, if there are some for these taps and this stride.
#[inline(always)]
fn slide<S: Isa, T: Real, V: Vector<S::Simd, T>, const R: usize>(
    isa: S,
    [taps, stride]: [usize; 2],
    wide: usize,
    job: &Band<'_, T>,
    target: &mut [T],
) -> bool {
    macro_rules! run {
        ($([$taps:literal $stride:literal $n:literal])*) => {
            match [taps, stride, wide] {
                $(
                    [$taps, $stride, $n] if const { widths::slides::<S, T>(V::LANES, R, $n, [$taps, $stride]) } => {
                        sliding::<S, T, V, R, $n, $taps, $stride>(isa, job, target);
                    }
                )*
                _ => return false,
            }
        };
    }
    run!([3 1 8] [3 1 11] [3 1 13] [5 1 8] [5 1 11] [4 2 8] [4 2 12] [4 2 13] [6 2 8] [6 2 12]);
    true
}

/// Computes a band of tiles `wide` columns wide.
#[inline(always)]
pub(super) fn tiles<S: Isa, T: Real, V: Vector<S::Simd, T>, const R: usize>(
    isa: S,
    lanewise: bool,
    wide: usize,
    job: &Band<'_, T>,
    target: &mut [T],
) {
    macro_rules! run {
        ($($n:literal)*) => {
            match (lanewise, wide) {
                $(
                    (false, $n) if const { widths::has::<S, T>(false, R, $n) } => band::<S, T, V, false, R, $n>(isa, job, target),
                    (true, $n) if const { widths::has::<S, T>(true, R, $n) } => band::<S, T, V, true, R, $n>(isa, job, target),
                )*
                _ => {}
            }
        };
    }
    run!(1 2 3 4 5 6 8 9 10 11 12 13);
}

/// The numbers of half a vector.
#[inline(always)]
pub(super) const fn half<S: Isa, T: Real>() -> usize {
    <T::Half<S::Simd> as Vector<S::Simd, T>>::LANES
}

/// Whether so few rows that they fit half a vector are better off with one: of the widest vectors alone.
#[inline(always)]
pub(super) const fn has_half<S: Isa, T: Real>() -> bool {
    half::<S, T>() < crate::lanes::<S::Simd, T>()
}

/// `rows` filled up to whole vectors.
#[inline(always)]
pub(super) fn whole<S: Isa, T: Real>(rows: usize) -> usize {
    let half = half::<S, T>();
    if has_half::<S, T>() && rows <= half { half } else { rows.next_multiple_of(crate::lanes::<S::Simd, T>()) }
}

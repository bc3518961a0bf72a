//! The pass to x of few channels, which do not fill vectors: with all columns of the kernel side by side, they do.
//!
//! What a pixel of y adds to a row of x, through all columns of the kernel at once, is a sum over the rows of the kernel and the
//! channels of y. That is the pass to x of a convolution with a single column, of as many channels as all columns have, and with
//! the same weights. What its pixels hold for the same pixel of x is then added up. PyTorch calls that `fold`.

use nn_isa::Isa;

use super::axis::Axis;
use super::shape::{Shape, Size};
use crate::real::Real;
use crate::window::Window;
use crate::{MOST_LANES, Start, Vector, apart};

/// The largest stride: each residue of it has an axis of its own.
const STRIDES: usize = 4;

impl Shape {
    /// The convolution with all columns of the kernel in one.
    pub(super) const fn single_column(self) -> Self {
        let [rows, columns] = self.windows;
        Self { windows: [rows, Window::new(columns.output(), 1)], inputs: columns.kernel * self.inputs, ..self }
    }

    /// Whether vectors of so many numbers make it worth while: the vectors of a row, each of which takes as long whatever
    /// it holds, must be fewer by more than the way back costs.
    pub(super) const fn folds(self, lanes: usize) -> bool {
        let columns = self.windows[1];
        if self.groups > 1 || columns.kernel == 1 || columns.stride > STRIDES {
            return false;
        }
        let straight = columns.len * columns.kernel * self.inputs.div_ceil(lanes) / columns.stride;
        let folded = columns.output() * (columns.kernel * self.inputs).div_ceil(lanes);
        5 * folded <= 4 * straight
    }

    /// [`folds`](Self::folds) for vectors of any length.
    pub(super) const fn may_fold(self) -> bool {
        let mut lanes = 1;
        while lanes <= MOST_LANES {
            if self.folds(lanes) {
                return true;
            }
            lanes *= 2;
        }
        false
    }

    /// The numbers that a [`Folding`] takes.
    pub(super) const fn fold_memory(self) -> usize {
        self.single_column().x().len() + Size::SLACK + self.folded_rows()
    }

    /// The rows of x, and slack behind each.
    const fn folded_rows(self) -> usize {
        self.x().rows * (self.x().row() + Size::SLACK)
    }
}

/// Where a sample waits to be folded.
#[derive(Debug)]
pub(super) struct Folding<'m, T> {
    shape: Shape,
    /// x of the convolution with a single column, and slack.
    parts: &'m mut [T],
    /// x, with slack behind each row.
    rows: &'m mut [T],
}

impl<'m, T: Real> Folding<'m, T> {
    /// Takes its part of the memory, if there is anything to `fold`, and gives back the rest.
    #[inline(always)]
    pub(super) fn new(shape: Shape, fold: bool, memory: &'m mut [T]) -> (Self, &'m mut [T]) {
        let (parts, rows) = (shape.single_column().x().len() + Size::SLACK, shape.folded_rows());
        let (parts, memory) = memory.split_at_mut(if fold { parts } else { 0 });
        let (rows, memory) = memory.split_at_mut(if fold { rows } else { 0 });
        // Vectors reach into what lies behind the last numbers.
        parts.fill(T::default());
        (Self { shape, parts, rows }, memory)
    }

    /// Where the pass of the convolution with a single column puts a sample.
    pub(super) fn parts(&mut self) -> &mut [T] {
        self.parts
    }

    /// x ← start + the sums of what belongs to each of its pixels, then ReLU where asked for.
    #[inline(always)]
    pub(super) fn fold<S: Isa>(&mut self, isa: S, x: &mut [T], start: Start<'_, T>, relu: bool) {
        apart(
            isa,
            #[inline(always)]
            || self.all_rows::<S, T::Half<S::Simd>>(isa, x, start, relu),
        );
    }

    /// Pixel by pixel of a row, each in all rows at once: they are sums of as many parts.
    #[inline(always)]
    fn all_rows<S: Isa, V: Vector<S::Simd, T>>(&mut self, isa: S, x: &mut [T], start: Start<'_, T>, relu: bool) {
        let Self { shape: Shape { windows: [down, window], inputs, .. }, ref parts, ref mut rows } = *self;
        let axes: [Axis; STRIDES] = core::array::from_fn(|residue| Axis::backward(window, residue));
        let (pixel, row) = (window.kernel * inputs, window.len * inputs);
        let (width, pitch) = (window.output() * pixel, row + Size::SLACK);
        for p in 0..window.len {
            let axis = &axes[p % window.stride];
            let seen = axis.seen(p / window.stride);
            let part = |tap| (seen.source + tap * axis.dilation) * pixel + axis.tap(seen.tap + tap) * inputs;
            let first = part(0);
            let step = if seen.taps > 1 { part(1) - first } else { 0 };
            for channel in (0..inputs).step_by(V::LANES) {
                let begin = match start {
                    Start::Bias(bias) => filled::<S, T, V>(isa, &bias[channel..inputs]),
                    Start::Zero | Start::Add => V::splat(isa.simd(), T::default()),
                };
                // What is too much is overwritten by the next pixel, or lies behind the last one.
                let column = Column {
                    parts: &parts[first + channel..],
                    step,
                    width,
                    sums: &mut rows[p * inputs + channel..],
                    pitch,
                    len: down.len,
                };
                match seen.taps {
                    1 => column.add_up::<S, V>(isa, begin, 1),
                    2 => column.add_up::<S, V>(isa, begin, 2),
                    3 => column.add_up::<S, V>(isa, begin, 3),
                    4 => column.add_up::<S, V>(isa, begin, 4),
                    5 => column.add_up::<S, V>(isa, begin, 5),
                    taps => column.add_up::<S, V>(isa, begin, taps),
                }
            }
        }
        for (x, sums) in x.chunks_exact_mut(row).zip(rows.chunks_exact(pitch)) {
            finish(&sums[..row], x, matches!(start, Start::Add), relu);
        }
    }
}

/// A pixel of each row, and the parts it is a sum of.
struct Column<'a, T> {
    /// `step` apart, and from one row to the next `width`.
    parts: &'a [T],
    step: usize,
    width: usize,
    /// `pitch` apart.
    sums: &'a mut [T],
    pitch: usize,
    len: usize,
}

impl<T: Real> Column<'_, T> {
    /// Inlined, so that the few `taps` that most kernels have are a number that is known.
    #[inline(always)]
    fn add_up<S: Isa, V: Vector<S::Simd, T>>(self, isa: S, begin: V, taps: usize) {
        for y in 0..self.len {
            let mut sum = begin;
            for tap in 0..taps {
                let part = &self.parts[y * self.width + tap * self.step..][..V::LANES];
                sum = sum.plus(V::load(isa.simd(), part));
            }
            sum.store(&mut self.sums[y * self.pitch..][..V::LANES]);
        }
    }
}

/// The first numbers of a vector, and zeros.
#[inline(always)]
fn filled<S: Isa, T: Real, V: Vector<S::Simd, T>>(isa: S, numbers: &[T]) -> V {
    let mut filled = [T::default(); MOST_LANES];
    filled[..V::LANES].iter_mut().zip(numbers).for_each(|(to, &from)| *to = from);
    V::load(isa.simd(), &filled[..V::LANES])
}

/// Puts a row where it belongs.
#[inline(always)]
fn finish<T: Real>(row: &[T], x: &mut [T], add: bool, relu: bool) {
    for (x, &sum) in x.iter_mut().zip(row) {
        let sum = if add { *x + sum } else { sum };
        *x = if relu { sum.rectified() } else { sum };
    }
}

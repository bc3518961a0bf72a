//! The pass to w: for each number of the weight a sum over all positions of all samples.
//!
//! A tile is vectors of channels of y by neighbours in a row of the kernel, which are neighbours in x as well. Its sums stay in
//! registers down a block of rows of y that the first cache holds.

use nn_isa::Isa;

use super::axis::Axis;
use super::padded::Padded;
use super::pairs;
use super::shape::{Shape, Size};
use super::steps::{Spread, Walk};
use super::sweep::{half, has_half, tiles, whole};
use super::tile::{Band, correlating};
use super::widths::{self, Way};
use crate::real::Real;
use crate::window::Window;
use crate::{Start, Vector};

/// The bytes of rows of x and y that stay in the first cache.
const NEAR: usize = 24 << 10;

/// The pass.
#[derive(Debug)]
pub(super) struct WeightSums<'a, T> {
    pub(super) shape: Shape,
    pub(super) samples: usize,
    pub(super) x: &'a [T],
    pub(super) y: &'a [T],
    pub(super) w: &'a mut [T],
    pub(super) start: Start<'a, T>,
}

/// Rows of y of one sample, and the sample of x.
#[derive(Clone, Copy)]
struct Block<'a, T> {
    x: &'a [T],
    /// The numbers of a row of x.
    row: usize,
    /// From the first of the rows on.
    y: &'a [T],
    from: usize,
    rows: usize,
}

impl<T: Real> WeightSums<'_, T> {
    /// Computes it, in the way that fills most of the vectors.
    #[inline(always)]
    pub(super) fn run<S: Isa>(self, isa: S, memory: &mut [T]) {
        let Self { shape, samples, x, y, w, start } = self;
        if samples == 0 {
            if matches!(start, Start::Zero) {
                w.fill(T::default());
            }
            return;
        }
        let pairs = shape.paired(crate::lanes::<S::Simd, T>());
        let (sums, memory) = memory.split_at_mut(pairs.map_or(0, Shape::weights));
        let job = match pairs {
            Some(shape) => WeightSums { shape, samples, x, y, w: &mut *sums, start: Start::Zero },
            None => WeightSums { shape, samples, x, y, w: &mut *w, start },
        };
        job.sums(isa, memory);
        if pairs.is_some() {
            pairs::reduce(shape, sums, w, start);
        }
    }

    #[inline(always)]
    fn sums<S: Isa>(mut self, isa: S, memory: &mut [T]) {
        let shape = self.shape;
        let (groups, x_size, y_size) = (shape.groups(false), shape.x(), shape.y());
        let part = whole::<S, T>(groups.targets) != groups.targets;
        // The last vectors of all read beyond the end.
        let (row, last) = (y_size.row(), if part { shape.ends() } else { 0 });
        let (copy, memory) = memory.split_at_mut(if part { last * row + Size::SLACK } else { 0 });
        let mut padded = Padded::new(x_size, shape.padding(false), part && groups.lanewise, memory);
        let block = (NEAR / size_of::<T>() / (row + shape.windows[0].stride * x_size.row())).max(1);
        for sample in 0..self.samples {
            let (x, x_row) = padded.sample(&self.x[sample * x_size.len()..][..x_size.len()]);
            let y = &self.y[sample * y_size.len()..];
            let ends = part && (self.samples - 1 - sample) * y_size.len() < Size::SLACK;
            let rows = if ends { y_size.rows - last } else { y_size.rows };
            let mut from = 0;
            while from < rows {
                let rows = block.min(rows - from);
                self.block(isa, Block { x, row: x_row, y: &y[from * row..], from, rows });
                self.start = Start::Add;
                from += rows;
            }
            if ends {
                let (live, spare) = copy.split_at_mut(last * row);
                live.copy_from_slice(&y[from * row..][..last * row]);
                spare.fill(T::default());
                self.block(isa, Block { x, row: x_row, y: copy, from, rows: last });
                self.start = Start::Add;
            }
        }
    }

    /// All sums over some rows of y.
    #[inline(always)]
    fn block<S: Isa>(&mut self, isa: S, block: Block<'_, T>) {
        let groups = self.shape.groups(false);
        let lanes = crate::lanes::<S::Simd, T>();
        for group in 0..groups.count {
            if const { has_half::<S, T>() } && groups.targets <= half::<S, T>() {
                self.panel::<S, T::Half<S::Simd>, 1>(isa, block, group, 0);
                continue;
            }
            let mut row = 0;
            while row + lanes < groups.targets {
                self.panel::<S, T::Native<S::Simd>, 2>(isa, block, group, row);
                row += 2 * lanes;
            }
            if row < groups.targets {
                self.panel::<S, T::Native<S::Simd>, 1>(isa, block, group, row);
            }
        }
    }

    /// `R` vectors of rows from `row` on, of a group.
    #[inline(always)]
    fn panel<S: Isa, V: Vector<S::Simd, T>, const R: usize>(
        &mut self,
        isa: S,
        block: Block<'_, T>,
        group: usize,
        row: usize,
    ) {
        let Block { x, row: x_row, y, from, rows } = block;
        let Shape { windows: [down, along], inputs, outputs, .. } = self.shape;
        let groups = self.shape.groups(false);
        let first = group * groups.targets + row;
        let live = (groups.targets - row).min(R * V::LANES);
        let columns = if groups.lanewise { along.kernel } else { along.kernel * self.shape.group_inputs() };
        // Columns that lie side by side in x.
        let tight = !groups.lanewise && along.dilation == 1 && groups.count == 1;
        let side_by_side = if tight || groups.lanewise { columns } else { self.shape.group_inputs() };
        let target_row = columns * outputs;
        let across = if groups.lanewise { along.dilation * inputs } else { 1 };
        let y_row = along.output() * outputs;
        let mut job = Band {
            left: &y[first..],
            right: &[],
            axis: Axis::kernel(down, from, rows),
            left_row: y_row,
            right_row: x_row,
            target_row,
            walk: Walk {
                counts: [rows, 1, along.output()],
                left: [y_row, 0, outputs],
                right: [down.stride * x_row, 0, along.stride * inputs],
            },
            right_columns: Spread::even(across),
            target_columns: Spread::even(outputs),
            start: self.start,
            relu: false,
            rows: live,
            spills: live == outputs,
        };
        let joins = R == 1 && tight && Axis::forward(down).padding() == [0, 0];
        let joined = if joins { self.joined::<S, V>(isa, &mut job, x, columns, first) } else { 0 };
        if joined == down.kernel {
            return;
        }
        job.axis = job.axis.behind(joined);
        if R == 1 && tight && self.correlated::<S, V>(isa, &mut job, x, first) {
            return;
        }
        for tap in 0..columns / side_by_side {
            let begin = if groups.lanewise { row } else { group * groups.sources + tap * along.dilation * inputs };
            let way = if groups.lanewise { Way::Lanewise } else { Way::Walking };
            for (column, wide) in widths::tiles::<S, T, R>(way, false, side_by_side) {
                job.right = &x[begin + column * across..];
                let target = &mut self.w[(tap * side_by_side + column) * outputs + first..];
                tiles::<S, T, V, R>(isa, groups.lanewise, wide, &job, target);
            }
        }
    }

    /// Tiles of all columns of a kernel by a few channels. Gives whether there are such tiles for this kernel.
    ///
    /// They are stored out of order, so no vector may spill into the next column.
    #[inline(always)]
    fn correlated<'a, S: Isa, V: Vector<S::Simd, T>>(
        &mut self,
        isa: S,
        job: &mut Band<'a, T>,
        x: &'a [T],
        first: usize,
    ) -> bool {
        let Shape { windows: [_, Window { kernel, stride, .. }], inputs, outputs, .. } = self.shape;
        if !const { widths::correlates::<S, T>(V::LANES) } || job.rows < V::LANES || stride != 1 {
            return false;
        }
        let channels = match kernel {
            3 if inputs.is_multiple_of(4) => 4,
            5 if inputs.is_multiple_of(3) => 3,
            _ => return false,
        };
        // Threes of taps, or of channels.
        let (apart, across) = if kernel == 3 { (outputs, inputs * outputs) } else { (inputs * outputs, outputs) };
        job.target_columns = Spread { starts: core::array::from_fn(|i| i * apart), across };
        for channel in (0..inputs).step_by(channels) {
            job.right = &x[channel..];
            let target = &mut self.w[channel * outputs + first..];
            match kernel {
                3 => correlating::<S, T, V, false, 12, 3, 1, 4>(isa, job, 0, target),
                _ => correlating::<S, T, V, false, 15, 5, 1, 3>(isa, job, 0, target),
            }
        }
        true
    }

    /// Of kernels with few columns, tiles of several rows: the few sums of one row would wait for one another. Gives the
    /// number of rows that are done.
    #[inline(always)]
    fn joined<'a, S: Isa, V: Vector<S::Simd, T>>(
        &mut self,
        isa: S,
        job: &mut Band<'a, T>,
        x: &'a [T],
        columns: usize,
        first: usize,
    ) -> usize {
        let Shape { windows: [down, Window { kernel, stride, .. }], inputs, .. } = self.shape;
        let has = const { widths::has::<S, T>(false, 1, 9) && widths::has::<S, T>(false, 1, 12) };
        let Some(Join { rows, wide, upright }) = Join::of(down.kernel, columns, job.rows == V::LANES).filter(|_| has)
        else {
            return 0;
        };
        let (axis, outputs, right_row) = (job.axis, self.shape.outputs, down.dilation * job.right_row);
        let (right_columns, target_columns) = (job.right_columns, job.target_columns);
        if upright {
            (job.right_columns.across, job.target_columns.across) = (right_row, job.target_row);
        }
        for i in 0..wide / 3 {
            let parts = columns.div_ceil(3);
            let (row, at) = match upright {
                true => (0, i),
                false => (i / parts, if i % parts == 0 { 0 } else { columns - 3 }),
            };
            job.right_columns.starts[i] = row * right_row + at;
            job.target_columns.starts[i] = row * job.target_row + at * outputs;
        }
        job.right = x;
        let mut done = 0;
        while done + rows <= down.kernel {
            job.axis = axis.behind(done).one();
            let target = &mut self.w[first..];
            if const { widths::correlates::<S, T>(V::LANES) }
                && inputs == 1
                && [kernel, stride, wide] == [4, 2, 12]
                && upright
            {
                correlating::<S, T, V, true, 12, 4, 2, 3>(isa, job, right_row, target);
            } else if const { widths::correlates::<S, T>(V::LANES) }
                && inputs == 1
                && [kernel, stride, wide] == [6, 2, 12]
            {
                correlating::<S, T, V, true, 12, 6, 2, 2>(isa, job, right_row, target);
            } else {
                tiles::<S, T, V, 1>(isa, false, wide, job, target);
            }
            done += rows;
        }
        (job.axis, job.right_columns, job.target_columns) = (axis, right_columns, target_columns);
        done
    }
}

/// How rows of the kernel become one tile.
#[derive(Clone, Copy, Debug)]
struct Join {
    rows: usize,
    wide: usize,
    /// Whether the threes that a tile consists of are columns, not rows.
    upright: bool,
}

impl Join {
    /// Of a kernel of so many rows and columns, with or without `full` vectors.
    ///
    /// A row of four or five columns is two groups of three, which overlap: the sums they share are computed and stored twice.
    /// Four columns of three rows each do not, but are stored out of order: no vector may spill into the next column.
    #[inline(always)]
    fn of(rows: usize, columns: usize, full: bool) -> Option<Self> {
        let join = |rows, wide, upright| Some(Self { rows, wide, upright });
        match columns {
            3 if rows >= 3 => join(rows.min(4), 3 * rows.min(4), false),
            4 if full && rows.is_multiple_of(3) => join(3, 12, true),
            4..=6 if rows >= 2 => join(2, 12, false),
            _ => None,
        }
    }
}

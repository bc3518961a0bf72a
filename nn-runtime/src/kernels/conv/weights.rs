//! The pass to w: for each number of the weight a sum over all positions of all samples.
//!
//! A tile is vectors of channels of y by neighbours in a row of the kernel, which are neighbours in x as well. Its sums stay in
//! registers down a block of rows of y that the first cache holds.

use super::axis::Axis;
use super::padded::Padded;
use super::shape::{Shape, Size};
use super::sweep::{half, has_half, tiles, whole};
use super::tile::Band;
use super::widths;
use crate::isa::Isa;
use crate::kernels::steps::{Spread, Walk};
use crate::kernels::{Start, Vector};
use crate::scalar::Scalar;

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

impl<T: Scalar> WeightSums<'_, T> {
    /// Computes it.
    #[inline(always)]
    pub(super) fn run<S: Isa>(mut self, isa: S, memory: &mut [T]) {
        let shape = self.shape;
        let (groups, x_size, y_size) = (shape.groups(false), shape.x(), shape.y());
        if self.samples == 0 && matches!(self.start, Start::Zero) {
            return self.w.fill(T::ZERO);
        }
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
                spare.fill(T::ZERO);
                self.block(isa, Block { x, row: x_row, y: copy, from, rows: last });
                self.start = Start::Add;
            }
        }
    }

    /// All sums over some rows of y.
    #[inline(always)]
    fn block<S: Isa>(&mut self, isa: S, block: Block<'_, T>) {
        let groups = self.shape.groups(false);
        let lanes = crate::kernels::lanes::<S::Simd, T>();
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
        let joined = if joins { self.joined::<S, V>(isa, &mut job, x, columns) } else { 0 };
        if joined == down.kernel {
            return;
        }
        job.axis = job.axis.behind(joined);
        for tap in 0..columns / side_by_side {
            let begin = if groups.lanewise { row } else { group * groups.sources + tap * along.dilation * inputs };
            let mut column = 0;
            while column < side_by_side {
                let wide = widths::next::<S, T, R>(groups.lanewise, side_by_side - column);
                job.right = &x[begin + column * across..];
                let target = &mut self.w[(tap * side_by_side + column) * outputs + first..];
                tiles::<S, T, V, R>(isa, groups.lanewise, wide, &job, target);
                column += wide;
            }
        }
    }

    /// Of kernels with few columns, tiles of several rows: the few sums of one row would wait for one another. Gives the
    /// number of rows that are done.
    ///
    /// A row of four or five columns is two groups of three, which overlap: the sums they share are computed and stored twice.
    #[inline(always)]
    fn joined<'a, S: Isa, V: Vector<S::Simd, T>>(
        &mut self,
        isa: S,
        job: &mut Band<'a, T>,
        x: &'a [T],
        columns: usize,
    ) -> usize {
        let [down, _] = self.shape.windows;
        if !const { widths::has::<S, T>(false, 1, 9) && widths::has::<S, T>(false, 1, 12) }
            || !(3..=5).contains(&columns)
        {
            return 0;
        }
        let rows = if columns == 3 { down.kernel.min(4) } else { 2 };
        let wide = if columns == 3 { 3 * rows } else { 12 };
        if wide < 9 || down.kernel < rows {
            return 0;
        }
        let (axis, outputs) = (job.axis, self.shape.outputs);
        let (right_columns, target_columns) = (job.right_columns, job.target_columns);
        let parts = if columns == 3 { 1 } else { 2 };
        for i in 0..rows * parts {
            let (row, at) = (i / parts, if i % parts == 0 { 0 } else { columns - 3 });
            job.right_columns.starts[i] = row * down.dilation * job.right_row + at;
            job.target_columns.starts[i] = row * job.target_row + at * outputs;
        }
        job.right = x;
        let mut done = 0;
        while done + rows <= down.kernel {
            job.axis = axis.behind(done).one();
            tiles::<S, T, V, 1>(isa, false, wide, job, self.w);
            done += rows;
        }
        (job.axis, job.right_columns, job.target_columns) = (axis, right_columns, target_columns);
        done
    }
}

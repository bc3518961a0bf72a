//! The sizes of a convolution.

use nn_isa::{Isa, Portable};

use super::axis::Axis;
use crate::MOST_LANES;
use crate::window::Window;

/// What a convolution maps to what.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Rows and columns.
    pub windows: [Window; 2],
    /// All channels of x.
    pub inputs: usize,
    /// All channels of y.
    pub outputs: usize,
    pub groups: usize,
}

/// The size of an image.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) channels: usize,
}

impl Size {
    /// The numbers that a vector may read beyond the last channel of the last pixel.
    pub(super) const SLACK: usize = MOST_LANES;

    /// The numbers of an image.
    #[inline(always)]
    pub(super) const fn len(self) -> usize {
        self.rows * self.columns * self.channels
    }

    /// The numbers of a row.
    #[inline(always)]
    pub(super) const fn row(self) -> usize {
        self.columns * self.channels
    }

    /// The numbers of a copy with so many columns of padding, and slack if there are any channels beside whole vectors.
    const fn copy(self, [before, after]: [usize; 2], slack: bool) -> usize {
        if before + after == 0 && !slack {
            return 0;
        }
        self.rows * (before + self.columns + after) * self.channels + if slack { Self::SLACK } else { 0 }
    }
}

/// The groups of a pass from one image to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Groups {
    pub(super) count: usize,
    /// The channels of the source and of the target.
    pub(super) sources: usize,
    pub(super) targets: usize,
    /// The channels of the source that each of the target is made of.
    pub(super) depth: usize,
    /// Whether each channel is a group, which are then treated as one, number by number.
    pub(super) lanewise: bool,
}

impl Shape {
    /// The numbers of a sample of x.
    #[inline(always)]
    pub const fn x_len(self) -> usize {
        self.x().len()
    }

    /// The numbers of a sample of y.
    #[inline(always)]
    pub const fn y_len(self) -> usize {
        self.y().len()
    }

    #[inline(always)]
    pub(super) const fn x(self) -> Size {
        Size { rows: self.windows[0].len, columns: self.windows[1].len, channels: self.inputs }
    }

    #[inline(always)]
    pub(super) const fn y(self) -> Size {
        Size { rows: self.windows[0].output(), columns: self.windows[1].output(), channels: self.outputs }
    }

    /// Source and target of the pass to y, or, if `backward`, to x.
    #[inline(always)]
    pub(super) const fn images(self, backward: bool) -> [Size; 2] {
        if backward { [self.y(), self.x()] } else { [self.x(), self.y()] }
    }

    /// The pairs of rows and columns of the kernel.
    #[inline(always)]
    pub(super) const fn taps(self) -> usize {
        self.windows[0].kernel * self.windows[1].kernel
    }

    /// The pixels of a sample of y.
    #[inline(always)]
    pub const fn pixels(self) -> usize {
        self.y().rows * self.y().columns
    }

    /// The channels of x of a group.
    #[inline(always)]
    pub const fn group_inputs(self) -> usize {
        self.inputs / self.groups
    }

    /// The channels of y of a group.
    #[inline(always)]
    pub const fn group_outputs(self) -> usize {
        self.outputs / self.groups
    }

    /// The groups of the pass to y, or, if `backward`, to x.
    #[inline(always)]
    pub(super) const fn groups(self, backward: bool) -> Groups {
        let (inputs, outputs) = (self.group_inputs(), self.group_outputs());
        if self.groups > 1 && inputs == 1 && outputs == 1 {
            return Groups { count: 1, sources: self.inputs, targets: self.inputs, depth: 1, lanewise: true };
        }
        let (sources, targets) = if backward { (outputs, inputs) } else { (inputs, outputs) };
        Groups { count: self.groups, sources, targets, depth: sources, lanewise: false }
    }

    /// The last rows of y, of which vectors may read beyond the end.
    #[inline(always)]
    pub(super) const fn ends(self) -> usize {
        let (rows, least) = (self.y().rows, Size::SLACK.div_ceil(self.y().row()));
        if rows < least { rows } else { least }
    }

    /// The columns of padding that the source needs on both sides.
    #[inline(always)]
    pub(super) const fn padding(self, backward: bool) -> [usize; 2] {
        let window = self.windows[1];
        if !backward {
            return Axis::forward(window).padding();
        }
        let (mut most, mut residue) = ([0, 0], 0);
        while residue < window.stride {
            let [before, after] = Axis::backward(window, residue).padding();
            most = [larger(most[0], before), larger(most[1], after)];
            residue += 1;
        }
        most
    }

    /// The memory of the pass to y.
    pub const fn outputs_memory(self) -> usize {
        if self.dense_columns().is_some() {
            return 0;
        }
        let pairs = match self.may_pair() {
            Some(pairs) => pairs.outputs + pairs.sweeps_memory(false, true),
            None => 0,
        };
        larger(pairs, self.sweeps_memory(false, false))
    }

    /// The memory of the pass to x.
    pub const fn inputs_memory(self) -> usize {
        if self.dense_columns().is_some() {
            return 0;
        }
        let folded =
            if self.may_fold() { self.fold_memory() + self.single_column().sweeps_memory(true, true) } else { 0 };
        larger(folded, self.sweeps_memory(true, true))
    }

    /// Packed weights, where they are packed in any case or must be filled up, and a copy of a sample.
    const fn sweeps_memory(self, backward: bool, packs: bool) -> usize {
        if !Portable::VECTORS {
            return 0;
        }
        let groups = self.groups(backward);
        let step = padded(groups.targets);
        let part = step != groups.targets;
        let weights = if packs || part { self.taps() * groups.count * groups.depth * step } else { 0 };
        weights + self.images(backward)[0].copy(self.padding(backward), part && groups.lanewise)
    }

    /// The memory of the pass to w: copies of samples.
    pub const fn weights_memory(self) -> usize {
        if self.dense_columns().is_some() {
            return 0;
        }
        let pairs = match self.may_pair() {
            Some(pairs) => pairs.weights() + pairs.sums_memory(),
            None => 0,
        };
        larger(pairs, self.sums_memory())
    }

    const fn sums_memory(self) -> usize {
        if !Portable::VECTORS {
            return 0;
        }
        let groups = self.groups(false);
        let part = padded(groups.targets) != groups.targets;
        let ends = if part { self.ends() * self.y().row() + Size::SLACK } else { 0 };
        ends + self.x().copy(self.padding(false), part && groups.lanewise)
    }
}

/// Rows filled up to whole vectors, on whatever instruction set.
const fn padded(rows: usize) -> usize {
    if rows <= 8 { 8 } else { rows.next_multiple_of(MOST_LANES) }
}

const fn larger(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

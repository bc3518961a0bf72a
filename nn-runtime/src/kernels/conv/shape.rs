//! The sizes of a convolution.

use crate::layers::Window;

/// What a convolution maps to what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// Rows and columns.
    pub(crate) windows: [Window; 2],
    /// All channels of x.
    pub(crate) inputs: usize,
    /// All channels of y.
    pub(crate) outputs: usize,
    pub(crate) groups: usize,
}

impl Shape {
    /// The numbers of a sample of x.
    #[inline(always)]
    pub(crate) const fn x_len(self) -> usize {
        self.windows[0].len * self.windows[1].len * self.inputs
    }

    /// The numbers of a sample of y.
    #[inline(always)]
    pub(crate) const fn y_len(self) -> usize {
        self.windows[0].output() * self.windows[1].output() * self.outputs
    }

    /// The channels of x of a group.
    #[inline(always)]
    pub(crate) const fn group_inputs(self) -> usize {
        self.inputs / self.groups
    }

    /// The channels of y of a group.
    #[inline(always)]
    pub(crate) const fn group_outputs(self) -> usize {
        self.outputs / self.groups
    }

    /// The memory of the pass to y.
    pub(crate) const fn outputs_memory(self) -> usize {
        0
    }

    /// The memory of the pass to x.
    pub(crate) const fn inputs_memory(self) -> usize {
        0
    }

    /// The memory of the pass to w.
    pub(crate) const fn weights_memory(self) -> usize {
        0
    }
}

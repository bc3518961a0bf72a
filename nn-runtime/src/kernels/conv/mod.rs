//! The three passes of a convolution over images stored channels last.
//!
//! With x of `[H, W, C]`, y of `[OH, OW, D]` and w of `[KH, KW, C / groups, D]`, sample by sample:
//!
//! y\[oy, ox, o] = Σ w\[ky, kx, c, o] · x\[oy · s + ky · d − before, ox · s + kx · d − before, c]
//!
//! where s is the stride, d the dilation, x is 0 outside the image, and the c of an o are those of its group. The sums over
//! the same pairs of numbers, put where w and x are, are the other two passes: the gradients by w and by x. The last one
//! is also what a transposed convolution computes.

pub(crate) mod reference;
mod shape;

pub(crate) use self::shape::Shape;
use super::Start;
use crate::isa::Level;
use crate::scalar::Scalar;

/// A pass over `samples` samples.
#[derive(Debug)]
pub(crate) struct Convolution<'a, T> {
    pub(crate) shape: Shape,
    pub(crate) samples: usize,
    pub(crate) pass: Pass<'a, T>,
    /// As much as the shape says.
    pub(crate) memory: &'a mut [T],
}

/// What is computed from what.
#[derive(Debug)]
pub(crate) enum Pass<'a, T> {
    /// y ← start + w ∗ x, then ReLU where asked for.
    Outputs { w: &'a [T], x: &'a [T], y: &'a mut [T], start: Start<'a, T>, relu: bool },
    /// x ← start + the transpose of that, then ReLU where asked for.
    Inputs { w: &'a [T], y: &'a [T], x: &'a mut [T], start: Start<'a, T>, relu: bool },
    /// w ← start + the sums over all samples and positions.
    Weights { x: &'a [T], y: &'a [T], w: &'a mut [T], start: Start<'a, T> },
}

impl<T: Scalar> Convolution<'_, T> {
    /// Computes it on `level`.
    #[inline(always)]
    pub(crate) fn compute(self, _level: Level) {
        assert!(self.memory.len() >= self.need(), "the memory of a convolution is too short");
        reference::convolution(self);
    }

    /// The memory of this pass.
    #[inline(always)]
    fn need(&self) -> usize {
        match self.pass {
            Pass::Outputs { .. } => self.shape.outputs_memory(),
            Pass::Inputs { .. } => self.shape.inputs_memory(),
            Pass::Weights { .. } => self.shape.weights_memory(),
        }
    }
}

//! The three passes of a convolution over images stored channels last.
//!
//! With x of `[H, W, C]`, y of `[OH, OW, D]` and w of `[KH, KW, C / groups, D]`, sample by sample:
//!
//! y\[oy, ox, o] = Σ w\[ky, kx, c, o] · x\[oy · s + ky · d − before, ox · s + kx · d − before, c]
//!
//! where s is the stride, d the dilation, x is 0 outside the image, and the c of an o are those of its group. The sums over
//! the same pairs of numbers, put where w and x are, are the other two passes: the gradients by w and by x. The last one
//! is also what a transposed convolution computes.

mod axis;
mod dense;
mod fold;
mod lanewise;
mod padded;
mod pairs;
pub mod reference;
mod shape;
mod steps;
mod sweep;
mod sweeps;
mod tile;
mod weights;
mod widths;
mod zeros;

use nn_isa::{Isa, Level, Portable, Task};

pub use self::axis::Axis;
use self::lanewise::{Slide, TapSums};
pub use self::shape::Shape;
use self::sweeps::Sweeps;
use self::weights::WeightSums;
use super::Start;
use crate::real::Real;

/// A pass over `samples` samples.
#[derive(Debug)]
pub struct Convolution<'a, T> {
    pub shape: Shape,
    pub samples: usize,
    pub pass: Pass<'a, T>,
    /// As much as the shape says.
    pub memory: &'a mut [T],
}

/// What is computed from what.
#[derive(Debug)]
pub enum Pass<'a, T> {
    /// y ← start + w ∗ x, then ReLU where asked for.
    Outputs { w: &'a [T], x: &'a [T], y: &'a mut [T], start: Start<'a, T>, relu: bool },
    /// x ← start + the transpose of that, then ReLU where asked for.
    Inputs { w: &'a [T], y: &'a [T], x: &'a mut [T], start: Start<'a, T>, relu: bool },
    /// w ← start + the sums over all samples and positions.
    Weights { x: &'a [T], y: &'a [T], w: &'a mut [T], start: Start<'a, T> },
}

impl<T: Real> Convolution<'_, T> {
    /// Computes it on `level`.
    #[inline(always)]
    pub fn compute(self, level: Level) {
        assert!(self.memory.len() >= self.need(), "the memory of a convolution is too short");
        if !Portable::VECTORS {
            return zeros::plainly(self);
        }
        match self.shape.dense_columns() {
            Some(columns) => dense::convolution(level, self, columns),
            None => level.run(self),
        }
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

impl<T: Real> Task for Convolution<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(mut self, isa: S) {
        if self.spreads(isa) {
            return zeros::plainly(self);
        }
        let Self { shape, samples, .. } = self;
        if shape.is_lanewise::<S, T>() {
            return match self.pass {
                Pass::Outputs { w, x: source, y: target, start, relu } => {
                    Slide { shape, samples, backward: false, w, source, target, start, relu }.run(isa);
                }
                Pass::Inputs { w, y: source, x: target, start, relu } => {
                    Slide { shape, samples, backward: true, w, source, target, start, relu }.run(isa);
                }
                Pass::Weights { x, y, w, start } => TapSums { shape, samples, x, y, w, start }.run(isa),
            };
        }
        match self.pass {
            Pass::Outputs { w, x: source, y: ref mut target, start, relu } => {
                Sweeps { shape, samples, backward: false, w, source, target, start, relu }.run(isa, self.memory);
            }
            Pass::Inputs { w, y: source, x: ref mut target, start, relu } => {
                Sweeps { shape, samples, backward: true, w, source, target, start, relu }.run(isa, self.memory);
            }
            Pass::Weights { x, y, ref mut w, start } => {
                WeightSums { shape, samples, x, y, w, start }.run(isa, self.memory);
            }
        }
        if self.has_spread(isa) {
            zeros::plainly(self);
        }
    }
}

//! Batches and class labels, checked where they are made.

use core::fmt;

use thiserror::Error;

use crate::sample_weights::{self, SampleWeightsError};
use crate::scalar::Scalar;

/// Inputs and targets of the first `len` of `B` samples, and [weights](crate::SampleWeights) of theirs where they have any.
#[derive(Clone, Copy, Debug)]
pub struct Batch<X, Y, const B: usize, W = ()> {
    pub(crate) inputs: X,
    pub(crate) targets: Y,
    pub(crate) len: usize,
    pub(crate) weights: W,
}

/// A number of samples that a batch cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a batch of {len} samples does not fit a capacity of {capacity}: it takes 1 to {capacity}")]
pub struct BatchError {
    /// The samples asked for.
    pub len: usize,
    /// The capacity `B`.
    pub capacity: usize,
}

impl BatchError {
    pub(crate) const fn check(len: usize, capacity: usize) -> Result<(), Self> {
        if len == 0 || len > capacity { Err(Self { len, capacity }) } else { Ok(()) }
    }
}

impl<X: Copy, Y: Copy, const B: usize> Batch<X, Y, B> {
    /// All `B` samples of `inputs` and `targets`.
    pub const fn full(inputs: X, targets: Y) -> Self {
        Self { inputs, targets, len: B, weights: () }
    }

    /// The first `len` samples; what lies behind them is never read.
    ///
    /// # Errors
    ///
    /// If `len` is 0 or exceeds the capacity `B`.
    pub const fn first(len: usize, inputs: X, targets: Y) -> Result<Self, BatchError> {
        match BatchError::check(len, B) {
            Ok(()) => Ok(Self { inputs, targets, len, weights: () }),
            Err(error) => Err(error),
        }
    }

    /// The same samples, of which sample i counts `weights[i]`: the mean loss becomes Σ w_i l_i / Σ w_i c_i, and gradients are
    /// those of that mean. (c_i is 1, or what the loss says of a sample, such as its class's weight.) A sample of weight 0 is left out,
    /// whatever its target; weights behind the live samples are never read.
    ///
    /// ```
    /// use nn_runtime::prelude::*;
    ///
    /// network! { Net(x: [2]) -> [1] { x -> dense<4> -> tanh -> dense<1> } }
    ///
    /// let (x, targets) = (SMatrix::from([[0.5, 0.1], [0.2, -0.7]]), SMatrix::from([[1.0], [2.0]]));
    /// let batch = Batch::<_, _, 2>::full(&x, &targets).weighted(&[1.0, 2.5])?;
    /// # #[cfg(feature = "alloc")] {
    /// let (mut model, mut workspace) = (Net::init(1), Workspace::<Net, 2>::new());
    /// model.forward_backward(&mut workspace, batch, &Mse::new(), Step::new(1, 0));
    /// # }
    /// # Ok::<(), nn_runtime::SampleWeightsError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there are fewer weights than live samples, if one of them is negative, infinite or NaN, or if all are 0.
    pub fn weighted<T: Scalar>(self, weights: &[T]) -> Result<Batch<X, Y, B, &[T]>, SampleWeightsError> {
        let Self { inputs, targets, len, .. } = self;
        Ok(Batch { inputs, targets, len, weights: sample_weights::check(weights, len)? })
    }
}

impl<X: Copy, Y: Copy, const B: usize, W> Batch<X, Y, B, W> {
    /// The number of live samples.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// What goes into the network. Columns behind those of the live samples hold whatever was there before.
    pub const fn inputs(&self) -> X {
        self.inputs
    }

    /// What its outputs are compared with; behind the live samples as for [`inputs`](Self::inputs).
    pub const fn targets(&self) -> Y {
        self.targets
    }

    /// Never: a batch has at least one sample.
    pub const fn is_empty(&self) -> bool {
        false
    }
}

impl<X, Y, const B: usize, W> Batch<X, Y, B, W> {
    /// The same samples with other targets.
    pub fn map_targets<Z>(self, to: impl FnOnce(Y) -> Z) -> Batch<X, Z, B, W> {
        Batch { inputs: self.inputs, targets: to(self.targets), len: self.len, weights: self.weights }
    }
}

/// One of `C` classes, counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Class<const C: usize>(u32);

/// A label that is none of the classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("label {label} is not one of the {classes} classes, 0 to {}", classes.saturating_sub(1))]
pub struct ClassError {
    /// The label.
    pub label: usize,
    /// The number of classes.
    pub classes: usize,
}

impl<const C: usize> Class<C> {
    /// Class number `label`.
    ///
    /// # Errors
    ///
    /// If there are not so many classes.
    pub const fn new(label: usize) -> Result<Self, ClassError> {
        if label < C { Ok(Self(label as u32)) } else { Err(ClassError { label, classes: C }) }
    }

    /// The number of the class.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl<const C: usize> TryFrom<usize> for Class<C> {
    type Error = ClassError;

    fn try_from(label: usize) -> Result<Self, ClassError> {
        Self::new(label)
    }
}

impl<const C: usize> fmt::Debug for Class<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Class({} of {C})", self.0)
    }
}

impl<const C: usize> fmt::Display for Class<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

//! Batches and class labels, checked where they are made.

use core::fmt;

use thiserror::Error;

/// Inputs and targets of the first `len` of `B` samples.
#[derive(Clone, Copy, Debug)]
pub struct Batch<X, Y, const B: usize> {
    pub(crate) inputs: X,
    pub(crate) targets: Y,
    pub(crate) len: usize,
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
        Self { inputs, targets, len: B }
    }

    /// The first `len` samples; what lies behind them is never read.
    ///
    /// # Errors
    ///
    /// If `len` is 0 or exceeds the capacity `B`.
    pub const fn first(len: usize, inputs: X, targets: Y) -> Result<Self, BatchError> {
        match BatchError::check(len, B) {
            Ok(()) => Ok(Self { inputs, targets, len }),
            Err(error) => Err(error),
        }
    }

    /// The number of live samples.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Never: a batch has at least one sample.
    pub const fn is_empty(&self) -> bool {
        false
    }
}

impl<X, Y, const B: usize> Batch<X, Y, B> {
    /// The same samples with other targets.
    pub(crate) fn map_targets<Z>(self, to: impl FnOnce(Y) -> Z) -> Batch<X, Z, B> {
        Batch { inputs: self.inputs, targets: to(self.targets), len: self.len }
    }
}

/// One of `C` classes, counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Class<const C: usize>(u32);

/// A label that is none of the classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("label {label} is not one of the {classes} classes, 0 to {}", classes - 1)]
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

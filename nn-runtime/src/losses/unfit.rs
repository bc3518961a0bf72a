//! Targets that a loss cannot compare with.

use core::ops::Range;

use nalgebra::SMatrix;
use thiserror::Error;

use crate::flat::Flat;
use crate::scalar::Scalar;

/// A target that a loss cannot compare with. Samples and numbers are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
#[error("number {number} of the target of sample {sample} is {value:?}, but `{loss}` compares with {expected}")]
pub struct TargetError {
    /// The loss.
    pub loss: &'static str,
    /// Which sample.
    pub sample: usize,
    /// Which number of its target.
    pub number: usize,
    /// The number.
    pub value: f64,
    /// What it must be.
    pub expected: &'static str,
}

/// What the numbers of a target are.
#[derive(Clone, Copy)]
pub(super) enum Expected {
    /// Probabilities, up to rounding.
    Probabilities,
    /// −1 or 1.
    Signs,
}

impl Expected {
    /// Whether all targets of `samples` are such, which the loss of this name needs.
    pub(super) fn check<T: Scalar, const F: usize, const B: usize>(
        self,
        loss: &'static str,
        target: &SMatrix<T, F, B>,
        samples: Range<usize>,
    ) -> Result<(), TargetError> {
        /// What rounding may add to a probability that is computed.
        const ROUNDING: f64 = 1e-5;
        let (holds, expected): (fn(f64) -> bool, _) = match self {
            Self::Probabilities => (|t| (-ROUNDING..=1.0 + ROUNDING).contains(&t), "probabilities, from 0 to 1"),
            Self::Signs => (|t| t == -1.0 || t == 1.0, "-1 and 1"),
        };
        let numbers = samples.start * F..samples.end * F;
        let wrong =
            numbers.zip(&target.as_flat()[samples.start * F..samples.end * F]).find(|(_, t)| !holds(t.to_f64()));
        wrong.map_or(Ok(()), |(i, t)| {
            Err(TargetError { loss, sample: i / F, number: i % F, value: t.to_f64(), expected })
        })
    }
}

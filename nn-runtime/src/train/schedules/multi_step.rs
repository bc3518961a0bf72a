//! Down by a factor after epochs of one's choice.

use alloc::vec::Vec;

use super::{At, Schedule};
use crate::setting::{Range, SettingError};

/// γ times as much after each of some epochs (PyTorch's `MultiStepLR`): γ^m where m of the milestones are at most the epochs
/// that are done.
#[derive(Clone, Debug)]
pub struct MultiStep {
    milestones: Vec<u64>,
    gamma: f64,
}

impl MultiStep {
    /// A tenth as much after each of these numbers of epochs, in any order; one that is there twice counts twice.
    pub fn after(epochs: impl Into<Vec<u64>>) -> Self {
        Self { milestones: epochs.into(), gamma: 0.1 }
    }

    /// `gamma` times as much instead.
    pub fn gamma(self, gamma: f64) -> Self {
        Self { gamma, ..self }
    }
}

impl Schedule for MultiStep {
    fn check(&self) -> Result<(), SettingError> {
        Range::NotNegative.check("MultiStep", "gamma", self.gamma).map(drop)
    }

    fn factor(&mut self, at: At) -> f64 {
        let passed = self.milestones.iter().filter(|&&milestone| milestone <= at.epoch).count();
        libm::pow(self.gamma, passed as f64)
    }
}

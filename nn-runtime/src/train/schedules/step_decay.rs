//! Down by a factor every few epochs.

use super::{At, Schedule};
use crate::setting::{Range, SettingError};

/// γ times as much every k epochs (PyTorch's `StepLR`): γ^⌊e / k⌋ in epoch e, counted from 0.
///
/// ```
/// use nn_runtime::train::schedules::{At, Schedule, StepDecay};
///
/// let mut schedule = StepDecay::every(30);
/// let mut factor = |epoch| schedule.factor(At { step: epoch * 10, steps: 1000, epoch, epochs: 100 });
/// assert_eq!([factor(29), factor(30), factor(59)], [1.0, 0.1, 0.1]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct StepDecay {
    every: u64,
    gamma: f64,
}

impl StepDecay {
    /// A tenth as much after every `epochs` epochs.
    pub const fn every(epochs: u64) -> Self {
        Self { every: epochs, gamma: 0.1 }
    }

    /// `gamma` times as much instead.
    pub const fn gamma(self, gamma: f64) -> Self {
        Self { gamma, ..self }
    }
}

impl Schedule for StepDecay {
    fn check(&self) -> Result<(), SettingError> {
        Range::Positive.check("StepDecay", "every", self.every as f64)?;
        Range::NotNegative.check("StepDecay", "gamma", self.gamma).map(drop)
    }

    fn factor(&mut self, at: At) -> f64 {
        libm::pow(self.gamma, (at.epoch / self.every) as f64)
    }
}

//! Down by the same factor every epoch.

use super::{At, Schedule};
use crate::setting::{Range, SettingError};

/// γ times as much after each epoch (PyTorch's `ExponentialLR`): γᵉ in epoch e, counted from 0.
#[derive(Clone, Copy, Debug)]
pub struct Exponential {
    gamma: f64,
}

impl Exponential {
    /// `gamma` times as much after each epoch; at most 1, for no rate grows without end.
    pub const fn new(gamma: f64) -> Self {
        Self { gamma }
    }
}

impl Schedule for Exponential {
    fn check(&self) -> Result<(), SettingError> {
        Range::Unit.check("Exponential", "gamma", self.gamma).map(drop)
    }

    fn factor(&mut self, at: At) -> f64 {
        libm::pow(self.gamma, at.epoch as f64)
    }
}

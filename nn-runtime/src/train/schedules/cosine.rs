//! Half a cosine, from the full rate down to nothing.

use core::f64::consts::PI;

use super::{At, Schedule};
use crate::setting::{Range, SettingError};

/// From the optimiser's rate down to `floor` times as much along half a cosine (PyTorch's `CosineAnnealingLR` over all updates;
/// Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017, equation 5 without restarts):
/// floor + (1 − floor) (1 + cos(π t / T)) / 2.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cosine {
    floor: f64,
}

impl Cosine {
    /// Down to 0.
    pub const fn new() -> Self {
        Self { floor: 0.0 }
    }

    /// Down to `floor` times the optimiser's rate.
    pub const fn floor(self, floor: f64) -> Self {
        Self { floor }
    }
}

impl Schedule for Cosine {
    fn check(&self) -> Result<(), SettingError> {
        Range::Unit.check("Cosine", "floor", self.floor).map(drop)
    }

    fn factor(&mut self, at: At) -> f64 {
        self.floor + (1.0 - self.floor) * 0.5 * (1.0 + libm::cos(PI * at.progress()))
    }
}

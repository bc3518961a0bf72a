//! Half a cosine, from the full rate down to nothing; once, or again and again.

use core::f64::consts::PI;

use super::{At, Schedule};
use crate::setting::{Range, SettingError};

/// From the optimiser's rate down to `floor` times as much along half a cosine (PyTorch's `CosineAnnealingLR` over all updates;
/// Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017, equation 5 without restarts):
/// floor + (1 − floor) (1 + cos(π t / T)) / 2, with t of T updates done.
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
        annealed(self.floor, at.progress())
    }
}

/// A [`Cosine`] that begins again every few epochs (PyTorch's `CosineAnnealingWarmRestarts`; Loshchilov and Hutter, 2017, equation
/// 5): the formula is that of `Cosine`, with t and T counted in epochs since the last restart, parts of epochs included.
///
/// ```
/// use nn_runtime::train::schedules::{At, CosineRestarts, Schedule};
///
/// let mut schedule = CosineRestarts::every(2).mult(2); // restarts after 2, 6, 14, … epochs
/// let mut factor = |epoch| schedule.factor(At { step: epoch * 10, steps: 200, epoch, epochs: 20 });
/// assert_eq!([0, 1, 2, 4, 6].map(|epoch| (factor(epoch) * 10.0).round() / 10.0), [1.0, 0.5, 1.0, 0.5, 1.0]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CosineRestarts {
    first: u64,
    mult: u64,
    floor: f64,
}

impl CosineRestarts {
    /// Down to 0 within `epochs` epochs, again and again.
    pub const fn every(epochs: u64) -> Self {
        Self { first: epochs, mult: 1, floor: 0.0 }
    }

    /// Each way down takes `mult` times as long as the one before.
    pub const fn mult(self, mult: u64) -> Self {
        Self { mult, ..self }
    }

    /// Down to `floor` times the optimiser's rate.
    pub const fn floor(self, floor: f64) -> Self {
        Self { floor, ..self }
    }
}

impl Schedule for CosineRestarts {
    fn check(&self) -> Result<(), SettingError> {
        Range::Positive.check("CosineRestarts", "every", self.first as f64)?;
        Range::Positive.check("CosineRestarts", "mult", self.mult as f64)?;
        Range::Unit.check("CosineRestarts", "floor", self.floor).map(drop)
    }

    fn factor(&mut self, at: At) -> f64 {
        // In updates, whole numbers, so that a restart falls on the first update of its epoch.
        let (mut t, mut length) = (at.step, self.first.saturating_mul(at.per_epoch()).max(1));
        if self.mult == 1 {
            t %= length;
        }
        while t >= length {
            t -= length;
            length = length.saturating_mul(self.mult);
        }
        annealed(self.floor, t as f64 / length as f64)
    }
}

/// Half a cosine from 1 down to `floor`, at `progress` from 0 to 1.
fn annealed(floor: f64, progress: f64) -> f64 {
    floor + (1.0 - floor) * 0.5 * (1.0 + libm::cos(PI * progress))
}

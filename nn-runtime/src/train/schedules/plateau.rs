//! Down by a factor whenever nothing becomes better.

use super::{At, Schedule};
use crate::metrics::Goal;
use crate::setting::{Range, SettingError};

/// Less, whenever the model has not become better on the validation set for a while (PyTorch's `ReduceLROnPlateau` with
/// `threshold_mode="rel"`).
///
/// An epoch is better if its metric, or its loss where there is no metric, is beyond the best so far by the share `threshold`.
/// After more than `patience` epochs that are not, the rate is `gamma` times what it was, but at least `min_factor` times the
/// optimiser's; then `cooldown` epochs do not count. A figure that is NaN is never better.
///
/// It takes a validation set. In a loop of one's own, tell it the figure after each epoch:
///
/// ```
/// use nn_runtime::metrics::Goal;
/// use nn_runtime::train::schedules::{At, Plateau, Schedule};
///
/// let mut schedule = Plateau::new().patience(1);
/// for (epoch, loss) in [1.0, 0.5, 0.5, 0.5].into_iter().enumerate() {
///     let at = At { step: 0, steps: 4, epoch: epoch as u64, epochs: 4 };
///     assert_eq!(schedule.factor(at), 1.0);
///     schedule.observe(loss, Goal::Lowest);
/// }
/// assert_eq!(schedule.factor(At { step: 3, steps: 4, epoch: 3, epochs: 4 }), 0.1);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Plateau {
    gamma: f64,
    patience: u64,
    threshold: f64,
    cooldown: u64,
    min_factor: f64,
    now: f64,
    best: Option<f64>,
    bad: u64,
    cooling: u64,
}

impl Plateau {
    /// PyTorch's settings: a tenth as much after more than 10 epochs that are not better by a ten-thousandth.
    pub const fn new() -> Self {
        Self {
            gamma: 0.1,
            patience: 10,
            threshold: 1e-4,
            cooldown: 0,
            min_factor: 0.0,
            now: 1.0,
            best: None,
            bad: 0,
            cooling: 0,
        }
    }

    /// How many times as much each reduction leaves (PyTorch's `factor`).
    pub const fn gamma(self, gamma: f64) -> Self {
        Self { gamma, ..self }
    }

    /// How many epochs may pass that are not better.
    pub const fn patience(self, patience: u64) -> Self {
        Self { patience, ..self }
    }

    /// By which share of the best figure an epoch must be beyond it.
    pub const fn threshold(self, threshold: f64) -> Self {
        Self { threshold, ..self }
    }

    /// How many epochs after a reduction do not count.
    pub const fn cooldown(self, cooldown: u64) -> Self {
        Self { cooldown, ..self }
    }

    /// The least there will be, as a share of the optimiser's rate (PyTorch's `min_lr` over that rate).
    pub const fn min_factor(self, min_factor: f64) -> Self {
        Self { min_factor, ..self }
    }

    /// Whether `figure` is better than the best so far by more than the threshold.
    fn better(&self, figure: f64, goal: Goal) -> bool {
        let Some(best) = self.best else { return !figure.is_nan() };
        match goal {
            Goal::Lowest => figure < best * (1.0 - self.threshold),
            Goal::Highest => figure > best * (1.0 + self.threshold),
        }
    }
}

impl Default for Plateau {
    fn default() -> Self {
        Self::new()
    }
}

impl Schedule for Plateau {
    fn check(&self) -> Result<(), SettingError> {
        Range::BelowOne.check("Plateau", "gamma", self.gamma)?;
        Range::NotNegative.check("Plateau", "threshold", self.threshold)?;
        Range::Unit.check("Plateau", "min_factor", self.min_factor).map(drop)
    }

    fn factor(&mut self, _: At) -> f64 {
        self.now
    }

    fn observe(&mut self, figure: f64, goal: Goal) {
        if self.better(figure, goal) {
            (self.best, self.bad) = (Some(figure), 0);
        } else {
            self.bad += 1;
        }
        if self.cooling > 0 {
            (self.cooling, self.bad) = (self.cooling - 1, 0);
        }
        if self.bad > self.patience {
            self.now = (self.now * self.gamma).max(self.min_factor);
            (self.cooling, self.bad) = (self.cooldown, 0);
        }
    }

    fn needs_validation(&self) -> Option<&'static str> {
        Some("the schedule `Plateau`")
    }
}

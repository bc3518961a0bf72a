//! How the learning rate changes while a training goes on.
//!
//! A schedule gives the factor by which the optimiser's rate is multiplied, before each update.
//!
//! | schedule | PyTorch's | changes |
//! | --- | --- | --- |
//! | [`Constant`] | | never |
//! | [`StepDecay`] | `StepLR` | every few epochs |
//! | [`MultiStep`] | `MultiStepLR` | after epochs of one's choice |
//! | [`Exponential`] | `ExponentialLR` | every epoch |
//! | [`Plateau`] | `ReduceLROnPlateau` | after epochs in which nothing became better |
//! | [`Cosine`] | `CosineAnnealingLR` | every update |
//! | [`CosineRestarts`] | `CosineAnnealingWarmRestarts` | every update |
//! | [`LinearWarmup`] | `LinearLR`, `SequentialLR` | every update, then as the schedule behind it |
//! | [`OneCycle`] | `OneCycleLR` | every update |
//! | [`Lambda`] | `LambdaLR` | as a function says |
//!
//! A trainer takes one; a loop of one's own asks it:
//!
//! ```
//! use nn_runtime::prelude::*;
//! use nn_runtime::train::schedules::{At, Cosine, LinearWarmup, Schedule};
//!
//! network! { Line(x: [1]) -> [1] { x -> dense<1> } }
//!
//! let (x, y) = (SMatrix::<f32, 1, 4>::from([[0.0], [1.0], [2.0], [3.0]]), SMatrix::from([[1.0], [3.0], [5.0], [7.0]]));
//! let (mut model, mut workspace) = (Line::init(1), Workspace::<Line, 4>::new());
//! let (rate, steps) = (0.2, 300);
//! let mut sgd = Sgd::new(rate).optimizer::<Line>()?;
//! let mut schedule = LinearWarmup::steps(10).then(Cosine::new());
//! schedule.check()?;
//! for step in 0..steps {
//!     model.forward_backward(&mut workspace, Batch::full(&x, &y), &Mse::new(), Step::new(1, step));
//!     sgd.set_rate(rate * schedule.factor(At { step, steps, epoch: step, epochs: steps }))?;
//!     sgd.step(&mut model, workspace.grads());
//! }
//! assert!((model.dense_1.bias[0] - 1.0).abs() < 0.01);
//! # Ok::<(), nn_runtime::SettingError>(())
//! ```

mod constant;
mod cosine;
mod exponential;
mod lambda;
mod linear_warmup;
mod multi_step;
mod one_cycle;
mod plateau;
mod step_decay;
#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use core::fmt::Debug;

pub use self::constant::Constant;
pub use self::cosine::{Cosine, CosineRestarts};
pub use self::exponential::Exponential;
pub use self::lambda::Lambda;
pub use self::linear_warmup::LinearWarmup;
pub use self::multi_step::MultiStep;
pub use self::one_cycle::OneCycle;
pub use self::plateau::Plateau;
pub use self::step_decay::StepDecay;
use crate::metrics::Goal;
use crate::setting::SettingError;

/// Where a training is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The updates done so far.
    pub step: u64,
    /// The updates there will be at most.
    pub steps: u64,
    /// The epochs done so far.
    pub epoch: u64,
    /// The epochs there will be at most.
    pub epochs: u64,
}

impl At {
    /// The share of the updates that are done, from 0 to 1.
    pub fn progress(self) -> f64 {
        if self.steps == 0 { 0.0 } else { (self.step as f64 / self.steps as f64).min(1.0) }
    }

    /// The updates of an epoch.
    pub fn per_epoch(self) -> u64 {
        self.steps.checked_div(self.epochs).unwrap_or(0)
    }
}

/// A learning rate that changes: the factor of each update.
pub trait Schedule: Debug + Send {
    /// Refuses settings that make no sense.
    ///
    /// # Errors
    ///
    /// With the setting, its value and what it must be.
    fn check(&self) -> Result<(), SettingError> {
        Ok(())
    }

    /// What the optimiser's rate is multiplied by in the update that follows; finite and not below 0.
    fn factor(&mut self, at: At) -> f64;

    /// Hears how good the model is after an epoch: the metric, or the loss where there is none, and which values are better.
    fn observe(&mut self, _figure: f64, _goal: Goal) {}

    /// Its name, if it cannot do without [`observe`](Schedule::observe) and thus without a validation set.
    fn needs_validation(&self) -> Option<&'static str> {
        None
    }
}

/// One of several schedules, chosen while the program runs.
impl<S: Schedule + ?Sized> Schedule for Box<S> {
    fn check(&self) -> Result<(), SettingError> {
        (**self).check()
    }

    fn factor(&mut self, at: At) -> f64 {
        (**self).factor(at)
    }

    fn observe(&mut self, figure: f64, goal: Goal) {
        (**self).observe(figure, goal);
    }

    fn needs_validation(&self) -> Option<&'static str> {
        (**self).needs_validation()
    }
}

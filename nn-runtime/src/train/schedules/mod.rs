//! How the learning rate changes while a training goes on.
//!
//! A schedule gives the factor by which the optimiser's rate is multiplied, step by step.

mod constant;
mod cosine;

use core::fmt::Debug;

pub use self::constant::Constant;
pub use self::cosine::Cosine;
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
        if self.steps == 0 { 0.0 } else { self.step as f64 / self.steps as f64 }
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

    /// What the optimiser's rate is multiplied by in the update that follows.
    fn factor(&mut self, at: At) -> f64;

    /// Hears how good the model is after an epoch, the loss where there is no metric: `better` tells whether the first of two
    /// figures is better than the second.
    fn observe(&mut self, _figure: f64, _better: fn(f64, f64) -> bool) {}
}

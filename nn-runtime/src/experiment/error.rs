//! Why an experiment has no result, or not all of it.

use alloc::boxed::Box;
use alloc::string::String;
use core::any::Any;
use core::fmt;

use thiserror::Error;

use super::comparison::Comparison;
use crate::data::{DataError, ScalingError};
use crate::metrics::MetricError;
use crate::quoted::{escaped, quoted};
use crate::setting::SettingError;
use crate::train::FitError;

/// Why nothing is compared.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum ExperimentError {
    /// There is nothing to compare.
    #[error("there are no trials: add one with `.trial::<Network>(name, train)`")]
    NoTrials,
    /// Two trials could not be told apart.
    #[error("two trials are called `{}`", quoted(name))]
    SameName {
        /// Their name.
        name: String,
    },
    /// A setting makes no sense.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The data cannot be cut into parts.
    #[error(transparent)]
    Data(#[from] DataError),
    /// Parts have no samples.
    #[error("{samples} samples are too few for parts of {train}, {valid} and {test}: one of them is empty")]
    TooFew {
        /// The samples there are.
        samples: usize,
        /// Those to train on.
        train: usize,
        /// Those to validate.
        valid: usize,
        /// Those that the figures are of.
        test: usize,
    },
    /// There is nothing to compare: with no seed have all trials made a run.
    #[error("{}", Why(.0))]
    Incomplete(Box<Comparison>),
}

/// Why a run was not made.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum RunError {
    /// The inputs cannot be scaled.
    #[error("trial `{}`, seed {seed}: the inputs cannot be scaled: {source}", quoted(trial))]
    Scaling {
        /// The trial's name.
        trial: String,
        /// The seed.
        seed: u64,
        /// Why.
        source: ScalingError,
    },
    /// A model was not trained.
    #[error("trial `{}`, seed {seed}: {source}", quoted(trial))]
    Fit {
        /// The trial's name.
        trial: String,
        /// The seed.
        seed: u64,
        /// Why.
        source: FitError,
    },
    /// A model was not measured.
    #[error("trial `{}`, seed {seed}: the metric cannot be computed: {source}", quoted(trial))]
    Metric {
        /// The trial's name.
        trial: String,
        /// The seed.
        seed: u64,
        /// Why.
        source: MetricError,
    },
    /// What is the caller's own panicked: the trial, one of its callbacks, the metric, what fits a scaling.
    #[error("trial `{}`, seed {seed}: it panicked: {}", quoted(trial), escaped(message))]
    Panic {
        /// The trial's name.
        trial: String,
        /// The seed.
        seed: u64,
        /// What it said.
        message: String,
    },
    /// A callback of the experiment panicked.
    #[error("a callback panicked: {}", escaped(message))]
    Callback {
        /// What it said.
        message: String,
    },
}

/// Why there is nothing to compare.
struct Why<'a>(&'a Comparison);

impl fmt::Display for Why<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.failure {
            Some(failure) => write!(f, "{failure}"),
            None => f.write_str("stopped when asked to, before every trial had made a run with one seed"),
        }
    }
}

/// What a panic said.
pub(super) fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref().map(String::as_str));
    text.unwrap_or("a value that is no text").into()
}

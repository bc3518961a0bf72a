//! Why an experiment has no result.

use alloc::string::String;

use thiserror::Error;

use crate::data::{DataError, ScalingError};
use crate::metrics::MetricError;
use crate::setting::SettingError;
use crate::train::FitError;

/// Why an experiment has no result.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum ExperimentError {
    /// There is nothing to compare.
    #[error("there are no trials: add one with `.trial::<Network>(name, train)`")]
    NoTrials,
    /// Two trials could not be told apart.
    #[error("two trials are called `{name}`")]
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
    /// The inputs cannot be scaled.
    #[error("the inputs cannot be scaled: {0}")]
    Scaling(#[from] ScalingError),
    /// There is nothing to compare yet.
    #[error("stopped when asked to, before every trial had made a run with one seed")]
    Stopped,
    /// A model was not trained.
    #[error("trial `{trial}`, seed {seed}: {source}")]
    Fit {
        /// The trial's name.
        trial: String,
        /// The seed.
        seed: u64,
        /// Why.
        source: FitError,
    },
    /// A model was not measured.
    #[error("trial `{trial}`, seed {seed}: the metric cannot be computed: {source}")]
    Metric {
        /// The trial's name.
        trial: String,
        /// The seed.
        seed: u64,
        /// Why.
        source: MetricError,
    },
}

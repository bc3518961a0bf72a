//! Why a training does not begin.

use thiserror::Error;

use crate::metrics::MetricError;
use crate::setting::SettingError;

/// Why a model was not trained. It is as it was.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum FitError {
    /// A setting of the optimiser, the schedule or the trainer makes no sense.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// There is nothing to learn from.
    #[error("the {set} set has no samples")]
    Empty {
        /// `training` or `validation`.
        set: &'static str,
    },
    /// All samples weigh nothing.
    #[error("all samples of the {set} set have a weight of 0")]
    Weightless {
        /// `training` or `validation`.
        set: &'static str,
    },
    /// Something was asked for that takes a validation set.
    #[error(
        "{what} needs a validation set: add `.validate(&set)`, a part of the data that is neither trained on nor reported"
    )]
    NoValidation {
        /// What was asked for.
        what: &'static str,
    },
    /// The metric cannot be computed on the validation set.
    #[error("the metric cannot be computed on the validation set: {0}")]
    Metric(#[from] MetricError),
}

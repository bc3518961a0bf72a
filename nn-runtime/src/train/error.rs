//! Why a training does not begin.

use alloc::string::String;

use thiserror::Error;

use crate::data::augment::AugmentError;
use crate::losses::TargetError;
use crate::metrics::MetricError;
use crate::setting::SettingError;

/// Why a model was not trained. It is as it was.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum FitError {
    /// A setting of the optimiser, the schedule or the trainer makes no sense.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// Training inputs cannot be changed in the way asked for.
    #[error(transparent)]
    Augment(#[from] AugmentError),
    /// There is nothing to learn from.
    #[error("the {set} set has no samples")]
    Empty {
        /// `training` or `validation`.
        set: &'static str,
    },
    /// No stage of the network is trained.
    #[error("`{network}` has no parameters that are trained: all its stages are frozen, or have none")]
    NothingTrained {
        /// The network.
        network: &'static str,
    },
    /// A weight is infinite or NaN before the first update.
    #[error("`{tensor}` of `{network}` holds a number that is infinite or NaN: no training can mend it")]
    Weights {
        /// The network.
        network: &'static str,
        /// The tensor, by its name in files.
        tensor: String,
    },
    /// Statistics over a batch of one sample.
    #[error(
        "`{network}` normalizes over the samples of a batch, which takes at least 2: {}",
        if *batch == 1 { "make the batches larger with `.batch::<32>()`" } else { "the training set has 1" }
    )]
    Alone {
        /// The network.
        network: &'static str,
        /// The samples of a batch, at most.
        batch: usize,
        /// The samples there are.
        samples: usize,
    },
    /// All samples weigh nothing, as numbers of the network have it.
    #[error("all samples of the {set} set have a weight of 0")]
    Weightless {
        /// `training` or `validation`.
        set: &'static str,
    },
    /// A sample weighs more than numbers of the network can hold.
    #[error(
        "sample {sample} of the {set} set has a weight of {weight:?}: ratios of weights count alone, so make all of them smaller"
    )]
    Weight {
        /// `training` or `validation`.
        set: &'static str,
        /// The sample, counted from 0.
        sample: usize,
        /// Its weight.
        weight: f64,
    },
    /// A target makes no sense to the loss.
    #[error("the {set} set: {source}")]
    Target {
        /// `training` or `validation`.
        set: &'static str,
        /// Which one, and why.
        source: TargetError,
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

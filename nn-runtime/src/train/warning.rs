//! What a training is warned of.

use alloc::string::String;
use core::fmt;

use crate::metrics::MetricError;

/// Something about a training that is hardly meant, in plain words.
///
/// A trainer tells its callbacks when it comes up, each kind once, and lists all in the report. Nothing but
/// [`NotFinite`](Warning::NotFinite) and [`Rate`](Warning::Rate) ends the training. The thresholds are constants of
/// [`watch`](crate::train::watch), each with its reason.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Warning {
    /// The network has far more parameters than the samples can settle.
    Parameters {
        /// The parameters trained.
        trained: usize,
        /// The samples trained on.
        samples: usize,
        /// What is known of each: 1 for a class, or the numbers of its target.
        numbers: usize,
    },
    /// All samples have the same target, so that there is nothing to tell apart.
    SameTarget {
        /// The samples trained on.
        samples: usize,
        /// The class, where the target is one.
        class: Option<usize>,
    },
    /// The gradients of a stage are far smaller than those of stages behind it.
    Vanishing {
        /// The epoch in which it was noticed.
        epoch: u64,
        /// The stage.
        stage: String,
        /// The typical gradient of one of its parameters.
        gradient: f64,
        /// The stage with the largest.
        strongest: String,
        /// The typical gradient of one of its parameters.
        largest: f64,
    },
    /// The gradients of a stage are far larger than those of stages behind it.
    Growing {
        /// The epoch in which it was noticed.
        epoch: u64,
        /// The stage.
        stage: String,
        /// The typical gradient of one of its parameters.
        gradient: f64,
        /// The stage with the smallest.
        weakest: String,
        /// The typical gradient of one of its parameters.
        smallest: f64,
    },
    /// Gradients have become far larger than they were, and the loss as well.
    Exploding {
        /// The epoch.
        epoch: u64,
        /// The norm of all gradients, at its largest.
        norm: f64,
        /// The norm that they had in the beginning.
        first: f64,
    },
    /// The gradients of a stage are exactly 0: nothing of it is learned.
    Dead {
        /// The epoch in which it was noticed.
        epoch: u64,
        /// The stage.
        stage: String,
    },
    /// The network gives the same outputs whatever goes in.
    Constant {
        /// The epoch in which it was noticed.
        epoch: u64,
        /// The validation samples that say so.
        samples: usize,
    },
    /// The loss falls on the training set, but rises on the validation set.
    Overfitting {
        /// The epoch in which it was noticed.
        epoch: u64,
        /// The epoch with the lowest validation loss.
        best: u64,
        /// The training loss in that epoch and now.
        training: [f64; 2],
        /// The validation loss in that epoch and now.
        validation: [f64; 2],
    },
    /// A number became infinite or NaN, which ends the training.
    NotFinite {
        /// The epoch.
        epoch: u64,
        /// The batch within the epoch, both counted from 1.
        batch: usize,
        /// What it was first found in.
        what: NotFinite,
    },
    /// The validation loss is infinite or NaN, although all weights are finite.
    ValidationLoss {
        /// The epoch.
        epoch: u64,
        /// The loss.
        loss: f64,
    },
    /// The metric is NaN, or it could be computed before the first epoch, but cannot be of what the model has become.
    Metric {
        /// The epoch.
        epoch: u64,
        /// Why.
        error: MetricError,
    },
    /// The schedule asked for a rate that no update can have, which ends the training.
    Rate {
        /// The epoch.
        epoch: u64,
        /// The rate.
        rate: f64,
    },
}

/// Where a number that is infinite or NaN was first found.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum NotFinite {
    /// In the loss of the batch.
    Loss(f64),
    /// In the gradients of this stage, with a loss that is finite.
    Gradient(String),
    /// In the weights or running statistics, which an update made so.
    Weight,
}

/// What helps against gradients that are too large.
const SMALLER: &str = "a smaller learning rate, a warm-up or `.clip_norm(1.0)` help";

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameters { trained, samples, numbers } => write!(
                f,
                "{trained} parameters are trained on {samples} samples with {} each: they may be learned by heart; \
                 a smaller network, dropout, weight decay or more data help",
                Numbers(*numbers)
            ),
            Self::SameTarget { samples, class } => {
                match class {
                    Some(class) => write!(f, "all {samples} samples trained on are of class {class}")?,
                    None => write!(f, "all {samples} samples trained on have the same target")?,
                }
                f.write_str(
                    ": the network learns to answer that whatever goes in; see that the data are read as they are meant, and \
                     split them with `split_stratified`",
                )
            }
            Self::Vanishing { epoch, stage, gradient, strongest, largest } => write!(
                f,
                "epoch {epoch}: gradients vanish before they reach `{stage}`: {gradient:.1e} a parameter, where `{strongest}` has \
                 {largest:.1e}; another activation (`relu`, `gelu`), a norm or `residual` help"
            ),
            Self::Growing { epoch, stage, gradient, weakest, smallest } => write!(
                f,
                "epoch {epoch}: gradients explode on their way back to `{stage}`: {gradient:.1e} a parameter, where `{weakest}` has \
                 {smallest:.1e}; a norm, other initial values or `.clip_norm(1.0)` help"
            ),
            Self::Exploding { epoch, norm, first } => write!(
                f,
                "epoch {epoch}: gradients explode: their norm came to {norm:.1e} from {first:.1e}, and the loss rises; {SMALLER}"
            ),
            Self::Dead { epoch, stage } => write!(
                f,
                "epoch {epoch}: all gradients of `{stage}` are 0, so it learns nothing: its units, or those behind it, no longer react; \
                 a smaller learning rate or `leaky_relu` help"
            ),
            Self::Constant { epoch, samples } => write!(
                f,
                "epoch {epoch}: the outputs are the same for all {samples} validation samples, whatever goes in; a smaller learning \
                 rate, scaled inputs or another activation help"
            ),
            Self::Overfitting { epoch, best, training, validation } => write!(
                f,
                "epoch {epoch}: training and validation part: since epoch {best} the loss fell from {:.4} to {:.4} in training, but rose \
                 from {:.4} to {:.4} in validation; early stopping, dropout, weight decay or more data help",
                training[0], training[1], validation[0], validation[1]
            ),
            Self::NotFinite { epoch, batch, what } => {
                write!(f, "epoch {epoch}, batch {batch}: ")?;
                match what {
                    NotFinite::Loss(loss) => write!(f, "the loss became {loss}")?,
                    NotFinite::Gradient(stage) => write!(f, "a gradient of `{stage}` became infinite or NaN")?,
                    NotFinite::Weight => f.write_str("a weight became infinite or NaN")?,
                }
                write!(f, "; the training ends with the last good weights; {SMALLER}")
            }
            Self::ValidationLoss { epoch, loss } => write!(
                f,
                "epoch {epoch}: the validation loss is {loss}, although all weights are finite: a validation sample is far from all that \
                 was trained on"
            ),
            Self::Metric { epoch, error } => write!(
                f,
                "epoch {epoch}: the metric cannot be computed on the validation set: {error}; such an epoch is not taken for the best"
            ),
            Self::Rate { epoch, rate } => write!(
                f,
                "epoch {epoch}: the schedule asked for a learning rate of {rate}, but rates are finite and not below 0; the training ends"
            ),
        }
    }
}

/// How many numbers are known of a sample.
struct Numbers(usize);

impl fmt::Display for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("1 number to learn"),
            n => write!(f, "{n} numbers to learn"),
        }
    }
}

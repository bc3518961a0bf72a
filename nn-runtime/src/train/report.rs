//! How a training went.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use super::warning::Warning;
use crate::network::Network;

/// One epoch of a training.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Epoch {
    /// Its number, counted from 1.
    pub number: u64,
    /// The mean loss over the samples trained on, each before its update.
    pub loss: f64,
    /// How good the model was on the validation set at its end, where there is one.
    pub validation: Option<Validated>,
    /// The learning rate of its last update.
    pub rate: f64,
    /// How long it took, validation included.
    pub time: Duration,
    /// The samples trained on.
    pub samples: usize,
    /// The norm of the gradients of each [stage](Report::stages), before clipping, the mean over a few updates.
    pub gradients: Vec<f64>,
}

/// How good a model is on a validation set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Validated {
    /// The mean loss.
    pub loss: f64,
    /// The metric, where there is one.
    pub metric: Option<f64>,
}

impl Validated {
    /// The figure that says which epoch was best: the metric, or the loss where there is none. Of two epochs with the same metric, the
    /// one with the lower loss is better.
    pub fn objective(self) -> f64 {
        self.metric.unwrap_or(self.loss)
    }
}

/// Why a training ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stopped {
    /// All epochs are done.
    Finished,
    /// The model had not become better for as many epochs as it was given.
    Early,
    /// Somebody pressed the [`Stop`](super::Stop).
    Asked,
    /// A callback ended it.
    Callback,
    /// A loss, a gradient or a weight was infinite or NaN; the weights are the last good ones.
    NotFinite,
    /// The schedule asked for a learning rate that is negative, infinite or NaN.
    Rate,
}

/// How a training went: epoch by epoch, and why it ended.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// The network's name.
    pub network: &'static str,
    /// What the metric is called, where there is one.
    pub metric: Option<String>,
    /// The trained stages, in the order of their parameters, by their names in files.
    pub stages: Vec<String>,
    /// The epochs done, in order.
    pub epochs: Vec<Epoch>,
    /// The number of the epoch whose weights the model has: the best on the validation set, where there is one.
    pub best: Option<u64>,
    /// The updates done.
    pub steps: u64,
    /// Why it ended.
    pub stopped: Stopped,
    /// What is hardly meant, in the order in which it came up.
    pub warnings: Vec<Warning>,
}

impl Report {
    /// A training that has not begun.
    pub(super) fn new<N: Network>(metric: Option<&str>, stages: Vec<String>) -> Self {
        Self {
            network: N::NAME,
            metric: metric.map(String::from),
            stages,
            epochs: Vec::new(),
            best: None,
            steps: 0,
            stopped: Stopped::Finished,
            warnings: Vec::new(),
        }
    }

    /// The epoch whose weights the model has, where the training got to the end of one.
    pub fn best_epoch(&self) -> Option<&Epoch> {
        self.epochs.iter().find(|epoch| Some(epoch.number) == self.best)
    }

    /// How long all epochs took together.
    pub fn time(&self) -> Duration {
        self.epochs.iter().map(|epoch| epoch.time).sum()
    }
}

/// Losses of an epoch, and the metric under its name, in words.
pub(super) struct Figures<'a>(pub(super) &'a Epoch, pub(super) Option<&'a str>);

impl fmt::Display for Figures<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(epoch, name) = self;
        write!(f, "loss {:.4}", epoch.loss)?;
        let Some(validation) = epoch.validation else { return Ok(()) };
        write!(f, ", validation {:.4}", validation.loss)?;
        match validation.metric.zip(*name) {
            Some((metric, name)) => write!(f, ", {name} {metric:.4}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.stopped {
            Stopped::Finished => "all epochs done",
            Stopped::Early => "stopped early, as it became no better",
            Stopped::Asked => "stopped when asked to",
            Stopped::Callback => "stopped by a callback",
            Stopped::NotFinite => "stopped, as a number was infinite or NaN; the weights are the last good ones",
            Stopped::Rate => "stopped, as the schedule gave no rate that an update can have",
        };
        write!(f, "`{}`, {} update{}", self.network, self.steps, if self.steps == 1 { "" } else { "s" })?;
        if !self.epochs.is_empty() {
            write!(f, " in {:.1?}", self.time())?; // of an epoch that got to no end it is not known
        }
        write!(f, ": {why}")?;
        if let Some(best) = self.best_epoch() {
            write!(f, "\nweights of epoch {}: {}", best.number, Figures(best, self.metric.as_deref()))?;
        }
        self.warnings.iter().try_for_each(|warning| write!(f, "\nwarning: {warning}"))
    }
}

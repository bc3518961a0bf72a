//! One contestant of an experiment, whatever its network.

use alloc::string::String;
use alloc::vec::Vec;
use core::marker::PhantomData;

use super::comparison::{Run, Trial};
use super::error::RunError;
use super::parts::Parts;
use crate::data::{Dataset, InputOf, Sample};
use crate::flat::Flat;
use crate::metrics::{Goal, Metric};
use crate::model::Model;
use crate::network::Network;
use crate::optimizers::AdamW;
use crate::train::{FitError, MissingLoss, Report, Stop, Stopped, Trainer, With};

/// The trainer that a trial is given: seed, validation set, metric and what stops it are said.
pub type TrialTrainer<'a, N, X, Y, M> = Trainer<'a, N, MissingLoss, AdamW, With<&'a M>, &'a Dataset<X, Y>>;

/// What a trial is to the experiment: the network's type is forgotten.
pub(super) trait Contestant<X, Y, M>: Sync {
    fn name(&self) -> &str;
    /// The trial, of which no run is made.
    fn trial(&self) -> Trial;
    /// The name of the metric, and which values are better.
    fn metric(&self, metric: &M) -> (String, Goal);
    /// Makes a run; none where `stop` keeps it from its end.
    fn run(&self, parts: &Parts<X, Y>, seed: u64, metric: &M, stop: &Stop) -> Result<Option<Run>, RunError>;
}

/// A trial of the network `N`.
pub(super) struct Of<N, F> {
    name: String,
    train: F,
    network: PhantomData<fn() -> N>,
}

impl<N, F> Of<N, F> {
    pub(super) fn new(name: String, train: F) -> Self {
        Self { name, train, network: PhantomData }
    }
}

impl<N, F, X, Y, M> Contestant<X, Y, M> for Of<N, F>
where
    N: Network,
    F: Fn(TrialTrainer<'_, N, X, Y, M>, &Dataset<X, Y>) -> Result<Report, FitError> + Sync,
    X: InputOf<N::Inputs, N::T>,
    Y: Sample,
    M: Metric<N::Outputs, N::T, Y>,
{
    fn name(&self) -> &str {
        &self.name
    }

    fn trial(&self) -> Trial {
        Trial {
            name: self.name.clone(),
            network: N::NAME,
            params: N::LEN,
            bytes: (N::LEN + <N::State as Flat>::LEN) * size_of::<N::T>(),
            runs: Vec::new(),
            unpaired: Vec::new(),
        }
    }

    fn metric(&self, metric: &M) -> (String, Goal) {
        (metric.name().into_owned(), metric.goal())
    }

    fn run(&self, parts: &Parts<X, Y>, seed: u64, metric: &M, stop: &Stop) -> Result<Option<Run>, RunError> {
        let trial = || self.name.clone();
        let mut model = Model::<N>::init(seed);
        if let Some(scaling) = &parts.scaling {
            let scaled = model.scaled_by(scaling.clone());
            model = scaled.map_err(|source| RunError::Scaling { trial: trial(), seed, source })?;
        }
        let trainer = Trainer::new(&mut model).seed(seed).validate(&parts.valid).metric(metric).stop(stop);
        let report = (self.train)(trainer, &parts.train);
        let report = report.map_err(|source| RunError::Fit { trial: trial(), seed, source })?;
        if report.stopped == Stopped::Asked && stop.is_stopped() {
            return Ok(None); // it would be compared with others that trained to their end
        }
        let value = model.evaluate(&parts.test, metric);
        let value = value.map_err(|source| RunError::Metric { trial: trial(), seed, source })?;
        let (epochs, time, diverged) = (report.epochs.len(), report.time(), report.stopped == Stopped::NotFinite);
        Ok(Some(Run { seed, value, epochs, time, diverged }))
    }
}

//! Being told how a training goes.

use core::ops::ControlFlow;

use super::report::{Epoch, Report};
use super::warning::Warning;
use crate::model::Model;
use crate::network::Network;

/// A batch is done: forward, backward, update.
#[derive(Debug)]
#[non_exhaustive]
pub struct BatchEnd<'a, N: Network> {
    /// The epoch, counted from 1.
    pub epoch: u64,
    /// The epochs there will be at most.
    pub epochs: u64,
    /// The batch within the epoch, counted from 1.
    pub batch: usize,
    /// The batches of an epoch.
    pub batches: usize,
    /// Its samples.
    pub samples: usize,
    /// Its mean loss, before the update.
    pub loss: f64,
    /// The learning rate of its update.
    pub rate: f64,
    /// The model, updated.
    pub model: &'a Model<N>,
    /// The gradients of the update, clipped; their sum so far where more batches belong to the update.
    pub grads: &'a N::Grads,
}

/// An epoch is done, and validated where there is a validation set.
#[derive(Debug)]
#[non_exhaustive]
pub struct EpochEnd<'a, N: Network> {
    /// What the report will say of it.
    pub epoch: &'a Epoch,
    /// The epochs there will be at most.
    pub epochs: u64,
    /// What the metric is called, where there is one.
    pub metric: Option<&'a str>,
    /// The model; the averages of its parameters, where a trainer takes them.
    pub model: &'a Model<N>,
}

/// Somebody who is told how a training goes, and may end it.
///
/// A closure that takes [`EpochEnd`] is one as well.
pub trait Callback<N: Network> {
    /// After each batch.
    fn batch(&mut self, _at: &BatchEnd<'_, N>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    /// After each epoch.
    fn epoch(&mut self, _at: &EpochEnd<'_, N>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    /// When something comes up that is hardly meant: before the first epoch, at the end of an epoch, or when a number that is not
    /// finite ends the training.
    fn warning(&mut self, _warning: &Warning) {}

    /// At the end.
    fn end(&mut self, _report: &Report) {}
}

impl<N: Network, F: FnMut(&EpochEnd<'_, N>) -> ControlFlow<()>> Callback<N> for F {
    fn epoch(&mut self, at: &EpochEnd<'_, N>) -> ControlFlow<()> {
        self(at)
    }
}

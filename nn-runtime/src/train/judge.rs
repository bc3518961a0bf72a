//! Validation: how good the model is, and which epoch's was best.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::evaluation::{Evaluation, SampleOf};
use super::report::Validated;
use super::target::TargetOf;
use super::validation::Objective;
use crate::data::{Dataset, InputOf, Sample};
use crate::losses::LossFor;
use crate::metrics::{Goal, MetricError};
use crate::model::Model;
use crate::network::Network;

/// Judges the model on the validation set, and knows the best so far.
pub(super) struct Judge<'a, N: Network, M, X: InputOf<N::Inputs, N::T>, Y: Sample, const B: usize> {
    metric: &'a M,
    valid: Option<Cow<'a, Dataset<X, Y>>>,
    best: Option<Validated>,
    evaluation: Evaluation<N, B>,
    outputs: Vec<SampleOf<N>>,
}

impl<'a, N: Network, M: Objective<N::Outputs, N::T, Y>, X: InputOf<N::Inputs, N::T>, Y: Sample, const B: usize>
    Judge<'a, N, M, X, Y, B>
{
    pub(super) fn new(metric: &'a M, valid: Option<Cow<'a, Dataset<X, Y>>>) -> Self {
        Self { metric, valid, best: None, evaluation: Evaluation::new(), outputs: Vec::new() }
    }

    /// How good the model is on the validation set, where there is one. A metric that cannot be computed is NaN, and the error says why.
    pub(super) fn measure<L: LossFor<N::Outputs>>(
        &mut self,
        model: &Model<N>,
        loss: &L,
    ) -> (Option<Validated>, Option<MetricError>)
    where
        Y: TargetOf<N, L, B>,
    {
        let Some(valid) = &self.valid else { return (None, None) };
        let loss = self.evaluation.loss(model, valid, loss, &mut self.outputs);
        match self.metric.measure(valid.targets(), &self.outputs) {
            Ok(metric) => {
                let error = metric.filter(|value| value.is_nan()).map(|_| MetricError::NotANumber);
                (Some(Validated { loss, metric }), error)
            }
            Err(error) => (Some(Validated { loss, metric: Some(f64::NAN) }), Some(error)),
        }
    }

    /// Of how many samples the outputs measured last are, if all are the same.
    pub(super) fn constant(&self) -> Option<usize> {
        let (first, others) = self.outputs.split_first()?;
        (!others.is_empty() && others.iter().all(|y| y == first)).then_some(self.outputs.len())
    }

    /// Whether this is better than all before it. Small sets leave many epochs with one metric: the loss decides among them.
    pub(super) fn is_best(&mut self, found: Validated) -> bool {
        let better = self.best.is_none_or(|best| {
            let (new, old) = (found.objective(), best.objective());
            let equal = new == old || (new.is_nan() && old.is_nan());
            self.metric.goal().better(new, old) || (equal && Goal::Lowest.better(found.loss, best.loss))
        });
        if better {
            self.best = Some(found);
        }
        better
    }
}

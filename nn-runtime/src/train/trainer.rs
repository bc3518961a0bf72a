//! What a training is made of.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::ops::ControlFlow;

use super::callback::{Callback, EpochEnd};
use super::error::FitError;
use super::fit;
use super::report::Report;
use super::schedules::{Constant, Schedule};
use super::stop::Stop;
use super::target::TargetOf;
use super::validation::{NoMetric, NoValidation, Objective, Validation, With};
use crate::data::augment::{Augment, NoAugment};
use crate::data::{Dataset, InputOf};
use crate::losses::LossFor;
use crate::model::Model;
use crate::network::Network;
use crate::optimizers::{AdamW, Rule};

/// A training of one model, put together step by step; [`fit`](Trainer::fit) runs it.
///
/// What is not said is: [`AdamW`] at a rate of 10⁻³ that stays, batches of 32, 10 epochs, seed 0, no validation.
/// The [module](crate::train) shows one whole.
///
/// A loss has to be said; it must fit the network's outputs and the targets, or `fit` does not compile.
pub struct Trainer<
    'a,
    N: Network,
    L = MissingLoss,
    R = AdamW,
    M = NoMetric,
    V = NoValidation,
    const B: usize = 32,
    A = NoAugment,
> {
    pub(super) model: &'a mut Model<N>,
    pub(super) loss: L,
    pub(super) rule: R,
    pub(super) metric: M,
    pub(super) validation: V,
    pub(super) augment: Option<A>,
    pub(super) options: Options<'a, N>,
}

/// In the place of a loss that nobody has given: `.loss(…)` is missing.
#[derive(Clone, Copy, Debug)]
pub struct MissingLoss;

/// What does not change the type of a trainer.
pub(super) struct Options<'a, N: Network> {
    pub(super) epochs: u64,
    pub(super) seed: u64,
    pub(super) patience: Option<u64>,
    pub(super) clip_norm: Option<f64>,
    pub(super) clip_value: Option<f64>,
    pub(super) accumulate: u64,
    pub(super) l1: Option<f64>,
    pub(super) l2: Option<f64>,
    pub(super) max_norm: Option<f64>,
    pub(super) ema: Option<f64>,
    pub(super) schedule: Box<dyn Schedule + 'a>,
    pub(super) callbacks: Vec<Box<dyn Callback<N> + 'a>>,
    pub(super) stop: Stop,
}

impl<'a, N: Network> Trainer<'a, N> {
    /// A training of `model`, from the parameters it has.
    pub fn new(model: &'a mut Model<N>) -> Self {
        let options = Options {
            epochs: 10,
            seed: 0,
            patience: None,
            clip_norm: None,
            clip_value: None,
            accumulate: 1,
            l1: None,
            l2: None,
            max_norm: None,
            ema: None,
            schedule: Box::new(Constant),
            callbacks: Vec::new(),
            stop: Stop::new(),
        };
        let (loss, rule) = (MissingLoss, AdamW::new(1e-3));
        Trainer { model, loss, rule, metric: NoMetric, validation: NoValidation, augment: None, options }
    }
}

impl<'a, N: Network, L, R, M, V, const B: usize, A> Trainer<'a, N, L, R, M, V, B, A> {
    /// What the model is trained towards.
    pub fn loss<K>(self, loss: K) -> Trainer<'a, N, K, R, M, V, B, A> {
        let Self { model, rule, metric, validation, augment, options, .. } = self;
        Trainer { model, loss, rule, metric, validation, augment, options }
    }

    /// How gradients change parameters.
    pub fn optimizer<Q: Rule>(self, rule: Q) -> Trainer<'a, N, L, Q, M, V, B, A> {
        let Self { model, loss, metric, validation, augment, options, .. } = self;
        Trainer { model, loss, rule, metric, validation, augment, options }
    }

    /// How many samples are in a batch. The last one of an epoch has what is left.
    pub fn batch<const C: usize>(self) -> Trainer<'a, N, L, R, M, V, C, A> {
        let Self { model, loss, rule, metric, validation, augment, options } = self;
        Trainer { model, loss, rule, metric, validation, augment, options }
    }

    /// Samples that are not trained on, to see after each epoch how good the model is on what it has not learned by heart.
    ///
    /// In the end the model has the weights of the epoch that was best on them. What is reported as its quality must
    /// be measured on others.
    pub fn validate<X, Y>(self, data: &'a Dataset<X, Y>) -> Trainer<'a, N, L, R, M, &'a Dataset<X, Y>, B, A> {
        let Self { model, loss, rule, metric, augment, options, .. } = self;
        Trainer { model, loss, rule, metric, validation: data, augment, options }
    }

    /// Changes the inputs of the training set at random whenever they are trained on, in each epoch in another way: see
    /// [`augment`](crate::data::augment). It happens before the model's scaling; validation sees its samples as they are.
    pub fn augment<Q>(self, augment: Q) -> Trainer<'a, N, L, R, M, V, B, Q> {
        let Self { model, loss, rule, metric, validation, options, .. } = self;
        Trainer { model, loss, rule, metric, validation, augment: Some(augment), options }
    }

    /// What says on the validation set how good the model is; without one, the loss does.
    pub fn metric<K>(self, metric: K) -> Trainer<'a, N, L, R, With<K>, V, B, A> {
        let Self { model, loss, rule, validation, augment, options, .. } = self;
        Trainer { model, loss, rule, metric: With(metric), validation, augment, options }
    }

    /// How often each sample is seen, at most.
    pub fn epochs(mut self, epochs: u64) -> Self {
        self.options.epochs = epochs;
        self
    }

    /// What the order of the samples, changes of inputs and the masks of dropout are drawn from. The same seed gives the same weights again.
    pub fn seed(mut self, seed: u64) -> Self {
        self.options.seed = seed;
        self
    }

    /// How the learning rate changes.
    pub fn schedule(mut self, schedule: impl Schedule + 'a) -> Self {
        self.options.schedule = Box::new(schedule);
        self
    }

    /// Ends the training once the model has not become better on the validation set for `patience` epochs.
    pub fn early_stopping(mut self, patience: u64) -> Self {
        self.options.patience = Some(patience);
        self
    }

    /// Keeps the norm of all gradients together at or below `max` ([`Clip::clip_norm`](crate::optimizers::Clip::clip_norm)).
    pub fn clip_norm(mut self, max: f64) -> Self {
        self.options.clip_norm = Some(max);
        self
    }

    /// Keeps each gradient between `-max` and `max` ([`Clip::clip_value`](crate::optimizers::Clip::clip_value)).
    pub fn clip_value(mut self, max: f64) -> Self {
        self.options.clip_value = Some(max);
        self
    }

    /// Updates the weights once for `batches` batches, with the mean of their gradients: large batches in the memory of small ones.
    pub fn accumulate(mut self, batches: u64) -> Self {
        self.options.accumulate = batches;
        self
    }

    /// Adds the penalty λ Σ |w| to what is trained towards ([`L1`](crate::regularizers::L1)). Losses are reported without it.
    pub fn l1(mut self, lambda: f64) -> Self {
        self.options.l1 = Some(lambda);
        self
    }

    /// Adds the penalty λ/2 Σ w² to what is trained towards ([`L2`](crate::regularizers::L2)). Losses are reported without it.
    pub fn l2(mut self, lambda: f64) -> Self {
        self.options.l2 = Some(lambda);
        self
    }

    /// Keeps the norm of the weights that come in to each output at or below `max` ([`MaxNorm`](crate::regularizers::MaxNorm)).
    pub fn max_norm(mut self, max: f64) -> Self {
        self.options.max_norm = Some(max);
        self
    }

    /// Averages the parameters over the updates, as far back as `decay` says ([`Ema`](crate::optimizers::Ema)). The averages are what is
    /// validated, kept as the best, and left in the model in the end; training goes on from the parameters themselves.
    pub fn ema(mut self, decay: f64) -> Self {
        self.options.ema = Some(decay);
        self
    }

    /// Ends the training when `stop` is pressed.
    pub fn stop(mut self, stop: &Stop) -> Self {
        self.options.stop = stop.clone();
        self
    }

    /// Tells `callback` how the training goes, after those that were added before.
    pub fn callback(mut self, callback: impl Callback<N> + 'a) -> Self {
        self.options.callbacks.push(Box::new(callback));
        self
    }

    /// Calls `told` after each epoch; it may end the training.
    pub fn on_epoch(self, told: impl FnMut(&EpochEnd<'_, N>) -> ControlFlow<()> + 'a) -> Self {
        self.callback(told)
    }

    /// Trains the model, and reports how it went.
    ///
    /// With a validation set, the model has the weights of the epoch that was best on it, otherwise those of the last. A loss or
    /// weight that becomes infinite or NaN ends the training; the model then has the best weights so far, or those of the last epoch
    /// that was sound, and the report says so. What else is hardly meant, it [warns](super::Warning) of.
    ///
    /// The last batch of an epoch has what is left. Where that is one sample, and the network normalizes over the samples of a batch
    /// (PyTorch refuses to train on such a batch), the epoch does without it: the order changes from epoch to epoch.
    ///
    /// A panic in a callback, a metric or whatever else is the caller's own passes through. Where it is caught, the model is whole: it has
    /// the best weights so far on the validation set, without one those of the last epoch that was done, before the end of the first one
    /// those it began with.
    ///
    /// # Errors
    ///
    /// If a setting makes no sense, a set has no samples, or the metric cannot be computed on the validation set. The model
    /// is then as it was.
    pub fn fit<X: InputOf<N::Inputs, N::T>, Y>(self, train: &Dataset<X, Y>) -> Result<Report, FitError>
    where
        L: LossFor<N::Outputs>,
        R: Rule,
        M: Objective<N::Outputs, N::T, Y>,
        V: Validation<X, Y>,
        Y: TargetOf<N, L, B>,
        A: Augment<X>,
    {
        fit::run(self, train)
    }
}

impl<N: Network, L, R: fmt::Debug, M, V, const B: usize, A> fmt::Debug for Trainer<'_, N, L, R, M, V, B, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Options { epochs, seed, .. } = self.options;
        write!(f, "Trainer<{}>({:?}, batches of {B}, {epochs} epochs, seed {seed})", N::NAME, self.rule)
    }
}

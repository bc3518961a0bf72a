//! The loop: epochs, batches, updates; validation, and what follows from it.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use std::time::Instant;

use chacha20::rand_core::SeedableRng;

use super::callback::{BatchEnd, EpochEnd};
use super::error::FitError;
use super::evaluation::{Evaluation, SampleOf};
use super::report::{Epoch, Report, Stopped, Validated};
use super::schedules::At;
use super::trainer::{Options, Trainer};
use super::validation::{Objective, Validation};
use crate::data::{Batches, Dataset, InputOf, Sample};
use crate::flat::Flat;
use crate::initializers::Rng;
use crate::losses::{LossFor, TargetFrom};
use crate::memory::Heap;
use crate::model::Model;
use crate::network::Network;
use crate::optimizers::{Clip, Optimizer, Rule};
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};
use crate::step::Step;
use crate::workspace::{Target, Workspace};

/// [`Trainer::fit`].
pub(super) fn run<N, L, R, M, V, X, Y, const B: usize>(
    trainer: Trainer<'_, N, L, R, M, V, B>,
    train: &Dataset<X, Y>,
) -> Result<Report, FitError>
where
    N: Network,
    L: LossFor<N::Outputs>,
    R: Rule,
    M: Objective<N::Outputs, N::T, Y>,
    V: Validation<X, Y>,
    X: InputOf<N::Inputs, N::T>,
    Y: Sample,
    for<'t> Target<'t, N, L, B>: TargetFrom<Y::Lent<'t, B>>,
{
    let Trainer { model, loss, rule, metric, validation, options } = trainer;
    let valid = validation.samples();
    check(&options, train, valid)?;
    let optimizer = rule.optimizer::<N>()?;
    let valid = valid.map(|data| model.prepared(data));
    let mut judge = Judge { metric: &metric, valid, best: None, evaluation: Evaluation::new(), outputs: Vec::new() };
    judge.measure(model, &loss)?; // what the metric refuses, it refuses before the first update

    let train = model.prepared(train);
    let name = metric.name();
    let mut report = Report {
        network: N::NAME,
        metric: name.as_deref().map(String::from),
        epochs: Vec::new(),
        best: None,
        steps: 0,
        stopped: Stopped::Finished,
    };
    let epochs = options.epochs;
    let mut pass = Pass::new(model, &loss, optimizer, options, &train);
    for number in 1..=epochs {
        let start = Instant::now();
        let ended = pass.epoch(number);
        if let Err(Stopped::NotFinite) = ended {
            report.stopped = Stopped::NotFinite;
            break;
        }
        let validation = judge.measure(pass.model, &loss)?;
        let epoch = Epoch {
            number,
            loss: pass.mean_loss(),
            validation,
            rate: pass.rate,
            time: start.elapsed(),
            samples: pass.samples,
        };
        let better = validation.is_none_or(|validation| judge.keep_best(number, validation.objective(), pass.model));
        if better {
            report.best = Some(number);
        }
        if let Some(validation) = validation {
            pass.options.schedule.observe(validation.objective(), metric.goal());
        }
        let told = pass.tell_epoch(&epoch, name.as_deref());
        report.epochs.push(epoch);
        let early = pass.options.patience.is_some_and(|patience| number - report.best.unwrap_or(0) >= patience);
        let early = if early { Err(Stopped::Early) } else { Ok(()) };
        if let Err(stopped) = ended.and(told).and(early) {
            report.stopped = stopped;
            break;
        }
    }
    report.steps = pass.optimizer.steps();
    judge.restore_best(pass.model);
    pass.options.callbacks.iter_mut().for_each(|callback| callback.end(&report));
    Ok(report)
}

/// Refuses what makes no sense, before anything is changed.
fn check<N: Network, X: InputOf<N::Inputs, N::T>, Y: Sample>(
    options: &Options<'_, N>,
    train: &Dataset<X, Y>,
    valid: Option<&Dataset<X, Y>>,
) -> Result<(), FitError> {
    let count = |setting, value: u64| Range::Positive.check("Trainer", setting, value as f64).map(drop);
    count("epochs", options.epochs)?;
    count("accumulate", options.accumulate)?;
    if let Some(patience) = options.patience {
        count("early_stopping", patience)?;
        if valid.is_none() {
            return Err(FitError::NoValidation { what: "early stopping" });
        }
    }
    for (setting, max) in [("clip_norm", options.clip_norm), ("clip_value", options.clip_value)] {
        max.map_or(Ok(0.0), |max| Range::Positive.check("Trainer", setting, max))?;
    }
    options.schedule.check()?;
    if let (Some(what), None) = (options.schedule.needs_validation(), valid) {
        return Err(FitError::NoValidation { what });
    }
    for (set, data) in [("training", Some(train)), ("validation", valid)] {
        let Some(data) = data else { continue };
        if data.is_empty() {
            return Err(FitError::Empty { set });
        }
        if data.weights().is_some_and(|weights| weights.iter().all(|&weight| weight == 0.0)) {
            return Err(FitError::Weightless { set });
        }
    }
    Ok(())
}

/// Judges the model on the validation set, and keeps the best.
struct Judge<'a, N: Network, M, X: InputOf<N::Inputs, N::T>, Y: Sample, const B: usize> {
    metric: &'a M,
    valid: Option<Cow<'a, Dataset<X, Y>>>,
    best: Option<(f64, Model<N>)>,
    evaluation: Evaluation<N, B>,
    outputs: Vec<SampleOf<N>>,
}

impl<N: Network, M: Objective<N::Outputs, N::T, Y>, X: InputOf<N::Inputs, N::T>, Y: Sample, const B: usize>
    Judge<'_, N, M, X, Y, B>
{
    fn measure<L: LossFor<N::Outputs>>(&mut self, model: &Model<N>, loss: &L) -> Result<Option<Validated>, FitError>
    where
        for<'t> Target<'t, N, L, B>: TargetFrom<Y::Lent<'t, B>>,
    {
        let Some(valid) = &self.valid else { return Ok(None) };
        let loss = self.evaluation.loss(model, valid, loss, &mut self.outputs);
        let metric = self.metric.measure(valid.targets(), &self.outputs)?;
        Ok(Some(Validated { loss, metric }))
    }

    /// Keeps the model if it is the best so far, and says whether it is.
    fn keep_best(&mut self, number: u64, objective: f64, model: &Model<N>) -> bool {
        match &mut self.best {
            Some((best, kept)) if number > 1 => {
                let better = self.metric.goal().better(objective, *best);
                if better {
                    *best = objective;
                    kept.clone_from(model);
                }
                better
            }
            best => {
                *best = Some((objective, model.clone()));
                true
            }
        }
    }

    fn restore_best(self, model: &mut Model<N>) {
        if let Some((_, best)) = self.best {
            model.clone_from(&best);
        }
    }
}

/// What an epoch works with.
struct Pass<'a, 'd, N: Network, L, R: Rule, X: InputOf<N::Inputs, N::T>, Y: Sample, const B: usize> {
    model: &'a mut Model<N>,
    loss: &'a L,
    optimizer: Optimizer<N, R, Heap<N::T>>,
    options: Options<'a, N>,
    batches: Batches<'d, X, Y, B>,
    workspace: Workspace<N, B>,
    rng: Rng,
    /// The model at the end of the last epoch that was sound.
    sound: Model<N>,
    /// The optimiser's rate before a schedule changed it.
    base: f64,
    rate: f64,
    /// Batches so far, in all epochs.
    passes: u64,
    /// Samples of this epoch so far, and their losses.
    samples: usize,
    total: f64,
}

impl<'a, 'd, N: Network, L, R: Rule, X: InputOf<N::Inputs, N::T>, Y: Sample, const B: usize>
    Pass<'a, 'd, N, L, R, X, Y, B>
where
    L: LossFor<N::Outputs>,
    for<'t> Target<'t, N, L, B>: TargetFrom<Y::Lent<'t, B>>,
{
    fn new(
        model: &'a mut Model<N>,
        loss: &'a L,
        optimizer: Optimizer<N, R, Heap<N::T>>,
        options: Options<'a, N>,
        train: &'d Dataset<X, Y>,
    ) -> Self {
        let (sound, base) = (model.clone(), optimizer.rate());
        let (rng, batches, workspace) = (Rng::seed_from_u64(options.seed), train.batches(), Workspace::new());
        let (rate, passes, samples, total) = (base, 0, 0, 0.0);
        Self { model, loss, optimizer, options, batches, workspace, rng, sound, base, rate, passes, samples, total }
    }

    /// The mean loss of this epoch.
    fn mean_loss(&self) -> f64 {
        self.total / self.samples as f64
    }

    /// One epoch. Where a number is not finite, the model is what it was after the last epoch that was sound.
    fn epoch(&mut self, number: u64) -> Result<(), Stopped> {
        (self.samples, self.total) = (0, 0.0);
        self.batches.shuffle(&mut self.rng);
        let count = self.batches.count();
        let result = (1..=count).try_for_each(|batch| self.batch(number, batch, count));
        if result == Err(Stopped::NotFinite) || !self.model.as_flat().iter().all(|w| w.is_finite()) {
            self.model.clone_from(&self.sound);
            return Err(Stopped::NotFinite);
        }
        self.sound.clone_from(self.model);
        result
    }

    /// One batch, and the update where it is due.
    fn batch(&mut self, epoch: u64, number: usize, count: usize) -> Result<(), Stopped> {
        let Some(batch) = self.batches.next_for::<N::Inputs, N::T>() else { return Ok(()) };
        let n = batch.len();
        let step = Step::new(self.options.seed, self.passes);
        let group = self.options.accumulate.min(count as u64);
        let within = (number as u64 - 1) % group;
        let loss = if within == 0 {
            self.model.forward_backward(&mut self.workspace, batch, self.loss, step)
        } else {
            self.model.accumulate(&mut self.workspace, batch, self.loss, step)
        };
        let loss = loss.to_f64();
        if !loss.is_finite() {
            return Err(Stopped::NotFinite);
        }
        self.passes += 1;
        self.samples += n;
        self.total += loss * n as f64;
        if within + 1 == group || number == count {
            self.update(epoch, count, within + 1).map_err(|_| Stopped::NotFinite)?;
        }
        self.tell_batch(epoch, number, count, n, loss)?;
        if self.options.stop.is_stopped() { Err(Stopped::Asked) } else { Ok(()) }
    }

    /// Changes the weights by the mean of the gradients of `group` batches.
    fn update(&mut self, epoch: u64, count: usize, group: u64) -> Result<(), SettingError> {
        let grads = self.workspace.grads_mut();
        if group > 1 {
            let share = N::T::from_f64(1.0 / group as f64);
            grads.as_flat_mut().iter_mut().for_each(|g| *g *= share);
        }
        if let Some(max) = self.options.clip_norm {
            grads.clip_norm(max)?;
        }
        if let Some(max) = self.options.clip_value {
            grads.clip_value(max)?;
        }
        let (epochs, each) = (self.options.epochs, (count as u64).div_ceil(self.options.accumulate));
        let at = At { step: self.optimizer.steps(), steps: epochs * each, epoch: epoch - 1, epochs };
        self.rate = self.base * self.options.schedule.factor(at);
        self.optimizer.set_rate(self.rate)?;
        self.optimizer.step(self.model, self.workspace.grads());
        Ok(())
    }

    fn tell_batch(
        &mut self,
        epoch: u64,
        batch: usize,
        batches: usize,
        samples: usize,
        loss: f64,
    ) -> Result<(), Stopped> {
        let Options { epochs, callbacks, .. } = &mut self.options;
        let (model, grads, rate) = (&*self.model, self.workspace.grads(), self.rate);
        let at = BatchEnd { epoch, epochs: *epochs, batch, batches, samples, loss, rate, model, grads };
        tell(callbacks.iter_mut().map(|callback| callback.batch(&at)))
    }

    fn tell_epoch(&mut self, epoch: &Epoch, metric: Option<&str>) -> Result<(), Stopped> {
        let Options { epochs, callbacks, .. } = &mut self.options;
        let at = EpochEnd { epoch, epochs: *epochs, metric, model: self.model };
        tell(callbacks.iter_mut().map(|callback| callback.epoch(&at)))
    }
}

/// Tells all callbacks, and ends the training if one of them wants to.
fn tell(answers: impl Iterator<Item = core::ops::ControlFlow<()>>) -> Result<(), Stopped> {
    let all = answers.fold(true, |on, answer| on & answer.is_continue());
    if all { Ok(()) } else { Err(Stopped::Callback) }
}

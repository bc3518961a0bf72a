//! The way of a training: checks, epochs, validation, and what follows from it.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use std::time::Instant;

use super::error::FitError;
use super::judge::Judge;
use super::pass::Pass;
use super::regularized::Regularized;
use super::report::{Epoch, Report, Stopped};
use super::target::TargetOf;
use super::trainer::{Options, Trainer};
use super::validation::{Objective, Validation};
use crate::data::augment::Augment;
use crate::data::{Dataset, InputOf, Sample};
use crate::flat::Flat;
use crate::listing::{Place, for_each_tensor};
use crate::losses::{LossFor, TargetError};
use crate::metrics::MetricError;
use crate::model::Model;
use crate::network::Network;
use crate::optimizers::Rule;
use crate::scalar::Scalar;
use crate::setting::Range;

/// [`Trainer::fit`].
pub(super) fn run<N, L, R, M, V, X, Y, A, const B: usize>(
    trainer: Trainer<'_, N, L, R, M, V, B, A>,
    train: &Dataset<X, Y>,
) -> Result<Report, FitError>
where
    N: Network,
    L: LossFor<N::Outputs>,
    R: Rule,
    M: Objective<N::Outputs, N::T, Y>,
    V: Validation<X, Y>,
    X: InputOf<N::Inputs, N::T>,
    Y: TargetOf<N, L, B>,
    A: Augment<X>,
{
    let Trainer { model, loss, rule, metric, validation, augment, options } = trainer;
    let valid = validation.samples();
    check_options(&options, valid.is_some())?;
    augment.as_ref().map_or(Ok(()), Augment::check)?;
    check_model::<N>(model)?;
    check_samples::<N, X, Y, B>(train, valid)?;
    check_targets::<N, L, X, Y, B>("training", train, &loss)?;
    valid.map_or(Ok(()), |valid| check_targets::<N, L, X, Y, B>("validation", valid, &loss))?;
    let optimizer = rule.optimizer::<N>()?;
    let regularized = Regularized::new(&options, model)?;
    let valid = valid.map(|data| model.prepared(data));
    let mut judge = Judge::<N, _, _, _, B>::new(&metric, valid);
    match judge.measure(model, &loss) {
        (_, None | Some(MetricError::NotANumber)) => {}
        (_, Some(error)) => return Err(error.into()), // what the metric refuses, it refuses before the first update
    }

    model.note(train);
    // Changes come before the scaling, batch by batch.
    let train = if augment.is_some() { Cow::Borrowed(train) } else { model.prepared(train) };
    let scaling = augment.as_ref().and_then(|_| model.scaling().cloned());
    let batches = train.batches().with_augmented(augment, options.seed, scaling);
    let (name, epochs) = (metric.name(), options.epochs);
    let mut pass = Pass::new(model, &loss, optimizer, options, regularized, batches);
    let mut report = Report::new::<N>(name.as_deref(), pass.watch.names());
    pass.watch.data::<N, _, _>(&train);
    for number in 1..=epochs {
        if number > 1 {
            pass.regularized.swap(&mut pass.model); // training goes on from the parameters, not from their averages
        }
        pass.tell_warnings(&mut report.warnings);
        let start = Instant::now();
        let ended = pass.epoch(number);
        if let Err(Stopped::NotFinite) = ended {
            report.stopped = Stopped::NotFinite;
            break;
        }
        pass.regularized.swap(&mut pass.model);
        let (validation, error) = judge.measure(&pass.model, &loss);
        if let Some(error) = error {
            pass.watch.metric(number, error); // what was learned so far must not be lost over this
        }
        let (loss, rate, samples, time) = (pass.mean_loss(), pass.rate, pass.samples, start.elapsed());
        let mut epoch = Epoch { number, loss, validation, rate, time, samples, gradients: Default::default() };
        pass.watch.epoch(&mut epoch, judge.constant());
        if validation.is_none_or(|validation| judge.is_best(validation)) {
            report.best = Some(number);
            pass.model.note_best();
        }
        if let Some(validation) = validation {
            pass.options.schedule.observe(validation.objective(), metric.goal());
        }
        pass.tell_warnings(&mut report.warnings);
        let told = pass.tell_epoch(&epoch, name.as_deref());
        report.epochs.push(epoch);
        let early = pass.options.patience.is_some_and(|patience| number - report.best.unwrap_or(0) >= patience);
        let early = if early { Err(Stopped::Early) } else { Ok(()) };
        if let Err(stopped) = ended.and(told).and(early) {
            report.stopped = stopped;
            break;
        }
    }
    pass.tell_warnings(&mut report.warnings);
    report.steps = pass.optimizer.steps();
    pass.options.callbacks.iter_mut().for_each(|callback| callback.end(&report));
    Ok(report)
}

/// Refuses settings that make no sense.
fn check_options<N: Network>(options: &Options<'_, N>, validated: bool) -> Result<(), FitError> {
    let positive = |setting, value| Range::Positive.check("Trainer", setting, value).map(drop);
    positive("epochs", options.epochs as f64)?;
    positive("accumulate", options.accumulate as f64)?;
    options.patience.map_or(Ok(()), |patience| positive("early_stopping", patience as f64))?;
    options.clip_norm.map_or(Ok(()), |max| positive("clip_norm", max))?;
    options.clip_value.map_or(Ok(()), |max| positive("clip_value", max))?;
    options.schedule.check()?;
    let early_stopping = options.patience.map(|_| "early stopping");
    match early_stopping.or(options.schedule.needs_validation()) {
        Some(what) if !validated => Err(FitError::NoValidation { what }),
        _ => Ok(()),
    }
}

/// Refuses a model with nothing to train, or with weights that no training can mend.
fn check_model<N: Network>(model: &Model<N>) -> Result<(), FitError> {
    if N::RUNS.grads() == 0 {
        return Err(FitError::NothingTrained { network: N::NAME });
    }
    let mut broken: Option<String> = None;
    for_each_tensor::<N>(&mut |tensor| {
        let flat = match tensor.place {
            Place::Params => model.params().as_flat(),
            Place::State => model.state().as_flat(),
        };
        let numbers = &flat[tensor.start..tensor.start + tensor.len()];
        if broken.is_none() && !numbers.iter().all(|w| w.is_finite()) {
            broken = Some(tensor.key.to_string());
        }
    });
    broken.map_or(Ok(()), |tensor| Err(FitError::Weights { network: N::NAME, tensor }))
}

/// Refuses sets that nothing can be learned from.
fn check_samples<N: Network, X: Sample, Y: Sample, const B: usize>(
    train: &Dataset<X, Y>,
    valid: Option<&Dataset<X, Y>>,
) -> Result<(), FitError> {
    for (set, data) in [("training", Some(train)), ("validation", valid)] {
        let Some(data) = data else { continue };
        if data.is_empty() {
            return Err(FitError::Empty { set });
        }
        let Some(weights) = data.weights() else { continue };
        if weights.iter().all(|&weight| N::T::from_f64(weight) == N::T::ZERO) {
            return Err(FitError::Weightless { set });
        }
        // Those of a batch are added up.
        let fits = |weight: f64| N::T::from_f64(weight * B as f64).is_finite();
        if let Some(sample) = weights.iter().position(|&weight| !fits(weight)) {
            return Err(FitError::Weight { set, sample, weight: weights[sample] });
        }
    }
    if N::COUPLED && train.len().min(B) == 1 {
        return Err(FitError::Alone { network: N::NAME, batch: B, samples: train.len() });
    }
    Ok(())
}

/// Refuses targets that make no sense to the loss, but for those of samples that weigh nothing.
fn check_targets<N, L, X, Y, const B: usize>(set: &'static str, data: &Dataset<X, Y>, loss: &L) -> Result<(), FitError>
where
    N: Network,
    L: LossFor<N::Outputs>,
    X: InputOf<N::Inputs, N::T>,
    Y: TargetOf<N, L, B>,
{
    let counts = |sample: usize| data.weights().is_none_or(|weights| weights[sample] != 0.0);
    let (mut batches, mut first) = (data.batches::<B>(), 0);
    while let Some(batch) = batches.next_for::<N::Inputs, N::T>() {
        let (len, batch) = (batch.len(), batch.map_targets(Y::target));
        for i in (0..len).filter(|i| counts(first + i)) {
            let checked = loss.check_target(batch.targets, i..i + 1);
            checked.map_err(|source| FitError::Target { set, source: TargetError { sample: first + i, ..source } })?;
        }
        first += len;
    }
    Ok(())
}

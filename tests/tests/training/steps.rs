//! What the trainer does with weights, step by step: the same as a loop of one's own, and the same again.

use std::ops::ControlFlow;

use nn_runtime::metrics::{Accuracy, RootMeanSquaredError};
use nn_runtime::prelude::*;
use nn_runtime::train::schedules::{At, Cosine, Plateau, Schedule};
use nn_runtime::train::{BatchEnd, Callback, EpochEnd, FitError, Report, Stop, Stopped};

use crate::data::{circle, sine};

network! { Curve(x: [1]) -> [1] { x -> dense<16> -> tanh -> dropout<0.1> -> dense<1> } }
network! { Circle(point: [2]) -> [2] { point -> dense<8> -> batch_norm -> relu -> dense<2> } }

/// The weights after three epochs of training on a sine.
fn trained(seed: u64) -> Model<Curve> {
    let mut model = Curve::init(1);
    let trainer = Trainer::new(&mut model).loss(Mse::new()).optimizer(AdamW::new(0.01)).schedule(Cosine::new());
    let report = trainer.batch::<8>().epochs(3).seed(seed).clip_norm(0.5).accumulate(2).fit(&sine(50)).unwrap();
    assert_eq!((report.steps, report.best, report.stopped), (3 * 4, Some(3), Stopped::Finished));
    model
}

#[test]
fn a_loop_of_ones_own_gives_the_same_bits() -> Result<(), nn_runtime::SettingError> {
    let data = sine(50);
    let (mut model, mut workspace) = (Curve::init(1), Workspace::<Curve, 8>::new());
    let mut adam = AdamW::new(0.01).optimizer::<Curve>()?;
    let (mut rng, mut batches, mut pass) = (Rng::seed_from_u64(7), data.batches::<8>(), 0);
    for epoch in 0..3 {
        batches.shuffle(&mut rng);
        for pair in 0..4 {
            let mut count = 0.0;
            while count < 2.0 {
                let Some(batch) = batches.next() else { break };
                match count {
                    0.0 => model.forward_backward(&mut workspace, batch, &Mse::new(), Step::new(7, pass)),
                    _ => model.accumulate(&mut workspace, batch, &Mse::new(), Step::new(7, pass)),
                };
                (count, pass) = (count + 1.0, pass + 1);
            }
            assert_eq!(count, if pair == 3 { 1.0 } else { 2.0 }, "7 batches make 4 updates");
            if count > 1.0 {
                workspace.grads_mut().as_flat_mut().iter_mut().for_each(|g| *g *= 0.5);
            }
            workspace.grads_mut().clip_norm(0.5)?;
            let at = At { step: adam.steps(), steps: 12, epoch, epochs: 3 };
            adam.set_rate(0.01 * Cosine::new().factor(at))?;
            adam.step(&mut model, workspace.grads());
        }
    }
    assert_eq!(trained(7).as_flat(), model.as_flat());
    assert_eq!(trained(7).as_flat(), trained(7).as_flat());
    assert_ne!(trained(7).as_flat(), trained(8).as_flat());
    Ok(())
}

#[test]
fn early_stopping_restores_the_best() {
    let (train, valid) = circle().split((0.5, 0.5), 1).unwrap();
    let (mut model, mut kept) = (Circle::init(1), Vec::new());
    let trainer = Trainer::new(&mut model).loss(CrossEntropy::new()).optimizer(Adam::new(0.05)).batch::<16>();
    let trainer = trainer.epochs(500).validate(&valid).metric(Accuracy).early_stopping(4);
    let trainer = trainer.on_epoch(|at| {
        kept.push(at.model.clone());
        ControlFlow::Continue(())
    });
    let report = trainer.fit(&train).unwrap();
    let best = report.best.unwrap();
    assert_eq!((report.stopped, report.epochs.len() as u64), (Stopped::Early, best + 4));
    let metric = |epoch: u64| report.epochs[epoch as usize - 1].validation.unwrap().metric.unwrap();
    assert!(
        (1..best).all(|epoch| metric(epoch) < metric(best))
            && (best + 1..=best + 4).all(|epoch| metric(epoch) <= metric(best))
    );
    assert_eq!(model.as_flat(), kept[best as usize - 1].as_flat());
    assert_eq!(model.state().as_flat(), kept[best as usize - 1].state().as_flat());
    assert_eq!(model.evaluate(&valid, Accuracy).unwrap(), metric(best));
}

/// Presses a switch after so many batches.
struct Press(Stop, u32);

impl<N: Network> Callback<N> for Press {
    fn batch(&mut self, _: &BatchEnd<'_, N>) -> ControlFlow<()> {
        self.1 -= 1;
        if self.1 == 0 {
            self.0.stop();
        }
        ControlFlow::Continue(())
    }
}

#[test]
fn a_stop_ends_after_the_batch_and_keeps_what_was_learned() {
    let (stop, mut model, data) = (Stop::new(), Curve::init(1), sine(64));
    let start = model.clone();
    let trainer = Trainer::new(&mut model).loss(Mse::new()).batch::<8>().stop(&stop).callback(Press(stop.clone(), 3));
    let report = trainer.fit(&data).unwrap();
    assert_eq!((report.stopped, report.steps, report.best), (Stopped::Asked, 3, Some(1)));
    assert_eq!(report.epochs[0].samples, 24);
    assert_ne!(model.as_flat(), start.as_flat());
}

#[test]
fn weights_count_as_if_samples_came_more_often() {
    let data = sine(12);
    let weighted = data.clone().weighted([[2.0, 0.0, 1.0]; 4].concat()).unwrap();
    let places: Vec<_> = (0..4).flat_map(|i| [3 * i, 3 * i, 3 * i + 2]).collect();
    let repeated = data.select(&places);
    network! { Plain(x: [1]) -> [1] { x -> dense<4> -> tanh -> dense<1> } }
    let fit = |data: &Dataset<[f32; 1], [f32; 1]>| {
        let mut model = Plain::init(1);
        let trainer = Trainer::new(&mut model).loss(Mse::new()).optimizer(Sgd::new(0.1)).batch::<12>().epochs(20);
        let report = trainer.validate(data).fit(data).unwrap();
        (model, report.epochs[19].loss, report.epochs[19].validation.unwrap().loss)
    };
    let ((a, loss_a, valid_a), (b, loss_b, valid_b)) = (fit(&weighted), fit(&repeated));
    assert!(
        (loss_a - loss_b).abs() < 1e-5 && (valid_a - valid_b).abs() < 1e-5,
        "{loss_a} {loss_b} {valid_a} {valid_b}"
    );
    assert!(a.as_flat().iter().zip(b.as_flat()).all(|(a, b)| (a - b).abs() < 1e-4));

    // Batches in which nothing counts change nothing but the number of updates.
    let mut first = vec![0.0; 12];
    first[0] = 1.0;
    let mut model = Plain::init(1);
    let trainer = Trainer::new(&mut model).loss(Mse::new()).optimizer(Sgd::new(0.1)).batch::<2>().epochs(2);
    let report = trainer.fit(&data.weighted(first).unwrap()).unwrap();
    assert_eq!((report.steps, report.stopped), (12, Stopped::Finished));
    assert!(report.epochs.iter().all(|epoch| epoch.loss > 0.0));
}

#[test]
fn several_inputs_and_outputs_are_tuples() {
    network! {
        Two(a: [2], b: [1]) -> (class: [2], value: [1]) {
            let both = concat(a, b) -> dense<8> -> tanh;
            class = both -> dense<2>;
            value = both -> dense<1>;
        }
    }
    let inputs: Vec<_> = (0..40).map(|i| ([i as f32 / 20.0 - 1.0, 0.5], [1.0_f32])).collect();
    let targets: Vec<_> = (0..40).map(|i| (Class::<2>::new(i / 20).unwrap(), [i as f32 / 40.0])).collect();
    let data = Dataset::new(inputs, targets).unwrap();
    let mut model = Two::init(1);
    let loss = TwoOutputs { class: CrossEntropy::new(), value: Mse::new() };
    let trainer = Trainer::new(&mut model).loss(loss).optimizer(Adam::new(0.02)).epochs(100).validate(&data);
    let report = trainer.fit(&data).unwrap();
    assert!(report.epochs[99].loss < 0.2 * report.epochs[0].loss, "{report}");
}

#[test]
fn one_sample_alone_is_no_batch_for_a_network_that_normalizes_over_it() {
    let data = circle().select(&(0..33).collect::<Vec<_>>());
    let mut model = Circle::init(1);
    let report = Trainer::new(&mut model).loss(CrossEntropy::new()).epochs(2).fit(&data).unwrap();
    assert_eq!((report.epochs[0].samples, report.steps), (32, 2));
    let error = Trainer::new(&mut model).loss(CrossEntropy::new()).batch::<1>().fit(&data).unwrap_err();
    let text = "`Circle` normalizes over the samples of a batch, which takes at least 2: ";
    assert_eq!(error.to_string(), [text, "make the batches larger with `.batch::<32>()`"].concat());
    let error = Trainer::new(&mut model).loss(CrossEntropy::new()).fit(&data.select(&[0])).unwrap_err();
    assert_eq!(error.to_string(), [text, "the training set has 1"].concat());
}

/// A trainer with a setting, at work.
type Fit<'a> = dyn Fn(Trainer<'_, Curve, Mse, Sgd>) -> Result<Report, FitError> + 'a;

#[test]
fn what_makes_no_sense_is_refused_in_words_and_changes_nothing() {
    let (data, mut model) = (sine(10), Curve::init(1));
    let (start, empty) = (model.clone(), data.select(&[]));
    let mut refused = |with: &Fit<'_>, words: &str| {
        let error = with(Trainer::new(&mut model).loss(Mse::new()).optimizer(Sgd::new(0.1))).unwrap_err();
        assert_eq!(error.to_string(), words);
        assert_eq!(model.as_flat(), start.as_flat());
    };
    refused(&|t| t.epochs(0).fit(&data), "`epochs` of `Trainer` is 0, but must be finite and above 0");
    refused(&|t| t.accumulate(0).fit(&data), "`accumulate` of `Trainer` is 0, but must be finite and above 0");
    refused(&|t| t.clip_norm(f64::NAN).fit(&data), "`clip_norm` of `Trainer` is NaN, but must be finite and above 0");
    refused(&|t| t.optimizer(Sgd::new(f64::NAN)).fit(&data), "`rate` of `Sgd` is NaN, but must be finite and above 0");
    refused(&|t| t.schedule(Cosine::new().floor(2.0)).fit(&data), "`floor` of `Cosine` is 2, but must be from 0 to 1");
    refused(&|t| t.fit(&empty), "the training set has no samples");
    refused(&|t| t.validate(&empty).fit(&data), "the validation set has no samples");
    let needs =
        " needs a validation set: add `.validate(&set)`, a part of the data that is neither trained on nor reported";
    refused(&|t| t.early_stopping(3).fit(&data), &["early stopping", needs].concat());
    refused(&|t| t.schedule(Plateau::new()).fit(&data), &["the schedule `Plateau`", needs].concat());
    let weightless = data.clone().weighted(vec![0.0; 10]).unwrap();
    refused(&|t| t.fit(&weightless), "all samples of the training set have a weight of 0");
    let weightless = data.clone().weighted(vec![1e-60; 10]).unwrap();
    refused(&|t| t.validate(&weightless).fit(&data), "all samples of the validation set have a weight of 0");
    let heavy = data.clone().weighted([vec![1.0; 9], vec![1e38]].concat()).unwrap();
    let smaller = "ratios of weights count alone, so make all of them smaller";
    refused(&|t| t.fit(&heavy), &format!("sample 9 of the training set has a weight of 1e38: {smaller}"));

    // Where a loss takes probabilities or signs alone, targets must be such, but for those of samples that do not count.
    let targets = [vec![[1.0_f32]; 40], vec![[-0.25]]].concat();
    let unfit = Dataset::new(vec![[0.5_f32]; 41], targets).unwrap();
    let focal = |train: &Dataset<[f32; 1], [f32; 1]>, valid: &Dataset<[f32; 1], [f32; 1]>| {
        Trainer::new(&mut Curve::init(1))
            .loss(Focal::new())
            .validate(valid)
            .fit(train)
            .map_err(|error| error.to_string())
    };
    let message = "number 0 of the target of sample 40 is -0.25, but `Focal` compares with probabilities, from 0 to 1";
    assert_eq!(focal(&unfit, &unfit).unwrap_err(), format!("the training set: {message}"));
    assert_eq!(focal(&unfit.take(40), &unfit).unwrap_err(), format!("the validation set: {message}"));
    let uncounted = unfit.clone().weighted([vec![1.0; 40], vec![0.0]].concat()).unwrap();
    assert!(focal(&uncounted, &uncounted).is_ok());
    let hinge = Trainer::new(&mut Curve::init(1)).loss(Hinge::new().weighted(2.0)).fit(&unfit).unwrap_err();
    let message = "number 0 of the target of sample 40 is -0.25, but `Hinge` compares with -1 and 1";
    assert_eq!(hinge.to_string(), format!("the training set: {message}"));

    network! { Fixed(x: [1]) -> [1] { x -> #[frozen] dense<1> } }
    let error = Trainer::new(&mut Fixed::init(1)).loss(Mse::new()).fit(&data).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`Fixed` has no parameters that are trained: all its stages are frozen, or have none"
    );
    model.dense_2.bias[0] = f32::NAN;
    let error = Trainer::new(&mut model).loss(Mse::new()).fit(&data).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`dense_2.bias` of `Curve` holds a number that is infinite or NaN: no training can mend it"
    );
}

#[test]
fn penalties_bounds_and_averages_are_those_of_a_loop_of_ones_own() -> Result<(), Box<dyn std::error::Error>> {
    use nn_runtime::optimizers::Ema;
    use nn_runtime::regularizers::{L1, L2, MaxNorm, Penalty};
    let data = sine(40);
    let mut model = Curve::init(3);
    let trainer = Trainer::new(&mut model).loss(Mse::new()).optimizer(Sgd::new(0.05)).batch::<8>().epochs(3).seed(5);
    trainer.l1(1e-3).l2(1e-2).max_norm(0.8).ema(0.9).fit(&data)?;

    let mut own = Curve::init(3);
    let (mut workspace, mut sgd) = (Workspace::<Curve, 8>::new(), Sgd::new(0.05).optimizer::<Curve>()?);
    let (l1, l2, max_norm) = (L1::new(1e-3)?, L2::new(1e-2)?, MaxNorm::new(0.8)?);
    let mut averages = Ema::new(0.9)?.averages::<Curve>(own.params());
    let (mut rng, mut batches) = (Rng::seed_from_u64(5), data.batches::<8>());
    for _ in 0..3 {
        batches.shuffle(&mut rng);
        while let Some(batch) = batches.next() {
            own.forward_backward(&mut workspace, batch, &Mse::new(), Step::new(5, sgd.steps()));
            l1.add_to(own.params(), workspace.grads_mut());
            l2.add_to(own.params(), workspace.grads_mut());
            sgd.step(&mut own, workspace.grads());
            max_norm.apply(own.params_mut());
            averages.update(own.params());
        }
    }
    averages.store_to(&mut own);
    assert_eq!(model.as_flat(), own.as_flat());
    Ok(())
}

#[test]
fn averages_are_validated_and_kept() {
    let (data, decay) = (sine(40), 0.99);
    let mut last = None;
    let mut model = Curve::init(3);
    let report = Trainer::new(&mut model)
        .loss(Mse::new())
        .epochs(4)
        .ema(decay)
        .validate(&data)
        .on_epoch(|at| {
            last = Some((at.epoch.validation, at.model.clone()));
            ControlFlow::Continue(())
        })
        .fit(&data)
        .unwrap();
    let (validated, seen) = last.unwrap();
    let mse = |model: &Model<Curve>| model.evaluate(&data, RootMeanSquaredError).unwrap().powi(2);
    assert!((mse(&seen) - validated.unwrap().loss).abs() < 1e-6, "what is validated is what callbacks see");
    assert_eq!(report.best, Some(4), "so slow an average becomes better all the time");
    assert_eq!(model.as_flat(), seen.as_flat());
}

#[test]
fn settings_of_regularisation_are_checked() {
    let data = sine(8);
    let message = |change: fn(Trainer<'_, Curve>) -> Trainer<'_, Curve>| {
        change(Trainer::new(&mut Curve::init(1))).loss(Mse::new()).fit(&data).unwrap_err().to_string()
    };
    assert_eq!(message(|trainer| trainer.l1(-1.0)), "`lambda` of `L1` is -1, but must be finite and not below 0");
    assert_eq!(message(|trainer| trainer.l2(f64::NAN)), "`lambda` of `L2` is NaN, but must be finite and not below 0");
    assert_eq!(message(|trainer| trainer.max_norm(0.0)), "`max` of `MaxNorm` is 0, but must be finite and above 0");
    assert_eq!(message(|trainer| trainer.ema(1.0)), "`decay` of `Ema` is 1, but must be at least 0 and below 1");
}

#[test]
fn a_callback_ends_the_training() {
    let mut model = Curve::init(1);
    let stop_at_two = |at: &EpochEnd<'_, Curve>| {
        if at.epoch.number == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let report = Trainer::new(&mut model).loss(Mse::new()).on_epoch(stop_at_two).fit(&sine(8)).unwrap();
    assert_eq!(
        (report.stopped, report.epochs.len(), report.steps),
        (Stopped::Callback, 2, 2),
        "8 samples are one batch"
    );
}

#[test]
fn double_precision_is_trained_in() {
    let x: Vec<[f64; 1]> = (0..40).map(|i| [f64::from(i) / 20.0 - 1.0]).collect();
    let data = Dataset::new(x.clone(), x.iter().map(|x| [x[0] * x[0]]).collect::<Vec<_>>()).unwrap();
    let mut model = Curve::init_as::<f64>(1);
    let report = Trainer::new(&mut model).loss(Mse::new()).optimizer(Adam::new(0.02)).epochs(60).fit(&data).unwrap();
    assert!(report.epochs[59].loss < 0.5 * report.epochs[0].loss, "{report}");
}

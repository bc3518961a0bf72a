//! Whole trainings: what the trainer makes of batches, schedules, clipping, decay, accumulation and averages together.

use std::ops::ControlFlow;

use nn_runtime::listing::for_each_tensor;
use nn_runtime::prelude::*;
use nn_runtime::train::schedules::{Cosine, StepDecay};
use nn_runtime::train::{BatchEnd, Callback, EpochEnd};

use crate::file::{Case, Vectors};
use crate::layer::{in_order, model};

network! { Net(x: [3]) -> [4] { x -> first: dense<5> -> tanh -> last: dense<4> } }

const SAMPLES: usize = 10;
const EPOCHS: u64 = 5;
const BATCH: usize = 4;
/// The seed whose order of samples is that of the vectors.
const SEED: u64 = 7;

/// What is seen of a training.
#[derive(Default)]
struct Seen {
    path: Vec<f64>,
    batch_losses: Vec<f64>,
    losses: Vec<f64>,
    /// The rate of each update.
    rates: Vec<f64>,
    averages: Vec<f64>,
}

/// Notes it; an update comes after so many batches, and at the end of each epoch.
struct Notes<'a>(&'a mut Seen, usize);

impl Callback<Net<f64>> for Notes<'_> {
    fn batch(&mut self, at: &BatchEnd<'_, Net<f64>>) -> ControlFlow<()> {
        self.0.path.extend(params(at.model));
        self.0.batch_losses.push(at.loss);
        if at.batch.is_multiple_of(self.1) || at.batch == at.batches {
            self.0.rates.push(at.rate);
        }
        ControlFlow::Continue(())
    }

    fn epoch(&mut self, at: &EpochEnd<'_, Net<f64>>) -> ControlFlow<()> {
        self.0.losses.push(at.epoch.loss);
        self.0.averages.extend(params(at.model));
        ControlFlow::Continue(())
    }
}

/// The parameters in the order of PyTorch.
fn params(model: &Model<Net<f64>>) -> Vec<f64> {
    let mut params = Vec::new();
    for_each_tensor::<Net<f64>>(&mut |tensor| params.extend(in_order(tensor, model.as_flat())));
    params
}

impl Seen {
    fn compare(&self, case: Case<'_>) {
        case.compare("batch_losses", &self.batch_losses);
        case.compare("losses", &self.losses);
        case.compare("rates", &self.rates);
        case.compare("path", &self.path);
        case.compare("averages", &self.averages);
    }
}

/// The samples in the order in which the trainer takes them.
fn order() -> Vec<usize> {
    let places: [Class<SAMPLES>; SAMPLES] = std::array::from_fn(|i| Class::new(i).unwrap());
    let data = Dataset::new([0.0; SAMPLES], places).unwrap();
    let (mut batches, mut rng, mut order) = (data.batches::<SAMPLES>(), Rng::seed_from_u64(SEED), Vec::new());
    for _ in 0..EPOCHS {
        batches.shuffle(&mut rng);
        batches.next().unwrap().map_targets(|places| order.extend(places.iter().map(|place| place.index())));
    }
    order
}

#[test]
fn trainings_agree_with_pytorch() {
    let file = Vectors::read("training");
    let data = file.case("data");
    assert_eq!(data.whole("order"), order(), "the vectors are of another order");
    let inputs = data.numbers("inputs").as_chunks::<3>().0.to_vec();

    let values = Dataset::new(inputs.clone(), data.numbers("values").as_chunks::<4>().0.to_vec()).unwrap();
    let case = file.case("clipped");
    let (mut net, mut seen) = (model::<Net<f64>>(case), Seen::default());
    let trainer = Trainer::new(&mut net).loss(Mse::new()).batch::<BATCH>().epochs(EPOCHS).seed(SEED);
    let trainer =
        trainer.optimizer(Sgd::new(0.1).momentum(0.9).weight_decay(0.05)).schedule(StepDecay::every(2).gamma(0.5));
    trainer.clip_norm(0.75).callback(Notes(&mut seen, 1)).fit(&values).unwrap();
    seen.compare(case);

    let classes: Vec<_> = data.whole("classes").into_iter().map(|class| Class::<4>::new(class).unwrap()).collect();
    let classes = Dataset::new(inputs, classes).unwrap();
    let case = file.case("averaged");
    let (mut net, mut seen) = (model::<Net<f64>>(case), Seen::default());
    let loss = CrossEntropy::new().label_smoothing(0.1).unwrap();
    let trainer = Trainer::new(&mut net).loss(loss).batch::<BATCH>().epochs(EPOCHS).seed(SEED);
    let trainer = trainer.optimizer(AdamW::new(0.05).weight_decay(0.1)).schedule(Cosine::new());
    let trainer = trainer.clip_norm(0.5).accumulate(2).ema(0.8);
    trainer.callback(Notes(&mut seen, 2)).fit(&classes).unwrap();
    seen.compare(case);
    assert_eq!(params(&net)[..], seen.averages[seen.averages.len() - params(&net).len()..]);

    file.all_used();
}

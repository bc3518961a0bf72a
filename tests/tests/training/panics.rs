//! What a panic in a user's own code leaves behind: a model as whole as that of a training which ends by itself.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use nn_runtime::isa::Isa;
use nn_runtime::metrics::{Custom, Goal};
use nn_runtime::optimizers::Run;
use nn_runtime::prelude::*;
use nn_runtime::train::{BatchEnd, Callback, EpochEnd};
use nn_runtime::{Scalar, SettingError};

use crate::data::sine;

network! { Curve(x: [1]) -> [1] { x -> dense<8> -> batch_norm -> tanh -> dense<1> } }

type Training<'a> = Trainer<'a, Curve, Mse>;

/// The model after a training that may panic.
fn trained(fit: impl FnOnce(Training<'_>)) -> Model<Curve> {
    let mut model = Curve::init(1);
    let training = Trainer::new(&mut model).loss(Mse::new());
    let _ = catch_unwind(AssertUnwindSafe(|| fit(training)));
    model
}

/// The model after so many epochs.
fn after(epochs: u64) -> Model<Curve> {
    trained(|training| drop(training.epochs(epochs).fit(&sine(100)).unwrap()))
}

fn assert_same(found: &Model<Curve>, expected: &Model<Curve>) {
    assert_eq!(found.as_flat(), expected.as_flat());
    assert_eq!(found.state().as_flat(), expected.state().as_flat());
}

/// Panics in the middle of an epoch.
struct Within(u64);

impl<N: Network> Callback<N> for Within {
    fn batch(&mut self, at: &BatchEnd<'_, N>) -> ControlFlow<()> {
        assert!(at.epoch < self.0 || at.batch < 2, "within epoch {}", self.0);
        ControlFlow::Continue(())
    }
}

#[test]
fn a_callback_that_panics_leaves_the_last_epoch_that_was_done() {
    let data = sine(100);
    let at_end = |at: &EpochEnd<'_, Curve>| {
        assert!(at.epoch.number < 3, "at the end of epoch 3");
        ControlFlow::Continue(())
    };
    assert_same(&trained(|training| drop(training.on_epoch(at_end).fit(&data))), &after(3));
    assert_same(&trained(|training| drop(training.callback(Within(3)).fit(&data))), &after(2));
    assert_same(&trained(|training| drop(training.callback(Within(1)).fit(&data))), &Curve::init(1));
}

#[test]
fn a_panic_leaves_the_best_epoch_where_there_is_a_validation_set() {
    let (data, valid) = (sine(100), sine(10));
    // The first epochs are said to be the better ones; the metric is asked once before them.
    let asked = std::cell::Cell::new(0);
    let rising = Custom::new("rising", Goal::Lowest, |_: &[[f32; 1]], _: &[[f32; 1]]| {
        asked.set(asked.get() + 1);
        assert!(asked.get() < 5, "in epoch 4");
        f64::from(asked.get())
    });
    assert_same(&trained(|training| drop(training.validate(&valid).metric(rising).fit(&data))), &after(1));
    assert_eq!(asked.get(), 5, "it came to the panic");
}

#[test]
fn averages_are_kept_as_a_training_without_a_panic_would() {
    let data = sine(100);
    let whole = trained(|training| drop(training.ema(0.9).epochs(2).fit(&data).unwrap()));
    assert_same(&trained(|training| drop(training.ema(0.9).callback(Within(3)).fit(&data))), &whole);
}

/// Panics in the second update behind half of the parameters.
#[derive(Clone, Copy, Debug)]
struct Half;

impl Rule for Half {
    const MOMENTS: usize = 0;
    type Step<T: Scalar> = u64;

    fn check(&self) -> Result<(), SettingError> {
        Ok(())
    }
    fn rate(&self) -> f64 {
        0.1
    }
    fn with_rate(self, _: f64) -> Self {
        self
    }
    fn begin<T: Scalar>(&self, step: u64) -> u64 {
        step
    }
    fn update<S: Isa, T: Scalar>(&self, _: S, step: u64, run: Run<'_, T>) {
        let half = run.params.len() / 2;
        run.params[..half].fill(T::ONE);
        assert!(step < 2, "half way through an update");
    }
}

#[test]
fn an_update_that_panics_leaves_nothing_half_done() {
    let model = trained(|training| drop(training.optimizer(Half).fit(&sine(100))));
    assert_same(&model, &Curve::init(1));
}

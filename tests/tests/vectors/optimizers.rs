//! Trajectories of the optimisers, and clipping.

use nn_runtime::head::Linear;
use nn_runtime::initializers::Rng;
use nn_runtime::listing::Listing;
use nn_runtime::nalgebra::SVector;
use nn_runtime::optimizers::{Adam, AdamW, Clip, Rule, Sgd};
use nn_runtime::{Flat, Output, Scalar, SettingError, Stage, Values, flat};

use crate::file::Vectors;

const COUNT: usize = 6;

flat! {
    /// Parameters without a network.
    struct Parameters<T> {
        w: SVector<T, COUNT>,
    }
}

impl<T: Scalar> Stage for Parameters<T> {
    type Input = Values<1>;
    type Output = Output<Linear, 1>;
    type As<U: Scalar> = Parameters<U>;

    const NAME: &'static str = "parameters";
    const INPUT_SHAPE: &'static [usize] = &[1];
    const OUTPUT_SHAPE: &'static [usize] = &[1];

    fn init(&mut self, _: &mut Rng) {}
    fn list(_: &mut Listing<'_>) {}
    fn forward(&self, _: &[T], _: &mut [T], _: &mut [T]) {}
    fn backward(&self, _: &[T], _: &[T], _: &[T], _: &mut [T], _: &mut Self) {}
}

fn check_in<T: Scalar>(file: &Vectors, name: &str, rule: impl Rule) -> Result<(), SettingError> {
    let shared = file.case("shared");
    let mut net = Parameters { w: SVector::from_column_slice(&shared.rounded::<T>("start")) };
    let grads = shared.rounded("grads");
    let mut optimizer = rule.optimizer::<Parameters<T>>()?;
    let mut path = Vec::new();
    let halfway = grads.len() / COUNT / 2;
    for (step, grads) in grads.chunks_exact(COUNT).enumerate() {
        if step == halfway {
            optimizer.set_rate(optimizer.rate() / 2.0)?;
        }
        optimizer.step(&mut net, Flat::from_flat(grads));
        path.extend_from_slice(net.as_flat());
    }
    file.case(name).compare("path", &path);
    Ok(())
}

fn check(file: &Vectors, name: &str, rule: impl Rule) -> Result<(), SettingError> {
    check_in::<f32>(file, name, rule)?;
    check_in::<f64>(file, name, rule)
}

#[test]
fn trajectories_agree_with_pytorch() -> Result<(), SettingError> {
    let file = Vectors::read("optimizers");

    let sgd = Sgd::new(0.1);
    check(&file, "sgd", sgd)?;
    check(&file, "sgd_decay", sgd.weight_decay(0.05))?;
    check(&file, "sgd_momentum", sgd.momentum(0.9))?;
    check(&file, "sgd_momentum_decay", sgd.momentum(0.9).weight_decay(0.05))?;
    check(&file, "sgd_nesterov", sgd.momentum(0.9).nesterov())?;
    check(&file, "sgd_nesterov_decay", sgd.momentum(0.8).nesterov().weight_decay(0.05))?;

    let adam = Adam::new(0.01);
    check(&file, "adam", adam)?;
    check(&file, "adam_decay", adam.weight_decay(0.05))?;
    check(&file, "adam_options", Adam::new(0.02).betas(0.8, 0.95).eps(1e-3).weight_decay(0.1))?;
    check(&file, "adam_quick", adam.betas(0.3, 0.6))?;

    let adam_w = AdamW::new(0.01);
    check(&file, "adamw", adam_w)?;
    check(&file, "adamw_no_decay", adam_w.weight_decay(0.0))?;
    check(&file, "adamw_options", AdamW::new(0.02).betas(0.8, 0.95).eps(1e-3).weight_decay(0.1))?;

    file.all_used();
    Ok(())
}

fn clip<T: Scalar>() -> Result<(), SettingError> {
    let file = Vectors::read("clipping");
    for name in ["norm_above", "norm_below", "value"] {
        let case = file.case(name);
        let bound = case.numbers("bound")[0];
        let mut grads = SVector::<T, 19>::from_column_slice(&case.rounded("grads"));
        match name {
            "value" => grads.clip_value(bound)?,
            _ => case.compare("norm", &[grads.clip_norm(bound)?]),
        }
        case.compare("clipped", grads.as_flat());
    }
    file.all_used();
    Ok(())
}

#[test]
fn clipping_agrees_with_pytorch() -> Result<(), SettingError> {
    clip::<f32>()?;
    clip::<f64>()
}

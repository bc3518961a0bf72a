//! Trajectories of the optimisers, and clipping.

use nn_runtime::head::Linear;
use nn_runtime::initializers::Rng;
use nn_runtime::listing::Listing;
use nn_runtime::nalgebra::SVector;
use nn_runtime::optimizers::{Adagrad, Adam, AdamW, Clip, Ema, Lion, Nadam, RAdam, RmsProp, Rule, Sgd};
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

/// The parameters after each step; halfway the learning rate is halved.
fn path<T: Scalar>(file: &Vectors, rule: impl Rule) -> Result<Vec<T>, SettingError> {
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
    Ok(path)
}

fn check_in<T: Scalar>(file: &Vectors, name: &str, rule: impl Rule) -> Result<(), SettingError> {
    file.case(name).compare("path", &path::<T>(file, rule)?);
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

    let rms_prop = RmsProp::new(0.01);
    check(&file, "rmsprop", rms_prop)?;
    check(&file, "rmsprop_options", RmsProp::new(0.02).alpha(0.9).eps(1e-3).weight_decay(0.1))?;
    check(&file, "rmsprop_momentum", rms_prop.momentum(0.9))?;
    check(&file, "rmsprop_centered", rms_prop.alpha(0.9).eps(1e-2).centered())?;
    let both = rms_prop.alpha(0.4).eps(1e-2).momentum(0.8).centered();
    check(&file, "rmsprop_both", both.weight_decay(0.1))?;

    let adagrad = Adagrad::new(0.1);
    check(&file, "adagrad", adagrad)?;
    let options = adagrad.lr_decay(0.05).eps(1e-3).initial_accumulator_value(0.5);
    check(&file, "adagrad_options", options.weight_decay(0.1))?;

    check(&file, "nadam", Nadam::new(0.01))?;
    let options = Nadam::new(0.02).betas(0.8, 0.95).eps(1e-3).momentum_decay(0.5);
    check(&file, "nadam_options", options.weight_decay(0.1))?;

    check(&file, "radam", RAdam::new(0.01))?;
    check(&file, "radam_options", RAdam::new(0.02).betas(0.8, 0.95).eps(1e-3).weight_decay(0.1))?;
    check(&file, "radam_short", RAdam::new(0.01).betas(0.9, 0.6))?;

    file.all_used();
    Ok(())
}

/// Lion as its authors write it (2302.06675, algorithm 2), for PyTorch has none.
fn lion(start: &[f64], grads: &[f64], [b1, b2]: [f64; 2], decay: f64) -> Vec<f64> {
    let (mut w, mut m, mut path) = (start.to_vec(), vec![0.0; COUNT], Vec::new());
    let halfway = grads.len() / COUNT / 2;
    for (step, grads) in grads.chunks_exact(COUNT).enumerate() {
        let rate = if step < halfway { 0.02 } else { 0.01 };
        for i in 0..COUNT {
            let update = (b1 * m[i] + (1.0 - b1) * grads[i]).signum();
            m[i] = b2 * m[i] + (1.0 - b2) * grads[i];
            w[i] -= rate * (update + decay * w[i]);
        }
        path.extend_from_slice(&w);
    }
    path
}

fn check_lion<T: Scalar>(betas: [f64; 2], decay: f64, tolerance: f64) -> Result<(), SettingError> {
    let file = Vectors::read("optimizers");
    let shared = file.case("shared");
    let expected = lion(&shared.numbers("start"), &shared.numbers("grads"), betas, decay);
    let found = path::<T>(&file, Lion::new(0.02).betas(betas[0], betas[1]).weight_decay(decay))?;
    for (found, expected) in found.iter().zip(expected) {
        assert!((found.to_f64() - expected).abs() <= tolerance, "{found} instead of {expected}");
    }
    Ok(())
}

#[test]
fn lion_follows_its_paper() -> Result<(), SettingError> {
    for (betas, decay) in [([0.9, 0.99], 0.0), ([0.9, 0.99], 0.5), ([0.3, 0.8], 0.1)] {
        check_lion::<f32>(betas, decay, 1e-5)?;
        check_lion::<f64>(betas, decay, 1e-9)?;
    }
    Ok(())
}

fn check_ema<T: Scalar>(file: &Vectors, name: &str, decay: f64) -> Result<(), SettingError> {
    let case = file.case(name);
    let mut stored = Parameters { w: SVector::repeat(T::ZERO) };
    let mut averages = Ema::new(decay)?.averages(&stored);
    let mut path = Vec::new();
    for params in case.rounded::<T>("path").chunks_exact(COUNT) {
        averages.update(Flat::from_flat(params));
        averages.store_to(&mut stored);
        path.extend_from_slice(stored.as_flat());
    }
    case.compare("averages", &path);
    Ok(())
}

#[test]
fn averages_agree_with_pytorch() -> Result<(), SettingError> {
    let file = Vectors::read("ema");
    for (name, decay) in [("ema", 0.9), ("ema_short", 0.3)] {
        check_ema::<f32>(&file, name, decay)?;
        check_ema::<f64>(&file, name, decay)?;
    }
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

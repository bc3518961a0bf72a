//! Optimisers on runs of parameters, their settings, and clipping.

extern crate std;

use std::string::ToString;
use std::vec;
use std::vec::Vec;

use nalgebra::SVector;

use super::optimizer::update_all;
use super::*;
use crate::head::Linear;
use crate::initializers::Rng;
use crate::listing::Listing;
use crate::runs::Runs;
use crate::{Flat, Output, Scalar, SettingError, Stage, Values, flat};

flat! {
    /// Three parameters.
    struct Three<T> {
        w: SVector<T, 3>,
    }
}

impl<T: Scalar> Stage for Three<T> {
    type Input = Values<3>;
    type Output = Output<Linear, 3>;
    type As<U: Scalar> = Three<U>;

    const NAME: &'static str = "three";
    const INPUT_SHAPE: &'static [usize] = &[3];
    const OUTPUT_SHAPE: &'static [usize] = &[3];

    fn init(&mut self, _: &mut Rng) {}
    fn list(_: &mut Listing<'_>) {}
    fn forward(&self, _: &[T], _: &mut [T], _: &mut [T]) {}
    fn backward(&self, _: &[T], _: &[T], _: &[T], _: &mut [T], _: &mut Self) {}
}

fn three(w: [f64; 3]) -> Three<f64> {
    Three { w: w.into() }
}

const START: [f64; 3] = [1.0, -2.0, 0.5];

/// The parameters after each of three steps with gradients that change.
fn trajectory<R: Rule>(runs: &Runs, rule: R) -> Vec<[f64; 3]> {
    let mut params = START;
    let mut moments = vec![0.0; R::MOMENTS * runs.grads()];
    (1..=3)
        .map(|step| {
            let grads: Vec<f64> = (0..runs.grads()).map(|i| step as f64 - 0.7 * i as f64).collect();
            let (params_mut, moments) = (&mut params[..], &mut moments[..]);
            update_all(rule, step, runs.as_slice(), params_mut, &grads, moments);
            params
        })
        .collect()
}

/// What a stage declares takes the place of the rule's decay, as if the rule had been set so from the start.
fn check_decay<R: Rule>(with: impl Fn(f64) -> R) {
    const OWN: Runs = Runs::new().trained(2, None).trained(1, Some(0.25));
    const NONE: Runs = Runs::new().trained(3, None);
    let (mixed, a, b) = (trajectory(&OWN, with(0.5)), trajectory(&NONE, with(0.5)), trajectory(&NONE, with(0.25)));
    for ((mixed, a), b) in mixed.iter().zip(&a).zip(&b) {
        assert_eq!(mixed[..2], a[..2]);
        assert_eq!(mixed[2], b[2]);
        assert_ne!(a[2], b[2], "the decay makes no difference");
    }
}

#[test]
fn a_stage_declares_its_own_decay() {
    check_decay(|decay| Sgd::new(0.1).weight_decay(decay));
    check_decay(|decay| Sgd::new(0.1).momentum(0.9).weight_decay(decay));
    check_decay(|decay| Sgd::new(0.1).momentum(0.9).nesterov().weight_decay(decay));
    check_decay(|decay| Adam::new(0.1).weight_decay(decay));
    check_decay(|decay| AdamW::new(0.1).weight_decay(decay));
    check_decay(|decay| RmsProp::new(0.1).weight_decay(decay));
    check_decay(|decay| RmsProp::new(0.1).momentum(0.9).centered().weight_decay(decay));
    check_decay(|decay| Adagrad::new(0.1).weight_decay(decay));
    check_decay(|decay| Nadam::new(0.1).weight_decay(decay));
    check_decay(|decay| RAdam::new(0.1).weight_decay(decay));
    check_decay(|decay| Lion::new(0.1).weight_decay(decay));
}

/// Parameters behind a frozen one keep their own gradients and moments, and the frozen one its value.
#[test]
fn frozen_parameters_stay() {
    const RUNS: Runs = Runs::new().trained(1, None).frozen(1).trained(1, None);
    const PAIR: Runs = Runs::new().trained(2, None).frozen(1);
    let rule = AdamW::new(0.1).weight_decay(0.0);
    let moved = |path: &[[f64; 3]], i: usize| path.iter().map(|w| w[i] - START[i]).collect::<Vec<_>>();
    let (gap, pair) = (trajectory(&RUNS, rule), trajectory(&PAIR, rule));
    assert_eq!(moved(&gap, 0), moved(&pair, 0));
    assert_eq!(moved(&gap, 1), [0.0; 3]);
    for (a, b) in moved(&gap, 2).iter().zip(moved(&pair, 1)) {
        assert!(b != 0.0 && (a - b).abs() < 1e-14, "{a} and {b}");
    }
}

#[test]
fn settings_out_of_range_are_named() {
    fn message(rule: impl Rule) -> std::string::String {
        rule.check().expect_err("out of range").to_string()
    }
    assert_eq!(message(Sgd::new(0.0)), "`rate` of `Sgd` is 0, but must be finite and above 0");
    assert_eq!(message(Sgd::new(0.1).momentum(1.0)), "`momentum` of `Sgd` is 1, but must be at least 0 and below 1");
    assert_eq!(
        message(Sgd::new(0.1).momentum(0.9).weight_decay(-0.1)),
        "`weight_decay` of `Sgd` is -0.1, but must be finite and not below 0"
    );
    assert_eq!(message(Adam::new(f64::NAN)), "`rate` of `Adam` is NaN, but must be finite and above 0");
    assert_eq!(message(Adam::new(0.1).eps(0.0)), "`eps` of `Adam` is 0, but must be finite and above 0");
    assert_eq!(
        message(AdamW::new(0.1).betas(0.9, 1.5)),
        "`betas[1]` of `AdamW` is 1.5, but must be at least 0 and below 1"
    );
    assert_eq!(
        message(AdamW::new(0.1).weight_decay(f64::INFINITY)),
        "`weight_decay` of `AdamW` is inf, but must be finite and not below 0"
    );
    let (positive, not_negative) = ("finite and above 0", "finite and not below 0");
    let below_one = "at least 0 and below 1";
    let rms_prop = RmsProp::new(0.1);
    for (message, name, setting, value, expected) in [
        (message(RmsProp::new(-1.0)), "RmsProp", "rate", "-1", positive),
        (message(rms_prop.alpha(1.0)), "RmsProp", "alpha", "1", below_one),
        (message(rms_prop.eps(0.0)), "RmsProp", "eps", "0", positive),
        (message(rms_prop.weight_decay(-1.0)), "RmsProp", "weight_decay", "-1", not_negative),
        (message(rms_prop.centered().momentum(1.0)), "RmsProp", "momentum", "1", below_one),
        (message(Adagrad::new(0.0)), "Adagrad", "rate", "0", positive),
        (message(Adagrad::new(0.1).lr_decay(-1.0)), "Adagrad", "lr_decay", "-1", not_negative),
        (message(Adagrad::new(0.1).eps(0.0)), "Adagrad", "eps", "0", positive),
        (message(Adagrad::new(0.1).weight_decay(-1.0)), "Adagrad", "weight_decay", "-1", not_negative),
        (
            message(Adagrad::new(0.1).initial_accumulator_value(f64::NAN)),
            "Adagrad",
            "initial_accumulator_value",
            "NaN",
            not_negative,
        ),
        (message(Nadam::new(0.0)), "Nadam", "rate", "0", positive),
        (message(Nadam::new(0.1).betas(1.0, 0.9)), "Nadam", "betas[0]", "1", below_one),
        (message(Nadam::new(0.1).eps(0.0)), "Nadam", "eps", "0", positive),
        (message(Nadam::new(0.1).weight_decay(-1.0)), "Nadam", "weight_decay", "-1", not_negative),
        (message(Nadam::new(0.1).momentum_decay(-1.0)), "Nadam", "momentum_decay", "-1", not_negative),
        (message(RAdam::new(0.0)), "RAdam", "rate", "0", positive),
        (message(RAdam::new(0.1).betas(0.9, 1.0)), "RAdam", "betas[1]", "1", below_one),
        (message(RAdam::new(0.1).eps(0.0)), "RAdam", "eps", "0", positive),
        (message(RAdam::new(0.1).weight_decay(-1.0)), "RAdam", "weight_decay", "-1", not_negative),
        (message(Lion::new(0.0)), "Lion", "rate", "0", positive),
        (message(Lion::new(0.1).betas(0.9, 1.0)), "Lion", "betas[1]", "1", below_one),
        (message(Lion::new(0.1).weight_decay(-1.0)), "Lion", "weight_decay", "-1", not_negative),
    ] {
        assert_eq!(message, std::format!("`{setting}` of `{name}` is {value}, but must be {expected}"));
    }
}

#[test]
fn the_rate_follows_a_schedule() -> Result<(), OptimizerError> {
    let mut net = three(START);
    let grads = three([1.0, 1.0, 1.0]);
    let mut sgd = Sgd::new(0.5).optimizer_in::<Three<f64>, _>([])?;
    sgd.step(&mut net, &grads);
    assert_eq!(net.as_flat(), [0.5, -2.5, 0.0]);
    sgd.set_rate(0.0)?;
    sgd.step(&mut net, &grads);
    assert_eq!(net.as_flat(), [0.5, -2.5, 0.0]);
    assert_eq!((sgd.rate(), sgd.steps()), (0.0, 2));

    let error = sgd.set_rate(f64::NAN).expect_err("NaN is refused");
    assert_eq!(error.to_string(), "`rate` of `Optimizer` is NaN, but must be finite and not below 0");
    assert_eq!(sgd.rate(), 0.0);
    Ok(())
}

#[test]
fn memory_of_another_length_is_refused_and_old_contents_do_not_matter() -> Result<(), OptimizerError> {
    let rule = Adam::new(0.1);
    let error = rule.optimizer_in::<Three<f64>, _>([0.0; 5]).expect_err("too short");
    assert_eq!(error, OptimizerError::Memory { network: "three", needed: 6, given: 5 });
    assert_eq!(error.to_string(), "the optimizer of `three` needs 6 scalars, but the memory has 5");

    let (mut clean, mut used) = (three(START), three(START));
    let grads = three([0.3, -0.2, 0.1]);
    rule.optimizer_in([0.0; 6])?.step(&mut clean, &grads);
    rule.optimizer_in([7.0; 6])?.step(&mut used, &grads);
    assert_eq!(clean.as_flat(), used.as_flat());
    Ok(())
}

#[test]
fn a_norm_below_the_bound_is_left_alone() -> Result<(), SettingError> {
    let mut grads = three([3.0, 0.0, -4.0]);
    assert_eq!(grads.clip_norm(5.1)?, 5.0);
    assert_eq!(grads.as_flat(), [3.0, 0.0, -4.0]);
    assert_eq!(grads.clip_norm(0.5)?, 5.0);
    assert_eq!(grads.as_flat(), [3.0 * (0.5 / 5.000001), 0.0, -4.0 * (0.5 / 5.000001)]);
    Ok(())
}

#[test]
fn clipping_shows_nan_and_refuses_senseless_bounds() -> Result<(), SettingError> {
    let mut grads = three([1.0, f64::NAN, 2.0]);
    for bound in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(grads.clip_norm(bound).is_err() && grads.clip_value(bound).is_err());
    }
    grads.clip_value(1.5)?;
    assert_eq!((grads.w[0], grads.w[2]), (1.0, 1.5));
    assert!(grads.w[1].is_nan());
    assert!(grads.clip_norm(1.0)?.is_nan());
    assert!(grads.as_flat().iter().all(|g| g.is_nan()));
    Ok(())
}

/// Moments of parameters whose gradient has become 0 arrive at 0, and do not stay subnormal.
fn check_sweep<R: Rule>(rule: R) {
    const RUNS: Runs = Runs::new().trained(3, None);
    let mut params = [0.0f32; 3];
    // Of each moment two numbers that fade, and one that lasts.
    let mut moments = [1e-38f32, 1e-40, 1e9].repeat(R::MOMENTS);
    for step in 1..=128 {
        let (params, moments) = (&mut params[..], &mut moments[..]);
        update_all(rule, step, RUNS.as_slice(), params, &[0.0; 3], moments);
    }
    for moment in moments.chunks_exact(3) {
        assert!(moment[..2] == [0.0; 2] && moment[2] != 0.0, "{rule:?}: {moments:?}");
    }
}

#[test]
fn moments_do_not_stay_subnormal() {
    check_sweep(Adam::new(0.1));
    check_sweep(AdamW::new(0.1));
    check_sweep(RmsProp::new(0.1).alpha(0.9));
    check_sweep(RmsProp::new(0.1).alpha(0.9).momentum(0.9));
    check_sweep(Nadam::new(0.1));
    check_sweep(RAdam::new(0.1));
    check_sweep(Lion::new(0.1));
}

/// What does not know its direction stays where it is, and what is broken shows it.
#[test]
fn lion_knows_the_sign_of_zero_and_of_nan() {
    const RUNS: Runs = Runs::new().trained(3, None);
    let mut params = START;
    update_all(Lion::new(0.25), 1, RUNS.as_slice(), &mut params, &[0.0, -1e-9, f64::NAN], &mut [0.0; 3]);
    assert_eq!(params[..2], [1.0, -1.75]);
    assert!(params[2].is_nan());
}

/// The parameters and moments after a step of each rule with roots, of so many parameters that there are pairs of vectors, one more and
/// a rest, each beside what it is in double precision.
fn check_exact<R: Rule>(rule: R) {
    const LEN: usize = 127;
    const WHOLE: Runs = Runs::new().trained(LEN, None);
    const PARTS: Runs = Runs::new().trained(64, None).trained(LEN - 64, None);
    let number = |i: usize| ((i * 37 % 101) as f32 - 50.0) / 50.0;
    let run = |runs: &Runs| {
        let (mut params, mut moments) = ([0.0; LEN].map(|_: f32| 0.5), vec![0.0; R::MOMENTS * LEN]);
        for step in 1..=9 {
            // Some of them small, some 0.
            let slope = |i: usize| number(i + step) * if i % 7 == 3 { 1e-6 } else { 1.0 };
            let grads: Vec<f32> = (0..LEN).map(|i| if i % 5 == 2 { 0.0 } else { slope(i) }).collect();
            update_all(rule, step as u64, runs.as_slice(), &mut params, &grads, &mut moments);
        }
        params
    };
    let exact = {
        let (mut params, mut moments) = ([0.5f64; LEN], vec![0.0; R::MOMENTS * LEN]);
        for step in 1..=9 {
            let slope = |i: usize| number(i + step) * if i % 7 == 3 { 1e-6 } else { 1.0 };
            let grads: Vec<f64> = (0..LEN).map(|i| if i % 5 == 2 { 0.0 } else { f64::from(slope(i)) }).collect();
            update_all(rule, step as u64, WHOLE.as_slice(), &mut params, &grads, &mut moments);
        }
        params
    };
    let params = run(&WHOLE);
    for (i, (&w, exact)) in params.iter().zip(exact).enumerate() {
        assert!((f64::from(w) - exact).abs() < 1e-5, "{rule:?}: parameter {i} is {w}, not {exact}");
        assert_eq!(w == 0.5, i % 5 == 2, "{rule:?}: parameter {i}, {w}");
    }
    assert_eq!(params, run(&PARTS), "{rule:?} in parts");
}

#[test]
fn updates_with_roots_are_exact_and_the_same_in_parts() {
    check_exact(Adam::new(0.01));
    check_exact(AdamW::new(0.01).weight_decay(0.0));
    check_exact(Nadam::new(0.01));
    check_exact(RAdam::new(0.01));
    check_exact(Adagrad::new(0.01));
    check_exact(RmsProp::new(0.01));
    check_exact(RmsProp::new(0.01).momentum(0.9));
    check_exact(RmsProp::new(0.01).alpha(0.5).centered());
}

/// A gradient whose square is infinite stops its parameter, and one that is broken shows it, in each vector of a pair.
#[test]
fn infinite_and_broken_gradients_are_what_they_are() {
    const LEN: usize = 64;
    const RUNS: Runs = Runs::new().trained(LEN, None);
    for (slope, expected) in [(1e20, Some(0.5)), (f32::INFINITY, None), (f32::NAN, None)] {
        let (mut params, mut moments) = ([0.5f32; LEN], [0.0; 2 * LEN]);
        update_all(Adam::new(0.1), 1, RUNS.as_slice(), &mut params, &[slope; LEN], &mut moments);
        for w in params {
            assert!(expected.map_or(w.is_nan(), |expected| w == expected), "{slope} makes {w}");
        }
    }
}

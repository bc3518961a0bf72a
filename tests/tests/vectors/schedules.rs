//! Schedules, epoch by epoch and update by update.

use nn_runtime::metrics::Goal;
use nn_runtime::train::schedules::{
    At, Cosine, CosineRestarts, Exponential, LinearWarmup, MultiStep, OneCycle, Plateau, Schedule, StepDecay,
};

use crate::file::Vectors;

/// Compares the factors before each of `case`'s steps with its rates. PyTorch's schedulers count whatever they are told to: here an
/// epoch has `per_epoch` updates.
fn check(file: &Vectors, name: &str, mut schedule: impl Schedule, per_epoch: u64) {
    let steps = file.case(name).numbers("rates").len() as u64;
    let at = |step| At { step, steps, epoch: step / per_epoch, epochs: steps / per_epoch };
    let found: Vec<_> = (0..steps).map(|step| schedule.factor(at(step))).collect();
    file.case(name).compare("rates", &found);
}

/// The same with a figure after each epoch.
fn check_observed(file: &Vectors, name: &str, mut schedule: Plateau, goal: Goal) {
    let figures = file.case(name).numbers("figures");
    let steps = figures.len() as u64;
    let found: Vec<_> = (0..steps)
        .zip(figures)
        .map(|(step, figure)| {
            let factor = schedule.factor(At { step, steps, epoch: step, epochs: steps });
            schedule.observe(figure, goal);
            factor
        })
        .collect();
    file.case(name).compare("rates", &found);
}

#[test]
fn schedules_agree_with_pytorch() {
    let file = Vectors::read("schedules");

    check(&file, "step", StepDecay::every(3), 1);
    check(&file, "step_gamma", StepDecay::every(2).gamma(0.7), 1);
    check(&file, "multi_step", MultiStep::after([2, 5, 5, 7]).gamma(0.5), 1);
    check(&file, "exponential", Exponential::new(0.9), 1);
    check(&file, "cosine", Cosine::new(), 5);
    check(&file, "cosine_floor", Cosine::new().floor(0.05), 20);
    check(&file, "restarts", CosineRestarts::every(3), 3);
    check(&file, "restarts_mult", CosineRestarts::every(3).mult(2).floor(0.1), 2);
    check(&file, "one_cycle", OneCycle::new(), 4);
    let options = OneCycle::new().pct_start(0.45).div_factor(10.0).final_div_factor(100.0);
    check(&file, "one_cycle_linear", options.linear(), 4);
    check(&file, "warmup", LinearWarmup::steps(4), 2);
    check(&file, "warmup_cosine", LinearWarmup::steps(5).start(0.1).then(Cosine::new()), 4);
    check(&file, "warmup_cosine", LinearWarmup::epochs(1).start(0.1).then(Cosine::new()), 5);

    check_observed(&file, "plateau", Plateau::new().patience(1), Goal::Lowest);
    check_observed(&file, "plateau_highest", Plateau::new().patience(2).gamma(0.5), Goal::Highest);
    check_observed(&file, "plateau_negative", Plateau::new().patience(2).gamma(0.5), Goal::Highest);
    let options = Plateau::new().gamma(0.3).patience(2).threshold(0.2).cooldown(2).min_factor(0.05);
    check_observed(&file, "plateau_options", options, Goal::Lowest);
    file.all_used();
}

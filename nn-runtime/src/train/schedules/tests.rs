//! What holds for all schedules, and what each refuses.

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::*;

/// One schedule of each kind, its settings drawn.
fn schedules() -> impl Strategy<Value = Box<dyn Schedule>> {
    let (share, few) = (0.0..=1.0_f64, 1_u64..9);
    prop_oneof![
        Just(()).prop_map(|()| Box::new(Constant) as Box<dyn Schedule>),
        (few.clone(), share.clone()).prop_map(|(k, g)| Box::new(StepDecay::every(k).gamma(g)) as _),
        (prop::collection::vec(0_u64..9, 0..4), share.clone())
            .prop_map(|(at, g)| Box::new(MultiStep::after(at).gamma(g)) as _),
        share.clone().prop_map(|g| Box::new(Exponential::new(g)) as _),
        share.clone().prop_map(|floor| Box::new(Cosine::new().floor(floor)) as _),
        (few.clone(), 1_u64..4, share.clone())
            .prop_map(|(k, m, floor)| Box::new(CosineRestarts::every(k).mult(m).floor(floor)) as _),
        (share.clone(), 1.0..100.0, any::<bool>()).prop_map(|(p, d, linear)| {
            let cycle = OneCycle::new().pct_start(p).div_factor(d);
            Box::new(if linear { cycle.linear() } else { cycle }) as _
        }),
        (0.0..0.99, 0_u64..4, share.clone())
            .prop_map(|(f, p, min)| Box::new(Plateau::new().gamma(f).patience(p).min_factor(min)) as _),
        (few.clone(), share.clone())
            .prop_map(|(n, s)| Box::new(LinearWarmup::epochs(n).start(s).then(Cosine::new())) as _),
        (1_u64..40, share, few)
            .prop_map(|(n, s, k)| { Box::new(LinearWarmup::steps(n).start(s).then(StepDecay::every(k))) as _ }),
    ]
}

proptest! {
    /// With these settings no factor exceeds 1, none is negative or NaN, and asking past the end does no harm.
    #[test]
    fn factors_are_finite_and_within_bounds(
        mut schedule in schedules(), per_epoch in 1_u64..6, epochs in 1_u64..9, losses in prop::collection::vec(-2.0..2.0, 8),
    ) {
        prop_assert_eq!(schedule.check(), Ok(()));
        let steps = per_epoch * epochs;
        for step in 0..steps + 3 {
            let at = At { step, steps, epoch: step / per_epoch, epochs };
            let factor = schedule.factor(at);
            prop_assert!((0.0..=1.0 + 1e-12).contains(&factor), "{schedule:?} gives {factor} at {at:?}");
            if (step + 1) % per_epoch == 0 {
                schedule.observe(losses[at.epoch as usize % losses.len()], Goal::Lowest);
            }
        }
    }
}

#[test]
fn nothing_to_do_gives_a_factor_all_the_same() {
    let none = At { step: 0, steps: 0, epoch: 0, epochs: 0 };
    let all: [Box<dyn Schedule>; 4] = [
        Box::new(Cosine::new()),
        Box::new(CosineRestarts::every(3)),
        Box::new(OneCycle::new()),
        Box::new(LinearWarmup::epochs(2).then(Cosine::new())),
    ];
    for mut schedule in all {
        assert!(schedule.factor(none).is_finite(), "{schedule:?}");
    }
}

#[test]
fn a_plateau_counts_nan_as_no_better() {
    let at = At { step: 0, steps: 9, epoch: 0, epochs: 9 };
    let mut plateau = Plateau::new().patience(1).cooldown(1).min_factor(0.05);
    let seen: Vec<_> = [f64::NAN, f64::NAN, 1.0, f64::NAN, 2.0, 3.0, 4.0, 5.0]
        .into_iter()
        .map(|loss| {
            plateau.observe(loss, Goal::Lowest);
            plateau.factor(at)
        })
        .collect();
    assert_eq!(seen, [1.0, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05]);
    assert_eq!(plateau.needs_validation(), Some("the schedule `Plateau`"));
    assert_eq!(LinearWarmup::steps(1).then(plateau).needs_validation(), plateau.needs_validation());
}

#[test]
fn settings_that_make_no_sense_are_refused_in_words() {
    let unit = "but must be from 0 to 1";
    let positive = "but must be finite and above 0";
    let not_negative = "but must be finite and not below 0";
    let cases: [(Box<dyn Schedule>, _, _); 14] = [
        (Box::new(StepDecay::every(0)), "`every` of `StepDecay` is 0", positive),
        (Box::new(StepDecay::every(1).gamma(-0.5)), "`gamma` of `StepDecay` is -0.5", not_negative),
        (Box::new(MultiStep::after([3]).gamma(f64::NAN)), "`gamma` of `MultiStep` is NaN", not_negative),
        (Box::new(Exponential::new(1.5)), "`gamma` of `Exponential` is 1.5", unit),
        (Box::new(Cosine::new().floor(2.0)), "`floor` of `Cosine` is 2", unit),
        (Box::new(CosineRestarts::every(0)), "`every` of `CosineRestarts` is 0", positive),
        (Box::new(CosineRestarts::every(1).mult(0)), "`mult` of `CosineRestarts` is 0", positive),
        (Box::new(OneCycle::new().pct_start(1.5)), "`pct_start` of `OneCycle` is 1.5", unit),
        (Box::new(OneCycle::new().div_factor(0.0)), "`div_factor` of `OneCycle` is 0", positive),
        (Box::new(OneCycle::new().final_div_factor(-1.0)), "`final_div_factor` of `OneCycle` is -1", positive),
        (Box::new(Plateau::new().gamma(1.0)), "`gamma` of `Plateau` is 1", "but must be at least 0 and below 1"),
        (Box::new(Plateau::new().threshold(-1.0)), "`threshold` of `Plateau` is -1", not_negative),
        (Box::new(LinearWarmup::steps(0)), "`steps` of `LinearWarmup` is 0", positive),
        (Box::new(LinearWarmup::epochs(1).then(Cosine::new().floor(f64::NAN))), "`floor` of `Cosine` is NaN", unit),
    ];
    for (schedule, what, must) in cases {
        let error = schedule.check().expect_err("refused").to_string();
        assert_eq!(error, [what, must].join(", "));
    }
}

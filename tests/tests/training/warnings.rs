//! What the trainer warns of, and that it leaves healthy trainings alone.

use nn_runtime::metrics::Accuracy;
use nn_runtime::prelude::*;
use nn_runtime::train::schedules::{Cosine, Lambda};
use nn_runtime::train::{Callback, NotFinite, Report, Stopped, Warning};

use crate::data::{circle, sine, xor};

network! { Xor(bits: [2]) -> [1] { bits -> dense<8> -> tanh -> dense<1> } }
network! { Curve(x: [1]) -> [1] { x -> first: dense<16> -> tanh -> dense<16> -> tanh -> last: dense<1> } }
network! { Circle(point: [2]) -> [2] { point -> dense<16> -> batch_norm -> relu -> dropout<0.1> -> dense<2> } }
network! {
    Deep(x: [1]) -> [1] {
        x -> first: dense<8> -> repeat<9> { dense<8> -> sigmoid } -> last: dense<1>
    }
}
network! { Line(x: [1]) -> [1] { x -> dense<1> } }

#[test]
fn healthy_trainings_are_left_alone() {
    let mut model = Xor::init(1);
    let trainer = Trainer::new(&mut model).loss(BinaryCrossEntropyWithLogits::new()).optimizer(Adam::new(0.05));
    let report = trainer.batch::<4>().epochs(300).fit(&xor()).unwrap();
    assert_eq!(report.warnings, []);
    assert!(report.epochs.last().unwrap().loss < 0.05, "{report}");

    let (train, valid, _) = sine(200).split((0.6, 0.2, 0.2), 1).unwrap();
    let mut model = Curve::init(1);
    let trainer = Trainer::new(&mut model).loss(Mse::new()).optimizer(Adam::new(0.01)).schedule(Cosine::new());
    let report = trainer.batch::<16>().epochs(60).validate(&valid).fit(&train).unwrap();
    assert_eq!(report.warnings, []);

    let (train, valid, _) = circle().split_stratified((0.6, 0.2, 0.2), 1).unwrap();
    for optimizer in 0..2 {
        let mut model = Circle::init(2);
        let trainer = Trainer::new(&mut model).loss(CrossEntropy::new()).batch::<16>().epochs(60).validate(&valid);
        let trainer = trainer.metric(Accuracy).clip_norm(1.0);
        let report = match optimizer {
            0 => trainer.optimizer(AdamW::new(0.02)).fit(&train),
            _ => trainer.optimizer(Sgd::new(0.1).momentum(0.9)).fit(&train),
        };
        assert_eq!(report.unwrap().warnings, []);
    }
}

#[test]
fn norms_are_kept_stage_by_stage() {
    let mut model = Circle::init(1);
    let report = Trainer::new(&mut model).loss(CrossEntropy::new()).epochs(3).fit(&circle()).unwrap();
    assert_eq!(report.stages, ["dense_1", "batch_norm_1", "dense_2"]);
    for epoch in &report.epochs {
        assert_eq!(epoch.gradients.len(), 3);
        assert!(epoch.gradients.iter().all(|norm| (1e-3..1e2).contains(norm)), "{epoch:?}");
    }
}

#[test]
fn one_target_for_all_samples_is_noticed() {
    let (rest, _) = circle().split((0.5, 0.5), 1).unwrap();
    let within = rest.filter(|_, class| class.index() == 1);
    let train = |data: &Dataset<[f32; 2], Class<2>>| {
        Trainer::new(&mut Circle::init(1)).loss(CrossEntropy::new()).epochs(1).fit(data).unwrap().warnings
    };
    let samples = within.len();
    let warnings = train(&within);
    assert_eq!(warnings, [Warning::SameTarget { samples, class: Some(1) }]);
    let text = warnings[0].to_string();
    assert!(
        text.starts_with(&format!("all {samples} samples trained on are of class 1: the network learns to ")),
        "{text}"
    );
    assert_eq!(train(&rest), []);
    assert_eq!(train(&within.take(1).concat(&within.take(1)).unwrap()).len(), 1, "two are enough to say so");
    let pair = rest.take(2);
    assert_eq!(pair.targets()[0] == pair.targets()[1], !train(&pair).is_empty());

    let flat = sine(50).map_targets(|_| [0.5]).unwrap();
    let report = Trainer::new(&mut Curve::init(1)).loss(Mse::new()).epochs(1).fit(&flat).unwrap();
    let [same @ Warning::SameTarget { samples: 50, class: None }] = &report.warnings[..] else { panic!("{report}") };
    assert!(same.to_string().starts_with("all 50 samples trained on have the same target: "), "{same}");

    // Each part of a target counts.
    network! {
        Sides(point: [2]) -> (left: [2], right: [2]) {
            let hidden = point -> dense<4> -> tanh;
            left = hidden -> dense<2>;
            right = hidden -> dense<2>;
        }
    }
    let two = |other: fn(usize) -> usize| {
        let both = |class: &Class<2>| (Class::<2>::new(0).unwrap(), Class::<2>::new(other(class.index())).unwrap());
        let data = rest.map_targets(both).unwrap();
        let loss = SidesOutputs { left: CrossEntropy::new(), right: CrossEntropy::new() };
        Trainer::new(&mut Sides::init(1)).loss(loss).epochs(1).fit(&data).unwrap().warnings.len()
    };
    assert_eq!((two(|class| class), two(|_| 1)), (0, 1));
}

/// The warnings heard one by one, which are those of the report.
struct Heard<'a>(&'a mut Vec<Warning>);

impl<N: Network> Callback<N> for Heard<'_> {
    fn warning(&mut self, warning: &Warning) {
        self.0.push(warning.clone());
    }
    fn end(&mut self, report: &Report) {
        assert_eq!(*self.0, report.warnings);
    }
}

#[test]
fn gradients_that_vanish_are_noticed_where_they_do() {
    let (mut model, mut heard) = (Deep::init(1), Vec::new());
    let trainer = Trainer::new(&mut model).loss(Mse::new()).callback(Heard(&mut heard));
    let report = trainer.fit(&sine(200)).unwrap();
    let [Warning::Vanishing { epoch: 2, stage, gradient, strongest, largest }] = &report.warnings[..] else {
        panic!("{report}");
    };
    assert_eq!([stage, strongest], ["repeat_1.0.dense_1", "last"]);
    assert!(*gradient < 1e-4 * largest);
    let text = heard[0].to_string();
    assert!(text.starts_with("epoch 2: gradients vanish before they reach `repeat_1.0.dense_1`: "), "{text}");
}

#[test]
fn gradients_that_grow_on_their_way_back_are_noticed() {
    let mut model = Curve::init(1);
    model.last.weight *= 1e7;
    let report = Trainer::new(&mut model).loss(Mse::new()).optimizer(Sgd::new(1e-30)).fit(&sine(50)).unwrap();
    assert!(matches!(&report.warnings[..], [Warning::Growing { weakest, .. }] if weakest == "last"), "{report}");
}

#[test]
fn gradients_that_explode_are_noticed() {
    let mut model = Line::init(1);
    let trainer = Trainer::new(&mut model).loss(Mse::new()).optimizer(Sgd::new(0.8)).batch::<10>().epochs(2);
    let report = trainer.fit(&sine(100)).unwrap();
    assert_eq!(report.stopped, Stopped::Finished);
    assert!(
        matches!(report.warnings[..], [Warning::Exploding { epoch: 1, norm, first }] if norm > 1e3 * first),
        "{report}"
    );
}

#[test]
fn a_dead_network_is_noticed() {
    network! { Dying(x: [1]) -> [1] { x -> dense<4> -> relu -> dense<1> } }
    let data = sine(50);
    let mut model = Dying::init(1);
    model.dense_1.bias.fill(-100.0);
    let report = Trainer::new(&mut model).loss(Mse::new()).validate(&data).fit(&data).unwrap();
    let [dead, constant] = &report.warnings[..] else { panic!("{report}") };
    assert_eq!(*dead, Warning::Dead { epoch: 2, stage: "dense_1".into() });
    assert_eq!(*constant, Warning::Constant { epoch: 2, samples: 50 });
}

#[test]
fn training_and_validation_that_part_are_noticed() {
    // Nothing but the samples themselves says what belongs to them.
    network! { Large(x: [4]) -> [2] { x -> dense<64> -> relu -> dense<2> } }
    let noise = |seed: u64| {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 40) as f32 / (1 << 23) as f32 - 1.0
        };
        let x: Vec<[f32; 4]> = (0..40).map(|_| core::array::from_fn(|_| next())).collect();
        let y: Vec<_> = (0..40).map(|_| Class::<2>::new(usize::from(next() > 0.0)).unwrap()).collect();
        Dataset::new(x, y).unwrap()
    };
    let (train, valid) = (noise(1), noise(2));
    let mut model = Large::init(1);
    let trainer = Trainer::new(&mut model).loss(CrossEntropy::new()).optimizer(Adam::new(0.01)).epochs(100);
    let report = trainer.validate(&valid).fit(&train).unwrap();
    let [Warning::Overfitting { epoch, best, training, validation }] = report.warnings[..] else { panic!("{report}") };
    assert!(epoch >= best + 5 && training[1] < training[0] && validation[1] > validation[0], "{report}");
}

#[test]
fn far_too_many_parameters_are_noticed_before_the_first_epoch() {
    network! { Huge(x: [1]) -> [1] { x -> dense<64> -> relu -> dense<64> -> relu -> dense<1> } }
    let (mut model, mut heard) = (Huge::init(1), Vec::new());
    let trainer = Trainer::new(&mut model).loss(Mse::new()).epochs(1).callback(Heard(&mut heard));
    let report = trainer.fit(&sine(42)).unwrap();
    assert_eq!(report.warnings, [Warning::Parameters { trained: 4353, samples: 42, numbers: 1 }]);
    let text = heard[0].to_string();
    assert!(text.starts_with("4353 parameters are trained on 42 samples with 1 number to learn each: "), "{text}");
    let report = Trainer::new(&mut model).loss(Mse::new()).epochs(1).fit(&sine(44)).unwrap();
    assert_eq!(report.warnings, []);
}

/// A loss, gradients or weights that are not finite: the model ends with finite weights, whatever came first.
#[test]
fn numbers_that_are_not_finite_end_the_training_and_keep_what_was_good() {
    let data = sine(100);
    let whole = |model: &Model<Curve>| model.as_flat().iter().all(|w| w.is_finite());
    for (rate, clip) in [(1e38, None), (1e20, None), (1e38, Some(1.0)), (1e12, None)] {
        let mut model = Curve::init(1);
        let start = model.clone();
        let mut trainer = Trainer::new(&mut model).loss(Mse::new()).optimizer(Sgd::new(rate)).validate(&data);
        if let Some(max) = clip {
            trainer = trainer.clip_norm(max);
        }
        let report = trainer.fit(&data).unwrap();
        assert_eq!(report.stopped, Stopped::NotFinite, "rate {rate:e}: {report}");
        assert!(matches!(report.warnings.last(), Some(Warning::NotFinite { .. })), "{report}");
        assert!(whole(&model));
        if report.best.is_none() {
            assert_eq!(model.as_flat(), start.as_flat(), "no epoch was sound");
        }
    }
}

#[test]
fn what_was_good_is_the_best_epoch_so_far() {
    let data = sine(100);
    for validated in [false, true] {
        let mut model = Curve::init(1);
        let mut third = None;
        let huge = Lambda::new(|at: nn_runtime::train::schedules::At| if at.epoch < 3 { 1.0 } else { 1e36 });
        let trainer = Trainer::new(&mut model).loss(Mse::new()).optimizer(Sgd::new(0.05)).schedule(huge);
        let trainer = trainer.on_epoch(|at| {
            if at.epoch.number == 3 {
                third = Some(at.model.clone());
            }
            core::ops::ControlFlow::Continue(())
        });
        let report = if validated { trainer.validate(&data).fit(&data) } else { trainer.fit(&data) };
        let report = report.unwrap();
        assert_eq!((report.stopped, report.best, report.epochs.len()), (Stopped::NotFinite, Some(3), 3), "{report}");
        assert_eq!(model.as_flat(), third.unwrap().as_flat());
        assert!(report.to_string().contains("the training ends with the last good weights"), "{report}");
    }
}

/// What was learned must not be lost because a figure cannot be computed.
#[test]
fn a_metric_that_cannot_be_computed_any_more_is_told() {
    use nn_runtime::metrics::{Custom, Goal};

    // Weights grow until this sample overflows; the others are learned well.
    let (train, far) = (sine(100), Dataset::new([[1e38_f32], [0.5]], [[0.0_f32], [0.0]]).unwrap());
    let mut model = Line::init(1);
    model.dense_1.weight[0] = 1.0;
    let growing = Dataset::new([[1.0_f32], [0.5]], [[20.0_f32], [10.0]]).unwrap();
    let trainer = Trainer::new(&mut model).loss(Mse::new()).optimizer(Sgd::new(0.3)).epochs(20).validate(&far);
    let report = trainer.metric(nn_runtime::metrics::MeanAbsoluteError).fit(&growing).unwrap();
    assert_eq!((report.stopped, report.epochs.len()), (Stopped::Finished, 20), "{report}");
    let told = report.warnings.iter().any(|warning| matches!(warning, Warning::Metric { .. }));
    assert!(told && report.to_string().contains("the metric cannot be computed on the validation set: "), "{report}");
    assert!(model.as_flat().iter().all(|w| w.is_finite()));

    // Where it is NaN from the first epoch on, the loss says which epoch was best.
    let mut model = Curve::init(1);
    let nan = Custom::new("nothing", Goal::Highest, |_: &[[f32; 1]], _: &[[f32; 1]]| f64::NAN);
    let report = Trainer::new(&mut model).loss(Mse::new()).validate(&train).metric(nan).fit(&train).unwrap();
    let lowest = report.epochs.iter().map(|epoch| epoch.validation.unwrap().loss).fold(f64::INFINITY, f64::min);
    assert_eq!(report.best_epoch().unwrap().validation.unwrap().loss, lowest);
    assert!(report.to_string().contains("cannot be computed on the validation set: it is NaN"), "{report}");
}

#[test]
fn what_was_not_finite_is_said() {
    use nn_runtime::{Loss, Scalar, head::Head};

    /// Half the squared error, or something broken.
    #[derive(Clone, Copy)]
    struct Broken {
        loss: f64,
        gradient: f64,
    }

    impl<H: Head, const F: usize> Loss<H, F> for Broken {
        type Target<'a, T: Scalar, const B: usize> = &'a SMatrix<T, F, B>;

        fn evaluate<T: Scalar, const B: usize>(
            &self,
            _: &mut SMatrix<T, F, B>,
            _: &SMatrix<T, F, B>,
            dy: Option<&mut SMatrix<T, F, B>>,
            _: core::ops::Range<usize>,
            _: T,
        ) -> T {
            if let Some(dy) = dy {
                dy.fill(T::from_f64(self.gradient));
            }
            T::from_f64(self.loss)
        }
    }

    let data = sine(10);
    let fit = |loss| {
        let mut model = Curve::init(1);
        let start = model.clone();
        let report = Trainer::new(&mut model).loss(loss).optimizer(Sgd::new(0.1)).fit(&data).unwrap();
        assert_eq!((report.stopped, report.best), (Stopped::NotFinite, None));
        assert_eq!(model.as_flat(), start.as_flat());
        report.warnings.last().unwrap().clone()
    };
    let found = fit(Broken { loss: f64::INFINITY, gradient: 0.0 });
    assert_eq!(found, Warning::NotFinite { epoch: 1, batch: 1, what: NotFinite::Loss(f64::INFINITY) });
    let found = fit(Broken { loss: 1.0, gradient: f64::NAN });
    assert_eq!(found, Warning::NotFinite { epoch: 1, batch: 1, what: NotFinite::Gradient("first".into()) });
    let found = fit(Broken { loss: 1.0, gradient: 1e38 });
    assert!(matches!(found, Warning::NotFinite { epoch: 1 | 2, .. }), "{found:?}");
}

#[test]
fn a_schedule_that_gives_no_rate_ends_the_training() {
    let mut model = Curve::init(1);
    let trainer = Trainer::new(&mut model).loss(Mse::new()).optimizer(Sgd::new(0.1));
    let broken = Lambda::new(|at: nn_runtime::train::schedules::At| if at.step < 5 { 1.0 } else { f64::NAN });
    let report = trainer.schedule(broken).batch::<10>().fit(&sine(40)).unwrap();
    assert_eq!((report.stopped, report.steps, report.epochs.len()), (Stopped::Rate, 5, 2));
    let text = report.warnings[0].to_string();
    assert!(text.starts_with("epoch 2: the schedule asked for a learning rate of NaN"), "{text}");
}

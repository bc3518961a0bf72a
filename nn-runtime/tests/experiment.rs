//! Experiments: the same whatever the threads, honest about what they compare, plain where they cannot be made.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use nn_runtime::data::Scaling;
use nn_runtime::experiment::{Comparison, Experiment, ExperimentError, RunError, TrialTrainer};
use nn_runtime::metrics::{Accuracy, Custom, Goal};
use nn_runtime::prelude::*;
use nn_runtime::train::{FitError, Stop};

network! {
    Mlp<const WIDTH: usize>(point: [2]) -> [2] { point -> dense<WIDTH> -> tanh -> dense<2> }
}

type Points = Dataset<[f32; 2], Class<2>>;

/// Points on a grid, and whether they lie within a circle.
fn points() -> Points {
    let points: Vec<_> = (0..400).map(|i| [(i % 20) as f32 / 9.5 - 1.0, (i / 20) as f32 / 9.5 - 1.0]).collect();
    let within: Vec<_> = points.iter().map(|[x, y]| Class::new(usize::from(x * x + y * y < 0.6)).unwrap()).collect();
    Dataset::new(points, within).unwrap()
}

fn widths<'a>() -> Experiment<'a, [f32; 2], Class<2>, Accuracy> {
    let adam = AdamW::new(0.02);
    Experiment::new("how wide, \"if\" at all?", Accuracy)
        .trial::<Mlp<1>>("1", move |trainer, train| trainer.loss(CrossEntropy::new()).optimizer(adam).fit(train))
        .trial::<Mlp<16>>("16, as usual", move |trainer, train| {
            trainer.loss(CrossEntropy::new()).optimizer(adam).batch::<16>().fit(train)
        })
        .seeds(4)
}

/// What does not depend on the clock.
fn figures(comparison: &Comparison) -> Vec<Vec<(u64, f64, usize)>> {
    let of = |runs: &[nn_runtime::experiment::Run]| runs.iter().map(|run| (run.seed, run.value, run.epochs)).collect();
    comparison.trials.iter().map(|trial| of(&trial.runs)).collect()
}

#[test]
fn threads_change_nothing() {
    let one = widths().threads(1).run(&points()).unwrap();
    let three = widths().threads(3).run(&points()).unwrap();
    assert_eq!(figures(&one), figures(&three));
    let other = widths().first_seed(10).run(&points()).unwrap();
    assert_ne!(figures(&one), figures(&other));
}

#[test]
fn the_table_tells_what_is_better_and_how_sure_that_is() {
    let comparison = widths().run(&points()).unwrap();
    let [narrow, wide] = &comparison.trials[..] else { panic!("two trials") };
    assert_eq!(comparison.best().name, wide.name);
    assert!(wide.mean() > narrow.mean() && wide.spread() >= 0.0);
    assert!(comparison.p_value(narrow, wide) < 0.05, "{comparison}");
    assert_eq!((narrow.params, wide.params, wide.bytes), (2 + 1 + 2 + 2, 3 * 16 + 17 * 2, 4 * (3 * 16 + 17 * 2)));

    let table = comparison.to_string();
    let lines: Vec<_> = table.lines().collect();
    assert_eq!(lines[0], "how wide, \"if\" at all? (accuracy on the test part, 4 seeds)");
    assert!(
        lines[2].starts_with("  trial              mean   spread       p   parameters   bytes   epochs   seconds"),
        "{table}"
    );
    assert!(lines[4].starts_with("  16, as usual   * 0."), "{table}");
    let ends = [2, 3, 4].map(|line| lines[line].chars().count());
    assert!(ends[0] == ends[1] && ends[1] == ends[2], "{table}");
}

#[test]
fn the_file_has_a_line_for_each_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("widths.csv");
    widths().run(&points()).unwrap().save_csv(&path).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 1 + 2 * 4);
    assert_eq!(lines[0], "experiment,trial,network,parameters,bytes,seed,accuracy,epochs,seconds,diverged");
    assert!(lines[5].starts_with("\"how wide, \"\"if\"\" at all?\",\"16, as usual\",Mlp,82,328,0,0."), "{text}");

    let nowhere = folder.path().join("no such folder").join("widths.csv");
    let error = widths().seeds(1).run(&points()).unwrap().save_csv(&nowhere).unwrap_err().to_string();
    assert!(error.starts_with("cannot write `") && error.contains("no such folder"), "{error}");
}

#[test]
fn inputs_are_scaled_by_what_is_trained_on() {
    let far = points();
    let inputs: Vec<_> = far.inputs().iter().map(|[x, y]| [1000.0 + x, 1e-3 * y]).collect();
    let far = Dataset::new(inputs, far.targets()).unwrap();
    let plain = widths().run(&far).unwrap();
    let scaled = widths().scaled_by(Standardize::fit).run(&far).unwrap();
    assert!(scaled.trials[1].mean() > plain.trials[1].mean() + 0.1, "{plain}\n{scaled}");
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let empty = Experiment::<[f32; 2], Class<2>, _>::new("nothing", Accuracy);
    assert_eq!(empty.run(&points()).unwrap_err(), ExperimentError::NoTrials);

    let message = |experiment: Experiment<'_, _, _, _>, data: &Points| experiment.run(data).unwrap_err().to_string();
    let again = |trainer: nn_runtime::experiment::TrialTrainer<'_, Mlp<1>, [f32; 2], Class<2>, Accuracy>,
                 train: &Points| { trainer.loss(CrossEntropy::new()).epochs(0).fit(train) };
    assert_eq!(message(widths().trial::<Mlp<1>>("1", again), &points()), "two trials are called `1`");
    assert_eq!(
        message(widths().trial::<Mlp<1>>("idle", again), &points()),
        "trial `idle`, seed 0: `epochs` of `Trainer` is 0, but must be finite and above 0"
    );
    assert_eq!(
        message(widths().shares(0.5, 0.0, 0.5), &points()),
        "`shares[1]` of `Experiment` is 0, but must be finite and above 0"
    );
    assert_eq!(message(widths().seeds(0), &points()), "`seeds` of `Experiment` is 0, but must be finite and above 0");
    let few = points().select(&[0, 1, 2]);
    assert_eq!(message(widths(), &few), "3 samples are too few for parts of 2, 0 and 1: one of them is empty");
}

#[test]
fn an_experiment_that_is_stopped_compares_what_is_done() {
    let stop = Stop::new();
    let two_seeds = |trainer: TrialTrainer<'_, Mlp<2>, [f32; 2], Class<2>, Accuracy>, train: &Points, seed: u64| {
        if seed == 2 {
            stop.stop();
        }
        trainer.loss(CrossEntropy::new()).epochs(2).fit(train)
    };
    let made = std::sync::atomic::AtomicU64::new(0);
    let stopped = Experiment::new("stopped", Accuracy)
        .trial::<Mlp<1>>("1", |trainer, train| trainer.loss(CrossEntropy::new()).epochs(2).fit(train))
        .trial::<Mlp<2>>("2", |trainer, train| {
            two_seeds(trainer, train, made.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
        })
        .threads(1)
        .stop(&stop);
    let comparison = stopped.run(&points()).unwrap();
    assert_eq!(comparison.trials.iter().map(|trial| trial.runs.len()).collect::<Vec<_>>(), [2, 2]);
    let table = comparison.to_string();
    assert!(table.contains("2 seeds)") && table.contains("stopped when asked to, after 2 of 5 seeds"), "{table}");

    let error = widths().stop(&stop).run(&points()).unwrap_err();
    assert_eq!(error.to_string(), "stopped when asked to, before every trial had made a run with one seed");
}

#[test]
fn a_run_that_diverges_is_told() {
    let sgd = Sgd::new(1e38);
    let comparison = Experiment::new("too fast", Accuracy)
        .trial::<Mlp<4>>("fast", |trainer, train| trainer.loss(CrossEntropy::new()).optimizer(sgd).fit(train))
        .seeds(1)
        .run(&points())
        .unwrap();
    assert_eq!(comparison.trials[0].diverged(), 1);
    let table = comparison.to_string();
    assert!(table.contains("`fast`: 1 of 1 runs ended because a number was infinite or NaN"), "{table}");
    assert!(table.contains("1 seed)") && table.contains("   -   "), "{table}");
}

/// Two trials, the second of which does what `second` says with the seeds in their order.
fn second_of_two<'a>(
    second: impl Fn(u64) -> Result<(), FitError> + Sync + 'a,
) -> Experiment<'a, [f32; 2], Class<2>, Accuracy> {
    let seed = AtomicU64::new(0);
    Experiment::new("whole?", Accuracy)
        .trial::<Mlp<1>>("sound", |trainer, train| trainer.loss(CrossEntropy::new()).epochs(2).fit(train))
        .trial::<Mlp<2>>("broken", move |trainer, train| {
            second(seed.fetch_add(1, Ordering::Relaxed))?;
            trainer.loss(CrossEntropy::new()).epochs(2).fit(train)
        })
        .threads(1)
}

/// How many runs of each trial are compared, and how many are not.
fn counts(comparison: &Comparison) -> Vec<(usize, usize)> {
    comparison.trials.iter().map(|trial| (trial.runs.len(), trial.unpaired.len())).collect()
}

#[test]
fn a_panic_loses_no_run() {
    let panics = |seed| {
        assert!(seed < 2, "seed {seed} is too much");
        Ok(())
    };
    let whole = second_of_two(|_| Ok(())).seeds(2).run(&points()).unwrap();
    let comparison = second_of_two(panics).run(&points()).unwrap();
    assert_eq!(counts(&comparison), [(2, 1), (2, 0)]);
    assert_eq!(figures(&comparison), figures(&whole));
    let (trial, message) = ("broken".into(), "seed 2 is too much".into());
    assert_eq!(comparison.failure, Some(RunError::Panic { trial, seed: 2, message }));
    let table = comparison.to_string();
    let end = "ended after 2 of 5 seeds: trial `broken`, seed 2: it panicked: seed 2 is too much";
    assert!(table.contains("2 seeds)") && table.contains(end), "{table}");
    assert_eq!(comparison.to_csv().lines().count(), 1 + 5, "the run that is not compared is there");
}

#[test]
fn a_run_that_is_refused_loses_no_other() {
    let refused = |seed| if seed < 1 { Ok(()) } else { Err(FitError::Empty { set: "training" }) };
    let comparison = second_of_two(refused).run(&points()).unwrap();
    assert_eq!(counts(&comparison), [(1, 1), (1, 0)]);
    let failure = comparison.failure.unwrap().to_string();
    assert_eq!(failure, "trial `broken`, seed 1: the training set has no samples");
}

#[test]
fn runs_that_cannot_be_compared_are_in_the_error() {
    let panics = |seed| std::panic::panic_any(seed);
    let error = second_of_two(panics).first_seed(7).run(&points()).unwrap_err();
    assert_eq!(error.to_string(), "trial `broken`, seed 7: it panicked: a value that is no text");
    let ExperimentError::Incomplete(comparison) = error else { panic!("{error:?}") };
    assert_eq!(counts(&comparison), [(0, 1), (0, 0)]);
    assert!(comparison.to_string().contains("(accuracy on the test part, 0 seeds)"), "{comparison}");
    assert!(comparison.to_csv().contains("whole?,sound,Mlp,7,28,7,0."), "{}", comparison.to_csv());
}

#[test]
fn what_panics_is_named_wherever_it_is() {
    let failure =
        |experiment: Experiment<'_, [f32; 2], Class<2>, Custom<_>>| experiment.run(&points()).unwrap_err().to_string();
    let metric = |panics: bool| {
        Custom::new("mine", Goal::Highest, move |_: &[Class<2>], outputs: &[[f32; 2]]| {
            assert!(!panics, "no figure for {} samples", outputs.len());
            0.5
        })
    };
    let experiment = |panics| {
        let train = |trainer: TrialTrainer<'_, Mlp<1>, _, _, _>, train: &Points| {
            trainer.loss(CrossEntropy::new()).epochs(1).fit(train)
        };
        Experiment::new("panics", metric(panics)).trial::<Mlp<1>>("one", train).threads(1)
    };
    assert_eq!(failure(experiment(true)), "trial `one`, seed 0: it panicked: no figure for 40 samples");
    assert_eq!(
        failure(experiment(false).scaled_by(|_| panic!("no scaling"))),
        "trial `one`, seed 0: it panicked: no scaling"
    );

    // A run that is made stays one, whoever is told of it.
    let comparison =
        experiment(false).on_run(|at| panic!("told of {} of {}", at.done, at.runs)).run(&points()).unwrap();
    assert_eq!((comparison.trials[0].runs.len(), comparison.trials[0].runs[0].value), (1, 0.5));
    assert_eq!(comparison.failure.unwrap().to_string(), "a callback panicked: told of 1 of 5");
}

#[test]
fn scalings_that_are_refused_name_the_seed() {
    let wide = |_: &Points| Scaling::new(3, vec![0.0; 3], vec![1.0; 3]);
    let error = widths().first_seed(3).scaled_by(wide).run(&points()).unwrap_err().to_string();
    assert!(error.starts_with("trial `1`, seed 3: the inputs cannot be scaled: "), "{error}");
}

#[test]
fn each_run_is_told_and_may_be_the_last() {
    let mut told = Vec::new();
    let comparison = widths().threads(1).on_run(|at| {
        told.push((at.trial.to_owned(), at.run.seed, at.done));
        assert_eq!((at.metric, at.runs), ("accuracy", 8));
        if at.done == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let comparison = comparison.run(&points()).unwrap();
    assert_eq!(counts(&comparison), [(2, 1), (2, 0)]);
    assert!(comparison.failure.is_none());
    assert!(comparison.to_string().contains("stopped when asked to, after 2 of 4 seeds"), "{comparison}");
    let seeds: Vec<_> = told.iter().map(|(_, seed, done)| (*seed, *done)).collect();
    assert_eq!(seeds, [(0, 1), (0, 2), (1, 3), (1, 4), (2, 5)]);
    assert_eq!(told[1].0, "16, as usual");
}

//! Making the runs of an experiment, side by side.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::Mutex;
use std::thread;

use super::Experiment;
use super::comparison::{Comparison, Run, Trial};
use super::error::ExperimentError;
use super::trial::Parts;
use crate::data::{Dataset, Sample};
use crate::setting::Range;

/// [`Experiment::run`].
pub(super) fn run<X: Sample, Y: Sample, M: Sync>(
    experiment: &Experiment<'_, X, Y, M>,
    data: &Dataset<X, Y>,
) -> Result<Comparison, ExperimentError> {
    check(experiment)?;
    let Experiment { name, metric, contestants, seeds, first_seed, shares, .. } = experiment;
    let parts =
        (0..*seeds).map(|i| parts(experiment, data, first_seed.wrapping_add(i))).collect::<Result<Vec<_>, _>>()?;
    // Seed by seed, so that whatever is interrupted has compared all trials on some.
    let jobs: Vec<_> =
        (0..parts.len()).flat_map(|seed| (0..contestants.len()).map(move |trial| (seed, trial))).collect();
    let results = side_by_side(experiment.threads, jobs.len(), |job| {
        let (seed, trial) = jobs[job];
        contestants[trial].run(&parts[seed], first_seed.wrapping_add(seed as u64), metric, &experiment.stop)
    })?;

    let mut runs: Vec<Vec<Run>> = contestants.iter().map(|_| Vec::new()).collect();
    for of_seed in results.chunks(contestants.len()) {
        let Some(of_seed) = of_seed.iter().copied().collect::<Option<Vec<_>>>() else { continue };
        runs.iter_mut().zip(of_seed).for_each(|(runs, run)| runs.push(run));
    }
    if runs[0].is_empty() {
        return Err(ExperimentError::Stopped);
    }
    let (metric, goal) = contestants[0].metric(metric);
    let trials = contestants.iter().zip(runs).map(|(contestant, runs)| Trial {
        name: contestant.name().into(),
        network: contestant.network(),
        params: contestant.params(),
        bytes: contestant.bytes(),
        runs,
    });
    let tested = shares[2] / shares[0];
    Ok(Comparison { name: name.clone(), metric, goal, seeds: *seeds, trials: trials.collect(), tested })
}

/// Refuses what makes no sense, before anything is trained.
fn check<X, Y, M>(experiment: &Experiment<'_, X, Y, M>) -> Result<(), ExperimentError> {
    if experiment.contestants.is_empty() {
        return Err(ExperimentError::NoTrials);
    }
    let mut names = BTreeSet::new();
    if let Some(twice) = experiment.contestants.iter().find(|contestant| !names.insert(contestant.name())) {
        return Err(ExperimentError::SameName { name: String::from(twice.name()) });
    }
    Range::Positive.check("Experiment", "seeds", experiment.seeds as f64)?;
    Range::Positive.check("Experiment", "threads", experiment.threads as f64)?;
    Range::Positive.check_all("Experiment", "shares", experiment.shares)?;
    Ok(())
}

/// The parts of the data for one seed.
fn parts<X: Sample, Y: Sample, M>(
    experiment: &Experiment<'_, X, Y, M>,
    data: &Dataset<X, Y>,
    seed: u64,
) -> Result<Parts<X, Y>, ExperimentError> {
    let [train, valid, test] = experiment.shares;
    let (train, valid, test) = data.split_by_class((train, valid, test), seed)?;
    if train.is_empty() || valid.is_empty() || test.is_empty() {
        let (train, valid, test) = (train.len(), valid.len(), test.len());
        return Err(ExperimentError::TooFew { samples: data.len(), train, valid, test });
    }
    let scaling = experiment.scaling.as_ref().map(|fit| fit(&train)).transpose()?;
    Ok(Parts { train, valid, test, scaling })
}

/// Does `count` jobs on `threads` threads, and gives their results in order (those there are), or the error of the first that failed.
fn side_by_side<T: Send>(
    threads: usize,
    count: usize,
    job: impl Fn(usize) -> Result<Option<T>, ExperimentError> + Sync,
) -> Result<Vec<Option<T>>, ExperimentError> {
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let done = Mutex::new(Vec::with_capacity(count));
    thread::scope(|scope| {
        for _ in 0..threads.min(count) {
            scope.spawn(|| {
                while !failed.load(Ordering::Relaxed) {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    if i >= count {
                        break;
                    }
                    let result = job(i);
                    failed.fetch_or(result.is_err(), Ordering::Relaxed);
                    done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((i, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|&(i, _)| i);
    done.into_iter().map(|(_, result)| result).collect()
}

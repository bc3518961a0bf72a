//! Making the runs of an experiment, side by side.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use super::Experiment;
use super::callback::{Callback, RunBegin, RunEnd};
use super::comparison::{Comparison, Run, Trial};
use super::error::{ExperimentError, RunError, message};
use super::parts::{Parts, Shelf};
use super::trial::Contestant;
use crate::data::{Dataset, Sample};
use crate::kernels::threads::alone;
use crate::setting::Range;

/// [`Experiment::run`].
pub(super) fn run<X: Sample, Y: Sample, M: Sync>(
    experiment: &Experiment<'_, X, Y, M>,
    data: &Dataset<X, Y>,
) -> Result<Comparison, ExperimentError> {
    check(experiment, data)?;
    let Experiment { contestants, seeds, threads, shares, .. } = experiment;
    let (metric, goal) = contestants[0].metric(&experiment.metric);
    let course = Course::new(experiment, data, &metric);
    let side_by_side = course.runs.min(*threads as u64);
    // As many runs as there are cores keep them busy without sharing their own work.
    let enough = thread::available_parallelism().is_ok_and(|cores| side_by_side >= cores.get() as u64);
    let work = || if enough { alone(|| course.work()) } else { course.work() };
    thread::scope(|scope| {
        for _ in 1..side_by_side {
            // Where the system gives no more threads, those that are there do all the work.
            if thread::Builder::new().spawn_scoped(scope, work).is_err() {
                break;
            }
        }
        work();
    });
    if let Err(error) = course.tell(|callback| callback.end()) {
        course.fail(course.runs, error);
    }

    let Made { runs, failure } = course.made.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (trials, failure) = (compared(contestants, runs), failure.map(|(_, error)| error));
    let (name, tested) = (experiment.name.clone(), shares[2] / shares[0]);
    let comparison = Comparison { name, metric, goal, seeds: *seeds, trials, failure, tested };
    if comparison.trials[0].runs.is_empty() {
        return Err(ExperimentError::Incomplete(Box::new(comparison)));
    }
    Ok(comparison)
}

/// Refuses what makes no sense, before anything is trained.
fn check<X: Sample, Y: Sample, M>(
    experiment: &Experiment<'_, X, Y, M>,
    data: &Dataset<X, Y>,
) -> Result<(), ExperimentError> {
    if experiment.contestants.is_empty() {
        return Err(ExperimentError::NoTrials);
    }
    let mut names = BTreeSet::new();
    if let Some(twice) = experiment.contestants.iter().find(|contestant| !names.insert(contestant.name())) {
        return Err(ExperimentError::SameName { name: String::from(twice.name()) });
    }
    Range::Positive.check("Experiment", "seeds", experiment.seeds as f64)?;
    Range::Positive.check("Experiment", "threads", experiment.threads as f64)?;
    let shares = Range::Positive.check_all("Experiment", "shares", experiment.shares)?;
    let sizes = data.split_sizes(&shares)?;
    if sizes.contains(&0) {
        return Err(ExperimentError::TooFew { samples: data.len(), train: sizes[0], valid: sizes[1], test: sizes[2] });
    }
    Ok(())
}

/// An experiment under way.
struct Course<'e, 'a, X, Y, M> {
    experiment: &'e Experiment<'a, X, Y, M>,
    data: &'e Dataset<X, Y>,
    /// What the metric is called.
    metric: &'e str,
    /// How many there will be: seed by seed, so that whatever is interrupted has compared all trials on some.
    runs: u64,
    /// The next one.
    next: AtomicU64,
    /// Whether no other is to begin.
    is_over: AtomicBool,
    shelf: Shelf<Parts<X, Y>>,
    made: Mutex<Made>,
}

/// What came of runs, by their places among all.
#[derive(Default)]
struct Made {
    runs: BTreeMap<u64, Run>,
    /// The first that could not be made.
    failure: Option<(u64, RunError)>,
}

impl<'e, 'a, X: Sample, Y: Sample, M> Course<'e, 'a, X, Y, M> {
    fn new(experiment: &'e Experiment<'a, X, Y, M>, data: &'e Dataset<X, Y>, metric: &'e str) -> Self {
        let trials = experiment.contestants.len();
        Self {
            experiment,
            data,
            metric,
            runs: experiment.seeds.saturating_mul(trials as u64),
            next: AtomicU64::new(0),
            is_over: AtomicBool::new(false),
            shelf: Shelf::new(trials),
            made: Mutex::default(),
        }
    }

    /// Makes runs, one after the other, until there are no more.
    fn work(&self) {
        while !self.is_over.load(Ordering::Relaxed) && !self.experiment.stop.is_stopped() {
            let place = self.next.fetch_add(1, Ordering::Relaxed);
            if place >= self.runs {
                break;
            }
            let made = self.make(place).and_then(|run| run.map_or(Ok(()), |run| self.keep(place, run)));
            if let Err(error) = made {
                let _ = self.tell(|callback| callback.failed(&error)); // the first error is the one to tell
                self.fail(place, error);
            }
        }
    }

    /// The trial and the seed of a run.
    fn at(&self, place: u64) -> (&'e (dyn Contestant<X, Y, M> + 'a), u64) {
        let Experiment { contestants, first_seed, .. } = self.experiment;
        let trials = contestants.len() as u64;
        (&*contestants[(place % trials) as usize], first_seed.wrapping_add(place / trials))
    }

    /// Makes a run; none where the experiment is stopped before its end.
    fn make(&self, place: u64) -> Result<Option<Run>, RunError> {
        let Experiment { metric, stop, .. } = self.experiment;
        let (contestant, seed) = self.at(place);
        let trial = contestant.name();
        self.tell(|callback| callback.begin(&RunBegin { trial, seed, runs: self.runs }))?;
        let run = || {
            let parts = self.shelf.lend(seed, || self.parts(trial, seed))?;
            contestant.run(&parts, seed, metric, stop)
        };
        catch_unwind(AssertUnwindSafe(run))
            .unwrap_or_else(|panic| Err(RunError::Panic { trial: trial.into(), seed, message: message(&*panic) }))
    }

    /// The parts of the data with one seed.
    fn parts(&self, trial: &str, seed: u64) -> Result<Parts<X, Y>, RunError> {
        let Experiment { shares, scaling, .. } = self.experiment;
        let parts = self.data.split_by_class(<(f64, f64, f64)>::from(*shares), seed);
        let (train, valid, test) = parts.expect("shares are checked before the first run");
        let scaling = scaling.as_ref().map(|fit| fit(&train)).transpose();
        let scaling = scaling.map_err(|source| RunError::Scaling { trial: trial.into(), seed, source })?;
        Ok(Parts { train, valid, test, scaling })
    }

    /// Notes a run that was made, and tells of it.
    fn keep(&self, place: u64, run: Run) -> Result<(), RunError> {
        let (trial, metric, runs) = (self.at(place).0.name(), self.metric, self.runs);
        let mut callbacks = self.callbacks(); // first, so that others tell of more runs later
        let done = {
            let mut made = lock(&self.made);
            made.runs.insert(place, run);
            made.runs.len() as u64
        };
        tell_all(&mut callbacks, |callback| {
            let goes_on = callback.run(&RunEnd { trial, run: &run, metric, done, runs }).is_continue();
            self.is_over.fetch_or(!goes_on, Ordering::Relaxed);
        })
    }

    /// Notes why a run was not made. No other begins.
    fn fail(&self, place: u64, error: RunError) {
        self.is_over.store(true, Ordering::Relaxed);
        let mut made = lock(&self.made);
        if made.failure.as_ref().is_none_or(|(first, _)| place < *first) {
            made.failure = Some((place, error));
        }
    }

    fn tell(&self, told: impl FnMut(&mut dyn Callback)) -> Result<(), RunError> {
        tell_all(&mut self.callbacks(), told)
    }

    fn callbacks(&self) -> MutexGuard<'e, Vec<Box<dyn Callback + 'a>>> {
        lock(&self.experiment.callbacks)
    }
}

fn tell_all(callbacks: &mut [Box<dyn Callback + '_>], mut told: impl FnMut(&mut dyn Callback)) -> Result<(), RunError> {
    let all = || callbacks.iter_mut().for_each(|callback| told(&mut **callback));
    catch_unwind(AssertUnwindSafe(all)).map_err(|panic| RunError::Callback { message: message(&*panic) })
}

/// What a mutex holds; what panics is caught within.
fn lock<V>(mutex: &Mutex<V>) -> MutexGuard<'_, V> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The trials with all runs that were made.
fn compared<X, Y, M>(contestants: &[Box<dyn Contestant<X, Y, M> + '_>], made: BTreeMap<u64, Run>) -> Vec<Trial> {
    let mut trials: Vec<_> = contestants.iter().map(|contestant| contestant.trial()).collect();
    let count = trials.len();
    let made: Vec<_> = made.into_iter().map(|(place, run)| ((place % count as u64) as usize, run)).collect();
    for of_seed in made.chunk_by(|(_, a), (_, b)| a.seed == b.seed) {
        for &(trial, run) in of_seed {
            let trial = &mut trials[trial];
            let runs = if of_seed.len() == count { &mut trial.runs } else { &mut trial.unpaired };
            runs.push(run);
        }
    }
    trials
}

//! Experiments: which of several networks, or settings, is better, and whether that is more than chance.
//!
//! ```
//! use nn_runtime::experiment::Experiment;
//! use nn_runtime::metrics::Accuracy;
//! use nn_runtime::prelude::*;
//!
//! network! {
//!     /// One hidden layer, as wide as it is told to be.
//!     Mlp<const WIDTH: usize>(point: [2]) -> [2] { point -> dense<WIDTH> -> tanh -> dense<2> }
//! }
//!
//! let points: Vec<_> = (0..400).map(|i| [(i % 20) as f32 / 9.5 - 1.0, (i / 20) as f32 / 9.5 - 1.0]).collect();
//! let within: Vec<_> = points.iter().map(|[x, y]| Class::new(usize::from(x * x + y * y < 0.6)).unwrap()).collect();
//! let data = Dataset::<[f32; 2], Class<2>>::new(points, within)?;
//!
//! let adam = AdamW::new(0.02);
//! let comparison = Experiment::new("how wide?", Accuracy)
//!     .trial::<Mlp<1>>("1", |trainer, train| trainer.loss(CrossEntropy::new()).optimizer(adam).fit(train))
//!     .trial::<Mlp<16>>("16", |trainer, train| trainer.loss(CrossEntropy::new()).optimizer(adam).fit(train))
//!     .seeds(3)
//!     .run(&data)?;
//!
//! println!("{comparison}");
//! assert!(comparison.trials[1].mean() > comparison.trials[0].mean());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Each run of a trial begins with a seed: from it the data is cut into three parts, the model gets its initial values, and
//! batches their order. All trials see the same parts of a seed. A model is trained on the first part and judged on the second while it
//! trains; the figure that counts is that of the third, which no decision was based on.

mod callback;
mod comparison;
mod error;
mod parts;
#[cfg(feature = "plot")]
mod plot;
#[cfg(feature = "progress")]
mod progress;
mod run;
mod statistics;
mod table;
mod trial;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};

pub use self::callback::{Callback, RunBegin, RunEnd};
pub use self::comparison::{Comparison, Run, Trial};
pub use self::error::{ExperimentError, RunError};
#[cfg(feature = "progress")]
pub use self::progress::Progress;
pub use self::trial::TrialTrainer;
use self::trial::{Contestant, Of};
use crate::data::{Dataset, InputOf, Sample, Scaling, ScalingError};
pub use crate::files::WriteError;
use crate::metrics::Metric;
use crate::network::Network;
use crate::train::{FitError, Report, Stop};

/// What scales the inputs, fitted to the part that is trained on.
type FitScaling<'a, X, Y> = Box<dyn Fn(&Dataset<X, Y>) -> Result<Scaling, ScalingError> + Sync + 'a>;

/// Several networks, or settings, that are trained on the same data and compared. The [module](crate::experiment) shows one whole.
///
/// What is not said is: 5 seeds, from 0 on; parts of 70, 10 and 20 % (of each class, where targets are classes); as many runs
/// side by side as there are cores.
pub struct Experiment<'a, X, Y, M> {
    name: String,
    metric: M,
    contestants: Vec<Box<dyn Contestant<X, Y, M> + 'a>>,
    scaling: Option<FitScaling<'a, X, Y>>,
    seeds: u64,
    first_seed: u64,
    shares: [f64; 3],
    threads: usize,
    stop: Stop,
    callbacks: Mutex<Vec<Box<dyn Callback + 'a>>>,
}

impl<'a, X: Sample, Y: Sample, M> Experiment<'a, X, Y, M> {
    /// An experiment that asks what `name` says, and answers it with `metric`.
    pub fn new(name: impl Into<String>, metric: M) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let (contestants, shares) = (Vec::new(), [0.7, 0.1, 0.2]);
        let (name, stop, callbacks) = (name.into(), Stop::new(), Mutex::default());
        Self { name, metric, contestants, scaling: None, seeds: 5, first_seed: 0, shares, threads, stop, callbacks }
    }

    /// A trial: how a model of the network `N` is trained. `train` gets a trainer that has seed, validation set and
    /// metric, adds the rest, and fits it to the samples it is given.
    pub fn trial<N: Network>(
        mut self,
        name: impl Into<String>,
        train: impl Fn(TrialTrainer<'_, N, X, Y, M>, &Dataset<X, Y>) -> Result<Report, FitError> + Sync + 'a,
    ) -> Self
    where
        X: InputOf<N::Inputs, N::T>,
        M: Metric<N::Outputs, N::T, Y> + Sync,
    {
        self.contestants.push(Box::new(Of::<N, _>::new(name.into(), train)));
        self
    }

    /// How many runs each trial makes, with one seed after the other.
    pub fn seeds(self, seeds: u64) -> Self {
        Self { seeds, ..self }
    }

    /// The first seed.
    pub fn first_seed(self, first_seed: u64) -> Self {
        Self { first_seed, ..self }
    }

    /// How large the parts are, relative to each other: that which is trained on, that which a model is judged by while
    /// it trains, and that which the figures are of.
    pub fn shares(self, train: f64, valid: f64, test: f64) -> Self {
        Self { shares: [train, valid, test], ..self }
    }

    /// Scales the inputs with what `fit` makes of the part that is trained on: `.scaled_by(Standardize::fit)`.
    pub fn scaled_by(self, fit: impl Fn(&Dataset<X, Y>) -> Result<Scaling, ScalingError> + Sync + 'a) -> Self {
        Self { scaling: Some(Box::new(fit)), ..self }
    }

    /// How many runs go side by side. Results do not depend on it, times may.
    pub fn threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// Ends the experiment when `stop` is pressed: trials are then compared on the seeds with which all of them have made their run.
    pub fn stop(self, stop: &Stop) -> Self {
        Self { stop: stop.clone(), ..self }
    }

    /// Tells `callback` how the experiment goes, after those that were added before.
    pub fn callback(mut self, callback: impl Callback + 'a) -> Self {
        self.callbacks.get_mut().unwrap_or_else(PoisonError::into_inner).push(Box::new(callback));
        self
    }

    /// Calls `told` after each run; it may end the experiment. What it writes to a file is there whatever comes later.
    pub fn on_run(self, told: impl FnMut(&RunEnd<'_>) -> ControlFlow<()> + Send + 'a) -> Self {
        self.callback(told)
    }

    /// Makes all runs, and compares them.
    ///
    /// A run that cannot be made ends the experiment, be it for an error or a panic in a trial, its callbacks or the metric; those that
    /// go on are made to their ends. Trials are then compared on the seeds with which all of them have made their run, the table says
    /// why they are no more, and so does [`Comparison::failure`].
    ///
    /// # Errors
    ///
    /// If there is no trial, two have one name, or a setting makes no sense; if the experiment was stopped or a run failed before all
    /// trials had made a run with one seed. The runs that were made are in [`ExperimentError::Incomplete`].
    pub fn run(self, data: &Dataset<X, Y>) -> Result<Comparison, ExperimentError>
    where
        M: Sync,
    {
        run::run(&self, data)
    }
}

impl<X, Y, M> fmt::Debug for Experiment<'_, X, Y, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Experiment({:?}, {} trials, {} seeds)", self.name, self.contestants.len(), self.seeds)
    }
}

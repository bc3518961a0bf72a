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

mod comparison;
mod error;
#[cfg(feature = "plot")]
mod plot;
mod run;
mod statistics;
mod table;
mod trial;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

pub use self::comparison::{Comparison, Run, Trial};
pub use self::error::ExperimentError;
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
}

impl<'a, X: Sample, Y: Sample, M> Experiment<'a, X, Y, M> {
    /// An experiment that asks what `name` says, and answers it with `metric`.
    pub fn new(name: impl Into<String>, metric: M) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let (contestants, shares) = (Vec::new(), [0.7, 0.1, 0.2]);
        let (name, stop) = (name.into(), Stop::new());
        Self { name, metric, contestants, scaling: None, seeds: 5, first_seed: 0, shares, threads, stop }
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

    /// Makes all runs, and compares them.
    ///
    /// # Errors
    ///
    /// If there is no trial, two have one name, a setting makes no sense, a run cannot be made, or the experiment was stopped before all
    /// trials had made a run with one seed.
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

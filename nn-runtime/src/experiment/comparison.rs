//! What came out of an experiment.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;
use std::io::Write;
use std::path::Path;

use super::error::RunError;
use super::statistics::{deviation, mean, paired_p_value};
use crate::files::{WriteError, replace};
use crate::metrics::Goal;

/// Trials side by side. [`Display`](core::fmt::Display) prints the table:
///
/// ```text
/// how wide? (accuracy on the test part, 5 seeds)
///
///   trial       mean   spread       p   parameters      bytes   epochs   seconds
///   16        0.9672   0.0061   0.041        1,210    4.7 KiB     30.0     0.121
///   64      * 0.9778   0.0044                4,810   18.8 KiB     30.0     0.310
///
///   * the best; p: how probable a difference from it as large as this is by chance alone
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Comparison {
    /// What the experiment asks.
    pub name: String,
    /// What the metric is called.
    pub metric: String,
    /// Which of its values are better.
    pub goal: Goal,
    /// With how many seeds each trial was to make a run; it has made fewer where the experiment was stopped or a run failed.
    pub seeds: u64,
    /// The trials, in the order they were added.
    pub trials: Vec<Trial>,
    /// What ended the experiment before all runs were made, where it was no [`Stop`](crate::train::Stop) and no callback that asked for
    /// it: the first run that could not be made.
    pub failure: Option<RunError>,
    /// The samples tested on over those trained on, in each run.
    pub(super) tested: f64,
}

/// One trial: all its runs.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Trial {
    /// Its name.
    pub name: String,
    /// The network's name.
    pub network: &'static str,
    /// The network's parameters.
    pub params: usize,
    /// The bytes of weights and running statistics.
    pub bytes: usize,
    /// A run for each seed with which all trials have made one, in their order.
    pub runs: Vec<Run>,
    /// Its other runs: not all trials have made one with their seeds, so they are not compared.
    pub unpaired: Vec<Run>,
}

/// One model: initialised from a seed, trained, measured.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Run {
    /// The seed.
    pub seed: u64,
    /// The metric on the test part.
    pub value: f64,
    /// The epochs it trained for.
    pub epochs: usize,
    /// How long that took.
    pub time: Duration,
    /// Whether its training ended because a number was infinite or NaN.
    pub diverged: bool,
}

impl Trial {
    /// The mean of the metric over all [`runs`](Self::runs).
    pub fn mean(&self) -> f64 {
        mean(&self.values())
    }

    /// The standard deviation of the metric over all [`runs`](Self::runs); NaN for a single one.
    pub fn spread(&self) -> f64 {
        deviation(&self.values())
    }

    /// The mean number of epochs.
    pub fn epochs(&self) -> f64 {
        mean(&self.runs.iter().map(|run| run.epochs as f64).collect::<Vec<_>>())
    }

    /// The mean time of a training.
    pub fn seconds(&self) -> f64 {
        mean(&self.runs.iter().map(|run| run.time.as_secs_f64()).collect::<Vec<_>>())
    }

    /// How many runs diverged.
    pub fn diverged(&self) -> usize {
        self.runs.iter().filter(|run| run.diverged).count()
    }

    pub(super) fn values(&self) -> Vec<f64> {
        self.runs.iter().map(|run| run.value).collect()
    }
}

impl Comparison {
    /// The trial with the best mean, of equal ones the first.
    pub fn best(&self) -> &Trial {
        let better = |best: &'_ &Trial, trial: &'_ &Trial| self.goal.better(trial.mean(), best.mean());
        self.trials
            .iter()
            .reduce(|best, trial| if better(&best, &trial) { trial } else { best })
            .expect("there is a trial")
    }

    /// How probable it is, were the two trials equally good, that their means differ by as much as they do: the corrected
    /// resampled t-test on the differences seed by seed (Nadeau and Bengio, "Inference for the Generalization Error", 2003). NaN
    /// for a single seed.
    pub fn p_value(&self, a: &Trial, b: &Trial) -> f64 {
        let differences: Vec<_> = a.runs.iter().zip(&b.runs).map(|(a, b)| a.value - b.value).collect();
        paired_p_value(&differences, self.tested)
    }

    /// Writes [`to_csv`](Self::to_csv) to a file.
    ///
    /// # Errors
    ///
    /// If the file cannot be written; what was there before is still there.
    pub fn save_csv(&self, path: impl AsRef<Path>) -> Result<(), WriteError> {
        let path = path.as_ref();
        replace(path, |mut file| file.write_all(self.to_csv().as_bytes()))
            .map_err(|source| WriteError { path: path.into(), source })
    }

    /// All runs as CSV, a line each, behind a header; those too that are not compared.
    pub fn to_csv(&self) -> String {
        let mut text = String::from("experiment,trial,network,parameters,bytes,seed,");
        text.push_str(&quoted(&self.metric));
        text.push_str(",epochs,seconds,diverged\n");
        for trial in &self.trials {
            for run in trial.runs.iter().chain(&trial.unpaired) {
                text.push_str(&format!(
                    "{},{},{},{},{},{},{},{},{},{}\n",
                    quoted(&self.name),
                    quoted(&trial.name),
                    trial.network,
                    trial.params,
                    trial.bytes,
                    run.seed,
                    run.value,
                    run.epochs,
                    run.time.as_secs_f64(),
                    run.diverged,
                ));
            }
        }
        text
    }
}

/// A cell as RFC 4180 has it.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.into() }
}

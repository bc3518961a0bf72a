//! An experiment as a picture.

use alloc::format;
use std::path::Path;

use super::comparison::Comparison;
use crate::plot::{self, PlotError};

impl Comparison {
    /// The picture of the trials: mean and spread of each, and each run.
    pub fn picture(&self) -> plot::Comparison {
        let across = format!("{} on the test part", self.metric);
        let picture = plot::Comparison::new(self.name.as_str(), across);
        self.trials.iter().fold(picture, |picture, trial| picture.trial(trial.name.as_str(), &trial.values()))
    }

    /// Draws [`picture`](Self::picture) into a file, as SVG or PNG, whichever its name ends in.
    ///
    /// # Errors
    ///
    /// If the name ends in something else, or the file cannot be written.
    pub fn plot(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        self.picture().save(path)
    }
}

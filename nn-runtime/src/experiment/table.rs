//! The table of a comparison.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::comparison::{Comparison, Trial};
use crate::quoted::{escaped, quoted};
use crate::summary::{Bytes, Count};

const HEADER: [&str; 8] = ["trial", "mean", "spread", "p", "parameters", "bytes", "epochs", "seconds"];

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seeds = self.trials.first().map_or(0, |trial| trial.runs.len());
        let several = if seeds == 1 { "" } else { "s" };
        writeln!(f, "{} ({} on the test part, {seeds} seed{several})\n", escaped(&self.name), escaped(&self.metric))?;

        let rows: Vec<_> = self.trials.iter().map(|trial| self.row(trial)).collect();
        let header = HEADER.map(String::from);
        let widths: [usize; HEADER.len()] = core::array::from_fn(|column| {
            [&header].into_iter().chain(&rows).map(|row| row[column].chars().count()).max().unwrap_or(0)
        });
        for row in [&header].into_iter().chain(&rows) {
            let [name, figures @ ..] = row;
            write!(f, "  {name:<0$}", widths[0])?;
            figures.iter().zip(&widths[1..]).try_for_each(|(figure, width)| write!(f, "   {figure:>width$}"))?;
            writeln!(f)?;
        }

        writeln!(f, "\n  * the best; p: how probable a difference from it as large as this is by chance alone")?;
        match &self.failure {
            Some(failure) => writeln!(f, "  ended after {seeds} of {} seeds: {failure}", self.seeds)?,
            None if (seeds as u64) < self.seeds => {
                writeln!(f, "  stopped when asked to, after {seeds} of {} seeds", self.seeds)?;
            }
            None => {}
        }
        for trial in self.trials.iter().filter(|trial| trial.diverged() > 0) {
            let (diverged, runs) = (trial.diverged(), trial.runs.len());
            writeln!(
                f,
                "  `{}`: {diverged} of {runs} runs ended because a number was infinite or NaN",
                quoted(&trial.name)
            )?;
        }
        Ok(())
    }
}

impl Comparison {
    fn row(&self, trial: &Trial) -> [String; HEADER.len()] {
        let best = self.best();
        let is_best = core::ptr::eq(best, trial);
        let figure = |value: f64, digits: usize| if value.is_nan() { "-".into() } else { format!("{value:.digits$}") };
        [
            escaped(&trial.name).to_string(),
            format!("{}{}", if is_best { "* " } else { "" }, figure(trial.mean(), 4)),
            figure(trial.spread(), 4),
            if is_best { String::new() } else { figure(self.p_value(trial, best), 3) },
            Count(trial.params as u64).to_string(),
            Bytes(trial.bytes).to_string(),
            figure(trial.epochs(), 1),
            figure(trial.seconds(), 3),
        ]
    }
}

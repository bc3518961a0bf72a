//! Showing an experiment while it goes on.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;
use core::ops::ControlFlow;
use core::time::Duration;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use console::Term;
use indicatif::{HumanDuration, ProgressBar, ProgressState};

use super::callback::{Callback, RunBegin, RunEnd};
use super::comparison::Run;
use super::error::RunError;
use crate::quoted::quoted;
use crate::terminal::{Shown, columns, fitting, has_line, new_bar};

/// How often a bar is drawn anew while runs go on.
const TICK: Duration = Duration::from_secs(1);

/// A bar on the terminal with the run made last, how many are made, and the time that is left; where standard error is no terminal (or one
/// that cannot go back, `TERM=dumb`), plain lines: one a run, or some 50 where runs are more.
///
/// ```
/// use nn_runtime::experiment::{Experiment, Progress};
/// use nn_runtime::metrics::MeanAbsoluteError;
/// use nn_runtime::prelude::*;
///
/// network! { Net<const WIDTH: usize>(x: [1]) -> [1] { x -> dense<WIDTH> -> tanh -> dense<1> } }
///
/// let x: Vec<_> = (0..100).map(|i| [i as f32 / 50.0 - 1.0]).collect();
/// let data = Dataset::new(x.clone(), x.iter().map(|[x]| [x * x]).collect::<Vec<_>>())?;
/// let comparison = Experiment::new("how wide?", MeanAbsoluteError)
///     .trial::<Net<1>>("1", |trainer, train| trainer.loss(Mse::new()).fit(train))
///     .trial::<Net<8>>("8", |trainer, train| trainer.loss(Mse::new()).fit(train))
///     .seeds(2)
///     .callback(Progress::new())
///     .run(&data)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Progress {
    to: Shown,
    begun: Instant,
    end: End,
}

/// When all runs will be made by the look of it.
type End = Arc<Mutex<Option<Instant>>>;

impl Progress {
    /// Shown on standard error.
    pub fn new() -> Self {
        Self::of(Shown::on_stderr())
    }

    /// A bar, which appears where standard error is a terminal.
    pub fn bar() -> Self {
        Self::of(Shown::bar())
    }

    /// Plain lines, to whatever takes them.
    pub fn lines(to: impl io::Write + Send + 'static) -> Self {
        Self::of(Shown::Lines(Box::new(to)))
    }

    fn of(to: Shown) -> Self {
        Self { to, begun: Instant::now(), end: End::default() }
    }
}

impl Default for Progress {
    fn default() -> Self {
        Self::new()
    }
}

impl Callback for Progress {
    fn begin(&mut self, at: &RunBegin<'_>) {
        if let Shown::Bar(term, bar @ None) = &mut self.to {
            self.begun = Instant::now();
            let bar = bar.insert(new(term, at.runs, &self.end));
            bar.set_prefix(format!("0/{} runs", at.runs));
            let beginning = format!("{}", Named(at.trial, at.seed));
            bar.set_message(String::from(fitting(&beginning, columns(term))));
        }
    }

    fn run(&mut self, at: &RunEnd<'_>) -> ControlFlow<()> {
        let &RunEnd { done, runs, .. } = at;
        if let Shown::Bar(term, bar) = &mut self.to {
            let left = self.begun.elapsed().as_secs_f64() * (runs - done) as f64 / done as f64;
            let left = Duration::try_from_secs_f64(left).ok();
            let end = left.and_then(|left| Instant::now().checked_add(left));
            *self.end.lock().unwrap_or_else(PoisonError::into_inner) = end;
            let bar = bar.get_or_insert_with(|| new(term, runs, &self.end)); // none is there behind a panic
            let said = format!("{}", Said(at));
            bar.set_message(String::from(fitting(&said, columns(term))));
            bar.set_prefix(format!("{done}/{runs} runs"));
            bar.set_position(done);
        }
        if has_line(done, runs) {
            self.to.line(format_args!("run {done}/{runs}: {}", Said(at)));
        }
        ControlFlow::Continue(())
    }

    fn failed(&mut self, error: &RunError) {
        match error {
            RunError::Panic { .. } | RunError::Callback { .. } => self.to.behind_panic(error),
            _ => self.to.aside(error),
        }
    }

    fn end(&mut self) {
        self.to.clear();
    }
}

fn new(term: &Term, runs: u64, end: &End) -> ProgressBar {
    let bar = new_bar(term, runs, "{prefix}{left}", &format!("{runs}/{runs} runs, 59m left"));
    let end = Arc::clone(end);
    let left = move |_: &ProgressState, to: &mut dyn fmt::Write| {
        if let Some(end) = *end.lock().unwrap_or_else(PoisonError::into_inner) {
            let left = HumanDuration(end.saturating_duration_since(Instant::now()));
            let _ = write!(to, ", {left:#} left"); // a string takes everything
        }
    };
    let style = bar.style().with_key("left", left);
    let bar = bar.with_style(style);
    bar.enable_steady_tick(TICK);
    bar
}

/// A run that begins.
struct Named<'a>(&'a str, u64);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`, seed {}", quoted(self.0), self.1)
    }
}

/// What is said of a run.
struct Said<'a>(&'a RunEnd<'a>);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RunEnd { trial, metric, run, .. } = self.0;
        let Run { seed, value, epochs, time, diverged } = run;
        write!(
            f,
            "{}: {metric} {value:.4}, {epochs} epoch{}",
            Named(trial, *seed),
            if *epochs == 1 { "" } else { "s" }
        )?;
        write!(f, ", {time:.1?}{}", if *diverged { ", diverged" } else { "" })
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;
    use crate::experiment::Experiment;
    use crate::metrics::MeanAbsoluteError;
    use crate::prelude::*;
    use crate::terminal::Text;

    network! { Net(x: [1]) -> [1] { x -> dense<3> -> tanh -> dense<1> } }

    /// What an experiment of two trials says; the second panics with its seed `panics`.
    fn lines(seeds: u64, panics: Option<u64>) -> Vec<String> {
        let x: Vec<_> = (0..20).map(|i| [i as f32 / 10.0 - 1.0]).collect();
        let data = Dataset::new(x.clone(), x).unwrap();
        let (text, made) = (Text::default(), core::sync::atomic::AtomicU64::new(0));
        let experiment = Experiment::new("which?", MeanAbsoluteError)
            .trial::<Net>("one", |trainer, train| trainer.loss(Mse::new()).epochs(1).fit(train))
            .trial::<Net>("two\u{1b}[2J", |trainer, train| {
                let seed = made.fetch_add(1, core::sync::atomic::Ordering::Relaxed);
                assert!(Some(seed) != panics, "no seed {seed}");
                trainer.loss(Mse::new()).epochs(2).fit(train)
            });
        let _ = experiment.seeds(seeds).threads(1).callback(Progress::lines(text.clone())).run(&data);
        text.lines()
    }

    #[test]
    fn each_run_has_a_line() {
        let lines = lines(2, None);
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(lines[0].starts_with("run 1/4: `one`, seed 0: mean absolute error 0."), "{lines:?}");
        assert!(lines[0].contains(", 1 epoch, "), "{lines:?}");
        assert!(lines[3].starts_with("run 4/4: `two\\u{1b}[2J`, seed 1: "), "{lines:?}");
        assert!(lines[3].contains(", 2 epochs, "), "{lines:?}");
    }

    #[test]
    fn many_runs_fit_a_page_and_a_failure_is_told() {
        assert_eq!(lines(100, None).len(), 51);
        let lines = lines(3, Some(1));
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert_eq!(lines[3], "trial `two\\u{1b}[2J`, seed 1: it panicked: no seed 1");
    }
}

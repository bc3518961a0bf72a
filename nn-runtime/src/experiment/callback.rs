//! Being told how an experiment goes.

use core::ops::ControlFlow;

use super::comparison::Run;
use super::error::RunError;

/// A run begins.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RunBegin<'a> {
    /// The trial's name.
    pub trial: &'a str,
    /// The seed.
    pub seed: u64,
    /// The runs there will be.
    pub runs: u64,
}

/// A run is made.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RunEnd<'a> {
    /// The trial's name.
    pub trial: &'a str,
    /// The run.
    pub run: &'a Run,
    /// What the metric is called.
    pub metric: &'a str,
    /// The runs made so far, this one among them.
    pub done: u64,
    /// The runs there will be.
    pub runs: u64,
}

/// Somebody who is told how an experiment goes, and may end it. Runs go side by side: they are told of one after the other, in the order
/// in which they begin and end.
///
/// A closure that takes [`RunEnd`] is one as well.
pub trait Callback: Send {
    /// Before each run.
    fn begin(&mut self, _at: &RunBegin<'_>) {}

    /// After each run that was made.
    fn run(&mut self, _at: &RunEnd<'_>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    /// Where a run could not be made: no other begins, those that go on are made to their ends.
    fn failed(&mut self, _error: &RunError) {}

    /// At the end.
    fn end(&mut self) {}
}

impl<F: FnMut(&RunEnd<'_>) -> ControlFlow<()> + Send> Callback for F {
    fn run(&mut self, at: &RunEnd<'_>) -> ControlFlow<()> {
        self(at)
    }
}

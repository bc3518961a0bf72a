//! A gentle beginning.

use super::{At, Constant, Schedule};
use crate::metrics::Goal;
use crate::setting::{Range, SettingError};

/// Up from a small rate to the optimiser's along a line, then whatever [`then`](LinearWarmup::then) says (PyTorch's `LinearLR`, and
/// `SequentialLR` to join the two): start + (1 − start) t / n before update t of the first n, counted from 0.
///
/// The schedule behind it begins where the warm-up ends: it sees the updates and the whole epochs that are left.
///
/// ```
/// use nn_runtime::train::schedules::{At, Cosine, LinearWarmup, Schedule};
///
/// let mut schedule = LinearWarmup::steps(10).start(0.1).then(Cosine::new());
/// let mut factor = |step| schedule.factor(At { step, steps: 110, epoch: 0, epochs: 1 });
/// assert_eq!([factor(0), factor(5), factor(10), factor(60)], [0.1, 0.55, 1.0, 0.5]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LinearWarmup<S = Constant> {
    length: Length,
    start: f64,
    then: S,
}

#[derive(Clone, Copy, Debug)]
enum Length {
    Steps(u64),
    Epochs(u64),
}

impl LinearWarmup {
    /// Over the first `steps` updates.
    pub const fn steps(steps: u64) -> Self {
        Self { length: Length::Steps(steps), start: 1.0 / 3.0, then: Constant }
    }

    /// Over the first `epochs` epochs, update by update.
    pub const fn epochs(epochs: u64) -> Self {
        Self { length: Length::Epochs(epochs), start: 1.0 / 3.0, then: Constant }
    }
}

impl<S> LinearWarmup<S> {
    /// From `start` times the optimiser's rate; a third, as in PyTorch, unless this says otherwise.
    pub fn start(self, start: f64) -> Self {
        Self { start, ..self }
    }

    /// Goes on with another schedule.
    pub fn then<Q: Schedule>(self, then: Q) -> LinearWarmup<Q> {
        LinearWarmup { length: self.length, start: self.start, then }
    }
}

impl<S: Schedule> Schedule for LinearWarmup<S> {
    fn check(&self) -> Result<(), SettingError> {
        let (setting, length) = match self.length {
            Length::Steps(steps) => ("steps", steps),
            Length::Epochs(epochs) => ("epochs", epochs),
        };
        Range::Positive.check("LinearWarmup", setting, length as f64)?;
        Range::Unit.check("LinearWarmup", "start", self.start)?;
        self.then.check()
    }

    fn factor(&mut self, at: At) -> f64 {
        let (steps, epochs) = match self.length {
            Length::Steps(steps) => (steps, steps / at.per_epoch().max(1)),
            Length::Epochs(epochs) => (epochs.saturating_mul(at.per_epoch()), epochs),
        };
        if at.step < steps {
            return self.start + (1.0 - self.start) * at.step as f64 / steps as f64;
        }
        self.then.factor(At {
            step: at.step - steps,
            steps: at.steps.saturating_sub(steps),
            epoch: at.epoch.saturating_sub(epochs),
            epochs: at.epochs.saturating_sub(epochs),
        })
    }

    fn observe(&mut self, figure: f64, goal: Goal) {
        self.then.observe(figure, goal);
    }

    fn needs_validation(&self) -> Option<&'static str> {
        self.then.needs_validation()
    }
}

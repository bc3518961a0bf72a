//! A schedule of one's own.

use core::fmt;

use super::{At, Schedule};

/// What a function says (PyTorch's `LambdaLR`).
///
/// ```
/// use nn_runtime::train::schedules::{At, Lambda, Schedule};
///
/// // The rate of "Attention Is All You Need", section 5.3, for a warm-up of 100 updates.
/// let mut schedule = Lambda::new(|at: At| {
///     let t = (at.step + 1) as f64;
///     (t / 100.0).min((100.0 / t).sqrt())
/// });
/// let mut factor = |step| schedule.factor(At { step, steps: 1000, epoch: 0, epochs: 1 });
/// assert_eq!([factor(49), factor(99), factor(399)], [0.5, 1.0, 0.5]);
/// ```
#[derive(Clone, Copy)]
pub struct Lambda<F>(F);

impl<F: FnMut(At) -> f64 + Send> Lambda<F> {
    /// The factor that `factor` gives for each update. A rate that becomes negative, infinite or NaN ends the training.
    pub const fn new(factor: F) -> Self {
        Self(factor)
    }
}

impl<F> fmt::Debug for Lambda<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lambda")
    }
}

impl<F: FnMut(At) -> f64 + Send> Schedule for Lambda<F> {
    fn factor(&mut self, at: At) -> f64 {
        (self.0)(at)
    }
}

//! Metrics as values, for whoever measures a model: a trainer, an evaluation, an experiment.

use alloc::borrow::Cow;
use core::fmt;

use super::MetricError;
use crate::ports::Outputs;
use crate::scalar::Scalar;

/// Which values of a metric are better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// High ones, as of an accuracy.
    Highest,
    /// Low ones, as of an error or a cost.
    Lowest,
}

impl Goal {
    /// Whether `a` is better than `b`. NaN never is.
    pub fn better(self, a: f64, b: f64) -> bool {
        match self {
            Self::Highest => a > b || (b.is_nan() && !a.is_nan()),
            Self::Lowest => a < b || (b.is_nan() && !a.is_nan()),
        }
    }
}

/// A figure of how good the outputs `O` are, compared with targets `Y`.
///
/// The metrics of this module are such; [`Custom`] makes one of a function. Outputs come heads applied, sample by sample.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not measure outputs `{O}` against targets `{Y}`",
    label = "not a metric for this network and these targets",
    note = "metrics of classes take targets of `Class<C>`, metrics of numbers take `[T; F]`; `metrics::Custom` makes one of a function"
)]
pub trait Metric<O: Outputs, T: Scalar, Y> {
    /// What it is called in tables and pictures.
    fn name(&self) -> Cow<'static, str>;

    /// Which values are better.
    fn goal(&self) -> Goal {
        Goal::Highest
    }

    /// The figure over all samples.
    ///
    /// # Errors
    ///
    /// If it cannot be computed of these samples.
    fn measure(&self, truth: &[Y], outputs: &[O::Sample<T>]) -> Result<f64, MetricError>;
}

impl<O: Outputs, T: Scalar, Y, M: Metric<O, T, Y>> Metric<O, T, Y> for &M {
    fn name(&self) -> Cow<'static, str> {
        M::name(self)
    }

    fn goal(&self) -> Goal {
        M::goal(self)
    }

    fn measure(&self, truth: &[Y], outputs: &[O::Sample<T>]) -> Result<f64, MetricError> {
        M::measure(self, truth, outputs)
    }
}

/// A metric of one's own: a function of the true values and the outputs, such as what wrong decisions cost.
///
/// ```
/// use nn_runtime::metrics::{Custom, Goal, Metric};
/// use nn_runtime::{Output, head::Sigmoid};
///
/// let cost = Custom::new("cost", Goal::Lowest, |truth: &[[f32; 1]], outputs: &[[f32; 1]]| {
///     let alarms = outputs.iter().map(|y| y[0] > 0.5);
///     truth.iter().zip(alarms).map(|(t, alarm)| match (t[0] > 0.5, alarm) {
///         (true, false) => 500.0, // a fraud missed
///         (false, true) => 5.0,   // a customer annoyed
///         _ => 0.0,
///     }).sum()
/// });
/// let measured = Metric::<Output<Sigmoid, 1>, f32, _>::measure(&cost, &[[1.0], [0.0]], &[[0.2], [0.7]]);
/// assert_eq!(measured, Ok(505.0));
/// ```
#[derive(Clone, Copy)]
pub struct Custom<F> {
    name: &'static str,
    goal: Goal,
    measure: F,
}

impl<F> Custom<F> {
    /// The metric of this name that `measure` computes.
    pub const fn new(name: &'static str, goal: Goal, measure: F) -> Self {
        Self { name, goal, measure }
    }
}

impl<F> fmt::Debug for Custom<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Custom({:?}, {:?})", self.name, self.goal)
    }
}

impl<O: Outputs, T: Scalar, Y, F: Fn(&[Y], &[O::Sample<T>]) -> f64> Metric<O, T, Y> for Custom<F> {
    fn name(&self) -> Cow<'static, str> {
        self.name.into()
    }

    fn goal(&self) -> Goal {
        self.goal
    }

    fn measure(&self, truth: &[Y], outputs: &[O::Sample<T>]) -> Result<f64, MetricError> {
        MetricError::check_lengths(truth.len(), outputs.len())?;
        Ok((self.measure)(truth, outputs))
    }
}

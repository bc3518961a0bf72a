//! What a model is judged by while it trains.

use alloc::borrow::Cow;

use crate::data::Dataset;
use crate::metrics::{Goal, Metric, MetricError};
use crate::ports::Outputs;
use crate::scalar::Scalar;

/// A trainer without a validation set.
#[derive(Clone, Copy, Debug)]
pub struct NoValidation;

/// The samples a trainer validates on: none, or a data set like the one it trains on.
pub trait Validation<X, Y> {
    /// They.
    fn samples(&self) -> Option<&Dataset<X, Y>>;
}

impl<X, Y> Validation<X, Y> for NoValidation {
    fn samples(&self) -> Option<&Dataset<X, Y>> {
        None
    }
}

impl<X, Y> Validation<X, Y> for &Dataset<X, Y> {
    fn samples(&self) -> Option<&Dataset<X, Y>> {
        Some(self)
    }
}

/// A trainer without a metric: the loss alone says how good the model is.
#[derive(Clone, Copy, Debug)]
pub struct NoMetric;

/// A trainer with the metric `M`.
#[derive(Clone, Copy, Debug)]
pub struct With<M>(pub(super) M);

/// What says how good a model is: a metric, or the loss where there is none.
pub trait Objective<O: Outputs, T: Scalar, Y> {
    /// The name of the metric, where there is one.
    fn name(&self) -> Option<Cow<'static, str>>;
    /// Which values are better.
    fn goal(&self) -> Goal;
    /// The value of the metric, where there is one.
    ///
    /// # Errors
    ///
    /// If it cannot be computed of these samples.
    fn measure(&self, truth: &[Y], outputs: &[O::Sample<T>]) -> Result<Option<f64>, MetricError>;
}

impl<O: Outputs, T: Scalar, Y> Objective<O, T, Y> for NoMetric {
    fn name(&self) -> Option<Cow<'static, str>> {
        None
    }
    fn goal(&self) -> Goal {
        Goal::Lowest
    }
    fn measure(&self, _: &[Y], _: &[O::Sample<T>]) -> Result<Option<f64>, MetricError> {
        Ok(None)
    }
}

impl<O: Outputs, T: Scalar, Y, M: Metric<O, T, Y>> Objective<O, T, Y> for With<M> {
    fn name(&self) -> Option<Cow<'static, str>> {
        Some(self.0.name())
    }
    fn goal(&self) -> Goal {
        self.0.goal()
    }
    fn measure(&self, truth: &[Y], outputs: &[O::Sample<T>]) -> Result<Option<f64>, MetricError> {
        self.0.measure(truth, outputs).map(Some)
    }
}

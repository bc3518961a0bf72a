//! Precision, recall and F1 as values.

use alloc::borrow::Cow;

use super::forms::{Classified, OfClasses};
use super::{Average, ConfusionMatrix, Metric, MetricError};
use crate::batch::Class;
use crate::ports::Outputs;
use crate::scalar::Scalar;

/// Which precision, recall or F1 is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Class(usize),
    All(Average),
}

impl Of {
    fn name(self, figure: &str) -> Cow<'static, str> {
        match self {
            Self::Class(class) => format!("{figure} of class {class}"),
            Self::All(Average::Macro) => format!("macro {figure}"),
            Self::All(Average::Micro) => format!("micro {figure}"),
            Self::All(Average::Weighted) => format!("weighted {figure}"),
        }
        .into()
    }

    fn figure<const C: usize>(self, by_class: [f64; C], averaged: impl Fn(Average) -> f64) -> Result<f64, MetricError> {
        match self {
            Self::Class(class) => by_class.get(class).copied().ok_or(MetricError::NoClass { class, classes: C }),
            Self::All(average) => Ok(averaged(average)),
        }
    }
}

/// [`ConfusionMatrix::precision`] as a value: of one class, or averaged.
///
/// The class predicted is that with the highest output; of a single output, class 1 where its probability is above ½.
#[derive(Clone, Copy, Debug)]
pub struct Precision(Of);

impl Precision {
    /// That of class number `class`: `of(1)` for the class that a single output stands for.
    pub const fn of(class: usize) -> Self {
        Self(Of::Class(class))
    }

    /// That of all classes.
    pub const fn averaged(average: Average) -> Self {
        Self(Of::All(average))
    }
}

impl OfClasses for Precision {
    fn of<const C: usize>(&self, truth: &[Class<C>], predicted: &[Class<C>]) -> Result<f64, MetricError> {
        let confusion = ConfusionMatrix::new(truth, predicted)?;
        self.0.figure(confusion.precision_by_class(), |average| confusion.precision(average))
    }
}

impl<O: Outputs, T: Scalar, Y: Classified<O, T>> Metric<O, T, Y> for Precision {
    fn name(&self) -> Cow<'static, str> {
        self.0.name("precision")
    }

    fn measure(&self, truth: &[Y], outputs: &[O::Sample<T>]) -> Result<f64, MetricError> {
        Y::compare(truth, outputs, self)
    }
}

/// [`ConfusionMatrix::recall`] as a value: of one class, or averaged.
///
/// The class predicted is that with the highest output; of a single output, class 1 where its probability is above ½.
#[derive(Clone, Copy, Debug)]
pub struct Recall(Of);

impl Recall {
    /// That of class number `class`: `of(1)` for the class that a single output stands for.
    pub const fn of(class: usize) -> Self {
        Self(Of::Class(class))
    }

    /// That of all classes.
    pub const fn averaged(average: Average) -> Self {
        Self(Of::All(average))
    }
}

impl OfClasses for Recall {
    fn of<const C: usize>(&self, truth: &[Class<C>], predicted: &[Class<C>]) -> Result<f64, MetricError> {
        let confusion = ConfusionMatrix::new(truth, predicted)?;
        self.0.figure(confusion.recall_by_class(), |average| confusion.recall(average))
    }
}

impl<O: Outputs, T: Scalar, Y: Classified<O, T>> Metric<O, T, Y> for Recall {
    fn name(&self) -> Cow<'static, str> {
        self.0.name("recall")
    }

    fn measure(&self, truth: &[Y], outputs: &[O::Sample<T>]) -> Result<f64, MetricError> {
        Y::compare(truth, outputs, self)
    }
}

/// [`ConfusionMatrix::f1`] as a value: of one class, or averaged.
///
/// The class predicted is that with the highest output; of a single output, class 1 where its probability is above ½.
#[derive(Clone, Copy, Debug)]
pub struct F1(Of);

impl F1 {
    /// That of class number `class`: `of(1)` for the class that a single output stands for.
    pub const fn of(class: usize) -> Self {
        Self(Of::Class(class))
    }

    /// That of all classes.
    pub const fn averaged(average: Average) -> Self {
        Self(Of::All(average))
    }
}

impl OfClasses for F1 {
    fn of<const C: usize>(&self, truth: &[Class<C>], predicted: &[Class<C>]) -> Result<f64, MetricError> {
        let confusion = ConfusionMatrix::new(truth, predicted)?;
        self.0.figure(confusion.f1_by_class(), |average| confusion.f1(average))
    }
}

impl<O: Outputs, T: Scalar, Y: Classified<O, T>> Metric<O, T, Y> for F1 {
    fn name(&self) -> Cow<'static, str> {
        self.0.name("F1")
    }

    fn measure(&self, truth: &[Y], outputs: &[O::Sample<T>]) -> Result<f64, MetricError> {
        Y::compare(truth, outputs, self)
    }
}

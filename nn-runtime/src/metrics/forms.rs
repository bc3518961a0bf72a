//! Which outputs and targets metrics compare.

use alloc::vec::Vec;

use nalgebra::SVector;

use super::error::Expected;
use super::{MetricError, argmax};
use crate::batch::Class;
use crate::head::{Head, Linear, LogSoftmax, Sigmoid, Softmax};
use crate::isa::Portable;
use crate::layers::{sigmoid, softmax};
use crate::ports::{Output, Outputs};
use crate::scalar::Scalar;

/// A head whose outputs together say how likely each class is.
#[diagnostic::on_unimplemented(
    message = "this metric takes a probability for each class, but the network ends in `{Self}`",
    label = "the network ends in `{Self}`",
    note = "end the network in `softmax`, `log_softmax`, or in no activation at all, for logits"
)]
pub trait ClassHead: Head {
    /// The probabilities of the classes, in place of the outputs.
    fn probabilities<T: Scalar>(outputs: &mut [T]);
}

impl ClassHead for Linear {
    fn probabilities<T: Scalar>(outputs: &mut [T]) {
        softmax::activate(Portable, outputs);
    }
}

impl ClassHead for Softmax {
    fn probabilities<T: Scalar>(_: &mut [T]) {}
}

impl ClassHead for LogSoftmax {
    fn probabilities<T: Scalar>(outputs: &mut [T]) {
        outputs.iter_mut().for_each(|y| *y = y.exp());
    }
}

/// A head whose single output says how likely the one of two classes is that counts as 1.
#[diagnostic::on_unimplemented(
    message = "this metric takes one probability, but the network ends in `{Self}`",
    label = "the network ends in `{Self}`",
    note = "end the network in `sigmoid`, or in no activation at all, for a logit"
)]
pub trait BinaryHead: Head {
    /// The probability of class 1.
    fn probability<T: Scalar>(output: T) -> T;
}

impl BinaryHead for Linear {
    fn probability<T: Scalar>(output: T) -> T {
        sigmoid::sigmoid(Portable, output)
    }
}

impl BinaryHead for Sigmoid {
    fn probability<T: Scalar>(output: T) -> T {
        output
    }
}

/// A target that is one of two classes: `Class<2>`, or a number that is 0 or 1.
#[diagnostic::on_unimplemented(
    message = "targets of `{Self}` are not one of two classes",
    label = "not one of two classes",
    note = "a network with one output takes targets of `[T; 1]`, `f32` or `f64`, 0 or 1, or `Class<2>`; one with `C` outputs takes `Class<C>`"
)]
pub trait BinaryTarget {
    /// The class, or the number where it is neither 0 nor 1.
    ///
    /// # Errors
    ///
    /// The number.
    fn class(&self) -> Result<Class<2>, f64>;
}

impl BinaryTarget for Class<2> {
    fn class(&self) -> Result<Class<2>, f64> {
        Ok(*self)
    }
}

impl<T: Scalar> BinaryTarget for [T; 1] {
    fn class(&self) -> Result<Class<2>, f64> {
        let number = self[0].to_f64();
        let class = if number == 1.0 { Some(1) } else { (number == 0.0).then_some(0) };
        class.and_then(|class| Class::new(class).ok()).ok_or(number)
    }
}

impl<T: Scalar> BinaryTarget for SVector<T, 1> {
    fn class(&self) -> Result<Class<2>, f64> {
        self.data.0[0].class()
    }
}

impl BinaryTarget for f32 {
    fn class(&self) -> Result<Class<2>, f64> {
        [*self].class()
    }
}

impl BinaryTarget for f64 {
    fn class(&self) -> Result<Class<2>, f64> {
        [*self].class()
    }
}

/// A target of `F` numbers: `[T; F]`, `SVector<T, F>`, and for `F` = 1 `f32` and `f64`.
#[diagnostic::on_unimplemented(
    message = "targets of `{Self}` are not {F} numbers",
    label = "not {F} numbers",
    note = "a network with an output of {F} numbers takes targets of `[T; {F}]`"
)]
pub trait NumberTarget<const F: usize> {
    /// They.
    fn numbers(&self) -> [f64; F];
}

impl<T: Scalar, const F: usize> NumberTarget<F> for [T; F] {
    fn numbers(&self) -> [f64; F] {
        self.map(Scalar::to_f64)
    }
}

impl<T: Scalar, const F: usize> NumberTarget<F> for SVector<T, F> {
    fn numbers(&self) -> [f64; F] {
        self.data.0[0].numbers()
    }
}

impl NumberTarget<1> for f32 {
    fn numbers(&self) -> [f64; 1] {
        [f64::from(*self)]
    }
}

impl NumberTarget<1> for f64 {
    fn numbers(&self) -> [f64; 1] {
        [*self]
    }
}

/// Targets that a metric of classes compares with outputs `O`: `Class<C>` with an output for each class, or one of two classes with a
/// single output, of which a probability above ½ (a logit above 0) stands for class 1.
#[diagnostic::on_unimplemented(
    message = "metrics of classes do not compare targets of `{Self}` with outputs `{O}`",
    label = "not classes of this network",
    note = "a network with `C` outputs takes targets of `Class<C>`; one with a single output takes `[T; 1]`, `f32` or `f64`, 0 or 1, or `Class<2>`"
)]
pub trait Classified<O: Outputs, T: Scalar>: Sized {
    /// What `figure` makes of the true and the predicted classes.
    ///
    /// # Errors
    ///
    /// As `figure`, and if the class of a sample is unknown.
    fn compare(truth: &[Self], outputs: &[O::Sample<T>], figure: &impl OfClasses) -> Result<f64, MetricError>;
}

/// A figure of true and predicted classes.
pub trait OfClasses {
    /// It.
    ///
    /// # Errors
    ///
    /// If it cannot be computed of them.
    fn of<const C: usize>(&self, truth: &[Class<C>], predicted: &[Class<C>]) -> Result<f64, MetricError>;
}

impl<H: Head, T: Scalar, const F: usize> Classified<Output<H, F>, T> for Class<F> {
    fn compare(truth: &[Self], outputs: &[[T; F]], figure: &impl OfClasses) -> Result<f64, MetricError> {
        figure.of(truth, &argmax(outputs)?)
    }
}

impl<H: BinaryHead, T: Scalar, Y: BinaryTarget> Classified<Output<H, 1>, T> for Y {
    fn compare(truth: &[Y], outputs: &[[T; 1]], figure: &impl OfClasses) -> Result<f64, MetricError> {
        figure.of(&classes(truth)?, &argmax(&pairs::<H, T>(outputs)?)?)
    }
}

/// Targets that a metric of probabilities compares with outputs `O`, which become probabilities first where they are logits.
#[diagnostic::on_unimplemented(
    message = "metrics of probabilities do not compare targets of `{Self}` with outputs `{O}`",
    label = "not classes of this network, or no probabilities of theirs",
    note = "a network with `C` outputs takes targets of `Class<C>`; one with a single output takes `[T; 1]`, `f32` or `f64`, 0 or 1, or `Class<2>`",
    note = "the network ends in `softmax`, `log_softmax`, `sigmoid` (for a single output), or in no activation at all"
)]
pub trait Likely<O: Outputs, T: Scalar>: Sized {
    /// What `figure` makes of the true classes and the probabilities of all.
    ///
    /// # Errors
    ///
    /// As `figure`, and if the class of a sample is unknown.
    fn compare(truth: &[Self], outputs: &[O::Sample<T>], figure: &impl OfProbabilities) -> Result<f64, MetricError>;
}

/// A figure of true classes and the probabilities of all.
pub trait OfProbabilities {
    /// It.
    ///
    /// # Errors
    ///
    /// If it cannot be computed of them.
    fn of<T: Scalar, const C: usize>(&self, truth: &[Class<C>], probabilities: &[[T; C]]) -> Result<f64, MetricError>;
}

impl<H: ClassHead, T: Scalar, const F: usize> Likely<Output<H, F>, T> for Class<F> {
    fn compare(truth: &[Self], outputs: &[[T; F]], figure: &impl OfProbabilities) -> Result<f64, MetricError> {
        figure.of(truth, &probabilities::<H, T, F>(outputs))
    }
}

impl<H: BinaryHead, T: Scalar, Y: BinaryTarget> Likely<Output<H, 1>, T> for Y {
    fn compare(truth: &[Y], outputs: &[[T; 1]], figure: &impl OfProbabilities) -> Result<f64, MetricError> {
        figure.of(&classes(truth)?, &pairs::<H, T>(outputs)?)
    }
}

/// Targets that a metric of rankings compares with outputs `O`: as [`Likely`], but of a single output the order alone counts.
#[diagnostic::on_unimplemented(
    message = "metrics of rankings do not compare targets of `{Self}` with outputs `{O}`",
    label = "not classes of this network, or nothing that ranks them",
    note = "a network with `C` outputs takes targets of `Class<C>`; one with a single output takes `[T; 1]`, `f32` or `f64`, 0 or 1, or `Class<2>`"
)]
pub trait Ranked<O: Outputs, T: Scalar>: Sized {
    /// What `figure` makes of the true classes and their scores.
    ///
    /// # Errors
    ///
    /// As `figure`, and if the class of a sample is unknown.
    fn compare(truth: &[Self], outputs: &[O::Sample<T>], figure: &impl OfRanking) -> Result<f64, MetricError>;
}

/// A figure of true classes and scores that rank samples.
pub trait OfRanking {
    /// The figure of two classes, ranked by the score of class 1.
    ///
    /// # Errors
    ///
    /// If it cannot be computed of them.
    fn of_two<T: Scalar>(&self, truth: &[Class<2>], scores: &[[T; 1]]) -> Result<f64, MetricError>;
    /// The figure of several classes, each ranked by its own score.
    ///
    /// # Errors
    ///
    /// If it cannot be computed of them.
    fn of_all<T: Scalar, const C: usize>(&self, truth: &[Class<C>], scores: &[[T; C]]) -> Result<f64, MetricError>;
}

impl<H: ClassHead, T: Scalar, const F: usize> Ranked<Output<H, F>, T> for Class<F> {
    fn compare(truth: &[Self], outputs: &[[T; F]], figure: &impl OfRanking) -> Result<f64, MetricError> {
        figure.of_all(truth, &probabilities::<H, T, F>(outputs))
    }
}

impl<H: Head, T: Scalar, Y: BinaryTarget> Ranked<Output<H, 1>, T> for Y {
    fn compare(truth: &[Y], outputs: &[[T; 1]], figure: &impl OfRanking) -> Result<f64, MetricError> {
        figure.of_two(&classes(truth)?, outputs)
    }
}

/// The class of each sample.
fn classes<Y: BinaryTarget>(truth: &[Y]) -> Result<Vec<Class<2>>, MetricError> {
    let refused = |sample, value| MetricError::Value {
        what: "true value",
        sample,
        output: 0,
        value,
        expected: "0 or 1, for one of two classes",
    };
    truth.iter().enumerate().map(|(sample, y)| y.class().map_err(|value| refused(sample, value))).collect()
}

/// The probabilities of all classes.
fn probabilities<H: ClassHead, T: Scalar, const F: usize>(outputs: &[[T; F]]) -> Vec<[T; F]> {
    let mut all = outputs.to_vec();
    all.iter_mut().for_each(|y| H::probabilities(y));
    all
}

/// The probabilities of both classes.
fn pairs<H: BinaryHead, T: Scalar>(outputs: &[[T; 1]]) -> Result<Vec<[T; 2]>, MetricError> {
    Expected::Ordered.check("output", outputs)?;
    let pair = |&[y]: &[T; 1]| {
        let p = H::probability(y);
        [T::ONE - p, p]
    };
    Ok(outputs.iter().map(pair).collect())
}

//! Which share of the samples is right.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::error::Expected;
use super::forms::{Classified, OfClasses};
use super::{Metric, MetricError, Samples, share};
use crate::batch::Class;
use crate::head::Head;
use crate::ports::{Output, Outputs};
use crate::scalar::Scalar;

/// The share of samples whose predicted class is the true one (`accuracy_score`): `1/n ∑ᵢ [ŷᵢ = yᵢ]`.
///
/// # Errors
///
/// If there are no samples, or not as many predictions as true classes.
///
/// ```
/// use nn_runtime::Class;
/// use nn_runtime::metrics::{MetricError, accuracy};
///
/// let classes = |labels: [usize; 4]| labels.map(|label| Class::<3>::new(label).unwrap());
/// assert_eq!(accuracy(&classes([0, 1, 2, 2]), &classes([0, 1, 2, 1]))?, 0.75);
/// # Ok::<(), MetricError>(())
/// ```
pub fn accuracy<const C: usize>(truth: &[Class<C>], predicted: &[Class<C>]) -> Result<f64, MetricError> {
    MetricError::check_lengths(truth.len(), predicted.len())?;
    let right = truth.iter().zip(predicted).filter(|(truth, predicted)| truth == predicted).count();
    Ok(share(right, truth.len()))
}

/// The class with the highest score for each sample; of equal ones the first, as `numpy.argmax` has it.
///
/// Scores may be logits or probabilities.
///
/// # Errors
///
/// If a score is NaN.
///
/// ```
/// use nn_runtime::metrics::{MetricError, argmax};
///
/// let predicted = argmax(&[[0.1, 0.7, 0.2], [0.4, 0.2, 0.4]])?;
/// assert_eq!([predicted[0].index(), predicted[1].index()], [1, 0]);
/// # Ok::<(), MetricError>(())
/// ```
pub fn argmax<const C: usize>(scores: &(impl Samples<C> + ?Sized)) -> Result<Vec<Class<C>>, MetricError> {
    let scores = scores.samples();
    Expected::Ordered.check("output", scores)?;
    Ok(scores.iter().map(highest).collect())
}

/// The class with the highest score, the first of equal ones.
pub(super) fn highest<T: Scalar, const C: usize>(scores: &[T; C]) -> Class<C> {
    const { assert!(C > 0, "a sample has at least one class") };
    let best = (1..C).fold(0, |best, i| if scores[i] > scores[best] { i } else { best });
    Class::new(best).expect("it is below C")
}

/// The share of samples whose true class is among the `k` with the highest scores (`top_k_accuracy_score`):
/// `1/n ∑ᵢ [yᵢ is among the k highest of sᵢ]`.
///
/// Of equal scores the later class counts as the higher one, as in scikit-learn; [`argmax`] takes the first. With `k` of `C` or
/// more all samples are right.
///
/// # Errors
///
/// If there are no samples, not as many predictions as true classes, a score is NaN, or `k` is 0.
///
/// ```
/// use nn_runtime::Class;
/// use nn_runtime::metrics::{MetricError, top_k_accuracy};
///
/// let truth = [Class::<3>::new(2).unwrap(), Class::new(2).unwrap()];
/// let scores = [[0.1, 0.7, 0.2], [0.5, 0.4, 0.1]];
/// assert_eq!(top_k_accuracy(&truth, &scores, 1)?, 0.0);
/// assert_eq!(top_k_accuracy(&truth, &scores, 2)?, 0.5);
/// # Ok::<(), MetricError>(())
/// ```
pub fn top_k_accuracy<const C: usize>(
    truth: &[Class<C>],
    scores: &(impl Samples<C> + ?Sized),
    k: usize,
) -> Result<f64, MetricError> {
    let scores = scores.samples();
    MetricError::check_not_zero("k", k)?;
    MetricError::check_lengths(truth.len(), scores.len())?;
    Expected::Ordered.check("output", scores)?;
    let right = truth.iter().zip(scores).filter(|(truth, scores)| higher(scores, truth.index()) < k).count();
    Ok(share(right, truth.len()))
}

/// How many classes come before `class`.
fn higher<T: Scalar, const C: usize>(scores: &[T; C], class: usize) -> usize {
    let own = scores[class];
    (0..C).filter(|&i| scores[i] > own || (scores[i] == own && i > class)).count()
}

/// [`accuracy`] of the class with the highest output; of a single output, of class 1 where its probability is above ½.
#[derive(Clone, Copy, Debug)]
pub struct Accuracy;

impl OfClasses for Accuracy {
    fn of<const C: usize>(&self, truth: &[Class<C>], predicted: &[Class<C>]) -> Result<f64, MetricError> {
        accuracy(truth, predicted)
    }
}

impl<O: Outputs, T: Scalar, Y: Classified<O, T>> Metric<O, T, Y> for Accuracy {
    fn name(&self) -> Cow<'static, str> {
        "accuracy".into()
    }

    fn measure(&self, truth: &[Y], outputs: &[O::Sample<T>]) -> Result<f64, MetricError> {
        Y::compare(truth, outputs, self)
    }
}

/// [`top_k_accuracy`]: the share of samples whose class is among the `k` with the highest outputs.
#[derive(Clone, Copy, Debug)]
pub struct TopK(pub usize);

impl<H: Head, const F: usize, T: Scalar> Metric<Output<H, F>, T, Class<F>> for TopK {
    fn name(&self) -> Cow<'static, str> {
        format!("top-{} accuracy", self.0).into()
    }

    fn measure(&self, truth: &[Class<F>], outputs: &[[T; F]]) -> Result<f64, MetricError> {
        top_k_accuracy(truth, outputs, self.0)
    }
}

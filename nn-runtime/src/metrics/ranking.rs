//! How well scores put the samples of a class before the others.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::error::Expected;
use super::forms::{OfRanking, Ranked};
use super::{Metric, MetricError, Samples, mean, share};
use crate::batch::Class;
use crate::ports::Outputs;
use crate::scalar::Scalar;

/// The area under the ROC curve of class 1 of two (`roc_auc_score`): the probability that a sample of class 1 has a higher score
/// than one of class 0, equal scores counting one half.
///
/// With P samples of class 1 and N of class 0, `1/(P N) ∑ᵢ ∑ⱼ ([sᵢ > sⱼ] + ½ [sᵢ = sⱼ])`, which is what the trapezoids under the curve
/// add up to (Hanley and McNeil 1982). Only the order of the scores matters: logits are as good as probabilities.
///
/// # Errors
///
/// If there are no samples, not as many scores as true classes, a score is NaN, or all samples are of one class.
///
/// ```
/// use nn_runtime::Class;
/// use nn_runtime::metrics::{MetricError, roc_auc};
///
/// let truth = [0, 0, 1, 1].map(|label| Class::new(label).unwrap());
/// assert_eq!(roc_auc(&truth, &[0.1, 0.4, 0.35, 0.8])?, 0.75);
/// # Ok::<(), MetricError>(())
/// ```
pub fn roc_auc(truth: &[Class<2>], scores: &(impl Samples<1> + ?Sized)) -> Result<f64, MetricError> {
    let scores = checked(truth, scores)?;
    Ranking::new(truth, scores, 1, 0).roc_auc()
}

/// The area under the ROC curve of each class against the rest (`roc_auc_score` with `multi_class="ovr"`, `average=None`).
///
/// Column c of the scores ranks class c, for which probabilities are meant. That they add up to 1, which scikit-learn asks for, is not
/// needed.
///
/// # Errors
///
/// As [`roc_auc`]; each class needs a sample that is of it, and one that is not.
///
/// ```
/// use nn_runtime::Class;
/// use nn_runtime::metrics::{MetricError, roc_auc_by_class};
///
/// let truth = [0, 1, 2].map(|label| Class::<3>::new(label).unwrap());
/// let scores = [[0.6, 0.3, 0.1], [0.4, 0.4, 0.2], [0.5, 0.4, 0.1]];
/// assert_eq!(roc_auc_by_class(&truth, &scores)?, [1.0, 0.75, 0.25]);
/// # Ok::<(), MetricError>(())
/// ```
pub fn roc_auc_by_class<const C: usize>(
    truth: &[Class<C>],
    scores: &(impl Samples<C> + ?Sized),
) -> Result<[f64; C], MetricError> {
    by_class(truth, scores, Ranking::roc_auc)
}

/// The mean over the classes of [`roc_auc_by_class`] (`roc_auc_score` with `multi_class="ovr"`, whose average is `"macro"`).
///
/// # Errors
///
/// As [`roc_auc_by_class`].
///
/// ```
/// use nn_runtime::Class;
/// use nn_runtime::metrics::{MetricError, roc_auc_macro};
///
/// let truth = [0, 1, 2].map(|label| Class::<3>::new(label).unwrap());
/// let scores = [[0.6, 0.3, 0.1], [0.4, 0.4, 0.2], [0.5, 0.4, 0.1]];
/// assert_eq!(roc_auc_macro(&truth, &scores)?, 2.0 / 3.0);
/// # Ok::<(), MetricError>(())
/// ```
pub fn roc_auc_macro<const C: usize>(
    truth: &[Class<C>],
    scores: &(impl Samples<C> + ?Sized),
) -> Result<f64, MetricError> {
    roc_auc_by_class(truth, scores).map(mean)
}

/// The ROC curve of class 1 of two (`roc_curve` with `drop_intermediate=False`): false and true positive rate at each score as threshold,
/// from the highest down, after (0, 0).
///
/// # Errors
///
/// As [`roc_auc`].
///
/// ```
/// use nn_runtime::Class;
/// use nn_runtime::metrics::{MetricError, roc_curve};
///
/// let truth = [0, 0, 1, 1].map(|label| Class::new(label).unwrap());
/// let curve = roc_curve(&truth, &[0.1, 0.4, 0.35, 0.8])?;
/// assert_eq!(curve, [(0.0, 0.0), (0.0, 0.5), (0.5, 0.5), (0.5, 1.0), (1.0, 1.0)]);
/// # Ok::<(), MetricError>(())
/// ```
pub fn roc_curve(truth: &[Class<2>], scores: &(impl Samples<1> + ?Sized)) -> Result<Vec<(f64, f64)>, MetricError> {
    let scores = checked(truth, scores)?;
    Ranking::new(truth, scores, 1, 0).roc_curve()
}

/// The average precision of class 1 of two (`average_precision_score`): ∑ₜ (Rₜ − Rₜ₋₁) Pₜ, with Pₜ and Rₜ the precision and recall
/// at the t-th highest score as threshold.
///
/// Samples of equal scores pass a threshold together; nothing is interpolated.
///
/// # Errors
///
/// If there are no samples, not as many scores as true classes, a score is NaN, or no sample is of class 1 (of which scikit-learn
/// warns, and gives 0).
///
/// ```
/// use nn_runtime::Class;
/// use nn_runtime::metrics::{MetricError, average_precision};
///
/// let truth = [0, 0, 1, 1].map(|label| Class::new(label).unwrap());
/// assert_eq!(average_precision(&truth, &[0.1, 0.4, 0.35, 0.8])?, 0.5 * 1.0 + 0.5 * (2.0 / 3.0));
/// # Ok::<(), MetricError>(())
/// ```
pub fn average_precision(truth: &[Class<2>], scores: &(impl Samples<1> + ?Sized)) -> Result<f64, MetricError> {
    let scores = checked(truth, scores)?;
    Ranking::new(truth, scores, 1, 0).average_precision()
}

/// The average precision of each class against the rest (`average_precision_score` with `average=None`).
///
/// # Errors
///
/// As [`average_precision`], for each class.
///
/// ```
/// use nn_runtime::Class;
/// use nn_runtime::metrics::{MetricError, average_precision_by_class};
///
/// let truth = [0, 1, 2].map(|label| Class::<3>::new(label).unwrap());
/// let scores = [[0.6, 0.3, 0.1], [0.4, 0.4, 0.2], [0.5, 0.4, 0.1]];
/// assert_eq!(average_precision_by_class(&truth, &scores)?, [1.0, 0.5, 1.0 / 3.0]);
/// # Ok::<(), MetricError>(())
/// ```
pub fn average_precision_by_class<const C: usize>(
    truth: &[Class<C>],
    scores: &(impl Samples<C> + ?Sized),
) -> Result<[f64; C], MetricError> {
    by_class(truth, scores, Ranking::average_precision)
}

/// The mean over the classes of [`average_precision_by_class`] (`average_precision_score` of several classes).
///
/// # Errors
///
/// As [`average_precision_by_class`].
///
/// ```
/// use nn_runtime::Class;
/// use nn_runtime::metrics::{MetricError, average_precision_macro};
///
/// let truth = [0, 1].map(|label| Class::<2>::new(label).unwrap());
/// assert_eq!(average_precision_macro(&truth, &[[0.6, 0.4], [0.7, 0.3]])?, 0.5);
/// # Ok::<(), MetricError>(())
/// ```
pub fn average_precision_macro<const C: usize>(
    truth: &[Class<C>],
    scores: &(impl Samples<C> + ?Sized),
) -> Result<f64, MetricError> {
    average_precision_by_class(truth, scores).map(mean)
}

/// The scores, if they are numbers and as many as true classes.
fn checked<'a, S: Samples<F> + ?Sized, const C: usize, const F: usize>(
    truth: &[Class<C>],
    scores: &'a S,
) -> Result<&'a [[S::Scalar; F]], MetricError> {
    let scores = scores.samples();
    MetricError::check_lengths(truth.len(), scores.len())?;
    Expected::Ordered.check("output", scores)?;
    Ok(scores)
}

/// A metric of each class against the rest.
fn by_class<S: Samples<C> + ?Sized, const C: usize>(
    truth: &[Class<C>],
    scores: &S,
    metric: fn(&Ranking<S::Scalar>) -> Result<f64, MetricError>,
) -> Result<[f64; C], MetricError> {
    let scores = checked(truth, scores)?;
    let mut values = [0.0; C];
    for (class, value) in values.iter_mut().enumerate() {
        *value = metric(&Ranking::new(truth, scores, class, class))?;
    }
    Ok(values)
}

/// Samples from the highest score down.
struct Ranking<T> {
    class: usize,
    /// The score, and whether the sample is of the class.
    samples: Vec<(T, bool)>,
    positives: usize,
}

impl<T: Scalar> Ranking<T> {
    /// The samples by one of the columns of their scores, which are numbers.
    fn new<const C: usize, const F: usize>(truth: &[Class<C>], scores: &[[T; F]], class: usize, column: usize) -> Self {
        let sample = |(truth, scores): (&Class<C>, &[T; F])| (scores[column], truth.index() == class);
        let mut samples: Vec<_> = truth.iter().zip(scores).map(sample).collect();
        samples.sort_unstable_by(|(a, _), (b, _)| b.partial_cmp(a).unwrap_or(Ordering::Equal));
        let positives = positives(&samples);
        Self { class, samples, positives }
    }

    /// The numbers of samples that are and are not of the class, for each score from the highest down.
    fn steps(&self) -> impl Iterator<Item = (usize, usize)> {
        let groups = self.samples.chunk_by(|(a, _), (b, _)| a == b);
        groups.map(|group| (positives(group), group.len() - positives(group)))
    }

    fn check_some(&self) -> Result<(), MetricError> {
        if self.positives == 0 { Err(MetricError::Without { class: self.class }) } else { Ok(()) }
    }

    /// The number of samples that are not of the class, if there are some of either kind.
    fn negatives(&self) -> Result<usize, MetricError> {
        self.check_some()?;
        let negatives = self.samples.len() - self.positives;
        if negatives == 0 { Err(MetricError::Only { class: self.class }) } else { Ok(negatives) }
    }

    fn roc_auc(&self) -> Result<f64, MetricError> {
        let negatives = self.negatives()?;
        // Twice the number of pairs in order, so that those with equal scores count one: exact, whatever the order of the sum.
        let (mut pairs, mut above) = (0, 0);
        for (of_class, others) in self.steps() {
            pairs += others as u128 * (2 * above + of_class as u128);
            above += of_class as u128;
        }
        Ok(pairs as f64 / (2 * self.positives as u128 * negatives as u128) as f64)
    }

    fn roc_curve(&self) -> Result<Vec<(f64, f64)>, MetricError> {
        let negatives = self.negatives()?;
        let (mut hits, mut alarms, mut curve) = (0, 0, vec![(0.0, 0.0)]);
        for (of_class, others) in self.steps() {
            hits += of_class;
            alarms += others;
            curve.push((share(alarms, negatives), share(hits, self.positives)));
        }
        Ok(curve)
    }

    fn average_precision(&self) -> Result<f64, MetricError> {
        self.check_some()?;
        let (mut sum, mut hits, mut above) = (0.0, 0, 0);
        for (of_class, others) in self.steps() {
            hits += of_class;
            above += of_class + others;
            sum += of_class as f64 / self.positives as f64 * (hits as f64 / above as f64);
        }
        Ok(sum)
    }
}

/// The number of samples of the class.
fn positives<T>(samples: &[(T, bool)]) -> usize {
    samples.iter().filter(|(_, of_class)| *of_class).count()
}

/// [`roc_auc`] as a value: of a single output, which ranks class 1 of two, or the mean over the classes ([`roc_auc_macro`]), each ranked by
/// its probability.
#[derive(Clone, Copy, Debug)]
pub struct RocAuc;

impl OfRanking for RocAuc {
    fn of_two<T: Scalar>(&self, truth: &[Class<2>], scores: &[[T; 1]]) -> Result<f64, MetricError> {
        roc_auc(truth, scores)
    }
    fn of_all<T: Scalar, const C: usize>(&self, truth: &[Class<C>], scores: &[[T; C]]) -> Result<f64, MetricError> {
        roc_auc_macro(truth, scores)
    }
}

impl<O: Outputs, T: Scalar, Y: Ranked<O, T>> Metric<O, T, Y> for RocAuc {
    fn name(&self) -> Cow<'static, str> {
        "ROC AUC".into()
    }

    fn measure(&self, truth: &[Y], outputs: &[O::Sample<T>]) -> Result<f64, MetricError> {
        Y::compare(truth, outputs, self)
    }
}

/// [`average_precision`] as a value: of a single output, which ranks class 1 of two, or the mean over the classes ([`average_precision_macro`]), each ranked by
/// its probability.
#[derive(Clone, Copy, Debug)]
pub struct AveragePrecision;

impl OfRanking for AveragePrecision {
    fn of_two<T: Scalar>(&self, truth: &[Class<2>], scores: &[[T; 1]]) -> Result<f64, MetricError> {
        average_precision(truth, scores)
    }
    fn of_all<T: Scalar, const C: usize>(&self, truth: &[Class<C>], scores: &[[T; C]]) -> Result<f64, MetricError> {
        average_precision_macro(truth, scores)
    }
}

impl<O: Outputs, T: Scalar, Y: Ranked<O, T>> Metric<O, T, Y> for AveragePrecision {
    fn name(&self) -> Cow<'static, str> {
        "average precision".into()
    }

    fn measure(&self, truth: &[Y], outputs: &[O::Sample<T>]) -> Result<f64, MetricError> {
        Y::compare(truth, outputs, self)
    }
}

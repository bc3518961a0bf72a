//! How good probabilities are, not just the classes they make likely.

use alloc::vec::Vec;

use super::accuracy::highest;
use alloc::borrow::Cow;

use super::error::Expected;
use super::forms::{Likely, OfProbabilities};
use super::{Goal, Metric, MetricError, Samples, share};
use crate::batch::Class;
use crate::ports::Outputs;
use crate::scalar::Scalar;

/// The mean negative log-likelihood of the true classes (`log_loss`): −1/n ∑ᵢ ln pᵢ, with pᵢ the probability given to the true class.
///
/// Probabilities are first brought into [ε, 1 − ε], with ε the [`EPSILON`](Scalar::EPSILON) of their type, as scikit-learn does, so that
/// a true class of probability 0 costs much, but not everything.
///
/// # Errors
///
/// If there are no samples, not as many predictions as true classes, a probability is NaN or not from 0 to 1, or those of a sample do
/// not add up to 1 within √ε (of which scikit-learn warns): logits, most likely.
///
/// ```
/// use nn_runtime::Class;
/// use nn_runtime::metrics::{MetricError, log_loss};
///
/// let truth = [Class::<2>::new(0).unwrap(), Class::new(1).unwrap()];
/// let loss = log_loss(&truth, &[[0.5, 0.5], [0.75, 0.25]])?;
/// assert!((loss - (2.0_f64.ln() + 4.0_f64.ln()) / 2.0).abs() < 1e-15);
///
/// let error = log_loss(&truth, &[[0.5, 0.5], [2.0, -1.0]]).unwrap_err();
/// assert_eq!(error.to_string(), "output 0 of sample 1 is 2: a metric takes probabilities, from 0 to 1");
/// # Ok::<(), MetricError>(())
/// ```
pub fn log_loss<const C: usize>(
    truth: &[Class<C>],
    probabilities: &(impl Samples<C> + ?Sized),
) -> Result<f64, MetricError> {
    let probabilities = checked(truth, probabilities)?;
    let sum: f64 = truth.iter().zip(probabilities).map(|(truth, p)| cost(p[truth.index()])).sum();
    Ok(sum / truth.len() as f64)
}

/// −ln p, with p kept from 0 and 1.
fn cost<T: Scalar>(p: T) -> f64 {
    -Scalar::ln(p.larger(T::EPSILON).smaller(T::ONE - T::EPSILON).to_f64())
}

/// How far confidence and accuracy lie apart: ∑ₘ nₘ/n |acc(m) − conf(m)| over `bins` of equal width (Guo et al. 2017, *On Calibration of
/// Modern Neural Networks*, equation 3).
///
/// The confidence of a sample is its highest probability, of equal ones that of the first class. Bin m of M, counted from 1, holds the
/// nₘ samples with confidence in ((m − 1)/M, m/M]; acc(m) is the share of them whose class is right, conf(m) their mean confidence.
/// 10 to 15 bins are usual. The bins are those of scikit-learn's `calibration_curve`, which has the two but not their sum.
///
/// # Errors
///
/// As [`log_loss`], and if `bins` is 0.
///
/// ```
/// use nn_runtime::Class;
/// use nn_runtime::metrics::{MetricError, expected_calibration_error};
///
/// // Always sure by three quarters, and right in two cases of four.
/// let truth = [0, 0, 1, 1].map(|label| Class::<2>::new(label).unwrap());
/// let error = expected_calibration_error(&truth, &[[0.75, 0.25]; 4], 10)?;
/// assert_eq!(error, 0.25);
/// # Ok::<(), MetricError>(())
/// ```
pub fn expected_calibration_error<const C: usize>(
    truth: &[Class<C>],
    probabilities: &(impl Samples<C> + ?Sized),
    bins: usize,
) -> Result<f64, MetricError> {
    MetricError::check_not_zero("bins", bins)?;
    let probabilities = checked(truth, probabilities)?;
    let mut gaps = vec![0.0; bins];
    for (truth, p) in truth.iter().zip(probabilities) {
        let predicted = highest(p);
        let confidence = p[predicted.index()].to_f64();
        // The sum over a bin of (right − confidence) is its number of samples times the difference of the means.
        gaps[bin(confidence, bins)] += f64::from(u8::from(predicted == *truth)) - confidence;
    }
    Ok(gaps.iter().map(|gap: &f64| gap.abs()).sum::<f64>() / truth.len() as f64)
}

/// Mean confidence and accuracy of each of the bins of [`expected_calibration_error`] that samples lie in, from the least
/// confident up: points on the diagonal where a network is as often right as it says.
///
/// # Errors
///
/// As [`expected_calibration_error`].
///
/// ```
/// use nn_runtime::Class;
/// use nn_runtime::metrics::{MetricError, calibration_curve};
///
/// let truth = [0, 0, 1, 1].map(|label| Class::<2>::new(label).unwrap());
/// let curve = calibration_curve(&truth, &[[0.5, 0.5], [0.75, 0.25], [0.75, 0.25], [0.75, 0.25]], 10)?;
/// assert_eq!(curve, [(0.5, 1.0), (0.75, 1.0 / 3.0)]);
/// # Ok::<(), MetricError>(())
/// ```
pub fn calibration_curve<const C: usize>(
    truth: &[Class<C>],
    probabilities: &(impl Samples<C> + ?Sized),
    bins: usize,
) -> Result<Vec<(f64, f64)>, MetricError> {
    MetricError::check_not_zero("bins", bins)?;
    let probabilities = checked(truth, probabilities)?;
    let mut sums = vec![(0.0, 0, 0); bins];
    for (truth, p) in truth.iter().zip(probabilities) {
        let predicted = highest(p);
        let confidence = p[predicted.index()].to_f64();
        let (sum, right, samples) = &mut sums[bin(confidence, bins)];
        *sum += confidence;
        *right += usize::from(predicted == *truth);
        *samples += 1;
    }
    let filled = sums.into_iter().filter(|&(_, _, samples)| samples > 0);
    Ok(filled.map(|(sum, right, samples)| (sum / samples as f64, share(right, samples))).collect())
}

/// The bin that a confidence above 0 lies in: how many of the inner edges lie below it.
pub(super) fn bin(confidence: f64, bins: usize) -> usize {
    let edge = |i: usize| i as f64 * (1.0 / bins as f64);
    // Rounding may put the product on the wrong side of an edge; the edges themselves decide.
    let near = ((confidence * bins as f64) as usize).min(bins - 1);
    if near > 0 && confidence <= edge(near) {
        near - 1
    } else if near + 1 < bins && confidence > edge(near + 1) {
        near + 1
    } else {
        near
    }
}

/// The probabilities, if they are such and as many as true classes.
fn checked<'a, S: Samples<C> + ?Sized, const C: usize>(
    truth: &[Class<C>],
    probabilities: &'a S,
) -> Result<&'a [[S::Scalar; C]], MetricError> {
    let probabilities = probabilities.samples();
    MetricError::check_lengths(truth.len(), probabilities.len())?;
    Expected::Unit.check("output", probabilities)?;
    let tolerance = S::Scalar::EPSILON.sqrt().to_f64();
    for (sample, p) in probabilities.iter().enumerate() {
        let sum: f64 = p.iter().map(|p| p.to_f64()).sum();
        if (sum - 1.0).abs() > tolerance {
            return Err(MetricError::Sum { sample, sum });
        }
    }
    Ok(probabilities)
}

/// [`log_loss`] as a value: low is better. Logits become probabilities first.
#[derive(Clone, Copy, Debug)]
pub struct LogLoss;

impl OfProbabilities for LogLoss {
    fn of<T: Scalar, const C: usize>(&self, truth: &[Class<C>], probabilities: &[[T; C]]) -> Result<f64, MetricError> {
        log_loss(truth, probabilities)
    }
}

impl<O: Outputs, T: Scalar, Y: Likely<O, T>> Metric<O, T, Y> for LogLoss {
    fn name(&self) -> Cow<'static, str> {
        "log-loss".into()
    }

    fn goal(&self) -> Goal {
        Goal::Lowest
    }

    fn measure(&self, truth: &[Y], outputs: &[O::Sample<T>]) -> Result<f64, MetricError> {
        Y::compare(truth, outputs, self)
    }
}

/// [`expected_calibration_error`] as a value: low is better. Logits become probabilities first.
#[derive(Clone, Copy, Debug)]
pub struct CalibrationError {
    bins: usize,
}

impl CalibrationError {
    /// With so many bins; 15 are usual.
    pub const fn new(bins: usize) -> Self {
        Self { bins }
    }
}

impl OfProbabilities for CalibrationError {
    fn of<T: Scalar, const C: usize>(&self, truth: &[Class<C>], probabilities: &[[T; C]]) -> Result<f64, MetricError> {
        expected_calibration_error(truth, probabilities, self.bins)
    }
}

impl<O: Outputs, T: Scalar, Y: Likely<O, T>> Metric<O, T, Y> for CalibrationError {
    fn name(&self) -> Cow<'static, str> {
        "calibration error".into()
    }

    fn goal(&self) -> Goal {
        Goal::Lowest
    }

    fn measure(&self, truth: &[Y], outputs: &[O::Sample<T>]) -> Result<f64, MetricError> {
        Y::compare(truth, outputs, self)
    }
}

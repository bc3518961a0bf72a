//! How far predicted numbers lie from the true ones.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::error::Expected;
use super::forms::NumberTarget;
use super::{Goal, Metric, MetricError, Samples, mean};
use crate::head::Head;
use crate::ports::Output;
use crate::scalar::Scalar;

/// The mean absolute error (`mean_absolute_error`): 1/n ∑ᵢ |yᵢ − ŷᵢ|, and the mean of that over the outputs.
///
/// # Errors
///
/// If there are no samples, not as many predictions as true values, or one of either is NaN or infinite.
///
/// ```
/// use nn_runtime::metrics::{MetricError, mean_absolute_error};
///
/// assert_eq!(mean_absolute_error(&[3.0, -0.5, 2.0, 7.0], &[2.5, 0.0, 2.0, 8.0])?, 0.5);
/// # Ok::<(), MetricError>(())
/// ```
pub fn mean_absolute_error<const F: usize>(
    truth: &(impl Samples<F> + ?Sized),
    predicted: &(impl Samples<F> + ?Sized),
) -> Result<f64, MetricError> {
    let pairs = Pairs::new(truth, predicted)?;
    Ok(mean(pairs.mean_of(|_, y, p| (y - p).abs())))
}

/// The root mean squared error (`root_mean_squared_error`): √(1/n ∑ᵢ (yᵢ − ŷᵢ)²), and the mean of that over the outputs.
///
/// # Errors
///
/// As [`mean_absolute_error`].
///
/// ```
/// use nn_runtime::metrics::{MetricError, root_mean_squared_error};
///
/// assert_eq!(root_mean_squared_error(&[3.0, -0.5, 2.0, 7.0], &[2.0, 0.5, 1.0, 8.0])?, 1.0);
/// # Ok::<(), MetricError>(())
/// ```
pub fn root_mean_squared_error<const F: usize>(
    truth: &(impl Samples<F> + ?Sized),
    predicted: &(impl Samples<F> + ?Sized),
) -> Result<f64, MetricError> {
    let pairs = Pairs::new(truth, predicted)?;
    Ok(mean(pairs.mean_of(squared_error).map(Scalar::sqrt)))
}

/// The coefficient of determination R² (`r2_score`): 1 − ∑ᵢ (yᵢ − ŷᵢ)² / ∑ᵢ (yᵢ − ȳ)², with ȳ the mean of the true values, and the
/// mean of that over the outputs.
///
/// 1 is perfect, 0 as good as always saying the mean; it may be negative. An output whose true values are all the same has 1 where all
/// predictions are right and else 0 (`force_finite=True`).
///
/// # Errors
///
/// As [`mean_absolute_error`], and for a single sample (of which scikit-learn warns, and gives NaN).
///
/// ```
/// use nn_runtime::metrics::{MetricError, r2_score};
///
/// assert_eq!(r2_score(&[1.0, 2.0, 3.0], &[1.0, 2.0, 4.0])?, 0.5);
/// assert_eq!(r2_score(&[1.0, 2.0, 3.0], &[2.0; 3])?, 0.0);
/// # Ok::<(), MetricError>(())
/// ```
pub fn r2_score<const F: usize>(
    truth: &(impl Samples<F> + ?Sized),
    predicted: &(impl Samples<F> + ?Sized),
) -> Result<f64, MetricError> {
    let pairs = Pairs::new(truth, predicted)?;
    if pairs.truth.len() < 2 {
        return Err(MetricError::Single);
    }
    // As a distance from the first, so that the mean of equal numbers is exactly that number.
    let first = pairs.truth[0].map(Scalar::to_f64);
    let offset = pairs.mean_of(|output, y, _| y - first[output]);
    let centre: [f64; F] = core::array::from_fn(|output| first[output] + offset[output]);
    let spread = pairs.mean_of(|output, y, _| squared_error(output, y, centre[output]));
    let error = pairs.mean_of(squared_error);
    Ok(mean(core::array::from_fn::<_, F, _>(|output| determined(error[output], spread[output]))))
}

/// 1 − error / spread, and what it is where nothing is spread.
fn determined(error: f64, spread: f64) -> f64 {
    match (error == 0.0, spread == 0.0) {
        (true, _) => 1.0,
        (false, true) => 0.0,
        (false, false) => 1.0 - error / spread,
    }
}

fn squared_error(_: usize, y: f64, p: f64) -> f64 {
    (y - p) * (y - p)
}

/// True and predicted numbers of the same samples, all finite.
struct Pairs<'a, Y, P, const F: usize> {
    truth: &'a [[Y; F]],
    predicted: &'a [[P; F]],
}

impl<'a, Y: Scalar, P: Scalar, const F: usize> Pairs<'a, Y, P, F> {
    fn new(
        truth: &'a (impl Samples<F, Scalar = Y> + ?Sized),
        predicted: &'a (impl Samples<F, Scalar = P> + ?Sized),
    ) -> Result<Self, MetricError> {
        let (truth, predicted) = (truth.samples(), predicted.samples());
        MetricError::check_lengths(truth.len(), predicted.len())?;
        Expected::Finite.check("true value", truth)?;
        Expected::Finite.check("output", predicted)?;
        Ok(Self { truth, predicted })
    }

    /// The mean over the samples of a function of output, true and predicted number, for each output.
    fn mean_of(&self, function: impl Fn(usize, f64, f64) -> f64) -> [f64; F] {
        let mut sums = [0.0; F];
        for (truth, predicted) in self.truth.iter().zip(self.predicted) {
            for (output, sum) in sums.iter_mut().enumerate() {
                *sum += function(output, truth[output].to_f64(), predicted[output].to_f64());
            }
        }
        sums.map(|sum| sum / self.truth.len() as f64)
    }
}

/// [`mean_absolute_error`] as a value: low is better.
#[derive(Clone, Copy, Debug)]
pub struct MeanAbsoluteError;

impl<H: Head, const F: usize, T: Scalar, Y: NumberTarget<F>> Metric<Output<H, F>, T, Y> for MeanAbsoluteError {
    fn name(&self) -> Cow<'static, str> {
        "mean absolute error".into()
    }

    fn goal(&self) -> Goal {
        Goal::Lowest
    }

    fn measure(&self, truth: &[Y], outputs: &[[T; F]]) -> Result<f64, MetricError> {
        mean_absolute_error(&numbers(truth), outputs)
    }
}

/// [`root_mean_squared_error`] as a value: low is better.
#[derive(Clone, Copy, Debug)]
pub struct RootMeanSquaredError;

impl<H: Head, const F: usize, T: Scalar, Y: NumberTarget<F>> Metric<Output<H, F>, T, Y> for RootMeanSquaredError {
    fn name(&self) -> Cow<'static, str> {
        "root mean squared error".into()
    }

    fn goal(&self) -> Goal {
        Goal::Lowest
    }

    fn measure(&self, truth: &[Y], outputs: &[[T; F]]) -> Result<f64, MetricError> {
        root_mean_squared_error(&numbers(truth), outputs)
    }
}

/// [`r2_score`] as a value.
#[derive(Clone, Copy, Debug)]
pub struct R2;

impl<H: Head, const F: usize, T: Scalar, Y: NumberTarget<F>> Metric<Output<H, F>, T, Y> for R2 {
    fn name(&self) -> Cow<'static, str> {
        "R²".into()
    }

    fn measure(&self, truth: &[Y], outputs: &[[T; F]]) -> Result<f64, MetricError> {
        r2_score(&numbers(truth), outputs)
    }
}

fn numbers<Y: NumberTarget<F>, const F: usize>(truth: &[Y]) -> Vec<[f64; F]> {
    truth.iter().map(Y::numbers).collect()
}

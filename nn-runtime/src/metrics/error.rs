//! What a metric cannot be computed of.

use thiserror::Error;

use crate::scalar::Scalar;

/// Why a metric was refused.
///
/// ```
/// use nn_runtime::metrics::mean_absolute_error;
///
/// let error = mean_absolute_error(&[1.0, 2.0], &[1.0]).unwrap_err();
/// assert_eq!(error.to_string(), "2 true values do not match 1 prediction: each sample takes one of both");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum MetricError {
    /// There is nothing to measure.
    #[error("there are no samples: a metric takes at least one")]
    Empty,
    /// Truth and predictions are not of the same samples.
    #[error(
        "{truths} true value{} not match {predictions} prediction{}: each sample takes one of both",
        if *truths == 1 { " does" } else { "s do" },
        if *predictions == 1 { "" } else { "s" }
    )]
    Lengths {
        /// The number of true values.
        truths: usize,
        /// The number of predictions.
        predictions: usize,
    },
    /// A value is NaN, or infinite where that makes no sense.
    #[error("{what} {output} of sample {sample} is {value}: a metric takes {expected}")]
    Value {
        /// What the value is: `output` or `true value`.
        what: &'static str,
        /// The sample, counted from 0.
        sample: usize,
        /// Which of the sample's values.
        output: usize,
        /// The value refused.
        value: f64,
        /// What it must be.
        expected: &'static str,
    },
    /// The probabilities of a sample do not add up to 1.
    #[error("the probabilities of sample {sample} add up to {sum}, not to 1: take them behind a softmax")]
    Sum {
        /// The sample, counted from 0.
        sample: usize,
        /// The sum.
        sum: f64,
    },
    /// No sample is of a class that the metric needs samples of.
    #[error("no sample is of class {class}, but the metric ranks those of it")]
    Without {
        /// The class.
        class: usize,
    },
    /// All samples are of one class, but the metric compares it with others.
    #[error("all samples are of class {class}, but the metric compares them with others")]
    Only {
        /// The class.
        class: usize,
    },
    /// A figure of a class that there is not.
    #[error("there is no class {class}: the network tells {classes} classes apart, counted from 0")]
    NoClass {
        /// The class.
        class: usize,
        /// How many there are.
        classes: usize,
    },
    /// A number of samples that R² has no meaning for.
    #[error("there is one sample, but R² compares at least 2 with their mean")]
    Single,
    /// What was computed is NaN.
    #[error("it is NaN")]
    NotANumber,
    /// A number, such as that of bins, is 0.
    #[error("`{setting}` is 0, but must be at least 1")]
    Zero {
        /// The argument.
        setting: &'static str,
    },
}

impl MetricError {
    /// Refuses no samples, and predictions of other samples than the true ones.
    pub(super) const fn check_lengths(truths: usize, predictions: usize) -> Result<(), Self> {
        if truths != predictions {
            return Err(Self::Lengths { truths, predictions });
        }
        if truths == 0 { Err(Self::Empty) } else { Ok(()) }
    }

    /// Refuses an argument that is 0.
    pub(super) const fn check_not_zero(setting: &'static str, value: usize) -> Result<(), Self> {
        if value == 0 { Err(Self::Zero { setting }) } else { Ok(()) }
    }
}

/// What values must be.
#[derive(Clone, Copy)]
pub(super) enum Expected {
    /// Anything that can be put in order: infinities can.
    Ordered,
    /// Numbers to calculate with.
    Finite,
    /// Numbers from 0 to 1.
    Unit,
}

impl Expected {
    fn holds<T: Scalar>(self, value: T) -> bool {
        match self {
            Self::Ordered => !value.is_nan(),
            Self::Finite => value.is_finite(),
            Self::Unit => value >= T::ZERO && value <= T::ONE,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Ordered => "numbers",
            Self::Finite => "finite numbers",
            Self::Unit => "probabilities, from 0 to 1",
        }
    }

    /// Refuses the first of the values that is none of these.
    pub(super) fn check<T: Scalar, const F: usize>(
        self,
        what: &'static str,
        samples: &[[T; F]],
    ) -> Result<(), MetricError> {
        let values = samples.as_flattened();
        let Some(i) = values.iter().position(|&value| !self.holds(value)) else { return Ok(()) };
        let (sample, output) = (i / F, i % F);
        Err(MetricError::Value { what, sample, output, value: values[i].to_f64(), expected: self.words() })
    }
}

//! How much each sample of a batch counts.

use thiserror::Error;

use crate::scalar::Scalar;

/// The weights of a batch's samples: `()` where all count alike, or `&[T]` with one for each, which
/// [`Batch::weighted`](crate::Batch::weighted) checks.
#[diagnostic::on_unimplemented(
    message = "samples are weighted by scalars of the network, `{T}`, not by `{Self}`",
    label = "the weights of the batch are `{Self}`"
)]
pub trait SampleWeights<T>: Copy {
    /// The weights, if samples have any.
    fn of_samples(&self) -> Option<&[T]>;
}

impl<T> SampleWeights<T> for () {
    #[inline(always)]
    fn of_samples(&self) -> Option<&[T]> {
        None
    }
}

impl<T> SampleWeights<T> for &[T] {
    #[inline(always)]
    fn of_samples(&self) -> Option<&[T]> {
        Some(self)
    }
}

/// Weights that the samples of a batch cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum SampleWeightsError {
    /// There are too few.
    #[error("{given} weights do not do for a batch of {len} samples: each needs one")]
    TooFew {
        /// The weights given.
        given: usize,
        /// The live samples of the batch.
        len: usize,
    },
    /// One makes no sense.
    #[error("the weight of sample {sample} is {weight}, but must be finite and not below 0")]
    OutOfRange {
        /// The sample, counted from 0.
        sample: usize,
        /// Its weight.
        weight: f64,
    },
    /// No sample counts.
    #[error("the weights of all {len} samples are 0, but there must be one above 0 to take a mean by")]
    AllZero {
        /// The live samples of the batch.
        len: usize,
    },
    /// Their sum is infinite.
    #[error("the weights of the {len} samples add up to infinity: make all of them smaller")]
    Overflow {
        /// The live samples of the batch.
        len: usize,
    },
}

/// The weights of `len` samples, if they make sense.
pub(crate) fn check<T: Scalar>(weights: &[T], len: usize) -> Result<&[T], SampleWeightsError> {
    let Some(weights) = weights.get(..len) else {
        return Err(SampleWeightsError::TooFew { given: weights.len(), len });
    };
    let mut sum = 0.0;
    for (sample, weight) in weights.iter().map(|w| w.to_f64()).enumerate() {
        if !(weight >= 0.0 && weight.is_finite()) {
            return Err(SampleWeightsError::OutOfRange { sample, weight });
        }
        sum += weight;
    }
    match sum {
        0.0 => Err(SampleWeightsError::AllZero { len }),
        f64::INFINITY => Err(SampleWeightsError::Overflow { len }),
        _ => Ok(weights),
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::ToString;

    use super::*;

    #[test]
    fn weights_that_make_no_sense_are_refused_in_words() {
        let huge = f64::MAX;
        for (weights, message) in [
            (&[1.0, 2.0][..], "2 weights do not do for a batch of 3 samples: each needs one"),
            (&[1.0, -0.5, 1.0], "the weight of sample 1 is -0.5, but must be finite and not below 0"),
            (&[1.0, 1.0, f64::NAN], "the weight of sample 2 is NaN, but must be finite and not below 0"),
            (&[f64::INFINITY, 1.0, 1.0], "the weight of sample 0 is inf, but must be finite and not below 0"),
            (
                &[0.0, 0.0, 0.0, 1.0],
                "the weights of all 3 samples are 0, but there must be one above 0 to take a mean by",
            ),
            (&[huge, huge, 1.0], "the weights of the 3 samples add up to infinity: make all of them smaller"),
        ] {
            assert_eq!(check(weights, 3).expect_err("no weights").to_string(), message);
        }
    }

    #[test]
    fn weights_of_dead_samples_are_not_read() {
        assert_eq!(check(&[0.0, 2.5, f32::NAN, -1.0], 2), Ok(&[0.0, 2.5][..]));
    }
}

//! Binary cross-entropy from probabilities.

use core::ops::Range;

use nalgebra::SMatrix;

use super::unfit::{Expected, TargetError};
use super::weighted::Weighted;
use super::{Loss, elementwise};
use crate::head::Probabilities;
use crate::scalar::Scalar;

/// Where PyTorch stops logarithms of probabilities, so that a probability of 0 gives a finite loss.
const LEAST_LOG: f64 = -100.0;
/// What PyTorch divides by at least, so that the gradient is finite.
const LEAST_VARIANCE: f64 = 1e-12;

/// Binary cross-entropy from probabilities (PyTorch's `BCELoss`), for a network that ends in `sigmoid`.
///
/// With y a probability and t in [0, 1] its target, it is the mean over all numbers of −[t ln y + (1 − t) ln(1 − y)], where
/// no logarithm is below −100. Where y rounds to 0 or 1, it learns nothing any more: unless users of the network want
/// probabilities, end it without an activation and take
/// [`BinaryCrossEntropyWithLogits`](super::BinaryCrossEntropyWithLogits), which is as exact everywhere, and faster.
///
/// ```
/// use nn_runtime::Output;
/// use nn_runtime::head::Sigmoid;
/// use nn_runtime::losses::{BinaryCrossEntropy, LossFor};
/// use nn_runtime::nalgebra::Matrix1x2;
///
/// // One output, two samples: a probability of 1/2, and one that rounds to 0 where it should be 1.
/// let (mut y, target) = (Matrix1x2::new(0.0, -1000.0), Matrix1x2::new(1.0, 1.0));
/// let loss = LossFor::<Output<Sigmoid, 1>>::evaluate(&BinaryCrossEntropy::new(), &mut y, &target, None, 2, None);
/// assert_eq!(y, Matrix1x2::new(0.5, 0.0));
/// assert!((loss - (2.0_f64.ln() + 100.0) / 2.0).abs() < 1e-12);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BinaryCrossEntropy(());

impl BinaryCrossEntropy {
    /// The loss.
    pub const fn new() -> Self {
        Self(())
    }

    /// This loss times `weight`, for a network with several outputs.
    pub const fn weighted(self, weight: f64) -> Weighted<Self> {
        Weighted::new(self, weight)
    }
}

impl<H: Probabilities, const F: usize> Loss<H, F> for BinaryCrossEntropy {
    type Target<'a, T: Scalar, const B: usize> = &'a SMatrix<T, F, B>;

    fn check_target<T: Scalar, const B: usize>(
        &self,
        target: &SMatrix<T, F, B>,
        samples: Range<usize>,
    ) -> Result<(), TargetError> {
        Expected::Probabilities.check("BinaryCrossEntropy", target, samples)
    }

    #[inline(always)]
    fn count<T: Scalar, const B: usize>(&self, _: &SMatrix<T, F, B>, samples: Range<usize>) -> T {
        elementwise::count::<T, F>(samples)
    }

    /// l = −t ln y − (1 − t) ln(1 − y), dl/dy = (y − t) / (y (1 − y)).
    #[inline(always)]
    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: &mut SMatrix<T, F, B>,
        target: &SMatrix<T, F, B>,
        dy: Option<&mut SMatrix<T, F, B>>,
        samples: Range<usize>,
        scale: T,
    ) -> T {
        let (least, variance) = (T::from_f64(LEAST_LOG), T::from_f64(LEAST_VARIANCE));
        elementwise::evaluate::<H, T, F, B>(y, target, dy, samples, scale, |_, y, t| {
            let (yes, no) = (y.ln().larger(least), (-y).ln_1p().larger(least));
            let loss = -(t * yes + (T::ONE - t) * no);
            (loss, (y - t) / (y * (T::ONE - y)).larger(variance))
        })
    }
}

//! The hinge loss.

use core::ops::Range;

use nalgebra::SMatrix;

use super::unfit::{Expected, TargetError};
use super::weighted::Weighted;
use super::{Loss, elementwise};
use crate::head::Scores;
use crate::scalar::Scalar;

/// The hinge loss, of support vector machines: a score must be on the right side of 0, by 1 at least.
///
/// With y a score and t its target, −1 or 1, it is the mean over all numbers of max(0, 1 − t y) (C. Cortes, V. Vapnik,
/// *Support-Vector Networks*, 1995, where it is the slack of equation 24). Where t y = 1, which is a corner, the
/// gradient is 0. It takes scores of either sign: the network ends without an activation, or in one such as `tanh`.
///
/// PyTorch has no module for it: it is `relu(1 - t * y).mean()`, and not `HingeEmbeddingLoss`, which is about distances.
/// Other targets than ±1 are taken as they are; they move the margin to 1 / |t|.
///
/// ```
/// use nn_runtime::Output;
/// use nn_runtime::head::Linear;
/// use nn_runtime::losses::{Hinge, LossFor};
/// use nn_runtime::nalgebra::Matrix1x2;
///
/// // One output, two samples: right by more than 1, and wrong.
/// let (mut y, target) = (Matrix1x2::new(3.0, 0.5), Matrix1x2::new(1.0, -1.0));
/// let mut dy = Matrix1x2::zeros();
/// let loss = LossFor::<Output<Linear, 1>>::evaluate(&Hinge::new(), &mut y, &target, Some(&mut dy), 2, None);
/// assert_eq!(loss, (0.0 + 1.5) / 2.0);
/// assert_eq!(dy, Matrix1x2::new(0.0, 0.5));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hinge(());

impl Hinge {
    /// The loss.
    pub const fn new() -> Self {
        Self(())
    }

    /// This loss times `weight`, for a network with several outputs.
    pub const fn weighted(self, weight: f64) -> Weighted<Self> {
        Weighted::new(self, weight)
    }
}

impl<H: Scores, const F: usize> Loss<H, F> for Hinge {
    type Target<'a, T: Scalar, const B: usize> = &'a SMatrix<T, F, B>;

    fn check_target<T: Scalar, const B: usize>(
        &self,
        target: &SMatrix<T, F, B>,
        samples: Range<usize>,
    ) -> Result<(), TargetError> {
        Expected::Signs.check("Hinge", target, samples)
    }

    #[inline(always)]
    fn count<T: Scalar, const B: usize>(&self, _: &SMatrix<T, F, B>, samples: Range<usize>) -> T {
        elementwise::count::<T, F>(samples)
    }

    /// With m = 1 − t y: l = m, dl/dy = −t where m > 0; both 0 elsewhere.
    #[inline(always)]
    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: &mut SMatrix<T, F, B>,
        target: &SMatrix<T, F, B>,
        dy: Option<&mut SMatrix<T, F, B>>,
        samples: Range<usize>,
        scale: T,
    ) -> T {
        elementwise::evaluate::<H, T, F, B>(y, target, dy, samples, scale, |_, y, t| {
            let m = T::ONE - t * y;
            if m > T::ZERO {
                (m, -t)
            } else if m <= T::ZERO {
                (T::ZERO, T::ZERO)
            } else {
                (m, m) // NaN stays
            }
        })
    }
}

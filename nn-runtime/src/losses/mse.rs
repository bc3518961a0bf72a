//! The mean squared error.

use core::ops::Range;

use nalgebra::SMatrix;

use super::weighted::Weighted;
use super::{Loss, elementwise};
use crate::head::Head;
use crate::scalar::Scalar;

/// The mean squared error (PyTorch's `MSELoss`): the mean over all numbers of (y − t)².
///
/// It compares values, behind whichever activation the network ends in.
///
/// ```
/// use nn_runtime::head::Sigmoid;
/// use nn_runtime::losses::{LossFor, Mse};
/// use nn_runtime::nalgebra::Matrix1x2;
/// use nn_runtime::Output;
///
/// // One output, two samples; pre-activation 0 becomes σ(0) = 0.5.
/// let (mut y, target) = (Matrix1x2::new(0.0, 0.0), Matrix1x2::new(0.5, 1.5));
/// let loss = LossFor::<Output<Sigmoid, 1>>::evaluate(&Mse::new(), &mut y, &target, None, 2, None);
/// assert_eq!(y, Matrix1x2::new(0.5, 0.5));
/// assert_eq!(loss, (0.0 + 1.0) / 2.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mse(());

impl Mse {
    /// The loss.
    pub const fn new() -> Self {
        Self(())
    }

    /// This loss times `weight`, for a network with several outputs.
    pub const fn weighted(self, weight: f64) -> Weighted<Self> {
        Weighted::new(self, weight)
    }
}

impl<H: Head, const F: usize> Loss<H, F> for Mse {
    type Target<'a, T: Scalar, const B: usize> = &'a SMatrix<T, F, B>;

    #[inline(always)]
    fn count<T: Scalar, const B: usize>(&self, _: &SMatrix<T, F, B>, samples: Range<usize>) -> T {
        elementwise::count::<T, F>(samples)
    }

    /// l = (y − t)², dl/dy = 2 (y − t).
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
            let d = y - t;
            (d * d, d + d)
        })
    }
}

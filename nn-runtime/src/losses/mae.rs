//! The mean absolute error.

use core::ops::Range;

use nalgebra::SMatrix;

use super::weighted::Weighted;
use super::{Loss, elementwise};
use crate::head::Head;
use crate::scalar::Scalar;

/// The mean absolute error (PyTorch's `L1Loss`): the mean over all numbers of |y − t|.
///
/// Outliers pull no harder than anything else, and the best constant is the median. Where y = t, which is a corner, the
/// gradient is 0. It compares values, behind whichever activation the network ends in.
///
/// ```
/// use nn_runtime::Output;
/// use nn_runtime::head::Linear;
/// use nn_runtime::losses::{LossFor, Mae};
/// use nn_runtime::nalgebra::Matrix1x2;
///
/// // One output, two samples.
/// let (mut y, target) = (Matrix1x2::new(1.0, 2.0), Matrix1x2::new(1.0, 5.0));
/// let mut dy = Matrix1x2::zeros();
/// let loss = LossFor::<Output<Linear, 1>>::evaluate(&Mae::new(), &mut y, &target, Some(&mut dy), 2, None);
/// assert_eq!(loss, (0.0 + 3.0) / 2.0);
/// assert_eq!(dy, Matrix1x2::new(0.0, -0.5));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mae(());

impl Mae {
    /// The loss.
    pub const fn new() -> Self {
        Self(())
    }

    /// This loss times `weight`, for a network with several outputs.
    pub const fn weighted(self, weight: f64) -> Weighted<Self> {
        Weighted::new(self, weight)
    }
}

impl<H: Head, const F: usize> Loss<H, F> for Mae {
    type Target<'a, T: Scalar, const B: usize> = &'a SMatrix<T, F, B>;

    #[inline(always)]
    fn count<T: Scalar, const B: usize>(&self, _: &SMatrix<T, F, B>, samples: Range<usize>) -> T {
        elementwise::count::<T, F>(samples)
    }

    /// With d = y − t: l = |d|, dl/dy = ±1, and 0 where d = 0.
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
            if d > T::ZERO {
                (d, T::ONE)
            } else if d < T::ZERO {
                (-d, -T::ONE)
            } else {
                (d, d) // 0, or a NaN that stays
            }
        })
    }
}

//! The Huber loss.

use core::ops;

use nalgebra::SMatrix;

use super::weighted::Weighted;
use super::{Loss, elementwise};
use crate::head::Head;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};

/// The Huber loss (PyTorch's `HuberLoss`): squared near the target, linear beyond `delta`, so that outliers pull less.
///
/// With d = y − t it is the mean over all numbers of d²/2 where |d| < δ, and δ (|d| − δ/2) elsewhere
/// (P. J. Huber, *Robust Estimation of a Location Parameter*, 1964). It compares values, behind whichever activation the
/// network ends in.
///
/// ```
/// use nn_runtime::losses::Huber;
///
/// let loss = Huber::new().delta(0.5)?;
/// # Ok::<(), nn_runtime::SettingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Huber {
    delta: f64,
}

impl Huber {
    /// The loss with a `delta` of 1.
    pub const fn new() -> Self {
        Self { delta: 1.0 }
    }

    /// Sets the difference from which on the loss is linear.
    ///
    /// # Errors
    ///
    /// If `delta` is not finite and above 0.
    pub const fn delta(self, delta: f64) -> Result<Self, SettingError> {
        match Range::Positive.check("Huber", "delta", delta) {
            Ok(delta) => Ok(Self { delta }),
            Err(error) => Err(error),
        }
    }

    /// This loss times `weight`, for a network with several outputs.
    pub const fn weighted(self, weight: f64) -> Weighted<Self> {
        Weighted::new(self, weight)
    }
}

impl Default for Huber {
    fn default() -> Self {
        Self::new()
    }
}

impl<H: Head, const F: usize> Loss<H, F> for Huber {
    type Target<'a, T: Scalar, const B: usize> = &'a SMatrix<T, F, B>;

    #[inline(always)]
    fn count<T: Scalar, const B: usize>(&self, _: &SMatrix<T, F, B>, samples: ops::Range<usize>) -> T {
        elementwise::count::<T, F>(samples)
    }

    /// With d = y − t: l = d²/2, dl/dy = d where |d| < δ; l = δ (|d| − δ/2), dl/dy = ±δ elsewhere.
    #[inline(always)]
    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: &mut SMatrix<T, F, B>,
        target: &SMatrix<T, F, B>,
        dy: Option<&mut SMatrix<T, F, B>>,
        samples: ops::Range<usize>,
        scale: T,
    ) -> T {
        let (delta, half) = (T::from_f64(self.delta), T::from_f64(0.5));
        elementwise::evaluate::<H, T, F, B>(y, target, dy, samples, scale, |_, y, t| {
            let d = y - t;
            if d >= delta {
                (delta * (d - half * delta), delta)
            } else if d <= -delta {
                (delta * (-d - half * delta), -delta)
            } else {
                (half * d * d, d) // NaN comes here, and stays
            }
        })
    }
}

//! A loss times a number.

use core::ops::Range;

use nalgebra::SMatrix;

use super::{Loss, TargetError};
use crate::head::Head;
use crate::isa::{Isa, Portable};
use crate::scalar::Scalar;

/// A loss times a weight: how much one output of several counts.
///
/// The losses of this module make it themselves, `Mse::new().weighted(0.5)`; around one of your own, use
/// [`Weighted::new`]. Any number goes: a negative weight turns the goal round, and NaN gives a loss of NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighted<L> {
    loss: L,
    weight: f64,
}

impl<L> Weighted<L> {
    /// `loss` times `weight`.
    pub const fn new(loss: L, weight: f64) -> Self {
        Self { loss, weight }
    }

    /// The loss without its weight.
    #[cfg(feature = "alloc")]
    pub(crate) const fn inner(&self) -> &L {
        &self.loss
    }
}

impl<L: Loss<H, F>, H: Head, const F: usize> Loss<H, F> for Weighted<L> {
    type Target<'a, T: Scalar, const B: usize> = L::Target<'a, T, B>;

    #[inline(always)]
    fn count<T: Scalar, const B: usize>(&self, target: Self::Target<'_, T, B>, samples: Range<usize>) -> T {
        self.loss.count(target, samples)
    }

    fn check_target<T: Scalar, const B: usize>(
        &self,
        target: Self::Target<'_, T, B>,
        samples: Range<usize>,
    ) -> Result<(), TargetError> {
        self.loss.check_target(target, samples)
    }

    #[inline(always)]
    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: &mut SMatrix<T, F, B>,
        target: Self::Target<'_, T, B>,
        dy: Option<&mut SMatrix<T, F, B>>,
        samples: Range<usize>,
        scale: T,
    ) -> T {
        Loss::evaluate_on(self, Portable, y, target, dy, samples, scale)
    }

    #[inline(always)]
    fn evaluate_on<S: Isa, T: Scalar, const B: usize>(
        &self,
        isa: S,
        y: &mut SMatrix<T, F, B>,
        target: Self::Target<'_, T, B>,
        dy: Option<&mut SMatrix<T, F, B>>,
        samples: Range<usize>,
        scale: T,
    ) -> T {
        self.loss.evaluate_on(isa, y, target, dy, samples, scale * T::from_f64(self.weight))
    }
}

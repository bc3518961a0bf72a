//! The focal loss.

use core::ops;

use nalgebra::SMatrix;

use super::binary_cross_entropy::at_minus;
use super::unfit::{Expected, TargetError};
use super::weighted::Weighted;
use super::weights::counted;
use super::{Loss, elementwise};
use crate::head::Logits;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};

/// The focal loss from logits (torchvision's `sigmoid_focal_loss`): binary cross-entropy that hardly counts what is
/// right already, for answers of which one is rare.
///
/// With z a logit, p = σ(z), and t its target, 0 or 1, it is the mean over all numbers of −α_t (1 − p_t)^γ ln p_t, where p_t is
/// p and α_t is α for a yes, 1 − p and 1 − α for a no (T.-Y. Lin et al., *Focal Loss for Dense Object Detection*, 1708.02002,
/// equation 5). A target between 0 and 1 weighs the losses of both answers. It applies the sigmoid itself, stably:
/// the network ends without one. A logit of ±∞ gives 0 where it is right, and ∞ where it is wrong.
///
/// With a `gamma` of 0 and an `alpha` of 0.5 it is half of
/// [`BinaryCrossEntropyWithLogits`](super::BinaryCrossEntropyWithLogits).
///
/// ```
/// use nn_runtime::Output;
/// use nn_runtime::head::Linear;
/// use nn_runtime::losses::{Focal, LossFor};
/// use nn_runtime::nalgebra::Matrix1x2;
///
/// // One output, two samples: a yes and a no that are both given a probability of 1/2.
/// let (mut z, target) = (Matrix1x2::new(0.0, 0.0), Matrix1x2::new(1.0, 0.0));
/// let loss = Focal::new().gamma(3.0)?.alpha(0.75)?;
/// let value = LossFor::<Output<Linear, 1>>::evaluate(&loss, &mut z, &target, None, 2, None);
/// let each = 0.5_f64.powi(3) * 2.0_f64.ln();
/// assert!((value - (0.75 * each + 0.25 * each) / 2.0).abs() < 1e-15);
/// # Ok::<(), nn_runtime::SettingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Focal {
    gamma: f64,
    alpha: f64,
}

impl Focal {
    /// The loss with a `gamma` of 2 and an `alpha` of 0.25, which the paper found best.
    pub const fn new() -> Self {
        Self { gamma: 2.0, alpha: 0.25 }
    }

    /// Sets how fast answers count less as they become right: 0 is cross-entropy.
    ///
    /// # Errors
    ///
    /// If `gamma` is negative, infinite or NaN.
    pub const fn gamma(self, gamma: f64) -> Result<Self, SettingError> {
        match Range::NotNegative.check("Focal", "gamma", gamma) {
            Ok(gamma) => Ok(Self { gamma, alpha: self.alpha }),
            Err(error) => Err(error),
        }
    }

    /// Sets how much a yes counts; a no counts what is left to 1.
    ///
    /// # Errors
    ///
    /// If `alpha` does not lie in [0, 1].
    pub const fn alpha(self, alpha: f64) -> Result<Self, SettingError> {
        match Range::Unit.check("Focal", "alpha", alpha) {
            Ok(alpha) => Ok(Self { gamma: self.gamma, alpha }),
            Err(error) => Err(error),
        }
    }

    /// This loss times `weight`, for a network with several outputs.
    pub const fn weighted(self, weight: f64) -> Weighted<Self> {
        Weighted::new(self, weight)
    }
}

impl Default for Focal {
    fn default() -> Self {
        Self::new()
    }
}

impl<H: Logits, const F: usize> Loss<H, F> for Focal {
    type Target<'a, T: Scalar, const B: usize> = &'a SMatrix<T, F, B>;

    fn check_target<T: Scalar, const B: usize>(
        &self,
        target: &SMatrix<T, F, B>,
        samples: ops::Range<usize>,
    ) -> Result<(), TargetError> {
        Expected::Probabilities.check("Focal", target, samples)
    }

    #[inline(always)]
    fn count<T: Scalar, const B: usize>(&self, _: &SMatrix<T, F, B>, samples: ops::Range<usize>) -> T {
        elementwise::count::<T, F>(samples)
    }

    /// l = α t f(z) + (1 − α) (1 − t) f(−z), with the loss f of a yes.
    #[inline(always)]
    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: &mut SMatrix<T, F, B>,
        target: &SMatrix<T, F, B>,
        dy: Option<&mut SMatrix<T, F, B>>,
        samples: ops::Range<usize>,
        scale: T,
    ) -> T {
        let (gamma, alpha) = (T::from_f64(self.gamma), T::from_f64(self.alpha));
        elementwise::evaluate::<H, T, F, B>(y, target, dy, samples, scale, |_, z, t| {
            let ((yes, dyes), (no, dno)) = (of_a_yes(z, gamma), of_a_yes(-z, gamma));
            let (a, b) = (alpha * t, (T::ONE - alpha) * (T::ONE - t));
            (counted(a, yes) + counted(b, no), a * dyes - b * dno)
        })
    }
}

/// With p = σ(z): f = −(1 − p)^γ ln p, and df/dz = (1 − p)^γ (γ p ln p − (1 − p)).
#[inline(always)]
fn of_a_yes<T: Scalar>(z: T, gamma: T) -> (T, T) {
    let (loss, wrong) = at_minus(z); // −ln p and 1 − p
    let focus = wrong.powf(gamma);
    (focus * loss, -focus * (gamma * counted(T::ONE - wrong, loss) + wrong))
}

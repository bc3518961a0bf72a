//! Binary cross-entropy from logits.

use core::ops;

use nalgebra::SMatrix;

use super::unfit::{Expected, TargetError};
use super::weighted::Weighted;
use super::weights::{Each, Even, Same, WeightsOf};
use super::{Loss, elementwise};
use crate::head::Logits;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};

const NAME: &str = "BinaryCrossEntropyWithLogits";

/// Binary cross-entropy from logits (PyTorch's `BCEWithLogitsLoss`): each output is a yes-or-no question of its own.
///
/// With z a logit and t in [0, 1] its target, it is the mean over all numbers of −[w t ln σ(z) + (1 − t) ln(1 − σ(z))],
/// where w is the weight of a yes. It applies the sigmoid itself, stably: the network ends without one.
///
/// ```
/// use nn_runtime::losses::BinaryCrossEntropyWithLogits;
///
/// let plain = BinaryCrossEntropyWithLogits::new();
/// let rare = BinaryCrossEntropyWithLogits::new().pos_weight(9.0)?; // one yes for nine noes
/// let each = BinaryCrossEntropyWithLogits::new().pos_weights([9.0, 1.0])?; // for two outputs
/// # Ok::<(), nn_runtime::SettingError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BinaryCrossEntropyWithLogits<W = Even> {
    pos_weight: W,
}

impl BinaryCrossEntropyWithLogits {
    /// The loss, in which a yes counts as much as a no.
    pub const fn new() -> Self {
        Self { pos_weight: Even }
    }

    /// Sets how much a yes counts, the same for every output.
    ///
    /// # Errors
    ///
    /// If `weight` is negative, infinite or NaN.
    pub const fn pos_weight(self, weight: f64) -> Result<BinaryCrossEntropyWithLogits<Same>, SettingError> {
        match Range::NotNegative.check(NAME, "pos_weight", weight) {
            Ok(weight) => Ok(BinaryCrossEntropyWithLogits { pos_weight: Same(weight) }),
            Err(error) => Err(error),
        }
    }

    /// Sets how much a yes counts, for each output.
    ///
    /// # Errors
    ///
    /// If a weight is negative, infinite or NaN. A list of another length than the network has outputs does not compile.
    pub const fn pos_weights<const F: usize>(
        self,
        weights: [f64; F],
    ) -> Result<BinaryCrossEntropyWithLogits<Each<F>>, SettingError> {
        match Range::NotNegative.check_all(NAME, "pos_weights", weights) {
            Ok(weights) => Ok(BinaryCrossEntropyWithLogits { pos_weight: Each(weights) }),
            Err(error) => Err(error),
        }
    }
}

impl<W: Copy> BinaryCrossEntropyWithLogits<W> {
    /// This loss times `weight`, for a network with several outputs.
    pub const fn weighted(self, weight: f64) -> Weighted<Self> {
        Weighted::new(self, weight)
    }
}

impl<W: WeightsOf<F>, H: Logits, const F: usize> Loss<H, F> for BinaryCrossEntropyWithLogits<W> {
    type Target<'a, T: Scalar, const B: usize> = &'a SMatrix<T, F, B>;

    fn check_target<T: Scalar, const B: usize>(
        &self,
        target: &SMatrix<T, F, B>,
        samples: ops::Range<usize>,
    ) -> Result<(), TargetError> {
        Expected::Probabilities.check("BinaryCrossEntropyWithLogits", target, samples)
    }

    #[inline(always)]
    fn count<T: Scalar, const B: usize>(&self, _: &SMatrix<T, F, B>, samples: ops::Range<usize>) -> T {
        elementwise::count::<T, F>(samples)
    }

    /// With v = 1 + (w − 1) t: l = (1 − t) z + v ln(1 + e⁻ᶻ), dl/dz = (1 − t) − v σ(−z).
    #[inline(always)]
    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: &mut SMatrix<T, F, B>,
        target: &SMatrix<T, F, B>,
        dy: Option<&mut SMatrix<T, F, B>>,
        samples: ops::Range<usize>,
        scale: T,
    ) -> T {
        elementwise::evaluate::<H, T, F, B>(y, target, dy, samples, scale, |k, z, t| {
            let v = T::ONE + (T::from_f64(self.pos_weight.weight(k)) - T::ONE) * t;
            let (softplus, sigmoid) = at_minus(z);
            let no = T::ONE - t;
            (no * z + v * softplus, no - v * sigmoid)
        })
    }
}

/// ln(1 + e⁻ᶻ) and σ(−z), from the side on which the exponential cannot overflow.
#[inline(always)]
pub(super) fn at_minus<T: Scalar>(z: T) -> (T, T) {
    let e = (-z.abs()).exp();
    let softplus = (-z).larger(T::ZERO) + e.ln_1p();
    let sigmoid = if z < T::ZERO { T::ONE } else { e } / (T::ONE + e);
    (softplus, sigmoid)
}

//! Cross-entropy from logits, with a probability for each class.

use core::ops;

use nalgebra::SMatrix;

use super::Loss;
use super::unfit::{Expected, TargetError};
use super::weighted::Weighted;
use super::weights::{Each, Even, WeightsOf, counted};
use crate::flat::Flat;
use crate::head::Logits;
use crate::layers::softmax::largest;
use crate::layers::sums::sum;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};

const NAME: &str = "CategoricalCrossEntropy";

/// Cross-entropy from logits and a probability for each class (PyTorch's `CrossEntropyLoss` with such targets).
///
/// With the logits z of a sample, the probabilities t of its classes, p = softmax(z), the classes' weights w and label
/// smoothing ε, the loss of a sample is −Σ_c q_c w_c ln p_c, where q_c = (1 − ε) t_c + ε / F. The loss of a batch is the mean
/// over its samples. It applies the softmax itself, stably: the network ends without one.
///
/// Targets are taken as they are, whether or not they sum to 1. Where one class is right for certain,
/// [`CrossEntropy`](super::CrossEntropy) takes its index; with class weights it has another mean, one by the samples' weights.
/// A class that counts 0 in q_c w_c may have a logit of −∞; a logit of +∞ gives NaN.
///
/// ```
/// use nn_runtime::Output;
/// use nn_runtime::head::Linear;
/// use nn_runtime::losses::{CategoricalCrossEntropy, LossFor};
/// use nn_runtime::nalgebra::Vector2;
///
/// // Two classes, one sample; equal logits are probabilities of 1/2, whatever the target is.
/// let (mut z, target) = (Vector2::new(7.0, 7.0), Vector2::new(0.25, 0.75));
/// let mut dz = Vector2::zeros();
/// let loss = CategoricalCrossEntropy::new();
/// let value = LossFor::<Output<Linear, 2>>::evaluate(&loss, &mut z, &target, Some(&mut dz), 1, None);
/// assert!((value - 2.0_f64.ln()).abs() < 1e-15);
/// assert_eq!(dz, Vector2::new(0.25, -0.25));
///
/// let tuned = loss.label_smoothing(0.1)?.class_weights([1.0, 2.5])?;
/// # Ok::<(), nn_runtime::SettingError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CategoricalCrossEntropy<W = Even> {
    label_smoothing: f64,
    class_weights: W,
}

impl CategoricalCrossEntropy {
    /// The loss without smoothing, all classes alike.
    pub const fn new() -> Self {
        Self { label_smoothing: 0.0, class_weights: Even }
    }

    /// Sets how much each class counts.
    ///
    /// # Errors
    ///
    /// If a weight is negative, infinite or NaN. A list of another length than there are classes does not compile.
    pub const fn class_weights<const F: usize>(
        self,
        weights: [f64; F],
    ) -> Result<CategoricalCrossEntropy<Each<F>>, SettingError> {
        match Range::NotNegative.check_all(NAME, "class_weights", weights) {
            Ok(weights) => {
                Ok(CategoricalCrossEntropy { label_smoothing: self.label_smoothing, class_weights: Each(weights) })
            }
            Err(error) => Err(error),
        }
    }
}

impl<W: Copy> CategoricalCrossEntropy<W> {
    /// Sets the share of the target that is spread evenly over all classes.
    ///
    /// # Errors
    ///
    /// If `share` does not lie in [0, 1].
    pub const fn label_smoothing(self, share: f64) -> Result<Self, SettingError> {
        match Range::Unit.check(NAME, "label_smoothing", share) {
            Ok(label_smoothing) => Ok(Self { label_smoothing, class_weights: self.class_weights }),
            Err(error) => Err(error),
        }
    }

    /// This loss times `weight`, for a network with several outputs.
    pub const fn weighted(self, weight: f64) -> Weighted<Self> {
        Weighted::new(self, weight)
    }
}

impl<W: WeightsOf<F>, H: Logits, const F: usize> Loss<H, F> for CategoricalCrossEntropy<W> {
    type Target<'a, T: Scalar, const B: usize> = &'a SMatrix<T, F, B>;

    fn check_target<T: Scalar, const B: usize>(
        &self,
        target: &SMatrix<T, F, B>,
        samples: ops::Range<usize>,
    ) -> Result<(), TargetError> {
        Expected::Probabilities.check("CategoricalCrossEntropy", target, samples)
    }

    /// l = Σ_c a_c (ln Σ e^z − z_c), dl/dz_c = p_c Σ a − a_c, with a_c = q_c w_c.
    #[inline(always)]
    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: &mut SMatrix<T, F, B>,
        target: &SMatrix<T, F, B>,
        mut dy: Option<&mut SMatrix<T, F, B>>,
        samples: ops::Range<usize>,
        scale: T,
    ) -> T {
        let (keep, spread) = (T::from_f64(1.0 - self.label_smoothing), T::from_f64(self.label_smoothing / F as f64));
        let mut total = T::ZERO;
        for i in samples {
            let sample = i * F..(i + 1) * F;
            let z = &y.as_flat()[sample.clone()];
            let t = &target.as_flat()[sample.clone()];
            let share = |c: usize| (keep * t[c] + spread) * T::from_f64(self.class_weights.weight(c));
            // Shifted by the largest logit, nothing overflows.
            let top = largest(z);
            let exponentials = sum(F, |c| (z[c] - top).exp());
            let log = exponentials.ln();
            total += sum(F, |c| counted(share(c), (top - z[c]) + log));
            if let Some(dy) = dy.as_deref_mut() {
                let factor = scale * sum(F, share) / exponentials;
                for (c, (dy, &z)) in dy.as_flat_mut()[sample].iter_mut().zip(z).enumerate() {
                    *dy = factor * (z - top).exp() - scale * share(c);
                }
            }
        }
        scale * total
    }
}

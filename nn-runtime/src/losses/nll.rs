//! The negative log-likelihood.

use core::ops;

use nalgebra::SMatrix;

use super::Loss;
use super::weighted::Weighted;
use super::weights::{Each, Even, WeightsOf, counted};
use crate::batch::Class;
use crate::flat::Flat;
use crate::head::LogProbabilities;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};

/// The negative log-likelihood of class indices (PyTorch's `NLLLoss`), for a network that ends in `log_softmax`.
///
/// With the log-probabilities y of a sample of class t and the classes' weights w, the loss of a sample is −w_t y_t. The
/// loss of a batch is the sum over its samples divided by the sum of their weights. It is what
/// [`CrossEntropy`](super::CrossEntropy) computes from logits; this one is for networks whose users want log-probabilities.
///
/// A log-probability of −∞ gives an infinite loss where it is that of the right class, unless the class has the weight 0.
///
/// ```
/// use nn_runtime::head::LogSoftmax;
/// use nn_runtime::losses::{LossFor, Nll};
/// use nn_runtime::nalgebra::Vector2;
/// use nn_runtime::{Class, Output};
///
/// // Two classes, one sample; equal pre-activations become ln(1/2) each.
/// let mut y = Vector2::new(7.0, 7.0);
/// let loss = LossFor::<Output<LogSoftmax, 2>>::evaluate(&Nll::new(), &mut y, &[Class::new(1)?], None, 1, None);
/// assert!((loss - 2.0_f64.ln()).abs() < 1e-15);
///
/// let tuned = Nll::new().class_weights([1.0, 2.5])?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Nll<W = Even> {
    class_weights: W,
}

impl Nll {
    /// The loss, all classes alike.
    pub const fn new() -> Self {
        Self { class_weights: Even }
    }

    /// Sets how much a sample of each class counts.
    ///
    /// # Errors
    ///
    /// If a weight is negative, infinite or NaN. A list of another length than there are classes does not compile.
    pub const fn class_weights<const F: usize>(self, weights: [f64; F]) -> Result<Nll<Each<F>>, SettingError> {
        match Range::NotNegative.check_all("Nll", "class_weights", weights) {
            Ok(weights) => Ok(Nll { class_weights: Each(weights) }),
            Err(error) => Err(error),
        }
    }
}

impl<W: Copy> Nll<W> {
    /// This loss times `weight`, for a network with several outputs.
    pub const fn weighted(self, weight: f64) -> Weighted<Self> {
        Weighted::new(self, weight)
    }
}

impl<W: WeightsOf<F>, H: LogProbabilities, const F: usize> Loss<H, F> for Nll<W> {
    type Target<'a, T: Scalar, const B: usize> = &'a [Class<F>; B];

    /// Σ w_t over the samples.
    #[inline(always)]
    fn count<T: Scalar, const B: usize>(&self, target: &[Class<F>; B], samples: ops::Range<usize>) -> T {
        self.class_weights.total(&target[samples])
    }

    /// l = −w_t y_t, dl/dy_c = −w_t \[c = t\].
    #[inline(always)]
    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: &mut SMatrix<T, F, B>,
        target: &[Class<F>; B],
        mut dy: Option<&mut SMatrix<T, F, B>>,
        samples: ops::Range<usize>,
        scale: T,
    ) -> T {
        let mut total = T::ZERO;
        for i in samples {
            let sample = i * F..(i + 1) * F;
            let right = target[i].index();
            let weight = T::from_f64(self.class_weights.weight(right));
            let y = &mut y.as_flat_mut()[sample.clone()];
            H::forward(y);
            total += counted(weight, -y[right]);
            if let Some(dy) = dy.as_deref_mut() {
                let dy = &mut dy.as_flat_mut()[sample];
                dy.fill(T::ZERO);
                dy[right] = -scale * weight;
                H::backward(y, dy);
            }
        }
        scale * total
    }
}

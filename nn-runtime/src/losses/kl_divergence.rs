//! The Kullback–Leibler divergence.

use core::ops::Range;

use nalgebra::SMatrix;

use super::unfit::{Expected, TargetError};
use super::weighted::Weighted;
use super::{Loss, elementwise};
use crate::head::LogProbabilities;
use crate::scalar::Scalar;

/// The Kullback–Leibler divergence of the outputs from the targets (PyTorch's `KLDivLoss` with `reduction="batchmean"`), for
/// a network that ends in `log_softmax`.
///
/// With the log-probabilities y of a sample and the probabilities t of its targets, the loss of a sample is
/// Σ_c t_c (ln t_c − y_c), and that of a batch the mean over its samples (S. Kullback, R. A. Leibler, *On Information and
/// Sufficiency*, 1951, equation 2.4). It is 0 where the two agree. PyTorch's own default divides by the number of classes
/// as well, which is no divergence.
///
/// Targets are probabilities, not their logarithms. A target of 0 gives 0, whatever the output, even −∞; one below 0 gives NaN.
///
/// ```
/// use nn_runtime::Output;
/// use nn_runtime::head::LogSoftmax;
/// use nn_runtime::losses::{KlDivergence, LossFor};
/// use nn_runtime::nalgebra::Vector2;
///
/// // Two classes, one sample; equal pre-activations become ln(1/2) each.
/// let (mut y, target) = (Vector2::new(7.0, 7.0), Vector2::new(0.0, 1.0));
/// let loss = KlDivergence::new();
/// let value = LossFor::<Output<LogSoftmax, 2>>::evaluate(&loss, &mut y, &target, None, 1, None);
/// assert!((value - 2.0_f64.ln()).abs() < 1e-15);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct KlDivergence(());

impl KlDivergence {
    /// The loss.
    pub const fn new() -> Self {
        Self(())
    }

    /// This loss times `weight`, for a network with several outputs.
    pub const fn weighted(self, weight: f64) -> Weighted<Self> {
        Weighted::new(self, weight)
    }
}

impl<H: LogProbabilities, const F: usize> Loss<H, F> for KlDivergence {
    type Target<'a, T: Scalar, const B: usize> = &'a SMatrix<T, F, B>;

    fn check_target<T: Scalar, const B: usize>(
        &self,
        target: &SMatrix<T, F, B>,
        samples: Range<usize>,
    ) -> Result<(), TargetError> {
        Expected::Probabilities.check("KlDivergence", target, samples)
    }

    /// l = t (ln t − y), dl/dy = −t.
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
            let loss = if t == T::ZERO && !y.is_nan() { T::ZERO } else { t * (t.ln() - y) };
            (loss, -t)
        })
    }
}

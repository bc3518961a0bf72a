//! Gradient clipping.

use crate::flat::Flat;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};

/// Keeps gradients from being too large: `ws.grads_mut().clip_norm(1.0)?` between the backward pass and the update.
///
/// ```
/// use nn_runtime::nalgebra::Vector2;
/// use nn_runtime::optimizers::Clip;
///
/// let mut grads = Vector2::new(3.0f32, 4.0);
/// assert_eq!(grads.clip_norm(1.0)?, 5.0);
/// assert!((grads.norm() - 1.0).abs() < 1e-6);
/// # Ok::<(), nn_runtime::SettingError>(())
/// ```
pub trait Clip: Flat {
    /// Scales all gradients so that their Euclidean norm is at most `max` (PyTorch's `clip_grad_norm_`), and returns the
    /// norm they had: g ← g min(1, max / (‖g‖ + 10⁻⁶)).
    ///
    /// Where a gradient is NaN, the norm and all gradients become NaN.
    ///
    /// # Errors
    ///
    /// If `max` is not finite and above 0; the gradients stay as they were.
    fn clip_norm(&mut self, max: f64) -> Result<Self::T, SettingError> {
        let max = Range::Positive.check("clip_norm", "max", max)?;
        let norm = Scalar::sqrt(sum_of_squares(self.as_flat()));
        let factor = (max / (norm + 1e-6)).smaller(1.0);
        let scale = Self::T::from_f64(factor);
        self.as_flat_mut().iter_mut().for_each(|g| *g *= scale);
        Ok(Self::T::from_f64(norm))
    }

    /// Puts every gradient into [−max, max] (PyTorch's `clip_grad_value_`). NaN stays NaN.
    ///
    /// # Errors
    ///
    /// If `max` is not finite and above 0; the gradients stay as they were.
    fn clip_value(&mut self, max: f64) -> Result<(), SettingError> {
        let max = Self::T::from_f64(Range::Positive.check("clip_value", "max", max)?);
        self.as_flat_mut().iter_mut().for_each(|g| *g = g.smaller(max).larger(-max));
        Ok(())
    }
}

impl<F: Flat> Clip for F {}

/// Σ g², in double precision (squares of `f32` cannot overflow there), in eight partial sums so that it vectorises.
pub(crate) fn sum_of_squares<T: Scalar>(g: &[T]) -> f64 {
    let (chunks, rest) = g.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for chunk in chunks {
        for (sum, g) in sums.iter_mut().zip(chunk) {
            *sum += g.to_f64() * g.to_f64();
        }
    }
    let rest: f64 = rest.iter().map(|g| g.to_f64() * g.to_f64()).sum();
    sums.into_iter().sum::<f64>() + rest
}

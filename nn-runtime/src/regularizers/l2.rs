//! The sum of squares.

use super::Penalty;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};

/// The penalty λ/2 Σ w² (A. N. Tikhonov; A. E. Hoerl, R. W. Kennard, *Ridge Regression*, 1970): the larger a parameter, the more it is pulled to 0.
///
/// Its gradient is λ w. With [`Sgd`](crate::optimizers::Sgd) it is the `weight_decay` λ; with optimisers that scale gradients, such as
/// [`Adam`](crate::optimizers::Adam), it is what their `weight_decay` does too, and not the decoupled one of
/// [`AdamW`](crate::optimizers::AdamW) (I. Loshchilov, F. Hutter, 1711.05101).
///
/// ```
/// use nn_runtime::regularizers::{L2, Penalty};
///
/// let l2 = L2::new(0.5)?;
/// assert_eq!((l2.of(-3.0), l2.slope(-3.0)), (2.25, -1.5));
/// # Ok::<(), nn_runtime::SettingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct L2 {
    lambda: f64,
}

impl L2 {
    /// The penalty with the factor `lambda`.
    ///
    /// # Errors
    ///
    /// If `lambda` is negative, infinite or NaN.
    pub const fn new(lambda: f64) -> Result<Self, SettingError> {
        match Range::NotNegative.check("L2", "lambda", lambda) {
            Ok(lambda) => Ok(Self { lambda }),
            Err(error) => Err(error),
        }
    }
}

impl Penalty for L2 {
    #[inline(always)]
    fn of<T: Scalar>(&self, w: T) -> T {
        T::from_f64(0.5 * self.lambda) * w * w
    }

    #[inline(always)]
    fn slope<T: Scalar>(&self, w: T) -> T {
        T::from_f64(self.lambda) * w
    }
}

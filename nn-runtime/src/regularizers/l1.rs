//! The sum of absolute values.

use super::Penalty;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};

/// The penalty λ Σ |w| (R. Tibshirani, *Regression Shrinkage and Selection via the Lasso*, 1996): it pulls every parameter to 0 by the same
/// force, and so leaves few that are not near it.
///
/// Its gradient is λ sign(w), and 0 where w is 0, PyTorch's choice.
///
/// ```
/// use nn_runtime::regularizers::{L1, Penalty};
///
/// let l1 = L1::new(0.5)?;
/// assert_eq!((l1.of(-3.0), l1.slope(-3.0)), (1.5, -0.5));
/// # Ok::<(), nn_runtime::SettingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct L1 {
    lambda: f64,
}

impl L1 {
    /// The penalty with the factor `lambda`.
    ///
    /// # Errors
    ///
    /// If `lambda` is negative, infinite or NaN.
    pub const fn new(lambda: f64) -> Result<Self, SettingError> {
        match Range::NotNegative.check("L1", "lambda", lambda) {
            Ok(lambda) => Ok(Self { lambda }),
            Err(error) => Err(error),
        }
    }
}

impl Penalty for L1 {
    #[inline(always)]
    fn of<T: Scalar>(&self, w: T) -> T {
        T::from_f64(self.lambda) * w.abs()
    }

    #[inline(always)]
    fn slope<T: Scalar>(&self, w: T) -> T {
        let lambda = T::from_f64(self.lambda);
        if w > T::ZERO {
            lambda
        } else if w < T::ZERO {
            -lambda
        } else {
            lambda * w // 0, or a NaN that stays
        }
    }
}

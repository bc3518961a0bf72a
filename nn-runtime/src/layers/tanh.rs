//! `tanh`: y = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).

use super::activation::Activation;
use crate::scalar::Scalar;

/// y = tanh(x).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tanh;

impl<T: Scalar> Activation<T> for Tanh {
    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn forward(self, x: T) -> T {
        x.tanh()
    }

    /// dy/dx = 1 − y² = (1 − y) (1 + y).
    #[inline(always)]
    fn derivative(self, y: T) -> T {
        (T::ONE - y) * (T::ONE + y)
    }
}

//! `tanh`: y = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).

use super::activation::Activation;
use crate::isa::Isa;
use crate::scalar::Scalar;

/// y = tanh(x).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tanh;

impl<T: Scalar> Activation<T> for Tanh {
    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn forward<S: Isa>(self, isa: S, x: T) -> T {
        x.tanh_on(isa)
    }

    /// dy/dx = 1 − y² = (1 − y) (1 + y).
    #[inline(always)]
    fn derivative<S: Isa>(self, _: S, y: T) -> T {
        (T::ONE - y) * (T::ONE + y)
    }
}

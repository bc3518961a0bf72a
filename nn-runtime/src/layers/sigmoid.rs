//! `sigmoid`: y = σ(x) = 1 / (1 + e⁻ˣ).

use super::activation::Activation;
use crate::isa::Isa;
use crate::scalar::Scalar;

/// y = σ(x).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sigmoid;

/// σ(x) = 1 / (1 + e⁻ˣ) = eˣ / (1 + eˣ), of which the one is computed whose exponential cannot overflow; so both tails
/// keep their relative precision.
#[inline(always)]
pub fn sigmoid<T: Scalar, S: Isa>(isa: S, x: T) -> T {
    let e = (-x.abs()).exp_on(isa);
    let numerator = if x < T::ZERO { e } else { T::ONE };
    numerator / (T::ONE + e)
}

impl<T: Scalar> Activation<T> for Sigmoid {
    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn forward<S: Isa>(self, isa: S, x: T) -> T {
        sigmoid(isa, x)
    }

    /// dy/dx = y (1 − y).
    #[inline(always)]
    fn derivative<S: Isa>(self, _: S, y: T) -> T {
        y * (T::ONE - y)
    }
}

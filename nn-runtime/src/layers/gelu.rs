//! `gelu` and `gelu<approximate = tanh>`: y = x Φ(x), Φ the distribution function of the standard normal.
//!
//! Hendrycks and Gimpel, *Gaussian error linear units*, [arXiv:1606.08415](https://arxiv.org/abs/1606.08415), section 2.

use core::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

use super::activation::{Activation, above, within};
use super::sigmoid::sigmoid;
use crate::isa::Isa;
use crate::scalar::Scalar;

/// y = x Φ(x).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gelu;

impl<T: Scalar> Activation<T> for Gelu {
    const FROM_OUTPUT: bool = false;

    #[inline(always)]
    fn forward<S: Isa>(self, isa: S, x: T) -> T {
        above(x) * x.normal_on(isa).0
    }

    /// dy/dx = Φ(x) + x φ(x) with the density φ(x) = e^(−x²/2) / √(2π).
    #[inline(always)]
    fn derivative<S: Isa>(self, isa: S, x: T) -> T {
        let x = within(x);
        let (below, density) = x.normal_on(isa);
        below + x * density
    }
}

/// y = ½ x (1 + tanh u) = x σ(2u) with u = √(2/π) (x + 0.044715 x³).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GeluTanh;

/// 2 √(2/π).
const TWO_SQRT_2_OVER_PI: f64 = 2.0 * FRAC_2_SQRT_PI * FRAC_1_SQRT_2;
const CUBIC: f64 = 0.044715;

/// σ(2u), which approximates Φ(x).
#[inline(always)]
fn phi_tanh<T: Scalar, S: Isa>(isa: S, x: T) -> T {
    sigmoid(isa, T::from_f64(TWO_SQRT_2_OVER_PI) * x * (T::ONE + T::from_f64(CUBIC) * x * x))
}

impl<T: Scalar> Activation<T> for GeluTanh {
    const FROM_OUTPUT: bool = false;

    #[inline(always)]
    fn forward<S: Isa>(self, isa: S, x: T) -> T {
        above(x) * phi_tanh(isa, x)
    }

    /// dy/dx = σ + x σ (1 − σ) 2u′ with σ = σ(2u) and u′ = √(2/π) (1 + 3 · 0.044715 x²).
    #[inline(always)]
    fn derivative<S: Isa>(self, isa: S, x: T) -> T {
        let x = within(x);
        let s = phi_tanh(isa, x);
        let slope = T::from_f64(TWO_SQRT_2_OVER_PI) * (T::ONE + T::from_f64(3.0 * CUBIC) * x * x);
        s + x * s * (T::ONE - s) * slope
    }
}

//! `softplus`: y = ln(1 + eˣ), PyTorch's with β = 1 and threshold 20.
//!
//! Dugas, Bengio, Bélisle, Nadeau and Garcia, *Incorporating second-order functional knowledge for better option
//! pricing*, NIPS 2000.

use super::activation::Activation;
use crate::scalar::Scalar;

/// Above it y = x.
const THRESHOLD: f64 = 20.0;

/// y = ln(1 + eˣ) where x ≤ 20, else x.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Softplus;

impl<T: Scalar> Activation<T> for Softplus {
    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn forward(self, x: T) -> T {
        if x > T::from_f64(THRESHOLD) { x } else { x.exp().ln_1p() }
    }

    /// dy/dx = σ(x) = 1 − e⁻ʸ, and 1 above the threshold.
    #[inline(always)]
    fn derivative(self, y: T) -> T {
        if y > T::from_f64(THRESHOLD) { T::ONE } else { -(-y).exp_m1() }
    }
}

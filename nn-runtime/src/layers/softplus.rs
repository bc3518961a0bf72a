//! `softplus`: y = ln(1 + eˣ), PyTorch's with β = 1 and threshold 20.
//!
//! Dugas, Bengio, Bélisle, Nadeau and Garcia, *Incorporating second-order functional knowledge for better option
//! pricing*, NIPS 2000.

use super::activation::Activation;
use crate::isa::Isa;
use crate::scalar::Scalar;

/// Above it y = x.
const THRESHOLD: f64 = 20.0;

/// y = ln(1 + eˣ) where x ≤ 20, else x.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Softplus;

impl<T: Scalar> Activation<T> for Softplus {
    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn forward<S: Isa>(self, isa: S, x: T) -> T {
        let y = x.exp_on(isa).ln_1p_on(isa); // before the choice, which then is none between two ways
        if x > T::from_f64(THRESHOLD) { x } else { y }
    }

    /// dy/dx = σ(x) = 1 − e⁻ʸ, and 1 above the threshold.
    #[inline(always)]
    fn derivative<S: Isa>(self, isa: S, y: T) -> T {
        let slope = -(-y).exp_m1_on(isa);
        if y > T::from_f64(THRESHOLD) { T::ONE } else { slope }
    }
}

//! `relu`: y = max(x, 0).
//!
//! Nair and Hinton, *Rectified linear units improve restricted Boltzmann machines*, ICML 2010.

use super::activation::{Activation, Fold};
use crate::isa::Isa;
use crate::scalar::Scalar;

/// y = max(x, 0). NaN stays NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Relu;

impl<T: Scalar> Activation<T> for Relu {
    const FROM_OUTPUT: bool = true;
    const FOLD: Fold = Fold::Relu;

    #[inline(always)]
    fn forward<S: Isa>(self, _: S, x: T) -> T {
        x.larger(T::ZERO)
    }

    /// dy/dx = 1 where y > 0, else 0 (0 at 0, as PyTorch); the gradient passes a NaN unchanged.
    #[inline(always)]
    fn derivative<S: Isa>(self, _: S, y: T) -> T {
        if y <= T::ZERO { T::ZERO } else { T::ONE }
    }
}

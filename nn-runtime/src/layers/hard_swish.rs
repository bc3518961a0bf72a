//! `hard_swish`: y = x min(max(x + 3, 0), 6) / 6.
//!
//! Howard et al., *Searching for MobileNetV3*, [arXiv:1905.02244](https://arxiv.org/abs/1905.02244), section 5.2.

use super::activation::Activation;
use super::hard_sigmoid::hard_sigmoid;
use crate::isa::Isa;
use crate::scalar::Scalar;

/// y = x min(max(x + 3, 0), 6) / 6.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HardSwish;

impl<T: Scalar> Activation<T> for HardSwish {
    const FROM_OUTPUT: bool = false;

    #[inline(always)]
    fn forward<S: Isa>(self, _: S, x: T) -> T {
        x.larger(T::from_f64(-3.0)) * hard_sigmoid(x) // the bound keeps −∞ · 0 out
    }

    /// dy/dx = 0 where x ≤ −3, 1 where x ≥ 3, x/3 + 1/2 between.
    #[inline(always)]
    fn derivative<S: Isa>(self, _: S, x: T) -> T {
        let three = T::from_f64(3.0);
        if x <= -three {
            T::ZERO
        } else if x >= three {
            T::ONE
        } else {
            x / three + T::from_f64(0.5)
        }
    }
}

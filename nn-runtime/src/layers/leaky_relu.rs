//! `leaky_relu<negative_slope = 0.01>`: y = x where x > 0, else negative_slope·x.
//!
//! Maas, Hannun and Ng, *Rectifier nonlinearities improve neural network acoustic models*, ICML 2013.

use super::activation::Activation;
use crate::isa::Isa;
use crate::scalar::Scalar;

/// y = x where x > 0, else negative_slope·x, with a slope ≥ 0 (so that the sign of y is the sign of x).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeakyRelu(pub f64);

impl<T: Scalar> Activation<T> for LeakyRelu {
    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn forward<S: Isa>(self, _: S, x: T) -> T {
        if x > T::ZERO { x } else { T::from_f64(self.0) * x }
    }

    /// dy/dx = 1 where y > 0, else the slope (also at 0, as PyTorch).
    #[inline(always)]
    fn derivative<S: Isa>(self, _: S, y: T) -> T {
        if y > T::ZERO { T::ONE } else { T::from_f64(self.0) }
    }
}

//! `elu<alpha = 1.0>`: y = x where x > 0, else α (eˣ − 1).
//!
//! Clevert, Unterthiner and Hochreiter, *Fast and accurate deep network learning by exponential linear units*,
//! [arXiv:1511.07289](https://arxiv.org/abs/1511.07289), section 3.

use super::activation::Activation;
use crate::isa::Isa;
use crate::scalar::Scalar;

/// y = x where x > 0, else α (eˣ − 1), with α > 0 (so that the sign of y is the sign of x).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Elu(pub f64);

impl<T: Scalar> Activation<T> for Elu {
    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn forward<S: Isa>(self, isa: S, x: T) -> T {
        let below = T::from_f64(self.0) * x.exp_m1_on(isa); // before the choice, which then is none between two ways
        if x > T::ZERO { x } else { below }
    }

    /// dy/dx = 1 where y > 0, else α eˣ = y + α.
    #[inline(always)]
    fn derivative<S: Isa>(self, _: S, y: T) -> T {
        if y > T::ZERO { T::ONE } else { y + T::from_f64(self.0) }
    }
}

//! `silu`: y = x σ(x), also known as swish.
//!
//! Elfwing, Uchibe and Doya, [arXiv:1702.03118](https://arxiv.org/abs/1702.03118); Ramachandran, Zoph and Le, *Searching
//! for activation functions*, [arXiv:1710.05941](https://arxiv.org/abs/1710.05941), with β = 1.

use super::activation::{Activation, above, within};
use super::sigmoid::sigmoid;
use crate::isa::Isa;
use crate::scalar::Scalar;

/// y = x σ(x).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Silu;

impl<T: Scalar> Activation<T> for Silu {
    const FROM_OUTPUT: bool = false;

    #[inline(always)]
    fn forward<S: Isa>(self, isa: S, x: T) -> T {
        above(x) * sigmoid(isa, x)
    }

    /// dy/dx = σ (1 + x (1 − σ)) with σ = σ(x).
    #[inline(always)]
    fn derivative<S: Isa>(self, isa: S, x: T) -> T {
        let x = within(x);
        let s = sigmoid(isa, x);
        s * (T::ONE + x * (T::ONE - s))
    }
}

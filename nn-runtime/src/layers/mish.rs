//! `mish`: y = x tanh(softplus(x)).
//!
//! Misra, *Mish: a self regularized non-monotonic activation function*,
//! [arXiv:1908.08681](https://arxiv.org/abs/1908.08681), section 2.

use super::activation::{Activation, above, within};
use super::sigmoid::sigmoid;
use crate::isa::Isa;
use crate::scalar::Scalar;

/// y = x tanh(softplus(x)).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mish;

/// tanh(ln(1 + eˣ)) = ((1 + eˣ)² − 1) / ((1 + eˣ)² + 1), which is, with one exponential that cannot overflow,
/// e (2 + e) / (e (2 + e) + 2) for e = eˣ where x < 0, else (1 + 2e) / (1 + 2e + 2e²) for e = e⁻ˣ.
#[inline(always)]
fn gate<T: Scalar, S: Isa>(isa: S, x: T) -> T {
    let two = T::from_f64(2.0);
    let e = (-x.abs()).exp_on(isa);
    let (numerator, rest) = if x < T::ZERO { (e * (two + e), two) } else { (T::ONE + two * e, two * e * e) };
    numerator / (numerator + rest)
}

impl<T: Scalar> Activation<T> for Mish {
    const FROM_OUTPUT: bool = false;

    #[inline(always)]
    fn forward<S: Isa>(self, isa: S, x: T) -> T {
        above(x) * gate(isa, x)
    }

    /// dy/dx = t + x (1 − t²) σ(x) with t = tanh(softplus(x)).
    #[inline(always)]
    fn derivative<S: Isa>(self, isa: S, x: T) -> T {
        let x = within(x);
        let t = gate(isa, x);
        t + x * (T::ONE - t) * (T::ONE + t) * sigmoid(isa, x)
    }
}

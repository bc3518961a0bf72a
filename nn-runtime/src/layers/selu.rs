//! `selu`: λ times the exponential linear unit with α, both chosen such that activations keep mean 0 and variance 1.
//!
//! Klambauer, Unterthiner, Mayr and Hochreiter, *Self-normalizing neural networks*,
//! [arXiv:1706.02515](https://arxiv.org/abs/1706.02515), equation 2.

use super::activation::Activation;
use crate::isa::Isa;
use crate::scalar::Scalar;

/// λ, called λ₀₁ in the paper.
const LAMBDA: f64 = 1.050_700_987_355_480_5;
/// α, called α₀₁ in the paper.
const ALPHA: f64 = 1.673_263_242_354_377_2;

/// y = λ x where x > 0, else λ α (eˣ − 1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Selu;

impl<T: Scalar> Activation<T> for Selu {
    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn forward<S: Isa>(self, isa: S, x: T) -> T {
        let below = T::from_f64(LAMBDA * ALPHA) * x.exp_m1_on(isa); // before the choice, which then is none between two ways
        if x > T::ZERO { T::from_f64(LAMBDA) * x } else { below }
    }

    /// dy/dx = λ where y > 0, else λ α eˣ = y + λ α.
    #[inline(always)]
    fn derivative<S: Isa>(self, _: S, y: T) -> T {
        if y > T::ZERO { T::from_f64(LAMBDA) } else { y + T::from_f64(LAMBDA * ALPHA) }
    }
}

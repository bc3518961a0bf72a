//! `hard_sigmoid`: y = min(max(x + 3, 0), 6) / 6, a sigmoid of three straight lines.
//!
//! Courbariaux, Bengio and David, *BinaryConnect*, [arXiv:1511.00363](https://arxiv.org/abs/1511.00363), section 2.3,
//! with the slope 1/6 of Howard et al., [arXiv:1905.02244](https://arxiv.org/abs/1905.02244), section 5.2.

use super::activation::Activation;
use crate::isa::Isa;
use crate::scalar::Scalar;

/// y = min(max(x + 3, 0), 6) / 6.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HardSigmoid;

/// min(max(x + 3, 0), 6) / 6.
#[inline(always)]
pub fn hard_sigmoid<T: Scalar>(x: T) -> T {
    let six = T::from_f64(6.0);
    (x + T::from_f64(3.0)).larger(T::ZERO).smaller(six) / six
}

impl<T: Scalar> Activation<T> for HardSigmoid {
    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn forward<S: Isa>(self, _: S, x: T) -> T {
        hard_sigmoid(x)
    }

    /// dy/dx = 1/6 where 0 < y < 1, else 0.
    #[inline(always)]
    fn derivative<S: Isa>(self, _: S, y: T) -> T {
        if y <= T::ZERO || y >= T::ONE { T::ZERO } else { T::from_f64(1.0 / 6.0) }
    }
}

//! The numbers a network computes with: `f32` and `f64`.
//!
//! The elementary functions (but for the square root, which is exact everywhere) come from this crate and `libm`, not from
//! an operating system.

use core::fmt::Display;

use crate::isa::Portable;
use crate::kernels::Real;
use crate::kernels::elementary::Elementary;

/// `f32` or `f64`. Sealed: kernels rely on every bit pattern being a number.
pub trait Scalar: Real + nalgebra::Scalar + Display {
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// The distance from 1 to the next larger number.
    const EPSILON: Self;
    /// The smallest positive number that is not subnormal.
    const MIN_POSITIVE: Self;
    /// The name of the type, `f32` or `f64`.
    const NAME: &'static str;

    /// The nearest number of this type.
    fn from_f64(x: f64) -> Self;
    /// The same number in double precision.
    fn to_f64(self) -> f64;
    /// eˣ.
    fn exp(self) -> Self;
    /// eˣ − 1, exact near 0.
    fn exp_m1(self) -> Self;
    /// The natural logarithm.
    fn ln(self) -> Self;
    /// ln(1 + x), exact near 0.
    fn ln_1p(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
    /// 1 − erf(x), with erf the error function; exact where erf is near 1.
    fn erfc(self) -> Self;
    /// The square root.
    fn sqrt(self) -> Self;
    /// The absolute value.
    fn abs(self) -> Self;
    /// `self` to a power.
    fn powf(self, exponent: Self) -> Self;
    /// Whether it is neither infinite nor NaN.
    fn is_finite(self) -> bool;
    /// Whether it is NaN.
    fn is_nan(self) -> bool;

    /// The larger of the two; NaN where `self` is NaN, so that a broken value is never swallowed.
    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        if self < other { other } else { self }
    }

    /// The smaller of the two; NaN where `self` is NaN.
    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        if self > other { other } else { self }
    }
}

macro_rules! scalar {
    ($T:ident, $sqrt:ident $pow:ident) => {
        impl Scalar for $T {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const EPSILON: Self = $T::EPSILON;
            const MIN_POSITIVE: Self = $T::MIN_POSITIVE;
            const NAME: &'static str = stringify!($T);

            #[inline(always)]
            fn from_f64(x: f64) -> Self {
                x as $T
            }
            #[inline(always)]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            #[inline(always)]
            fn exp(self) -> Self {
                self.exp_on(Portable)
            }
            #[inline(always)]
            fn exp_m1(self) -> Self {
                self.exp_m1_on(Portable)
            }
            #[inline(always)]
            fn ln(self) -> Self {
                self.ln_on(Portable)
            }
            #[inline(always)]
            fn ln_1p(self) -> Self {
                self.ln_1p_on(Portable)
            }
            #[inline(always)]
            fn tanh(self) -> Self {
                self.tanh_on(Portable)
            }
            #[inline(always)]
            fn erfc(self) -> Self {
                self.erfc_on(Portable)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                // Correctly rounded either way; the instruction vectorises, libm's call does not.
                #[cfg(feature = "std")]
                return $T::sqrt(self);
                #[cfg(not(feature = "std"))]
                return libm::$sqrt(self);
            }
            #[inline(always)]
            fn abs(self) -> Self {
                $T::abs(self)
            }
            #[inline(always)]
            fn powf(self, exponent: Self) -> Self {
                libm::$pow(self, exponent)
            }
            #[inline(always)]
            fn is_finite(self) -> bool {
                $T::is_finite(self)
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                $T::is_nan(self)
            }
        }
    };
}

scalar!(f32, sqrtf powf);
scalar!(f64, sqrt pow);

//! The numbers a network computes with: `f32` and `f64`.
//!
//! The elementary functions (but for the square root, which is exact everywhere) come from this crate and `libm`, not from
//! an operating system.

use fearless_simd::{Simd, SimdCombine, SimdSplit};

use core::fmt::{Debug, Display};
use core::iter::Sum;
use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use crate::elementary::Elementary;
use crate::isa::{Level, Portable};
use crate::kernels::conv::Convolution;
use crate::kernels::pool::Pooling;
use crate::kernels::product::{LARGE, LARGEST, MEDIUM, SMALL};
use crate::kernels::{Product, Vector};

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

/// `f32` or `f64`. Sealed: kernels rely on every bit pattern being a number.
pub trait Scalar:
    sealed::Sealed
    + Elementary
    + nalgebra::Scalar
    + bytemuck::Pod
    + Copy
    + Default
    + PartialOrd
    + Debug
    + Display
    + Send
    + Sync
    + Sum
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + 'static
{
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
    /// The widest vector of it on an instruction set.
    #[doc(hidden)]
    type Native<S: Simd>: Vector<S, Self>;
    /// A vector of 32 bytes.
    #[doc(hidden)]
    type Half<S: Simd>: Vector<S, Self>;
    /// A vector of 64 bytes.
    #[doc(hidden)]
    type Whole<S: Simd>: Vector<S, Self>;
    /// Two halves as one vector.
    #[doc(hidden)]
    fn join<S: Simd>(halves: [Self::Half<S>; 2]) -> Self::Whole<S>;
    /// The halves of a vector.
    #[doc(hidden)]
    fn halves<S: Simd>(whole: Self::Whole<S>) -> [Self::Half<S>; 2];
    /// A vector of 16 bytes.
    #[doc(hidden)]
    type Short<S: Simd>: Vector<S, Self>;
    /// Computes a product; compiled once, in this crate.
    #[doc(hidden)]
    #[expect(private_interfaces, reason = "the trait is sealed, and only layers call it")]
    fn product(level: Level, job: Product<'_, Self>);
    /// Computes a pass of a convolution; compiled once, in this crate.
    #[doc(hidden)]
    #[expect(private_interfaces, reason = "the trait is sealed, and only layers call it")]
    fn convolve(level: Level, job: Convolution<'_, Self>);
    /// Computes a pass of a pool; compiled once, in this crate.
    #[doc(hidden)]
    #[expect(private_interfaces, reason = "the trait is sealed, and only layers call it")]
    fn pool(level: Level, job: Pooling<'_, Self>);

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
    ($T:ident, $vector:ident $whole:ident $half:ident $short:ident, $sqrt:ident $pow:ident) => {
        impl Scalar for $T {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const EPSILON: Self = $T::EPSILON;
            const MIN_POSITIVE: Self = $T::MIN_POSITIVE;
            const NAME: &'static str = stringify!($T);
            type Native<S: Simd> = S::$vector;
            type Half<S: Simd> = fearless_simd::$half<S>;
            type Whole<S: Simd> = fearless_simd::$whole<S>;
            type Short<S: Simd> = fearless_simd::$short<S>;

            #[inline(always)]
            fn join<S: Simd>([low, high]: [Self::Half<S>; 2]) -> Self::Whole<S> {
                low.combine(high)
            }
            #[inline(always)]
            fn halves<S: Simd>(whole: Self::Whole<S>) -> [Self::Half<S>; 2] {
                whole.split().into()
            }

            #[expect(private_interfaces, reason = "the trait is sealed, and only layers call it")]
            #[inline(never)]
            fn product(level: Level, job: Product<'_, Self>) {
                const BYTES: usize = size_of::<$T>();
                const fn memory(bytes: usize) -> usize {
                    bytes / BYTES
                }
                job.in_pieces(&|piece: Product<'_, Self>| {
                    piece.compute::<{ memory(SMALL) }, { memory(MEDIUM) }, { memory(LARGE) }, { memory(LARGEST) }>(
                        level,
                    );
                });
            }

            #[expect(private_interfaces, reason = "the trait is sealed, and only layers call it")]
            #[inline(never)]
            fn convolve(level: Level, job: Convolution<'_, Self>) {
                job.compute(level);
            }

            #[expect(private_interfaces, reason = "the trait is sealed, and only layers call it")]
            #[inline(never)]
            fn pool(level: Level, job: Pooling<'_, Self>) {
                level.run(job);
            }

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

scalar!(f32, f32s f32x16 f32x8 f32x4, sqrtf powf);
scalar!(f64, f64s f64x8 f64x4 f64x2, sqrt pow);

//! `f32` and `f64` as kernels see them.

use core::fmt::Debug;
use core::iter::Sum;
use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use fearless_simd::{Simd, SimdCombine, SimdFloat, SimdSplit};
use nn_isa::Level;

use crate::channels::Channelwise;
use crate::conv::{self, Convolution};
use crate::elementary::Elementary;
use crate::pool::Pooling;
use crate::product::{LARGE, LARGEST, MEDIUM, SMALL};
use crate::root::root_plus;
use crate::{Product, Vector, reference};

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

/// `f32` or `f64`: their vectors, and the work that is compiled for each. Sealed: kernels rely on every bit pattern being a number.
pub trait Real:
    sealed::Sealed
    + Elementary
    + bytemuck::Pod
    + Copy
    + Default
    + From<u8>
    + PartialOrd
    + Debug
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
    /// The widest vector of it on an instruction set.
    type Native<S: Simd>: Vector<S, Self>;
    /// A vector of 32 bytes.
    type Half<S: Simd>: Vector<S, Self>;
    /// A vector of 64 bytes.
    type Whole<S: Simd>: Vector<S, Self>;
    /// Two halves as one vector.
    fn join<S: Simd>(halves: [Self::Half<S>; 2]) -> Self::Whole<S>;
    /// The halves of a vector.
    fn halves<S: Simd>(whole: Self::Whole<S>) -> [Self::Half<S>; 2];
    /// A vector of 16 bytes.
    type Short<S: Simd>: Vector<S, Self>;
    /// √v, correctly rounded.
    fn root<S: Simd>(v: Self::Native<S>) -> Self::Native<S>;
    /// √v + `sum`, by multiply-adds where there are as many digits as they give.
    fn root_plus<S: Simd>(simd: S, v: Self::Native<S>, sum: Self::Native<S>) -> Self::Native<S>;
    /// Computes a product; compiled once, in this crate.
    fn product(level: Level, job: Product<'_, Self>);
    /// Computes a pass of a convolution; compiled once, in this crate.
    fn convolve(level: Level, job: Convolution<'_, Self>);
    /// Computes a pass of a pool; compiled once, in this crate.
    fn pool(level: Level, job: Pooling<'_, Self>);
    /// Computes a pass over rows of channels; compiled once, in this crate.
    fn channelwise(level: Level, job: Channelwise<'_, Self>);
    /// The product by plain loops, compiled once: for targets without vectors, and for tests to compare with.
    fn plain_product(job: Product<'_, Self>);
    /// A pass of a convolution by plain loops, likewise.
    fn plain_convolution(job: Convolution<'_, Self>);

    /// The larger of it and 0; NaN stays NaN.
    #[inline(always)]
    fn rectified(self) -> Self {
        if self < Self::default() { Self::default() } else { self }
    }
}

macro_rules! real {
    ($T:ident, $vector:ident $whole:ident $half:ident $short:ident, $root_plus:expr) => {
        impl Real for $T {
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

            #[inline(always)]
            fn root<S: Simd>(v: S::$vector) -> S::$vector {
                v.sqrt()
            }
            #[inline(always)]
            fn root_plus<S: Simd>(simd: S, v: S::$vector, sum: S::$vector) -> S::$vector {
                $root_plus(simd, v, sum)
            }

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

            #[inline(never)]
            fn convolve(level: Level, job: Convolution<'_, Self>) {
                job.compute(level);
            }

            #[inline(never)]
            fn pool(level: Level, job: Pooling<'_, Self>) {
                job.compute(level);
            }

            #[inline(never)]
            fn channelwise(level: Level, job: Channelwise<'_, Self>) {
                job.compute(level);
            }

            #[inline(never)]
            fn plain_product(job: Product<'_, Self>) {
                reference::product(job);
            }

            #[inline(never)]
            fn plain_convolution(job: Convolution<'_, Self>) {
                conv::reference::convolution(job);
            }
        }
    };
}

real!(f32, f32s f32x16 f32x8 f32x4, root_plus);
real!(f64, f64s f64x8 f64x4 f64x2, |_, v, sum| f64::root::<S>(v).plus(sum));

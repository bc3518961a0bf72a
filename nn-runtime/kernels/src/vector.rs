//! What kernels ask of a vector of scalars: a narrow view of the vectors of `fearless_simd`.

use fearless_simd::{Select, Simd, SimdFloat};

use crate::real::Real;

/// The most lanes a vector has.
pub const MOST_LANES: usize = 16;

/// A vector of `T` on the instruction set `S`.
pub trait Vector<S: Simd, T>: Copy {
    /// The numbers it holds.
    const LANES: usize;
    /// For each lane, whether something holds.
    type Mask: Copy;

    /// The same number everywhere.
    fn splat(simd: S, number: T) -> Self;
    /// Exactly [`LANES`](Self::LANES) numbers.
    fn load(simd: S, numbers: &[T]) -> Self;
    /// To exactly [`LANES`](Self::LANES) numbers.
    fn store(self, to: &mut [T]);
    /// The sum, lane by lane.
    fn plus(self, other: Self) -> Self;
    /// The difference, lane by lane.
    fn minus(self, other: Self) -> Self;
    /// The product, lane by lane.
    fn times(self, factor: Self) -> Self;
    /// The quotient, lane by lane.
    fn over(self, divisor: Self) -> Self;
    /// `self` · `factor` + `sum`, rounded once where the instruction set can.
    fn times_plus(self, factor: Self, sum: Self) -> Self;
    /// The larger of each number and 0; NaN stays NaN.
    fn relu(self, simd: S) -> Self;
    /// Which numbers are larger than those of `other`, or NaN.
    fn tops(self, other: Self) -> Self::Mask;
    /// Which numbers are those of `other`.
    fn equals(self, other: Self) -> Self::Mask;
    /// `yes` where the mask holds, `no` where not.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// The lower halves of two vectors, and the upper ones, in turns.
    fn interleave(self, other: Self) -> (Self, Self);
    /// The sums of neighbours, two by two: those of `self`, then those of `other`.
    fn sums_of_pairs(self, other: Self) -> Self;
}

impl<S: Simd, V: SimdFloat<S>> Vector<S, V::Element> for V
where
    V::Element: Default,
{
    const LANES: usize = V::LEN;
    type Mask = V::Mask;

    #[inline(always)]
    fn splat(simd: S, number: V::Element) -> Self {
        V::splat(simd, number)
    }
    #[inline(always)]
    fn load(simd: S, numbers: &[V::Element]) -> Self {
        V::from_slice(simd, numbers)
    }
    #[inline(always)]
    fn store(self, to: &mut [V::Element]) {
        self.store_slice(to);
    }
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self + other
    }
    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        self - other
    }
    #[inline(always)]
    fn times(self, factor: Self) -> Self {
        self * factor
    }
    #[inline(always)]
    fn over(self, divisor: Self) -> Self {
        self / divisor
    }
    #[inline(always)]
    fn times_plus(self, factor: Self, sum: Self) -> Self {
        self.mul_add(factor, sum)
    }
    #[inline(always)]
    fn relu(self, simd: S) -> Self {
        // Not `max`, which on some processors turns NaN into 0.
        let zero = V::splat(simd, V::Element::default());
        self.simd_lt(zero).select(zero, self)
    }
    #[inline(always)]
    fn tops(self, other: Self) -> V::Mask {
        self.simd_gt(other) | self.simd_ne(self)
    }
    #[inline(always)]
    fn equals(self, other: Self) -> V::Mask {
        self.simd_eq(other)
    }
    #[inline(always)]
    fn select(mask: V::Mask, yes: Self, no: Self) -> Self {
        mask.select(yes, no)
    }
    #[inline(always)]
    fn interleave(self, other: Self) -> (Self, Self) {
        (self.zip_low(other), self.zip_high(other))
    }
    #[inline(always)]
    fn sums_of_pairs(self, other: Self) -> Self {
        self.unzip_low(other) + self.unzip_high(other)
    }
}

/// A vector of one number: what is left over where others do not fit.
#[derive(Clone, Copy)]
pub struct One<T>(T);

impl<S: Simd, T: Real> Vector<S, T> for One<T> {
    const LANES: usize = 1;
    type Mask = bool;

    #[inline(always)]
    fn splat(_: S, number: T) -> Self {
        Self(number)
    }
    #[inline(always)]
    fn load(_: S, numbers: &[T]) -> Self {
        Self(numbers[0])
    }
    #[inline(always)]
    fn store(self, to: &mut [T]) {
        to[0] = self.0;
    }
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
    #[inline(always)]
    fn times(self, factor: Self) -> Self {
        Self(self.0 * factor.0)
    }
    #[inline(always)]
    fn over(self, divisor: Self) -> Self {
        Self(self.0 / divisor.0)
    }
    #[inline(always)]
    fn times_plus(self, factor: Self, sum: Self) -> Self {
        Self(self.0 * factor.0 + sum.0)
    }
    #[inline(always)]
    fn relu(self, _: S) -> Self {
        Self(self.0.rectified())
    }
    #[inline(always)]
    #[expect(clippy::eq_op, reason = "NaN is not equal to itself")]
    fn tops(self, other: Self) -> bool {
        self.0 > other.0 || self.0 != self.0
    }
    #[inline(always)]
    fn equals(self, other: Self) -> bool {
        self.0 == other.0
    }
    #[inline(always)]
    fn select(mask: bool, yes: Self, no: Self) -> Self {
        if mask { yes } else { no }
    }
    #[inline(always)]
    fn interleave(self, other: Self) -> (Self, Self) {
        (self, other)
    }
    #[inline(always)]
    fn sums_of_pairs(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

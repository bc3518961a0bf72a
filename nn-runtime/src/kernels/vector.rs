//! What kernels ask of a vector of scalars: a narrow view of the vectors of `fearless_simd`.

use fearless_simd::{Select, Simd, SimdFloat};

/// The most lanes a vector has.
pub(crate) const MOST_LANES: usize = 16;

/// A vector of `T` on the instruction set `S`.
pub trait Vector<S: Simd, T>: Copy {
    /// The numbers it holds.
    const LANES: usize;

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
    /// `self` · `factor` + `sum`, rounded once where the instruction set can.
    fn times_plus(self, factor: Self, sum: Self) -> Self;
    /// The larger of each number and 0; NaN stays NaN.
    fn relu(self, simd: S) -> Self;
    /// The lower halves of two vectors, and the upper ones, in turns.
    fn interleave(self, other: Self) -> (Self, Self);
}

impl<S: Simd, V: SimdFloat<S>> Vector<S, V::Element> for V
where
    V::Element: Default,
{
    const LANES: usize = V::LEN;

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
    fn interleave(self, other: Self) -> (Self, Self) {
        (self.zip_low(other), self.zip_high(other))
    }
}

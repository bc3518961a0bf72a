//! Square roots by multiply-adds, beside which the divider has time for quotients.

use fearless_simd::{Simd, SimdBase, SimdFloat};

use super::Vector;

/// √v + `sum` for v ≥ 0. The root is within 3.5 units in the last place; it is that of v + 2⁻¹²⁶, which makes a difference to v below
/// 2⁻¹⁰¹ alone. Infinity and NaN stay what they are.
///
/// With v = 2ᵉ m, half its bits, taken from a constant, are those of a number y near 1/√v: exponents are halved by that, and fractions are
/// in between (C. Lomont, *Fast inverse square root*, 2003). For p = v y², which then lies between 0.705 and 0.795, √v is
/// v y p^(−½); the power is a polynomial of degree 4 (its best approximation with a leading coefficient of 1, which the constant is chosen
/// for), by D. E. Knuth's scheme of two multiplications (*The art of computer programming*, volume 2, section 4.6.4).
#[inline(always)]
pub(crate) fn root_plus<S: Simd>(simd: S, v: S::f32s, sum: S::f32s) -> S::f32s {
    const HALVED: u32 = 0x5f1a_532e;
    const SCHEME: [f32; 4] = [-2.429_166, 1.266_002_7, 0.072_361_09, 1.149_205_9];
    let splat = |number| <S::f32s as SimdBase<S>>::splat(simd, number);
    let [a, b, c, d] = SCHEME.map(splat);
    // Subnormal numbers have no exponents to be halved.
    let v = v.plus(splat(f32::MIN_POSITIVE));
    let y = S::f32s::from_bits(<S::f32s as SimdFloat<S>>::Bits::splat(simd, HALVED) - (v.to_bits() >> 1));
    let t = v.times(y);
    let p = t.times(y);
    let u = p.plus(a).times_plus(p, b);
    p.plus(c).plus(u).times_plus(u, d).times_plus(t, sum)
}

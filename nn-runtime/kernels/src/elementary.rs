//! eˣ, eˣ − 1, ln x, ln (1 + x), tanh, erfc and the normal distribution without a branch, so that loops over them run on vectors.
//!
//! They are plain arithmetic in a fixed order. Where the instruction set has fused multiply-adds they use them (with `std`
//! alone: without it there is none to call); so results differ in the last place between instruction sets with and
//! without, but on [`Portable`](nn_isa::Portable) are the same bits with and without an operating system. Largest errors in
//! units of the last place, over the whole range, with and without fused multiply-adds; infinities and the
//! ends of the range give what IEEE 754 recommends, and NaN stays NaN:
//!
//! | | eˣ | eˣ − 1 | ln x | ln (1 + x) | tanh x | erfc x | Φ(x), φ(x) |
//! | --- | --- | --- | --- | --- | --- | --- | --- |
//! | `f32` | 1.25 | 1.75 | 1 | 1.5 | 2.5 | 7 | 7, 2 |
//! | `f64` | 1.25 | 1.75 | 1 | 1.5 | 2.5 | 7 | 7, 2 |
//!
//! For the exponential, x = n ln 2 + r with a whole number n and |r| ≤ ½ ln 2; eʳ is a polynomial (Chebyshev's interpolant of
//! (eʳ − 1 − r) / r²), and 2ⁿ is made from its bits. ln 2 is split in two so that n times its upper part is exact
//! (W. J. Cody and W. Waite, *Software manual for the elementary functions*, 1980, chapter 6).
//!
//! For the logarithm, x = 2ᵏ m with √½ ≤ m < √2; with f = m − 1 and s = f / (2 + f) it is k ln 2 + f − ½ f² + s (½ f² + R(s²)), with
//! the R of K. C. Ng's `e_log.c` in FDLIBM (Sun Microsystems, 1993).

use nn_isa::Isa;

/// Whether `isa` is compiled with fused multiply-adds: the baseline where the target says so, and every level above it.
#[cfg(feature = "std")]
#[inline(always)]
fn fused<S: Isa>(isa: S) -> bool {
    cfg!(any(target_feature = "fma", target_arch = "aarch64")) || !matches!(isa.level(), nn_isa::Level::Portable)
}

/// Elementary functions on an instruction set.
#[doc(hidden)]
pub trait Elementary: Sized {
    /// eˣ.
    fn exp_on<S: Isa>(self, isa: S) -> Self;
    /// eˣ for |x| of at most 60, as exact and in less time; of other x it is anything.
    fn exp_near_on<S: Isa>(self, isa: S) -> Self;
    /// eˣ − 1.
    fn exp_m1_on<S: Isa>(self, isa: S) -> Self;
    /// ln x.
    fn ln_on<S: Isa>(self, isa: S) -> Self;
    /// ln (1 + x).
    fn ln_1p_on<S: Isa>(self, isa: S) -> Self;
    /// tanh x.
    fn tanh_on<S: Isa>(self, isa: S) -> Self;
    /// 1 − erf x.
    fn erfc_on<S: Isa>(self, isa: S) -> Self;
    /// Φ(x) and φ(x), the distribution function and the density of the standard normal.
    fn normal_on<S: Isa>(self, isa: S) -> (Self, Self);
}

/// A polynomial, the coefficient of the highest power first; without a loop, which LLVM might take for the one to vectorise.
macro_rules! polynomial {
    ($isa:expr, $x:expr, [$first:literal $(, $next:literal)*]) => {{
        let p = $first;
        $(let p = fma($isa, p, $x, $next);)*
        p
    }};
}

macro_rules! elementary {
    (
        $T:ident, $module:ident, $I:ident, $U:ident, range $low:literal $high:literal, flat $flat:literal, far $far:literal $centre:literal,
        exp $exp:tt, ln $ln:tt, erfc $erfc:tt
    ) => {
        impl Elementary for $T {
            #[inline(always)]
            fn exp_on<S: Isa>(self, isa: S) -> Self {
                $module::exp(isa, self)
            }
            #[inline(always)]
            fn exp_near_on<S: Isa>(self, isa: S) -> Self {
                $module::exp_near(isa, self)
            }
            #[inline(always)]
            fn exp_m1_on<S: Isa>(self, isa: S) -> Self {
                $module::exp_m1(isa, self)
            }
            #[inline(always)]
            fn ln_on<S: Isa>(self, isa: S) -> Self {
                $module::ln(isa, self)
            }
            #[inline(always)]
            fn ln_1p_on<S: Isa>(self, isa: S) -> Self {
                $module::ln_1p(isa, self)
            }
            #[inline(always)]
            fn tanh_on<S: Isa>(self, isa: S) -> Self {
                $module::tanh(isa, self)
            }
            #[inline(always)]
            fn erfc_on<S: Isa>(self, isa: S) -> Self {
                $module::erfc(isa, self)
            }
            #[inline(always)]
            fn normal_on<S: Isa>(self, isa: S) -> (Self, Self) {
                $module::normal(isa, self)
            }
        }

        mod $module {
            use core::$T::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI, LOG2_E, SQRT_2};

            use super::Isa;

            /// ln 2 in two parts; the upper one has so few bits that its products with n are exact.
            const LN_2: [$T; 2] = [0.693359375, -2.121_944_400_546_905_827_679e-4];
            /// The bits of the fraction.
            const FRACTION: u32 = $T::MANTISSA_DIGITS - 1;
            /// Added to a small number, it rounds it to a whole one, which then stands in the lowest bits.
            const ROUND: $T = 1.5 * (1u64 << FRACTION) as $T;
            const BIAS: $U = $T::MAX_EXP as $U - 1;

            /// a b + c, rounded once where the instruction set can.
            #[inline(always)]
            #[cfg_attr(not(feature = "std"), expect(unused_variables, reason = "there is no choice"))]
            fn fma<S: Isa>(isa: S, a: $T, b: $T, c: $T) -> $T {
                #[cfg(feature = "std")]
                if super::fused(isa) {
                    return a.mul_add(b, c);
                }
                a * b + c
            }

            /// `x` within the limits; NaN stays NaN.
            #[inline(always)]
            fn within(x: $T, low: $T, high: $T) -> $T {
                let x = if x < low { low } else { x };
                if x > high { high } else { x }
            }

            /// 2ⁿ, for the exponents of normal numbers; n in the lowest bits of `n`, whatever stands above them.
            #[inline(always)]
            fn power(n: $U) -> $T {
                $T::from_bits(n.wrapping_add(BIAS) << FRACTION)
            }

            /// x / ln 2 to a whole number, plus [`ROUND`].
            #[inline(always)]
            fn round<S: Isa>(isa: S, x: $T) -> $T {
                fma(isa, x, LOG2_E, ROUND)
            }

            /// x − n ln 2.
            #[inline(always)]
            fn reduce<S: Isa>(isa: S, x: $T, n: $T) -> $T {
                fma(isa, n, -LN_2[1], fma(isa, n, -LN_2[0], x))
            }

            /// eʳ − 1 for |r| ≤ ½ ln 2.
            #[inline(always)]
            fn grow<S: Isa>(isa: S, r: $T) -> $T {
                fma(isa, r * r, polynomial!(isa, r, $exp), r)
            }

            /// (1 + g) 2ⁿ where `shifted` is n + [`ROUND`]; in two steps, for 2ⁿ itself need not be a normal number.
            #[inline(always)]
            fn scale<S: Isa>(isa: S, g: $T, shifted: $T) -> $T {
                let half = fma(isa, shifted - ROUND, 0.5, ROUND).to_bits();
                (1.0 + g) * power(half) * power(shifted.to_bits().wrapping_sub(half))
            }

            #[inline(always)]
            pub(super) fn exp<S: Isa>(isa: S, x: $T) -> $T {
                let x = within(x, $low, $high);
                let shifted = round(isa, x);
                scale(isa, grow(isa, reduce(isa, x, shifted - ROUND)), shifted)
            }

            #[inline(always)]
            pub(super) fn exp_near<S: Isa>(isa: S, x: $T) -> $T {
                let shifted = round(isa, x);
                let p = power(shifted.to_bits());
                fma(isa, p, grow(isa, reduce(isa, x, shifted - ROUND)), p)
            }

            /// e^(−c a²) for c of 1 or ½ and a ≥ 0. It takes a² in two parts, for an error of a² would be one of the result times a².
            #[inline(always)]
            fn bell<S: Isa>(isa: S, c: $T, a: $T) -> $T {
                let upper = $T::from_bits(a.to_bits() & (!0 << $T::MANTISSA_DIGITS.div_ceil(2)));
                let x = within(-c * upper * upper, $low, 0.0);
                let rest = -c * (a - upper) * (a + upper);
                let shifted = round(isa, x + rest);
                scale(isa, grow(isa, reduce(isa, x, shifted - ROUND) + rest), shifted)
            }

            /// eˣ − 1 = 2 (2ⁿ⁻¹ (eʳ − 1) + (2ⁿ⁻¹ − ½)).
            #[inline(always)]
            pub(super) fn exp_m1<S: Isa>(isa: S, x: $T) -> $T {
                const TINY: $T = 0.25 * $T::EPSILON;
                let near = within(x, -$flat, $high);
                let shifted = round(isa, near);
                let p = power(shifted.to_bits().wrapping_sub(1));
                let y = 2.0 * fma(isa, p, grow(isa, reduce(isa, near, shifted - ROUND)), p - 0.5);
                // The halves of the smallest numbers are not exact, and −0 would lose its sign.
                if x.abs() < TINY { x } else { y }
            }

            /// tanh x = (e²ˣ − 1) / (e²ˣ + 1).
            #[inline(always)]
            pub(super) fn tanh<S: Isa>(isa: S, x: $T) -> $T {
                let e = exp_m1(isa, within(2.0 * x.abs(), 0.0, $flat));
                (e / (e + 2.0)).copysign(x)
            }

            /// x ≥ 0 as 2ᵏ m: k, and m of [√½, √2).
            #[inline(always)]
            fn decompose(x: $T) -> ($I, $T) {
                const LOWER: $U = FRAC_1_SQRT_2.to_bits();
                const ONE: $U = (1.0 as $T).to_bits();
                let bits = x.to_bits().wrapping_add(ONE - LOWER);
                let m = (bits & ((1 << FRACTION) - 1)) + LOWER;
                ((bits >> FRACTION) as $I - BIAS as $I, $T::from_bits(m))
            }

            /// ln ((1 + f) 2ᵏ).
            #[inline(always)]
            fn logarithm<S: Isa>(isa: S, k: $I, f: $T) -> $T {
                let k = $T::from_bits(ROUND.to_bits().wrapping_add(k as $U)) - ROUND;
                let s = f / (2.0 + f);
                let z = s * s;
                let half = 0.5 * f * f;
                let rest = fma(isa, s, fma(isa, z, polynomial!(isa, z, $ln), half), k * LN_2[1]);
                fma(isa, k, LN_2[0], f - (half - rest))
            }

            #[inline(always)]
            pub(super) fn ln<S: Isa>(isa: S, x: $T) -> $T {
                const UP: $I = $T::MANTISSA_DIGITS as $I;
                let small = x < $T::MIN_POSITIVE;
                let (k, m) = decompose(if small { x * (1u64 << UP) as $T } else { x });
                let y = logarithm(isa, if small { k - UP } else { k }, m - 1.0);
                ends(x, y)
            }

            /// `y`, the logarithm of `x`, but for those `x` that have none, and +∞.
            #[inline(always)]
            fn ends(x: $T, y: $T) -> $T {
                let y = if x > 0.0 { y } else { $T::NAN };
                let y = if x == 0.0 { $T::NEG_INFINITY } else { y };
                if x == $T::INFINITY { x } else { y }
            }

            /// With u = 1 + x rounded and c what rounding took, 1 + x = 2ᵏ (m + 2⁻ᵏ c).
            #[inline(always)]
            pub(super) fn ln_1p<S: Isa>(isa: S, x: $T) -> $T {
                let u = 1.0 + x;
                let back = u - 1.0;
                let c = (1.0 - (u - back)) + (x - back);
                let (k, m) = decompose(u);
                // Where k is larger, c is lost; and so would be 2⁻ᵏ.
                let down = power((-k.min(FRACTION as $I + 8)) as $U);
                let y = ends(u, logarithm(isa, k, fma(isa, c, down, m - 1.0)));
                if x.abs() < 0.25 * $T::EPSILON { x } else { y }
            }

            /// t P(1 − 2t) with t = c / (a + c), which is e^(a²) erfc a.
            ///
            /// The variable is that of M. M. Shepherd and J. G. Laframboise, *Chebyshev approximation of (1 + 2x) exp(x²) erfc x
            /// in 0 ≤ x < ∞*, Mathematics of Computation 36, 1981, here without their factor 1 + 2x, so that one division is enough;
            /// P is the Chebyshev interpolant, and c the number that makes it short.
            #[inline(always)]
            fn tail<S: Isa>(isa: S, a: $T) -> $T {
                let t = $centre / (a + $centre);
                let s = fma(isa, -2.0, t, 1.0);
                t * polynomial!(isa, s, $erfc)
            }

            /// 1 − erf x: for x ≥ 0 it is e^(−x²) [`tail`], else 2 − erfc(−x).
            #[inline(always)]
            pub(super) fn erfc<S: Isa>(isa: S, x: $T) -> $T {
                let a = within(x.abs(), 0.0, $far);
                let y = bell(isa, 1.0, a) * tail(isa, a);
                if x < 0.0 { 2.0 - y } else { y }
            }

            /// Φ(x) = ½ erfc(−x / √2), which unlike ½ (1 + erf(x / √2)) does not cancel in the lower tail, and
            /// φ(x) = e^(−x²/2) / √(2π), of one exponential.
            #[inline(always)]
            pub(super) fn normal<S: Isa>(isa: S, x: $T) -> ($T, $T) {
                const SCALE: $T = 0.5 * FRAC_2_SQRT_PI * FRAC_1_SQRT_2;
                let a = within(x.abs(), 0.0, SQRT_2 * $far);
                let e = bell(isa, 0.5, a);
                let y = 0.5 * e * tail(isa, a * FRAC_1_SQRT_2);
                (if x > 0.0 { 1.0 - y } else { y }, SCALE * e)
            }
        }
    };
}

// The range: below it eˣ rounds to 0, above to infinity. Flat: from there on e⁻ˣ is lost beside 1. Far: from there on erfc rounds to 0.
elementary!(f32, single, i32, u32, range -104.5 89.0, flat 30.0, far 12.0 2.5,
    exp [0.00139261835877, 0.00836317905272, 0.0416665546172, 0.166665769897, 0.5],
    ln [0.242790788, 0.284987867, 0.400009722, 0.666666627],
    erfc [
        -2.9168582509e-5,
        1.07462366455e-5,
        0.000266488318112,
        -0.000165441519864,
        -0.00192138204327,
        0.00335315528612,
        0.0113435468438,
        -0.0684997674567,
        0.181565699898,
        -0.321860773647,
        0.421612728122
    ]
);
elementary!(f64, double, i64, u64, range -746.0 710.0, flat 60.0, far 28.0 3.5,
    exp [
        2.5100385495510319078e-8,
        2.7620088445409748161e-7,
        2.7557268459997064772e-6,
        0.000024801521295954375131,
        0.00019841269863053616878,
        0.0013888888917213716901,
        0.0083333333333300618325,
        0.041666666666624127873,
        0.16666666666666667453,
        0.5
    ],
    ln [
        1.479819860511658591e-01,
        1.531383769920937332e-01,
        1.818357216161805012e-01,
        2.222219843214978396e-01,
        2.857142874366239149e-01,
        3.999999999940941908e-01,
        6.666666666666735130e-01
    ],
    erfc [
        -9.4684212128408119154e-11,
        -2.7892728276071435564e-10,
        9.5937863184811926253e-10,
        3.3580259279681074896e-9,
        -5.7426959518610777814e-9,
        -2.4716309827437652162e-8,
        3.2323248150231623472e-8,
        1.5773887103572657113e-7,
        -2.2681942953867730409e-7,
        -9.6921872994332963732e-7,
        2.0694153987777985865e-6,
        5.3277260966151434685e-6,
        -0.000021364780845523740633,
        -0.000012017734739851843558,
        0.00020415189183315973505,
        -0.00037295848994710880912,
        -0.00090772866743031959858,
        0.0075767485384410740567,
        -0.026376773325381176648,
        0.064496749042067849481,
        -0.12435886477625194685,
        0.19831818475275667288,
        -0.26794277844774629711,
        0.31058731121778858962
    ]
);

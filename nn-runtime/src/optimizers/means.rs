//! Running means, which most rules keep as moments.

use super::each::Wide;
use crate::isa::Isa;
use crate::kernels::Vector;
use crate::scalar::Scalar;

/// Steps from one sweep to the next.
const SWEEP: u64 = 64;

/// βᵗ of each, by squaring: the same bits everywhere, and a fraction of the time of a power to any exponent.
#[inline]
pub(super) fn powers<const N: usize>(betas: [f64; N], mut step: u64) -> [f64; N] {
    let (mut squares, mut powers) = (betas, [1.0; N]);
    while step > 0 {
        for (power, square) in powers.iter_mut().zip(&mut squares) {
            // A choice, which is none between two ways.
            *power *= if step % 2 == 1 { *square } else { 1.0 };
            *square *= *square;
        }
        step /= 2;
    }
    powers
}

/// How a running mean changes: to β of itself and 1 − β of what is new.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mean<T> {
    keep: T,
    rest: T,
}

impl<T: Scalar> Mean<T> {
    #[inline(always)]
    pub(super) fn new(beta: f64) -> Self {
        Self { keep: T::from_f64(beta), rest: T::from_f64(1.0 - beta) }
    }

    /// β m + (1 − β) g, from the nearer end, as PyTorch's `lerp` goes.
    #[inline(always)]
    pub(super) fn with(self, m: T, g: T) -> T {
        let Self { keep, rest } = self;
        if rest < keep { m + rest * (g - m) } else { g - (g - m) * keep }
    }

    /// The same on vectors.
    #[inline(always)]
    pub(super) fn blend<S: Isa>(self, isa: S, m: Wide<T, S>, g: Wide<T, S>) -> Wide<T, S> {
        let [keep, rest] = [self.keep, self.rest].map(|number| Wide::<T, S>::splat(isa.simd(), number));
        if self.rest < self.keep { g.minus(m).times_plus(rest, m) } else { m.minus(g).times_plus(keep, g) }
    }

    /// β v + (1 − β) g².
    #[inline(always)]
    pub(super) fn blend_square<S: Isa>(self, isa: S, v: Wide<T, S>, g: Wide<T, S>) -> Wide<T, S> {
        let [keep, rest] = [self.keep, self.rest].map(|number| Wide::<T, S>::splat(isa.simd(), number));
        rest.times(g).times_plus(g, v.times(keep))
    }
}

/// Every [`SWEEP`] steps, makes subnormal moments 0. Those of a parameter whose gradient has become 0 (behind a dead
/// unit) fade, but rounding never lets them arrive there; and with subnormal numbers some processors compute several times as slowly.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sweep(bool);

impl Sweep {
    /// For moments that do not fade.
    pub(super) const NEVER: Self = Self(false);

    #[inline(always)]
    pub(super) fn new(step: u64) -> Self {
        Self(step.is_multiple_of(SWEEP))
    }

    #[inline(always)]
    pub(super) fn run<T: Scalar, const N: usize>(self, moments: &mut [&mut [T]; N]) {
        if self.0 {
            let subnormal = |x: &&mut T| x.abs() < T::MIN_POSITIVE;
            moments.iter_mut().flat_map(|moment| moment.iter_mut()).filter(subnormal).for_each(|x| *x = T::ZERO);
        }
    }
}

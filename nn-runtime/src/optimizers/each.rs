//! Updates of whole vectors of parameters.
//!
//! The divider of a processor takes longer for a root and a quotient than everything else in an update. So every other vector gets its roots
//! by multiply-adds, which are computed beside it; which ones is a matter of their places in a run of parameters alone.

use super::means::Sweep;
use super::rule::Run;
use crate::isa::Isa;
pub(super) use crate::kernels::Wide;
use crate::kernels::{MOST_LANES, Vector, outside};
use crate::scalar::Scalar;

/// The parameters that two vectors of any instruction set divide: where a run is cut, it is at a multiple of them.
#[cfg(feature = "rayon")]
pub(super) const PAIR: usize = 2 * MOST_LANES;

/// How the roots of a vector are taken.
#[derive(Clone, Copy)]
pub(super) enum Roots {
    /// By the divider.
    Divided,
    /// By multiply-adds.
    Added,
}

impl Roots {
    /// √v + ε.
    #[inline(always)]
    pub(super) fn plus<S: Isa, T: Scalar>(self, isa: S, v: Wide<T, S>, eps: Wide<T, S>) -> Wide<T, S> {
        match self {
            Self::Divided => T::root::<S::Simd>(v).plus(eps),
            Self::Added => T::root_plus(isa.simd(), v, eps),
        }
    }
}

/// Gives each parameter what `update` makes of it, its gradient and its moments; and then sweeps these.
#[inline(always)]
pub(super) fn each<S: Isa, T: Scalar, const K: usize>(
    isa: S,
    Run { params, grads, moments, .. }: Run<'_, T>,
    sweep: Sweep,
    update: impl Fn(Roots, Wide<T, S>, Wide<T, S>, &mut [Wide<T, S>; K]) -> Wide<T, S>,
) {
    let (lanes, len) = (Wide::<T, S>::LANES, params.len());
    // Of one length for the compiler, too.
    let (grads, moments) = (&grads[..len], &mut moments.slices().map(|moment| &mut moment[..len]));
    let mut at = 0;
    while at + 2 * lanes <= len {
        one::<S, T, K>(isa, Roots::Divided, params, grads, moments, at, 0, &update);
        one::<S, T, K>(isa, Roots::Added, params, grads, moments, at + lanes, 0, &update);
        at += 2 * lanes;
    }
    if at + lanes <= len {
        one::<S, T, K>(isa, Roots::Divided, params, grads, moments, at, 0, &update);
        at += lanes;
    }
    if at < len && len >= lanes {
        let last = len - lanes;
        one::<S, T, K>(isa, Roots::Divided, params, grads, moments, last, at - last, &update);
    } else if at < len {
        let mut ends = [[T::ZERO; MOST_LANES]; K];
        let (mut all, mut slopes) = ([T::ZERO; MOST_LANES], [T::ZERO; MOST_LANES]);
        all[..len].copy_from_slice(params);
        slopes[..len].copy_from_slice(grads);
        ends.iter_mut().zip(&*moments).for_each(|(end, moment)| end[..len].copy_from_slice(moment));
        let padded = &mut ends.each_mut().map(|end| &mut end[..]);
        one::<S, T, K>(isa, Roots::Divided, &mut all, &slopes, padded, 0, 0, &update);
        params.copy_from_slice(&all[..len]);
        moments.iter_mut().zip(&ends).for_each(|(moment, end)| moment.copy_from_slice(&end[..len]));
    }
    sweep.run(moments);
}

/// The vector at `at`, whose first `done` numbers are left as they are.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn one<S: Isa, T: Scalar, const K: usize>(
    isa: S,
    roots: Roots,
    params: &mut [T],
    grads: &[T],
    moments: &mut [&mut [T]; K],
    at: usize,
    done: usize,
    update: &impl Fn(Roots, Wide<T, S>, Wide<T, S>, &mut [Wide<T, S>; K]) -> Wide<T, S>,
) {
    let (simd, lanes) = (isa.simd(), Wide::<T, S>::LANES);
    let numbers = at..at + lanes;
    let mut before = [Wide::<T, S>::splat(simd, T::ZERO); K];
    for k in 0..K {
        before[k] = Vector::load(simd, &moments[k][numbers.clone()]);
    }
    let w = Wide::<T, S>::load(simd, &params[numbers.clone()]);
    let mut after = before;
    let mut moved = update(roots, w, Vector::load(simd, &grads[numbers.clone()]), &mut after);
    if done > 0 {
        let done = outside::<_, T>(simd, done, lanes - done);
        moved = Vector::select(done, w, moved);
        for k in 0..K {
            after[k] = Vector::select(done, before[k], after[k]);
        }
    }
    moved.store(&mut params[numbers.clone()]);
    for k in 0..K {
        after[k].store(&mut moments[k][numbers.clone()]);
    }
}

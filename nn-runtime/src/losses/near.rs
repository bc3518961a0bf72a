//! Cross-entropy of logits near 0, whose exponentials need no maximum: nothing overflows, nor is anything lost.
//!
//! So they are taken of all numbers as they lie, and only the sums are those of samples. Their numbers are added up in a tree, which
//! takes a quarter of the shuffles that turning the samples round and back would take.

use core::hint::black_box;

use crate::batch::Class;
use crate::isa::Isa;
use crate::kernels::{MOST_LANES, Vector, Wide, apart, outside, sums_of_columns};
use crate::layers::blocks::{blocks, load, store};
use crate::layers::sums::sum;
use crate::scalar::Scalar;

/// The largest absolute value that is near 0.
const NEAR: f64 = 60.0;

/// Whether there is code for `F` classes: a vector that begins with a sample ends with the next one at the latest.
const fn has<S: Isa, T: Scalar, const F: usize>() -> bool {
    S::VECTORS && 2 * F >= Wide::<T, S>::LANES
}

/// Σ −ln p over the right classes of the samples with the logits `z`, for p = softmax(z), and `scale` times the gradients, in `dy`.
/// None if a logit is not near 0, or there are too few samples.
///
/// With e = eᶻ it is ln (Σ e / e_t), which is not below 0, for Σ e is not below e_t.
#[inline(always)]
pub(super) fn losses<S: Isa, T: Scalar, const F: usize>(
    isa: S,
    z: &[T],
    target: &[Class<F>],
    dy: &mut [T],
    scale: T,
) -> Option<T> {
    if !const { has::<S, T, F>() } || target.len() < Wide::<T, S>::LANES {
        return None;
    }
    let mut total = None;
    // One function for all networks of so many classes.
    apart(
        isa,
        #[inline(always)]
        || total = exponentials(isa, z, dy).then(|| total_of(isa, z, target, dy, scale)),
    );
    total
}

/// [`losses`] of samples whose eᶻ are in `dy`.
#[inline(always)]
fn total_of<S: Isa, T: Scalar, const F: usize>(isa: S, z: &[T], target: &[Class<F>], dy: &mut [T], scale: T) -> T {
    let (lanes, samples) = (Wide::<T, S>::LANES, target.len());
    let mut totals = [T::ZERO; MOST_LANES];
    for first in (0..samples).step_by(lanes) {
        // The last samples may begin earlier; what was done is done anew, and not counted again.
        let from = first.min(samples - lanes);
        exponentials(isa, &z[from * F..first * F], &mut dy[from * F..first * F]);
        let numbers = from * F..(from + lanes) * F;
        let mut ratios = group::<S, T, F>(isa, &target[from..][..lanes], &mut dy[numbers], scale);
        ratios[..first - from].fill(T::ONE);
        for (total, ratio) in totals.iter_mut().zip(ratios).take(lanes) {
            *total += ratio.ln_on(isa);
        }
    }
    sum(lanes, |i| totals[i])
}

/// eᶻ, and whether all z are near 0; else it is anything.
#[inline(always)]
fn exponentials<S: Isa, T: Scalar>(isa: S, z: &[T], e: &mut [T]) -> bool {
    let (far, mut near) = (T::from_f64(NEAR), true);
    for at in blocks(z.len()) {
        let mut block = load(z, at);
        near &= block.iter().fold(true, |near, z| near & (z.abs() <= far));
        block.iter_mut().for_each(|z| *z = z.exp_near_on(isa));
        store(block, e, at);
    }
    near
}

/// Σ e / e_t of as many samples as a vector holds numbers, and their gradients in place of e.
#[inline(always)]
fn group<S: Isa, T: Scalar, const F: usize>(isa: S, target: &[Class<F>], e: &mut [T], scale: T) -> [T; MOST_LANES] {
    let (simd, lanes) = (isa.simd(), Wide::<T, S>::LANES);
    let e = &mut e[..F * lanes];
    let mut ratios = [T::ONE; MOST_LANES];
    for (i, class) in target.iter().enumerate() {
        ratios[i] = e[i * F + class.index()];
    }
    let sums = sums_of_columns::<_, T, F>(simd, e);
    let mut factors = [T::ZERO; MOST_LANES];
    Wide::<T, S>::splat(simd, scale).over(sums).store(&mut factors[..lanes]);
    sums.over(Vector::load(simd, &ratios[..lanes])).store(&mut ratios[..lanes]);
    // From memory a number is read into all places of a vector at once; the compiler would pick it out of registers.
    multiply::<S, T, F>(isa, e, &black_box(factors));
    for (e, class) in e.chunks_exact_mut(F).zip(target) {
        e[class.index()] -= scale;
    }
    ratios
}

/// Multiplies each sample by its factor. A vector that reaches beyond its sample spills into the next one, whose first vector is read
/// before and stored behind it; the last one ends with the last sample.
#[inline(always)]
fn multiply<S: Isa, T: Scalar, const F: usize>(isa: S, e: &mut [T], factors: &[T; MOST_LANES]) {
    let (simd, lanes) = (isa.simd(), Wide::<T, S>::LANES);
    let load = |e: &[T], at: usize| Wide::<T, S>::load(simd, &e[at..][..lanes]);
    let (mut head, last) = (load(e, 0), load(e, F * lanes - lanes));
    for (i, &factor) in factors[..lanes - 1].iter().enumerate() {
        let (at, factor) = (i * F, Wide::<T, S>::splat(simd, factor));
        let next = load(e, (at + F).min(F * lanes - lanes));
        head.times(factor).store(&mut e[at..][..lanes]);
        for c in (lanes..F).step_by(lanes) {
            load(e, at + c).times(factor).store(&mut e[at + c..][..lanes]);
        }
        head = next;
    }
    let (at, factor) = ((lanes - 1) * F, Wide::<T, S>::splat(simd, factors[lanes - 1]));
    for c in (0..F / lanes * lanes).step_by(lanes) {
        let vector = if c == 0 { head } else { load(e, at + c) };
        vector.times(factor).store(&mut e[at + c..][..lanes]);
    }
    if !F.is_multiple_of(lanes) {
        let own = outside::<_, T>(simd, 0, lanes - F.min(lanes));
        let before = Wide::<T, S>::splat(simd, factors[lanes - 2]);
        last.times(Vector::select(own, factor, before)).store(&mut e[F * lanes - lanes..]);
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec;
    use std::vec::Vec;

    use super::losses;
    use crate::batch::Class;
    use crate::isa::{Isa, Level, Task};
    use crate::kernels::Vector;
    use crate::scalar::Scalar;
    use crate::step::Key;

    struct Run<'a, T, const F: usize>(&'a [T], &'a [Class<F>], &'a mut [T]);

    impl<T: Scalar, const F: usize> Task for Run<'_, T, F> {
        type Output = (Option<T>, bool);

        #[inline(always)]
        fn run<S: Isa>(self, isa: S) -> Self::Output {
            let lanes = super::Wide::<T, S>::LANES;
            let expected = super::has::<S, T, F>() && self.1.len() >= lanes;
            (losses::<S, T, F>(isa, self.0, self.1, self.2, T::from_f64(0.5)), expected)
        }
    }

    fn check<T: Scalar, const F: usize>() {
        for samples in [1, 4, 7, 8, 15, 16, 17, 24, 31, 32, 33, 50] {
            let key = Key::new(F as u64, samples as u64);
            let z: Vec<T> = (0..samples * F).map(|i| T::from_f64(40.0 * key.unit(i as u64) - 20.0)).collect();
            let target: Vec<Class<F>> = (0..samples).map(|i| Class::new(i * 5 % F).expect("below F")).collect();
            for level in Level::all() {
                let mut dy = vec![T::from_f64(f64::NAN); samples * F];
                let (total, expected) = level.run(Run::<T, F>(&z, &target, &mut dy));
                assert_eq!(total.is_some(), expected, "{} {F} {samples}", level.name());
                let Some(total) = total else { continue };
                let mut exact = 0.0;
                for (i, (z, dy)) in z.chunks(F).zip(dy.chunks(F)).enumerate() {
                    let sum: f64 = z.iter().map(|z| z.to_f64().exp()).sum();
                    exact += sum.ln() - z[target[i].index()].to_f64();
                    for (c, (dy, z)) in dy.iter().zip(z).enumerate() {
                        let right = if c == target[i].index() { 0.5 } else { 0.0 };
                        let error = dy.to_f64() - (0.5 * z.to_f64().exp() / sum - right);
                        assert!(error.abs() <= 8.0 * T::EPSILON.to_f64(), "{} {F} {samples} {i}", level.name());
                    }
                }
                let error = (total.to_f64() - exact).abs() / exact.max(1.0);
                assert!(error <= 8.0 * T::EPSILON.to_f64(), "{} {F} {samples}: {total}, {exact}", level.name());
            }
        }
    }

    /// Classes that are half a vector, less than one, whole ones, and more; all numbers of samples.
    #[test]
    fn losses_and_gradients_are_exact() {
        check::<f32, 2>();
        check::<f32, 7>();
        check::<f32, 8>();
        check::<f32, 10>();
        check::<f32, 16>();
        check::<f32, 21>();
        check::<f32, 64>();
        check::<f64, 3>();
        check::<f64, 4>();
        check::<f64, 13>();
    }

    #[test]
    fn what_is_far_or_broken_is_left_to_others() {
        for broken in [61.0, -61.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            for (at, level) in [0, 123, 319].into_iter().flat_map(|at| Level::all().map(move |level| (at, level))) {
                let (mut z, target) = ([0.5; 320], [Class::<10>::new(3).expect("below 10"); 32]);
                z[at] = broken;
                let (total, _) = level.run(Run::<f32, 10>(&z, &target, &mut [0.0; 320]));
                assert_eq!(total, None, "{broken} at {at} on {}", level.name());
            }
        }
    }

    /// However sure, and however near to 0 the loss.
    #[test]
    fn losses_are_not_negative() {
        let target = [Class::<10>::new(3).expect("below 10"); 32];
        for level in Level::all() {
            for sure in 0..600 {
                let z: [f32; 320] = core::array::from_fn(|i| if i % 10 == 3 { sure as f32 / 10.0 } else { -0.1 });
                let (total, _) = level.run(Run::<f32, 10>(&z, &target, &mut [0.0; 320]));
                let exact = 32.0 * (9.0 * (-0.1 - f64::from(sure) / 10.0).exp()).ln_1p();
                let total = f64::from(total.expect("near"));
                assert!(total >= 0.0 && (total - exact).abs() <= 1e-6 * exact.max(32.0), "{sure}: {total}, {exact}");
            }
        }
    }
}

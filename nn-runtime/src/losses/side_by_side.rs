//! Softmax and its logarithms, of several samples side by side.
//!
//! For a sample with the logits z: t = max z, ln Σ e^z = t + ln Σ e^(z − t), so that nothing overflows.

use crate::isa::Isa;
use crate::kernels::{MOST_LANES, Vector, Wide, transpose};
use crate::layers::softmax::largest;
use crate::layers::sums::sum;
use crate::scalar::Scalar;

/// The samples whose logarithms are taken at a time, on vectors.
pub(super) const BLOCK: usize = 16;
/// The most classes of which samples are turned round, so that vectors go through samples: few classes are no whole vectors.
const FEW: usize = 32;

/// ln Σ e^z of at most [`BLOCK`] samples.
#[inline(always)]
pub(super) fn logarithms<S: Isa, T: Scalar, const F: usize>(isa: S, z: &[T]) -> [T; BLOCK] {
    let (mut tops, mut sums) = ([T::ZERO; BLOCK], [T::ONE; BLOCK]);
    for ((top, sums), z) in tops.iter_mut().zip(&mut sums).zip(z.chunks_exact(F)) {
        *top = largest(z);
        *sums = sum(F, |c| (z[c] - *top).exp_on(isa));
    }
    shifted(isa, &tops, &sums)
}

/// The same, and `scale` times the softmax, in `y`.
#[inline(always)]
pub(super) fn softmax<S: Isa, T: Scalar, const F: usize>(isa: S, z: &[T], y: &mut [T], scale: T) -> [T; BLOCK] {
    if F <= FEW && S::VECTORS {
        return few::<S, T, F>(isa, z, y, scale);
    }
    let (mut tops, mut sums) = ([T::ZERO; BLOCK], [T::ONE; BLOCK]);
    for ((y, z), top) in y.chunks_exact_mut(F).zip(z.chunks_exact(F)).zip(&mut tops) {
        *top = largest(z);
        y.iter_mut().zip(z).for_each(|(y, &z)| *y = z - *top);
    }
    y.iter_mut().for_each(|y| *y = y.exp_on(isa));
    for (y, sums) in y.chunks_exact_mut(F).zip(&mut sums) {
        *sums = sum(F, |c| y[c]);
        let factor = scale / *sums;
        y.iter_mut().for_each(|y| *y *= factor);
    }
    shifted(isa, &tops, &sums)
}

/// t + ln Σ.
#[inline(always)]
fn shifted<S: Isa, T: Scalar>(isa: S, tops: &[T; BLOCK], sums: &[T; BLOCK]) -> [T; BLOCK] {
    let mut logs = *sums;
    for (log, top) in logs.iter_mut().zip(tops) {
        *log = *top + log.ln_on(isa);
    }
    logs
}

/// [`softmax`] of so few classes that a vector holds one of them, of as many samples as it has lanes.
#[inline(always)]
fn few<S: Isa, T: Scalar, const F: usize>(isa: S, z: &[T], y: &mut [T], scale: T) -> [T; BLOCK] {
    let (simd, lanes) = (isa.simd(), <T::Native<S::Simd>>::LANES);
    let (mut tops, mut sums) = ([T::ZERO; BLOCK], [T::ONE; BLOCK]);
    let mut classes = [[T::ZERO; MOST_LANES]; F];
    let classes = &mut classes.as_flattened_mut()[..F * lanes];
    for first in (0..z.len() / F).step_by(lanes) {
        side_by_side::<S, T, F>(isa, z, first, classes);
        let class = |classes: &[T], c: usize| <T::Native<S::Simd>>::load(simd, &classes[c * lanes..][..lanes]);
        let mut top = class(classes, 0);
        for c in 1..F {
            let z = class(classes, c);
            top = Vector::select(z.tops(top), z, top);
        }
        for c in 0..F {
            class(classes, c).minus(top).store(&mut classes[c * lanes..][..lanes]);
        }
        classes.iter_mut().for_each(|z| *z = z.exp_on(isa));
        let mut total = class(classes, 0);
        for c in 1..F {
            total = total.plus(class(classes, c));
        }
        top.store(&mut tops[first..][..lanes]);
        total.store(&mut sums[first..][..lanes]);
        let mut factors = [T::ZERO; MOST_LANES];
        for (factor, sum) in factors.iter_mut().zip(&sums[first..][..lanes]) {
            *factor = scale / *sum;
        }
        let factor = <T::Native<S::Simd>>::load(simd, &factors[..lanes]);
        one_by_one::<S, T, F>(isa, classes, factor, first, y);
    }
    shifted(isa, &tops, &sums)
}

/// Turns the samples from `first` on round: number `c` of sample `i` becomes number `i` of class `c`.
#[inline(always)]
fn side_by_side<S: Isa, T: Scalar, const F: usize>(isa: S, z: &[T], first: usize, classes: &mut [T]) {
    let (simd, lanes) = (isa.simd(), <T::Native<S::Simd>>::LANES);
    // The last vectors reach beyond the end: they are taken from a copy of it.
    let mut ends = [T::ZERO; 2 * MOST_LANES];
    match z.len().checked_sub(lanes) {
        Some(last) => <T::Native<S::Simd>>::load(simd, &z[last..]).store(&mut ends[..lanes]),
        None => ends[lanes - z.len()..].iter_mut().zip(z).for_each(|(to, &from)| *to = from),
    }
    for from in (0..F).step_by(lanes) {
        let mut square = [Vector::splat(simd, T::ZERO); MOST_LANES];
        for (i, square) in square.iter_mut().enumerate().take(lanes) {
            let at = ((first + i) * F + from).min(z.len());
            let numbers = if at + lanes <= z.len() { &z[at..] } else { &ends[at + lanes - z.len()..] };
            *square = <T::Native<S::Simd>>::load(simd, &numbers[..lanes]);
        }
        transpose(&mut square);
        for (class, numbers) in square.iter().zip(classes[from * lanes..].chunks_exact_mut(lanes)) {
            class.store(numbers);
        }
    }
}

/// Turns classes times `factor` back into samples. Vectors that reach beyond a sample are stored before those behind it.
#[inline(always)]
fn one_by_one<S: Isa, T: Scalar, const F: usize>(isa: S, classes: &[T], factor: Wide<T, S>, first: usize, y: &mut [T]) {
    let (simd, lanes) = (isa.simd(), <T::Native<S::Simd>>::LANES);
    for from in (0..F).step_by(lanes).rev() {
        let mut square = [Vector::splat(simd, T::ZERO); MOST_LANES];
        for (class, numbers) in square.iter_mut().zip(classes[from * lanes..].chunks_exact(lanes)) {
            *class = <T::Native<S::Simd>>::load(simd, numbers).times(factor);
        }
        transpose(&mut square);
        for (i, square) in square.iter().enumerate().take(lanes) {
            let at = (first + i) * F + from;
            if at + lanes <= y.len() {
                square.store(&mut y[at..at + lanes]);
            } else if at < y.len() {
                cut::<S, T>(*square, &mut y[at..][..(F - from).min(lanes)]);
            }
        }
    }
}

/// Stores the first numbers.
#[inline(always)]
fn cut<S: Isa, T: Scalar>(vector: Wide<T, S>, to: &mut [T]) {
    let mut numbers = [T::ZERO; MOST_LANES];
    vector.store(&mut numbers[..Wide::<T, S>::LANES]);
    to.iter_mut().zip(numbers).for_each(|(to, from)| *to = from);
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec;
    use std::vec::Vec;

    use super::{BLOCK, logarithms, softmax};
    use crate::isa::{Isa, Level, Task};
    use crate::scalar::Scalar;
    use crate::step::Key;

    struct Run<'a, T, const F: usize>(&'a [T], &'a mut [T]);

    impl<T: Scalar, const F: usize> Task for Run<'_, T, F> {
        type Output = [[T; BLOCK]; 2];

        #[inline(always)]
        fn run<S: Isa>(self, isa: S) -> [[T; BLOCK]; 2] {
            [softmax::<S, T, F>(isa, self.0, self.1, T::from_f64(0.5)), logarithms::<S, T, F>(isa, self.0)]
        }
    }

    fn check<T: Scalar, const F: usize>() {
        for samples in 1..=BLOCK {
            let key = Key::new(F as u64, samples as u64);
            let z: Vec<T> = (0..samples * F).map(|i| T::from_f64(20.0 * key.unit(i as u64) - 10.0)).collect();
            for level in Level::all() {
                let mut y = vec![T::from_f64(f64::NAN); samples * F];
                let logs = level.run(Run::<T, F>(&z, &mut y));
                for (i, (z, y)) in z.chunks(F).zip(y.chunks(F)).enumerate() {
                    let sum: f64 = z.iter().map(|z| z.to_f64().exp()).sum();
                    let near = |a: T, b: f64| (a.to_f64() - b).abs() <= 50.0 * T::EPSILON.to_f64() * b.abs().max(1e-3);
                    assert!(logs.iter().all(|logs| near(logs[i], sum.ln())), "{} {F} {samples} {i}", level.name());
                    for (&y, z) in y.iter().zip(z) {
                        assert!(near(y, 0.5 * z.to_f64().exp() / sum), "{} {F} {samples} {i}", level.name());
                    }
                }
            }
        }
    }

    /// Classes that are less than a vector, whole vectors, and more; all numbers of samples.
    #[test]
    fn samples_side_by_side_are_each_what_it_is_alone() {
        check::<f32, 1>();
        check::<f32, 3>();
        check::<f32, 10>();
        check::<f32, 16>();
        check::<f32, 31>();
        check::<f32, 33>();
        check::<f64, 2>();
        check::<f64, 9>();
    }
}

//! Columns as vectors, of which the last one may be filled up.

use nn_isa::Isa;

use crate::real::Real;
use crate::{Beta, MOST_LANES, Vector, Wide};

/// Where the vectors of a column of `len` numbers begin.
#[inline(always)]
pub fn steps<T: Real, S: Isa>(len: usize) -> impl Iterator<Item = usize> {
    (0..len).step_by(Wide::<T, S>::LANES)
}

/// A vector of one number.
#[inline(always)]
pub fn splat<T: Real, S: Isa>(isa: S, number: T) -> Wide<T, S> {
    Vector::splat(isa.simd(), number)
}

/// The numbers from `at` on, and zeros where there are no more.
#[inline(always)]
pub fn load<T: Real, S: Isa>(isa: S, from: &[T], at: usize) -> Wide<T, S> {
    let lanes = Wide::<T, S>::LANES;
    if at + lanes <= from.len() {
        return Vector::load(isa.simd(), &from[at..at + lanes]);
    }
    let mut filled = [T::default(); MOST_LANES];
    filled.iter_mut().zip(&from[at..]).for_each(|(to, &from)| *to = from);
    Vector::load(isa.simd(), &filled[..lanes])
}

/// Stores or adds `vector` from `at` on, as far as there is place.
#[inline(always)]
pub fn put<T: Real, S: Isa>(isa: S, vector: Wide<T, S>, to: &mut [T], at: usize, beta: Beta) {
    let lanes = Wide::<T, S>::LANES;
    let vector = if beta == Beta::Add { load(isa, to, at).plus(vector) } else { vector };
    if at + lanes <= to.len() {
        return vector.store(&mut to[at..at + lanes]);
    }
    let mut filled = [T::default(); MOST_LANES];
    vector.store(&mut filled[..lanes]);
    to[at..].iter_mut().zip(filled).for_each(|(to, from)| *to = from);
}

/// Stores or adds `vector` to exactly as many numbers as it holds.
#[inline(always)]
pub fn put_whole<T: Real, S: Isa, V: Vector<S::Simd, T>>(isa: S, vector: V, to: &mut [T], beta: Beta) {
    let vector = if beta == Beta::Add { V::load(isa.simd(), to).plus(vector) } else { vector };
    vector.store(to);
}

/// `vector`, but zeros where it reaches beyond `len` numbers, of which it holds those from `at` on.
#[inline(always)]
pub fn cut<T: Real, S: Isa>(isa: S, vector: Wide<T, S>, at: usize, len: usize) -> Wide<T, S> {
    let lanes = Wide::<T, S>::LANES;
    if at + lanes <= len {
        return vector;
    }
    let mut filled = [T::default(); MOST_LANES];
    vector.store(&mut filled[..lanes]);
    load(isa, &filled[..len - at], 0)
}

/// The sum of the numbers of a vector.
#[inline(always)]
pub fn total<T: Real, S: Isa>(_: S, vector: Wide<T, S>) -> T {
    let mut numbers = [T::default(); MOST_LANES];
    let mut half = Wide::<T, S>::LANES;
    vector.store(&mut numbers[..half]);
    while half > 1 {
        half /= 2;
        for i in 0..half {
            numbers[i] += numbers[i + half];
        }
    }
    numbers[0]
}

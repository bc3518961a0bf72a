//! Rows of channels, one pixel behind the other, as one long row of numbers.
//!
//! The channels of a vector repeat after as many numbers as are a multiple of both the channels and the lanes: that
//! period is walked vector by vector, each over many periods, so that every vector is full whatever the channels are.

use super::vectors::{Wide, load, put, splat};
use crate::isa::Isa;
use crate::kernels::{MOST_LANES, Vector, apart};
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

/// The periods that are taken together: they stay in the nearest cache from one vector of the period to the next.
const BLOCK: usize = 64;
/// Sums that are added up side by side, so that none waits for the one before.
const SUMS: usize = 4;

/// The smallest multiple of both the channels and the lanes.
#[inline(always)]
fn period<T: Scalar, S: Isa>(channels: usize) -> usize {
    let lanes = Wide::<T, S>::LANES;
    // Lanes are a power of two.
    let common =
        1 << if channels.trailing_zeros() < lanes.trailing_zeros() { channels } else { lanes }.trailing_zeros();
    channels * (lanes / common)
}

/// The numbers from `at` on, of which there are as many as a vector holds.
#[inline(always)]
fn whole<T: Scalar, S: Isa>(isa: S, from: &[T], at: usize) -> Wide<T, S> {
    Vector::load(isa.simd(), &from[at..at + Wide::<T, S>::LANES])
}

/// [`whole`] of each of the `values`.
#[inline(always)]
fn all<T: Scalar, S: Isa, const K: usize>(isa: S, values: [&[T]; K], at: usize) -> [Wide<T, S>; K] {
    let mut vectors = [splat(isa, T::ZERO); K];
    for (vector, values) in vectors.iter_mut().zip(values) {
        *vector = whole(isa, values, at);
    }
    vectors
}

/// Of numbers for each channel those that belong to the vector that begins `at` numbers into the rows.
#[inline(always)]
fn of_channels<T: Scalar, S: Isa>(isa: S, numbers: &[T], at: usize) -> Wide<T, S> {
    let (channels, lanes) = (numbers.len(), Wide::<T, S>::LANES);
    if channels.is_multiple_of(lanes) {
        return load(isa, numbers, at % channels);
    }
    let mut filled = [T::ZERO; MOST_LANES];
    let mut channel = at % channels;
    for number in &mut filled[..lanes] {
        *number = numbers[channel];
        channel = if channel + 1 == channels { 0 } else { channel + 1 };
    }
    load(isa, &filled, 0)
}

/// Adds the first `live` numbers of a vector that begins `at` numbers into the rows to those of their channels.
#[inline(always)]
fn add_to_channels<T: Scalar, S: Isa>(isa: S, vector: Wide<T, S>, live: usize, totals: &mut [T], at: usize) {
    let (channels, lanes) = (totals.len(), Wide::<T, S>::LANES);
    if channels.is_multiple_of(lanes) && live == lanes {
        return put(isa, vector, totals, at % channels, Beta::Add);
    }
    let mut numbers = [T::ZERO; MOST_LANES];
    vector.store(&mut numbers[..lanes]);
    let mut channel = at % channels;
    for number in &numbers[..live] {
        totals[channel] += *number;
        channel = if channel + 1 == channels { 0 } else { channel + 1 };
    }
}

/// Two sums over all rows for each channel, to which `step` adds a vector of each of the `values`, given what
/// `constants` hold for its channels.
#[inline(always)]
pub(super) fn sums<T: Scalar, S: Isa, const K: usize, const M: usize>(
    isa: S,
    values: [&[T]; K],
    constants: [&[T]; M],
    totals: [&mut [T]; 2],
    step: impl Fn([Wide<T, S>; 2], [Wide<T, S>; K], [Wide<T, S>; M]) -> [Wide<T, S>; 2],
) {
    apart(
        isa,
        #[inline(always)]
        || {
            let [first, second] = totals;
            first.fill(T::ZERO);
            second.fill(T::ZERO);
            let (lanes, len) = (Wide::<T, S>::LANES, values[0].len());
            let period = period::<T, S>(first.len());
            let end_of_periods = len - len % period;
            let zeros = [splat(isa, T::ZERO); 2];
            for block in (0..end_of_periods).step_by(BLOCK * period) {
                let end = end_of_periods.min(block + BLOCK * period);
                for start in (block..block + period).step_by(lanes) {
                    let constants = constants.map(|numbers| of_channels(isa, numbers, start));
                    let mut sums = [zeros; SUMS];
                    let mut i = start;
                    while i + (SUMS - 1) * period < end {
                        for sum in &mut sums {
                            *sum = step(*sum, all(isa, values, i), constants);
                            i += period;
                        }
                    }
                    while i < end {
                        sums[0] = step(sums[0], all(isa, values, i), constants);
                        i += period;
                    }
                    let [a, b, c, d] = sums;
                    add_to_channels(isa, a[0].plus(b[0]).plus(c[0].plus(d[0])), lanes, first, start);
                    add_to_channels(isa, a[1].plus(b[1]).plus(c[1].plus(d[1])), lanes, second, start);
                }
            }
            for start in (end_of_periods..len).step_by(lanes) {
                let constants = constants.map(|numbers| of_channels(isa, numbers, start));
                let [a, b] = step(zeros, values.map(|values| load(isa, values, start)), constants);
                let live = lanes.min(len - start);
                add_to_channels(isa, a, live, first, start);
                add_to_channels(isa, b, live, second, start);
            }
        },
    );
}

/// Puts what `make` makes of each vector of the `values`, given what `constants` hold for its channels, of which there
/// are `channels`.
#[inline(always)]
pub(super) fn map<T: Scalar, S: Isa, const K: usize, const M: usize>(
    isa: S,
    channels: usize,
    values: [&[T]; K],
    constants: [&[T]; M],
    to: Sink<'_, T>,
    make: impl Fn([Wide<T, S>; K], [Wide<T, S>; M]) -> Wide<T, S>,
) {
    let Some((beta, to)) = to.place() else { return };
    update(
        isa,
        channels,
        &mut to[..values[0].len()],
        values,
        constants,
        #[inline(always)]
        |old, values, constants| {
            let made = make(values, constants);
            if beta == Beta::Add { old.plus(made) } else { made }
        },
    );
}

/// Puts what `make` makes of each vector of `to` and of the `values` in the place of the former; see [`map`].
#[inline(always)]
pub(super) fn update<T: Scalar, S: Isa, const K: usize, const M: usize>(
    isa: S,
    channels: usize,
    to: &mut [T],
    values: [&[T]; K],
    constants: [&[T]; M],
    make: impl Fn(Wide<T, S>, [Wide<T, S>; K], [Wide<T, S>; M]) -> Wide<T, S>,
) {
    apart(
        isa,
        #[inline(always)]
        || {
            let (lanes, len) = (Wide::<T, S>::LANES, to.len());
            let period = period::<T, S>(channels);
            let end_of_periods = len - len % period;
            for block in (0..end_of_periods).step_by(BLOCK * period) {
                let end = end_of_periods.min(block + BLOCK * period);
                for start in (block..block + period).step_by(lanes) {
                    let constants = constants.map(|numbers| of_channels(isa, &numbers[..channels], start));
                    for i in (start..end).step_by(period) {
                        let to = &mut to[i..i + lanes];
                        let old = Vector::load(isa.simd(), to);
                        make(old, all(isa, values, i), constants).store(to);
                    }
                }
            }
            for start in (end_of_periods..len).step_by(lanes) {
                let constants = constants.map(|numbers| of_channels(isa, &numbers[..channels], start));
                let old = load(isa, to, start);
                let made = make(old, values.map(|values| load(isa, values, start)), constants);
                put(isa, made, to, start, Beta::Store);
            }
        },
    );
}

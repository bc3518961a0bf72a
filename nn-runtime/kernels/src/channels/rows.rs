//! Rows of channels, one pixel behind the other, as one long row of numbers.
//!
//! The channels of a vector repeat after as many numbers as are a multiple of both the channels and the lanes: that
//! period is walked vector by vector, each over many periods, so that every vector is full whatever the channels are.

use nn_isa::Isa;

use crate::columns::{load, put, splat};
use crate::real::Real;
use crate::{Beta, MOST_LANES, Vector, Wide, apart};

/// The periods that are taken together: they stay in the nearest cache from one vector of the period to the next.
const BLOCK: usize = 64;
/// Sums that are added up side by side, so that none waits for the one before.
const SUMS: usize = 4;

/// The smallest multiple of both the channels and the lanes.
#[inline(always)]
fn period<T: Real, S: Isa>(channels: usize) -> usize {
    let lanes = Wide::<T, S>::LANES;
    // Lanes are a power of two.
    let common =
        1 << if channels.trailing_zeros() < lanes.trailing_zeros() { channels } else { lanes }.trailing_zeros();
    channels * (lanes / common)
}

/// The numbers of each of the `values` from `at` on, of which there are as many as a vector holds.
#[inline(always)]
fn whole<T: Real, S: Isa, const K: usize>(isa: S, values: [&[T]; K], at: usize) -> [Wide<T, S>; K] {
    let mut vectors = [splat(isa, T::default()); K];
    for (vector, values) in vectors.iter_mut().zip(values) {
        *vector = Vector::load(isa.simd(), &values[at..at + Wide::<T, S>::LANES]);
    }
    vectors
}

/// Those of each of the `values` from `at` on, as far as there are some.
#[inline(always)]
fn rest<T: Real, S: Isa, const K: usize>(isa: S, values: [&[T]; K], at: usize) -> [Wide<T, S>; K] {
    let mut vectors = [splat(isa, T::default()); K];
    for (vector, values) in vectors.iter_mut().zip(values) {
        *vector = load(isa, values, at);
    }
    vectors
}

/// Of numbers for each channel those that belong to the vector that begins `at` numbers into the rows.
#[inline(always)]
fn of_channels<T: Real, S: Isa, const M: usize>(isa: S, constants: [&[T]; M], at: usize) -> [Wide<T, S>; M] {
    let mut vectors = [splat(isa, T::default()); M];
    for (vector, numbers) in vectors.iter_mut().zip(constants) {
        let (channels, lanes) = (numbers.len(), Wide::<T, S>::LANES);
        if channels.is_multiple_of(lanes) {
            *vector = load(isa, numbers, at % channels);
            continue;
        }
        let mut filled = [T::default(); MOST_LANES];
        let mut channel = at % channels;
        for number in &mut filled[..lanes] {
            *number = numbers[channel];
            channel = if channel + 1 == channels { 0 } else { channel + 1 };
        }
        *vector = load(isa, &filled, 0);
    }
    vectors
}

/// Adds the first `live` numbers of a vector that begins `at` numbers into the rows to those of their channels.
#[inline(always)]
fn add_to_channels<T: Real, S: Isa>(isa: S, vector: Wide<T, S>, live: usize, totals: &mut [T], at: usize) {
    let (channels, lanes) = (totals.len(), Wide::<T, S>::LANES);
    if channels.is_multiple_of(lanes) && live == lanes {
        return put(isa, vector, totals, at % channels, Beta::Add);
    }
    let mut numbers = [T::default(); MOST_LANES];
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
pub(super) fn sums<T: Real, S: Isa, const K: usize, const M: usize>(
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
            first.fill(T::default());
            second.fill(T::default());
            let (lanes, len) = (Wide::<T, S>::LANES, values[0].len());
            let period = period::<T, S>(first.len());
            let end_of_periods = len - len % period;
            let zeros = [splat(isa, T::default()); 2];
            for block in (0..end_of_periods).step_by(BLOCK * period) {
                let end = end_of_periods.min(block + BLOCK * period);
                for start in (block..block + period).step_by(lanes) {
                    let constants = of_channels(isa, constants, start);
                    let mut sums = [zeros; SUMS];
                    let mut i = start;
                    while i + (SUMS - 1) * period < end {
                        for sum in &mut sums {
                            *sum = step(*sum, whole(isa, values, i), constants);
                            i += period;
                        }
                    }
                    while i < end {
                        sums[0] = step(sums[0], whole(isa, values, i), constants);
                        i += period;
                    }
                    let [a, b, c, d] = sums;
                    add_to_channels(isa, a[0].plus(b[0]).plus(c[0].plus(d[0])), lanes, first, start);
                    add_to_channels(isa, a[1].plus(b[1]).plus(c[1].plus(d[1])), lanes, second, start);
                }
            }
            for start in (end_of_periods..len).step_by(lanes) {
                let [a, b] = step(zeros, rest(isa, values, start), of_channels(isa, constants, start));
                let live = lanes.min(len - start);
                add_to_channels(isa, a, live, first, start);
                add_to_channels(isa, b, live, second, start);
            }
        },
    );
}

/// Puts what `make` makes of each vector of `to` and of the `values`, given what `constants` hold for its channels, in the place of
/// the former.
#[inline(always)]
pub(super) fn update<T: Real, S: Isa, const K: usize, const M: usize>(
    isa: S,
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
            let period = period::<T, S>(constants[0].len());
            let end_of_periods = len - len % period;
            for block in (0..end_of_periods).step_by(BLOCK * period) {
                let end = end_of_periods.min(block + BLOCK * period);
                for start in (block..block + period).step_by(lanes) {
                    let constants = of_channels(isa, constants, start);
                    for i in (start..end).step_by(period) {
                        let to = &mut to[i..i + lanes];
                        let old = Vector::load(isa.simd(), to);
                        make(old, whole(isa, values, i), constants).store(to);
                    }
                }
            }
            for start in (end_of_periods..len).step_by(lanes) {
                let made = make(load(isa, to, start), rest(isa, values, start), of_channels(isa, constants, start));
                put(isa, made, to, start, Beta::Store);
            }
        },
    );
}

//! The loops alone, with few numbers, so that an interpreter sees what they read.
extern crate alloc;

use alloc::vec::Vec;
use nn_isa::{Isa, Level, Task};

use super::{Walk, correlate, slide};
use crate::real::Real;
use crate::{Vector, lanes};

/// Small whole numbers, whose sums are exact.
fn numbers(len: usize) -> Vec<f32> {
    (0..len).map(|i| (i * 7 % 13) as f32 - 6.0).collect()
}

/// Every sum in its lanes.
fn flat<V: Vector<S, f32>, S: fearless_simd::Simd, const R: usize>(sums: &[[V; R]]) -> Vec<f32> {
    let mut flat = alloc::vec![0.0; sums.len() * R * V::LANES];
    for (vector, to) in sums.as_flattened().iter().zip(flat.chunks_exact_mut(V::LANES)) {
        vector.store(to);
    }
    flat
}

/// Two rows of pixels with three channels, which see `TAPS` neighbours.
struct Slide<const TAPS: usize, const STRIDE: usize>;

impl<const TAPS: usize, const STRIDE: usize> Task for Slide<TAPS, STRIDE> {
    type Output = ();

    fn run<S: Isa>(self, isa: S) {
        const N: usize = 6;
        const CHANNELS: usize = 3;
        let (simd, vector) = (isa.simd(), 2 * lanes::<S::Simd, f32>());
        let pixels = (N - 1) * STRIDE + TAPS;
        let walk = Walk {
            counts: [2, TAPS, CHANNELS],
            left: [TAPS * CHANNELS * vector, CHANNELS * vector, vector],
            right: [pixels * CHANNELS, CHANNELS, 1],
        };
        // Exactly what is read.
        let (left, right) = (numbers(2 * walk.left[0]), numbers(2 * walk.right[0]));
        let zeros = [[<f32 as Real>::Native::<S::Simd>::splat(simd, 0.0); 2]; N];
        let sums = flat(&slide::<_, f32, _, 2, N, TAPS, STRIDE>(simd, &left, &right, &walk, zeros));
        for (i, &sum) in sums.iter().enumerate() {
            let (pixel, lane) = (i / vector, i % vector);
            let mut expected = 0.0;
            for step in 0..2 * TAPS * CHANNELS {
                let [row, tap, channel] = [step / CHANNELS / TAPS, step / CHANNELS % TAPS, step % CHANNELS];
                let place = row * walk.right[0] + (pixel * STRIDE + tap) * CHANNELS + channel;
                expected += left[step * vector + lane] * right[place];
            }
            assert_eq!(sum, expected, "{TAPS} taps, stride {STRIDE}, pixel {pixel}, lane {lane}");
        }
    }
}

/// Two rows of five pixels, a vector each, with `M` channels of their neighbours, or with as many rows of them.
struct Correlate<const ROWS: bool, const N: usize, const TAPS: usize, const STRIDE: usize, const M: usize>;

impl<const ROWS: bool, const N: usize, const TAPS: usize, const STRIDE: usize, const M: usize> Task
    for Correlate<ROWS, N, TAPS, STRIDE, M>
{
    type Output = ();

    fn run<S: Isa>(self, isa: S) {
        const PIXELS: usize = 5;
        let (simd, vector) = (isa.simd(), lanes::<S::Simd, f32>());
        let channels = if ROWS { 1 } else { M };
        let row = ((PIXELS - 1) * STRIDE + TAPS) * channels;
        let walk =
            Walk { counts: [2, 1, PIXELS], left: [PIXELS * vector, 0, vector], right: [row, 0, STRIDE * channels] };
        let (left, right) = (numbers(2 * walk.left[0]), numbers(row * if ROWS { M + 1 } else { 2 }));
        let zeros = [[<f32 as Real>::Native::<S::Simd>::splat(simd, 0.0)]; N];
        let sums = correlate::<_, f32, _, ROWS, N, TAPS, STRIDE, M>(simd, &left, &right, &walk, row, zeros);
        for (i, &sum) in flat(&sums).iter().enumerate() {
            let (j, lane) = (i / vector, i % vector);
            let [tap, m] = if M == 3 { [j / 3, j % 3] } else { [j % TAPS, j / TAPS] };
            let mut expected = 0.0;
            for pixel in 0..2 * PIXELS {
                let [down, along] = [pixel / PIXELS, pixel % PIXELS];
                let place = (down + if ROWS { m } else { 0 }) * row + (along * STRIDE + tap) * channels;
                expected += left[pixel * vector + lane] * right[place + if ROWS { 0 } else { m }];
            }
            assert_eq!(sum, expected, "{TAPS} taps, stride {STRIDE}, {M} abreast, sum {j}, lane {lane}");
        }
    }
}

#[test]
fn sliding_sums_are_those_of_all_neighbours() {
    for level in Level::all() {
        level.run(Slide::<3, 1>);
        level.run(Slide::<5, 1>);
        level.run(Slide::<4, 2>);
        level.run(Slide::<6, 2>);
    }
}

#[test]
fn correlations_are_sums_over_all_pixels() {
    for level in Level::all() {
        level.run(Correlate::<false, 12, 3, 1, 4>);
        level.run(Correlate::<false, 15, 5, 1, 3>);
        level.run(Correlate::<true, 12, 4, 2, 3>);
        level.run(Correlate::<true, 12, 6, 2, 2>);
    }
}

#[test]
#[should_panic(expected = "assertion failed")]
fn a_side_that_is_too_short_is_not_read() {
    struct Short;

    impl Task for Short {
        type Output = ();

        fn run<S: Isa>(self, isa: S) {
            let (simd, lanes) = (isa.simd(), lanes::<S::Simd, f32>());
            let walk = Walk { counts: [1, 3, 1], left: [0, lanes, lanes], right: [0, 1, 1] };
            let zeros = [[<f32 as Real>::Native::<S::Simd>::splat(simd, 0.0)]; 4];
            slide::<_, f32, _, 1, 4, 3, 1>(simd, &numbers(3 * lanes), &numbers(5), &walk, zeros);
        }
    }

    Level::all().for_each(|level| level.run(Short));
}

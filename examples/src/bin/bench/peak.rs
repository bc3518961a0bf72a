//! The most that the processor can do: multiply-adds on registers, enough of them at once to hide their latency.

use std::hint::black_box;
use std::time::Duration;

use fearless_simd::{SimdBase, SimdFloat};
use nn_runtime::isa::{Isa, Task, dispatch};

use crate::measure;

/// Sums that do not wait for one another, few enough for 16 registers.
const SUMS: usize = 12;
const ROUNDS: usize = 4096;

/// Billions of `f32` operations a second on this level, one thread.
pub fn gflops(time: Duration) -> f64 {
    let lanes = dispatch(Lanes);
    let nanoseconds = 1000.0 * measure::repeat(time, || black_box(dispatch(Loop(black_box(0.5))))).min;
    (2 * SUMS * ROUNDS * lanes) as f64 / nanoseconds
}

struct Lanes;

impl Task for Lanes {
    type Output = usize;

    #[inline(always)]
    fn run<S: Isa>(self, _: S) -> usize {
        <S::Simd as fearless_simd::Simd>::f32s::LEN
    }
}

struct Loop(f32);

impl Task for Loop {
    type Output = f32;

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) -> f32 {
        type Vector<S> = <<S as Isa>::Simd as fearless_simd::Simd>::f32s;
        let factor = Vector::<S>::splat(isa.simd(), self.0);
        let mut sums = [factor; SUMS];
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = sum.mul_add(factor, factor);
            }
        }
        let mut total = sums[0];
        for sum in &sums[1..] {
            total += *sum;
        }
        total[0]
    }
}

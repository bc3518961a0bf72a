//! The most that the processor can do: multiply-adds on registers, enough of them at once to hide their latency.

use std::hint::black_box;
use std::time::Duration;

use fearless_simd::{Simd, SimdBase, SimdFloat};
use nn_runtime::isa::{Isa, Task, dispatch};

use crate::measure;

const ROUNDS: usize = 4096;

/// Billions of `f32` operations a second on this level, one thread.
pub fn gflops(time: Duration) -> f64 {
    let nanoseconds = 1000.0 * measure::repeat(time, || dispatch(Loop(black_box(0.5)))).min;
    dispatch(Operations) / nanoseconds
}

/// Sums that do not wait for one another. A multiply-add takes 4 or 5 cycles, one in two parts 6 to 8, and most processors begin two
/// in each: 14 sums are enough, and with a factor fit 16 registers. Some with 32 registers begin four in each.
const fn sums<S: Isa>() -> usize {
    if S::REGISTERS < 32 { 14 } else { 24 }
}

/// The operations of [`Loop`].
struct Operations;

impl Task for Operations {
    type Output = f64;

    #[inline(always)]
    fn run<S: Isa>(self, _: S) -> f64 {
        (2 * ROUNDS * sums::<S>() * <S::Simd as Simd>::f32s::LEN) as f64
    }
}

/// The number stays where it is under x ← x·f + f for f = ½: far from infinity, and from numbers too small to be normal.
struct Loop(f32);

impl Task for Loop {
    type Output = f32;

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) -> f32 {
        if sums::<S>() == 14 { turn::<S, 14>(isa, self.0) } else { turn::<S, 24>(isa, self.0) }
    }
}

#[inline(always)]
fn turn<S: Isa, const SUMS: usize>(isa: S, factor: f32) -> f32 {
    let factor = <S::Simd as Simd>::f32s::splat(isa.simd(), factor);
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

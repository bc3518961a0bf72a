//! Time, taken often: the smallest is what the code costs, the median what a busy machine makes of it.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Microseconds a call.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    pub min: f64,
    pub median: f64,
}

impl Times {
    fn of(mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        Self { min: samples[0], median: samples[samples.len() / 2] }
    }
}

/// The least time a sample takes: reading the clock costs some 30 ns.
const SAMPLE: Duration = Duration::from_micros(30);
/// The samples that are taken however long they take.
const LEAST: usize = 5;

/// Calls `work` again and again for `time`; a sample is as many calls as the clock can resolve.
pub fn repeat<R>(time: Duration, mut work: impl FnMut() -> R) -> Times {
    repeat_from(time, &mut (), |_| {}, |_| work())
}

/// As [`repeat`], each sample on a `state` that `reset` has brought back to where it began. The time of the reset is not
/// taken, nor that of the first call after it, which finds in the caches what the reset left there.
pub fn repeat_from<S, R>(
    time: Duration,
    state: &mut S,
    mut reset: impl FnMut(&mut S),
    mut work: impl FnMut(&mut S) -> R,
) -> Times {
    let mut sample = |calls: u32| {
        reset(state);
        black_box(work(state));
        let start = Instant::now();
        for _ in 0..calls {
            black_box(work(state));
        }
        start.elapsed()
    };
    let mut calls = 1;
    while sample(calls) < SAMPLE {
        calls *= 2;
    }
    samples(time, || sample(calls).as_secs_f64() * 1e6 / f64::from(calls))
}

/// Calls `work` with caches that hold other things.
pub fn cold(time: Duration, mut work: impl FnMut()) -> Times {
    let mut other = vec![1u8; 64 << 20];
    samples(time, || {
        other.iter_mut().step_by(64).for_each(|byte| *byte = byte.wrapping_add(1));
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64() * 1e6
    })
}

/// Samples of microseconds, taken for `time`.
fn samples(time: Duration, mut sample: impl FnMut() -> f64) -> Times {
    let (start, mut samples) = (Instant::now(), vec![]);
    while samples.len() < LEAST || start.elapsed() < time {
        samples.push(sample());
    }
    Times::of(samples)
}

//! Depthwise convolutions of 3×3 taps and stride 1, which most are: number by number, without a copy.
//!
//! One vector of channels after another goes through the image. A pixel of x is read once for the three neighbours in a row of y
//! that see it, whose sums move on by one from pixel to pixel.

use core::ops::Range;
use nn_isa::Isa;

use super::shape::{Shape, Size};
use crate::real::Real;
use crate::window::Window;
use crate::{Start, Vector, apart, lanes};

/// The rows and the columns of the kernel.
pub(super) const TAPS: usize = 3;

impl Shape {
    /// Whether it is such a convolution, in whole vectors.
    #[inline(always)]
    pub(super) fn is_lanewise<S: Isa, T: Real>(self) -> bool {
        const fn fits(window: Window) -> bool {
            let Window { kernel, stride, before, after, dilation, .. } = window;
            kernel == TAPS && stride == 1 && dilation == 1 && before < TAPS && after < TAPS
        }
        self.groups(false).lanewise
            && self.inputs.is_multiple_of(lanes::<S::Simd, T>())
            && self.windows.into_iter().all(fits)
    }
}

/// The pass to y; or, if `backward`, to x, which is one to y with a kernel that is turned round.
#[derive(Debug)]
pub(super) struct Slide<'a, T> {
    pub(super) shape: Shape,
    pub(super) samples: usize,
    pub(super) backward: bool,
    pub(super) w: &'a [T],
    pub(super) source: &'a [T],
    pub(super) target: &'a mut [T],
    pub(super) start: Start<'a, T>,
    pub(super) relu: bool,
}

/// The pass to w.
#[derive(Debug)]
pub(super) struct TapSums<'a, T> {
    pub(super) shape: Shape,
    pub(super) samples: usize,
    pub(super) x: &'a [T],
    pub(super) y: &'a [T],
    pub(super) w: &'a mut [T],
    pub(super) start: Start<'a, T>,
}

/// The rows of y that see the same rows of taps, the first of which is `first`.
struct Rows {
    first: usize,
    taps: usize,
    rows: Range<usize>,
}

/// All rows of y, where x has so many rows and before them so many of padding.
#[inline(always)]
fn all_rows(x: usize, y: usize, before: usize) -> impl Iterator<Item = Rows> {
    let seen = move |y: usize| [before.saturating_sub(y), TAPS.min(x + before - y)];
    let mut from = 0;
    core::iter::from_fn(move || {
        let [first, last] = (from < y).then(|| seen(from))?;
        let mut end = from + 1;
        while end < y && seen(end) == [first, last] {
            end += 1;
        }
        let rows = from..end;
        from = end;
        Some(Rows { first, taps: last - first, rows })
    })
}

/// One vector of channels of an image.
#[derive(Clone, Copy)]
struct Lane {
    size: Size,
    channel: usize,
}

impl Lane {
    /// From the first pixel of a row to the end of the last one.
    #[inline(always)]
    fn row<T>(self, image: &[T], row: usize, lanes: usize) -> &[T] {
        let Size { columns, channels, .. } = self.size;
        &image[row * self.size.row() + self.channel..][..(columns - 1) * channels + lanes]
    }
}

/// The vector at `at`.
#[inline(always)]
fn load<S: Isa, T: Real>(isa: S, from: &[T], at: usize) -> T::Native<S::Simd> {
    Vector::load(isa.simd(), &from[at..][..lanes::<S::Simd, T>()])
}

/// The vector at `at`, or zeros where nothing is.
#[inline(always)]
fn load_or_zero<S: Isa, T: Real>(isa: S, from: &[T], at: usize) -> T::Native<S::Simd> {
    if at < from.len() { load(isa, from, at) } else { Vector::splat(isa.simd(), T::default()) }
}

/// Ends a sum, and puts it to the beginning of `place`.
#[inline(always)]
fn put<S: Isa, T: Real>(isa: S, sum: T::Native<S::Simd>, place: &mut [T], adds: bool, relu: bool) {
    let place = &mut place[..lanes::<S::Simd, T>()];
    let sum = if adds { sum.plus(Vector::load(isa.simd(), place)) } else { sum };
    let sum = if relu { sum.relu(isa.simd()) } else { sum };
    sum.store(place);
}

impl<T: Real> Slide<'_, T> {
    /// Computes it.
    #[inline(always)]
    pub(super) fn run<S: Isa>(mut self, isa: S) {
        let [from, to] = self.shape.images(self.backward);
        let before = self.before()[0];
        for sample in 0..self.samples {
            for Rows { first, taps, rows } in all_rows(from.rows, to.rows, before) {
                match taps {
                    1 => self.rows::<S, 1>(isa, sample, first, rows),
                    2 => self.rows::<S, 2>(isa, sample, first, rows),
                    _ => self.rows::<S, TAPS>(isa, sample, first, rows),
                }
            }
        }
    }

    /// The rows and columns of padding before the source.
    #[inline(always)]
    fn before(&self) -> [usize; 2] {
        self.shape.windows.map(|window| if self.backward { TAPS - 1 - window.before } else { window.before })
    }

    /// Rows that see `K` rows of taps from the `first` on.
    #[inline(always)]
    fn rows<S: Isa, const K: usize>(&mut self, isa: S, sample: usize, first: usize, rows: Range<usize>) {
        let [from, to] = self.shape.images(self.backward);
        let (source, [above, before]) = (&self.source[sample * from.len()..][..from.len()], self.before());
        let (w, start, relu, backward) = (self.w, self.start, self.relu, self.backward);
        let adds = matches!(start, Start::Add);
        let target = &mut self.target[sample * to.len()..][..to.len()];
        apart(
            isa,
            #[inline(always)]
            || {
                let (lanes, channels) = (lanes::<S::Simd, T>(), from.channels);
                let zero = <T::Native<S::Simd>>::splat(isa.simd(), T::default());
                for channel in (0..channels).step_by(lanes) {
                    let mut taps = [[zero; TAPS]; K];
                    for down in 0..K {
                        for across in 0..TAPS {
                            let tap = (first + down) * TAPS + across;
                            let tap = if backward { TAPS * TAPS - 1 - tap } else { tap };
                            taps[down][across] = load(isa, w, tap * channels + channel);
                        }
                    }
                    let begin = match start {
                        Start::Bias(bias) => load(isa, bias, channel),
                        Start::Zero | Start::Add => zero,
                    };
                    let lane = Lane { size: from, channel };
                    for y in rows.clone() {
                        let mut seen: [&[T]; K] = [&[]; K];
                        for down in 0..K {
                            seen[down] = lane.row(source, y + first + down - above, lanes);
                        }
                        let target = &mut target[y * to.row() + channel..];
                        // The sums of the neighbours that see the next pixel, but for the one that sees it first.
                        let mut sums = [begin; TAPS - 1];
                        let none = TAPS - 1 - before;
                        for x in 0..from.columns {
                            let [mut last, mut middle, mut new] = [sums[0], sums[1], begin];
                            for down in 0..K {
                                let pixel = load(isa, seen[down], x * channels);
                                last = taps[down][2].times_plus(pixel, last);
                                middle = taps[down][1].times_plus(pixel, middle);
                                new = taps[down][0].times_plus(pixel, new);
                            }
                            sums = [middle, new];
                            if x >= none {
                                put(isa, last, &mut target[(x - none) * channels..], adds, relu);
                            }
                        }
                        for (x, sum) in (from.columns..).zip(sums) {
                            if x >= none && x - none < to.columns {
                                put(isa, sum, &mut target[(x - none) * channels..], adds, relu);
                            }
                        }
                    }
                }
            },
        );
    }
}

impl<T: Real> TapSums<'_, T> {
    /// Computes it.
    #[inline(always)]
    pub(super) fn run<S: Isa>(mut self, isa: S) {
        let [rows, _] = self.shape.windows;
        if matches!(self.start, Start::Zero) {
            self.w.fill(T::default());
        }
        for sample in 0..self.samples {
            for Rows { first, taps, rows } in all_rows(rows.len, rows.output(), rows.before) {
                match taps {
                    1 => self.rows::<S, 1>(isa, sample, first, rows),
                    2 => self.rows::<S, 2>(isa, sample, first, rows),
                    _ => self.rows::<S, TAPS>(isa, sample, first, rows),
                }
            }
        }
    }

    /// Adds what rows of y that see `K` rows of taps from the `first` on give.
    #[inline(always)]
    fn rows<S: Isa, const K: usize>(&mut self, isa: S, sample: usize, first: usize, rows: Range<usize>) {
        let (from, to, [above, before]) = (self.shape.x(), self.shape.y(), self.shape.windows.map(|w| w.before));
        let (x, y) = (&self.x[sample * from.len()..][..from.len()], &self.y[sample * to.len()..][..to.len()]);
        let w = &mut *self.w;
        apart(
            isa,
            #[inline(always)]
            || {
                let (lanes, channels) = (lanes::<S::Simd, T>(), from.channels);
                let zero = <T::Native<S::Simd>>::splat(isa.simd(), T::default());
                for channel in (0..channels).step_by(lanes) {
                    let (x_lane, y_lane) = (Lane { size: from, channel }, Lane { size: to, channel });
                    let mut sums = [[zero; TAPS]; K];
                    for row in rows.clone() {
                        let mut seen: [&[T]; K] = [&[]; K];
                        for down in 0..K {
                            seen[down] = x_lane.row(x, row + first + down - above, lanes);
                        }
                        let y = y_lane.row(y, row, lanes);
                        // The neighbours that see the next pixel, but for the one that sees it first.
                        let mut factors = [zero; TAPS - 1];
                        for x in 0..before {
                            factors = [factors[1], load_or_zero(isa, y, x * channels)];
                        }
                        for x in 0..from.columns {
                            let [last, middle, new] =
                                [factors[0], factors[1], load_or_zero(isa, y, (x + before) * channels)];
                            for down in 0..K {
                                let pixel = load(isa, seen[down], x * channels);
                                sums[down][2] = last.times_plus(pixel, sums[down][2]);
                                sums[down][1] = middle.times_plus(pixel, sums[down][1]);
                                sums[down][0] = new.times_plus(pixel, sums[down][0]);
                            }
                            factors = [middle, new];
                        }
                    }
                    for down in 0..K {
                        for across in 0..TAPS {
                            let place = ((first + down) * TAPS + across) * channels + channel;
                            let sum = load(isa, w, place).plus(sums[down][across]);
                            sum.store(&mut w[place..][..lanes]);
                        }
                    }
                }
            },
        );
    }
}

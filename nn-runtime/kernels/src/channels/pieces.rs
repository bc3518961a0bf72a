//! Many rows of channels over several threads.
//!
//! They are cut between pixels. Sums of the second half are added to those of the first one.

use nn_isa::Level;

use super::{Channelwise, Line};
use crate::real::Real;
use crate::threads::{self, NUMBERS, both};

/// Pieces, at most.
const MOST: usize = 16;
/// The most channels whose sums are held for a half.
const CHANNELS: usize = 512;

impl<T: Real> Channelwise<'_, T> {
    /// Computes it on `level`.
    #[inline(always)]
    pub(crate) fn compute(mut self, level: Level) {
        let [len, channels] = self.lens();
        match threads::pieces(len, NUMBERS, MOST) {
            count if count > 1 && channels <= CHANNELS => self.halve(level, count),
            _ => level.run(self),
        }
    }

    #[inline(never)]
    fn halve(&mut self, level: Level, count: usize) {
        let [len, channels] = self.lens();
        let half = len / channels / 2 * channels;
        let mut sums = [[T::default(); CHANNELS]; 2];
        let [mut a, mut b] = self.split(half, sums.each_mut().map(|sums| &mut sums[..channels]));
        if count == 2 {
            both(|| level.run(a), || level.run(b));
        } else {
            both(|| a.halve(level, count / 2), || b.halve(level, count / 2));
        }
        if let Self::Moments { totals, .. } | Self::SlopeSums { totals, .. } = self {
            for (totals, sums) in totals.iter_mut().zip(sums) {
                totals.iter_mut().zip(sums).for_each(|(total, sum)| *total += sum);
            }
        }
    }

    /// The numbers of all rows, and of the channels.
    fn lens(&self) -> [usize; 2] {
        match self {
            Self::Moments { x, guess: channels, .. }
            | Self::SlopeSums { x, line: Line { mean: channels, .. }, .. }
            | Self::Times { x, factors: channels, .. }
            | Self::Plus { x, terms: channels, .. } => [x.len(), channels.len()],
            Self::Line { line: Line { mean: channels, .. }, y, .. }
            | Self::Slopes { line: Line { mean: channels, .. }, dx: y, .. }
            | Self::Scale { factors: channels, y } => [y.len(), channels.len()],
        }
    }

    /// The first `at` numbers of all rows and the others, whose sums, if any are taken, are put into `sums`.
    fn split<'s>(&'s mut self, at: usize, sums: [&'s mut [T]; 2]) -> [Channelwise<'s, T>; 2] {
        let option = |rows: Option<&'s [T]>| rows.map(|rows| rows.split_at(at)).unzip();
        match self {
            Self::Moments { x, guess, totals: [first, second] } => {
                let (a, b) = x.split_at(at);
                [
                    Channelwise::Moments { x: a, guess, totals: [first, second] },
                    Channelwise::Moments { x: b, guess, totals: sums },
                ]
            }
            &mut Self::Line { line, relu, x, addend, ref mut y } => {
                let ((x_a, x_b), (add_a, add_b), (a, b)) = (option(x), option(addend), y.split_at_mut(at));
                [
                    Channelwise::Line { line, relu, x: x_a, addend: add_a, y: a },
                    Channelwise::Line { line, relu, x: x_b, addend: add_b, y: b },
                ]
            }
            &mut Self::SlopeSums { line, relu, x, dy, totals: [ref mut first, ref mut second] } => {
                let ((x_a, x_b), (dy_a, dy_b)) = (x.split_at(at), dy.split_at(at));
                [
                    Channelwise::SlopeSums { line, relu, x: x_a, dy: dy_a, totals: [first, second] },
                    Channelwise::SlopeSums { line, relu, x: x_b, dy: dy_b, totals: sums },
                ]
            }
            &mut Self::Slopes { line, relu, x, dy, tilt_shift, ref mut dx, beta } => {
                let ((x_a, x_b), (dy_a, dy_b), (a, b)) = (x.split_at(at), option(dy), dx.split_at_mut(at));
                [
                    Channelwise::Slopes { line, relu, x: x_a, dy: dy_a, tilt_shift, dx: a, beta },
                    Channelwise::Slopes { line, relu, x: x_b, dy: dy_b, tilt_shift, dx: b, beta },
                ]
            }
            &mut Self::Times { x, factors, ref mut y, beta } => {
                let ((x_a, x_b), (a, b)) = (x.split_at(at), y.split_at_mut(at));
                [Channelwise::Times { x: x_a, factors, y: a, beta }, Channelwise::Times { x: x_b, factors, y: b, beta }]
            }
            &mut Self::Scale { factors, ref mut y } => {
                let (a, b) = y.split_at_mut(at);
                [Channelwise::Scale { factors, y: a }, Channelwise::Scale { factors, y: b }]
            }
            &mut Self::Plus { x, terms, ref mut y } => {
                let ((x_a, x_b), (a, b)) = (x.split_at(at), y.split_at_mut(at));
                [Channelwise::Plus { x: x_a, terms, y: a }, Channelwise::Plus { x: x_b, terms, y: b }]
            }
        }
    }
}

//! Large pools over several threads: some samples each.

use nn_isa::Level;

use super::{Pass, Pooling};
use crate::real::Real;
use crate::threads::{self, NUMBERS, both};

/// Pieces, at most.
const MOST: usize = 16;

impl<T: Real> Pooling<'_, T> {
    /// Computes it on `level`.
    #[inline(always)]
    pub(crate) fn compute(self, level: Level) {
        match threads::pieces(self.samples * self.lens()[0], NUMBERS, MOST.min(self.samples)) {
            1 => level.run(self),
            count => self.halve(level, count),
        }
    }

    #[inline(never)]
    fn halve(self, level: Level, count: usize) {
        let [a, b] = self.split();
        if count == 2 {
            both(|| level.run(a), || level.run(b));
        } else {
            both(|| a.halve(level, count / 2), || b.halve(level, count / 2));
        }
    }

    /// The numbers of a sample of x and of y.
    fn lens(&self) -> [usize; 2] {
        let [rows, columns] = self.windows;
        [rows.len * columns.len, rows.output() * columns.output()].map(|pixels| pixels * self.channels)
    }

    /// The first half of the samples, and the others.
    fn split(self) -> [Self; 2] {
        let half = self.samples / 2;
        let [x_at, y_at] = self.lens().map(|len| half * len);
        let Self { windows, channels, samples, pass } = self;
        let passes = match pass {
            Pass::Largest { x, y, places, relu } => {
                let ((x_a, x_b), (y_a, y_b)) = (x.split_at(x_at), y.split_at_mut(y_at));
                let (at_a, at_b) = places.map(|places| places.split_at_mut(y_at)).unzip();
                [
                    Pass::Largest { x: x_a, y: y_a, places: at_a, relu },
                    Pass::Largest { x: x_b, y: y_b, places: at_b, relu },
                ]
            }
            Pass::Spread { dy, places, dx } => {
                let ((dy_a, dy_b), (at_a, at_b), (a, b)) =
                    (dy.split_at(y_at), places.split_at(y_at), dx.split_at_mut(x_at));
                [Pass::Spread { dy: dy_a, places: at_a, dx: a }, Pass::Spread { dy: dy_b, places: at_b, dx: b }]
            }
            Pass::ToLargest { x, dy, dx } => {
                let ((x_a, x_b), (dy_a, dy_b), (a, b)) = (x.split_at(x_at), dy.split_at(y_at), dx.split_at_mut(x_at));
                [Pass::ToLargest { x: x_a, dy: dy_a, dx: a }, Pass::ToLargest { x: x_b, dy: dy_b, dx: b }]
            }
        };
        let [a, b] = passes;
        [
            Self { windows, channels, samples: half, pass: a },
            Self { windows, channels, samples: samples - half, pass: b },
        ]
    }
}

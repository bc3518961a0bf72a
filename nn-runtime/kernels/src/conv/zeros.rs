//! Zeros that stand for what is not there.
//!
//! Borders of zeros, and the weights of a pixel that does not see what its neighbour sees, are multiplied like all others and change no
//! sum, unless they meet a NaN or an infinity. What may meet them is looked at; if it is not finite, the pass is computed as it is written
//! down. That is slow, but then a network is past training.

use core::iter::once;

use nn_isa::Isa;

use super::lanewise::TAPS;
use super::{Convolution, Pass};
use crate::real::Real;
use crate::window::Window;
use crate::{MOST_LANES, Start, Vector, apart, lanes};

impl<T: Real> Convolution<'_, T> {
    /// Whether a number that is not finite will meet a zero that is not there, as far as it has to be known before.
    #[inline(always)]
    pub(super) fn spreads<S: Isa>(&self, isa: S) -> bool {
        let (shape, samples, lanes) = (self.shape, self.samples, lanes::<S::Simd, T>());
        let [_, columns] = shape.windows;
        let lanewise = shape.is_lanewise::<S, T>();
        match self.pass {
            Pass::Outputs { .. } | Pass::Inputs { .. } if lanewise => false,
            Pass::Outputs { w, x, start, .. } => {
                let pads = shape.padding(false) != [0, 0] && matches!(start, Start::Add);
                let pairs = shape.paired(lanes).is_some();
                pads && !finite(isa, whole(w)) || pairs && !finite(isa, whole(&x[..samples * shape.x_len()]))
            }
            Pass::Inputs { w, start, .. } => {
                let pads = shape.padding(true) != [0, 0] && matches!(start, Start::Add);
                pads && !shape.folds(lanes) && !finite(isa, whole(w))
            }
            Pass::Weights { x, .. } if lanewise => {
                let edges = [TAPS - 1 - columns.before.min(TAPS - 1), columns.output().saturating_sub(columns.before)];
                let edges = edges.map(|column| column.min(columns.len) * shape.inputs);
                !finite(isa, sides(x, shape.x().row(), edges).take(samples * shape.x().rows))
            }
            Pass::Weights { y, .. } => {
                let edges = seeing_padding(columns).map(|column| column * shape.outputs);
                let pads = shape.padding(false) != [0, 0];
                pads && !finite(isa, sides(y, shape.y().row(), edges).take(samples * shape.y().rows))
            }
        }
    }

    /// Whether a weight that is not finite may have met padding: then the outermost pixels of each row are NaN. That is less to look
    /// at than weights, but too late where anything was added to.
    #[inline(always)]
    pub(super) fn has_spread<S: Isa>(&self, isa: S) -> bool {
        let (shape, lanes) = (self.shape, lanes::<S::Simd, T>());
        let (made, backward, start) = match &self.pass {
            Pass::Outputs { y, start, .. } => (&**y, false, start),
            Pass::Inputs { x, start, .. } if !shape.folds(lanes) => (&**x, true, start),
            Pass::Inputs { .. } | Pass::Weights { .. } => return false,
        };
        if self.samples == 0 || matches!(start, Start::Add) || shape.padding(backward) == [0, 0] {
            return false;
        }
        let ([_, to], pixels) = (shape.images(backward), if backward { shape.windows[1].stride } else { 1 });
        let outermost = pixels.min(to.columns);
        let edges = [outermost, to.columns - outermost].map(|column| column * to.channels);
        !finite(isa, sides(made, to.row(), edges).take(to.rows))
    }
}

/// Computes a pass as it is written down.
#[cold]
#[inline(never)]
pub(super) fn plainly<T: Real>(job: Convolution<'_, T>) {
    T::plain_convolution(job);
}

/// Up to which output, and from which on, some input is padding.
#[inline(always)]
fn seeing_padding(window: Window) -> [usize; 2] {
    let Window { len, stride, before, .. } = window;
    let first = before.div_ceil(stride);
    let last = (len + before).saturating_sub(window.span() - 1).div_ceil(stride);
    [first, last].map(|output| output.min(window.output()))
}

/// Of each row of so many numbers those before `first` and those from `last` on.
#[inline(always)]
fn sides<T>(values: &[T], row: usize, [first, last]: [usize; 2]) -> impl Iterator<Item = Sides<'_, T>> {
    let last = last.max(first);
    values.chunks_exact(row).map(move |row| [&row[..first], &row[last..]])
}

/// All of them.
#[inline(always)]
fn whole<T>(values: &[T]) -> impl Iterator<Item = Sides<'_, T>> {
    once([values, &[]])
}

/// Two pieces of a row.
type Sides<'a, T> = [&'a [T]; 2];

/// Sums that do not wait for one another.
const SUMS: usize = 4;

/// Whether all are finite: 0 times what is not is NaN.
#[inline(always)]
fn finite<'a, S: Isa, T: Real>(isa: S, parts: impl Iterator<Item = Sides<'a, T>>) -> bool {
    let mut sound = true;
    apart(
        isa,
        #[inline(always)]
        || {
            let (simd, lanes) = (isa.simd(), lanes::<S::Simd, T>());
            let zero = <T::Native<S::Simd>>::splat(simd, T::default());
            let mut sums = [zero; SUMS];
            for part in parts.flatten() {
                let mut blocks = part.chunks_exact(SUMS * lanes);
                for block in blocks.by_ref() {
                    for k in 0..SUMS {
                        sums[k] =
                            <T::Native<S::Simd>>::load(simd, &block[k * lanes..][..lanes]).times_plus(zero, sums[k]);
                    }
                }
                for rest in blocks.remainder().chunks(lanes) {
                    let mut filled = [T::default(); MOST_LANES];
                    let whole = if rest.len() == lanes {
                        rest
                    } else {
                        filled[..rest.len()].copy_from_slice(rest);
                        &filled[..lanes]
                    };
                    sums[0] = <T::Native<S::Simd>>::load(simd, whole).times_plus(zero, sums[0]);
                }
            }
            let mut all = [T::default(); MOST_LANES];
            sums[0].plus(sums[1]).plus(sums[2].plus(sums[3])).store(&mut all[..lanes]);
            sound = all.iter().all(|&sum| sum == T::default());
        },
    );
    sound
}

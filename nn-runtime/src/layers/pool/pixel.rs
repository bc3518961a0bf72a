//! What is done pixel by pixel: to the channels of an output pixel and to those of the pixels it sees, by the widest vectors
//! that fit.

use crate::isa::Isa;
use crate::kernels::Wide;
use crate::kernels::conv::Axis;
use crate::kernels::window::Window;
use crate::kernels::{One, Vector, apart};
use crate::scalar::Scalar;
use crate::sink::Beta;

/// An output pixel, and what it sees of an image whose channels come last, as places in slices of samples.
#[derive(Clone, Copy)]
pub(in crate::layers) struct View {
    /// Where the output pixel begins.
    pub(in crate::layers) output: usize,
    /// Where the first pixel begins that it sees.
    first: usize,
    /// The rows that lie within the image, and the way from one to the next.
    pub(in crate::layers) rows: (usize, usize),
    /// Likewise the columns.
    pub(in crate::layers) columns: (usize, usize),
}

impl View {
    /// Where the pixel of a row and a column begins.
    #[inline(always)]
    pub(in crate::layers) fn place(self, row: usize, column: usize) -> usize {
        self.first + row * self.rows.1 + column * self.columns.1
    }

    /// A vector of channels of that pixel, from `channel` on.
    #[inline(always)]
    pub(in crate::layers) fn load<S: Isa, T: Scalar, V: Vector<S::Simd, T>>(
        self,
        isa: S,
        x: &[T],
        row: usize,
        column: usize,
        channel: usize,
    ) -> V {
        V::load(isa.simd(), &x[self.place(row, column) + channel..][..V::LANES])
    }

    /// The number of that pixel among those that are seen, in every lane.
    #[inline(always)]
    pub(in crate::layers) fn number<S: Isa, T: Scalar, V: Vector<S::Simd, T>>(
        self,
        isa: S,
        row: usize,
        column: usize,
    ) -> V {
        V::splat(isa.simd(), T::from_f64((row * self.columns.0 + column) as f64))
    }
}

/// What is done at an output pixel, written for vectors of any width.
pub(in crate::layers) trait Work<T: Scalar, S: Isa> {
    /// Whether its result is stored, so that it may be done twice to the same channels, or added.
    fn beta(&self) -> Beta;

    /// Does it to as many channels as `V` holds, from `channel` on.
    fn at<V: Vector<S::Simd, T>>(&mut self, isa: S, view: View, channel: usize);
}

/// Does `work` at each output pixel of `n` samples, to all channels.
#[inline(always)]
pub(in crate::layers) fn each<T: Scalar, S: Isa>(
    isa: S,
    windows: [Window; 2],
    channels: usize,
    n: usize,
    mut work: impl Work<T, S>,
) {
    apart(
        isa,
        #[inline(always)]
        || {
            let [rows, columns] = windows;
            let ([down, across], width) = ([Axis::forward(rows), Axis::forward(columns)], columns.len * channels);
            let mut output = 0;
            for sample in 0..n {
                for row in 0..down.targets {
                    let seen_rows = down.seen(row);
                    for column in 0..across.targets {
                        let seen = across.seen(column);
                        let view = View {
                            output,
                            first: (sample * rows.len + seen_rows.source) * width + seen.source * channels,
                            rows: (seen_rows.taps, rows.dilation * width),
                            columns: (seen.taps, columns.dilation * channels),
                        };
                        all_channels(isa, view, channels, &mut work);
                        output += channels;
                    }
                }
            }
        },
    );
}

/// Does `work` to all channels of a pixel.
#[inline(always)]
fn all_channels<T: Scalar, S: Isa>(isa: S, view: View, channels: usize, work: &mut impl Work<T, S>) {
    let half = <T::Half<S::Simd>>::LANES;
    let short = <T::Short<S::Simd>>::LANES;
    let mut from = 0;
    run::<T, S, Wide<T, S>>(isa, view, &mut from, channels, half, work);
    run::<T, S, T::Half<S::Simd>>(isa, view, &mut from, channels, short, work);
    run::<T, S, T::Short<S::Simd>>(isa, view, &mut from, channels, 1, work);
    run::<T, S, One<T>>(isa, view, &mut from, channels, 1, work);
}

/// Does `work` by vectors `V`, as far as they fit; where more is left than one of the `next` ones holds, and work may be done
/// twice, a last `V` reaches back.
#[inline(always)]
fn run<T: Scalar, S: Isa, V: Vector<S::Simd, T>>(
    isa: S,
    view: View,
    from: &mut usize,
    channels: usize,
    next: usize,
    work: &mut impl Work<T, S>,
) {
    while *from + V::LANES <= channels {
        work.at::<V>(isa, view, *from);
        *from += V::LANES;
    }
    if work.beta() == Beta::Store && channels >= V::LANES && channels - *from > next {
        work.at::<V>(isa, view, channels - V::LANES);
        *from = channels;
    }
}

//! What pooling layers share: the way from output pixel to output pixel, and sums over what each of them sees.

pub(super) mod sum;

use super::window::Window;
use crate::isa::Isa;
use crate::kernels::Vector;
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

/// What an output pixel sees of an image whose channels come last, as places in a slice of samples.
#[derive(Clone, Copy)]
pub(super) struct View {
    /// Where the first pixel begins.
    pub(super) first: usize,
    /// The rows that lie within the image, and the way from one to the next.
    pub(super) rows: (usize, usize),
    /// Likewise the columns.
    pub(super) columns: (usize, usize),
}

impl View {
    /// Where the pixel of a row and a column begins.
    #[inline(always)]
    pub(super) fn place(self, row: usize, column: usize) -> usize {
        self.first + row * self.rows.1 + column * self.columns.1
    }

    /// A vector of channels of that pixel, from `channel` on.
    #[inline(always)]
    pub(super) fn load<S: Isa, T: Scalar, V: Vector<S::Simd, T>>(
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
    pub(super) fn number<S: Isa, T: Scalar, V: Vector<S::Simd, T>>(self, isa: S, row: usize, column: usize) -> V {
        V::splat(isa.simd(), T::from_f64((row * self.columns.0 + column) as f64))
    }
}

/// Calls `work` with where each pixel of the output of `n` samples begins, and with what it sees.
#[inline(always)]
pub(super) fn each_output(windows: [Window; 2], channels: usize, n: usize, mut work: impl FnMut(usize, View)) {
    let [rows, columns] = windows;
    let (width, mut y) = (columns.len * channels, 0);
    for sample in 0..n {
        for row in 0..rows.output() {
            let seen_rows = rows.seen(row);
            for column in 0..columns.output() {
                let seen = columns.seen(column);
                let first = (sample * rows.len + seen_rows.start) * width + seen.start * channels;
                work(
                    y,
                    View {
                        first,
                        rows: (seen_rows.len, rows.dilation * width),
                        columns: (seen.len, columns.dilation * channels),
                    },
                );
                y += channels;
            }
        }
    }
}

/// Readies the gradient of an input for what the outputs add to the pixels they see. Where each pixel is seen once at
/// most they store instead, and only pixels that none sees become 0.
#[inline(always)]
pub(super) fn ready<'a, T: Scalar>(
    dx: Sink<'a, T>,
    windows: [Window; 2],
    channels: usize,
    n: usize,
) -> Option<(Beta, &'a mut [T])> {
    let [rows, columns] = windows;
    let width = columns.len * channels;
    let dx = match dx {
        Sink::Skip => return None,
        Sink::Add(dx) => return Some((Beta::Add, dx)),
        Sink::Store(dx) => &mut dx[..n * rows.len * width],
    };
    let (Some(seen_rows), Some(seen_columns)) = (rows.tiled(), columns.tiled()) else {
        dx.fill(T::ZERO);
        return Some((Beta::Add, dx));
    };
    if (seen_rows, seen_columns) != (rows.len, columns.len) {
        for (i, row) in dx.chunks_exact_mut(width).enumerate() {
            let seen = if i % rows.len < seen_rows { seen_columns } else { 0 };
            row[seen * channels..].fill(T::ZERO);
        }
    }
    Some((Beta::Store, dx))
}

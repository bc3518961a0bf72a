//! What pooling layers share: the way from output pixel to output pixel, and sums over what each of them sees.

pub(super) mod pixel;
pub(super) mod sum;

use crate::kernels::window::Window;
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

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
    let (beta, dx) = dx.place()?;
    if beta == Beta::Add {
        return Some((beta, dx));
    }
    let dx = &mut dx[..n * rows.len * width];
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

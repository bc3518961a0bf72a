//! The way from window to window, by the widest vectors of channels, or of those of two windows.
//!
//! Where a pixel has more channels than a vector holds numbers, the last vector reaches back. Where it has fewer, the vector
//! spills into the pixel behind, which is done next; the last pixels of a row are done by smaller ones.

use fearless_simd::Simd;
use nn_isa::Isa;

use super::lens::{Lens, Pair, Single};
use crate::real::Real;
use crate::window::Window;
use crate::{One, Vector};

/// Windows of images, and the output pixels that see them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tiles {
    samples: usize,
    /// Of the output.
    rows: usize,
    columns: usize,
    pub(super) channels: usize,
    /// The rows and columns of a window.
    pub(super) kernel: [usize; 2],
    /// The numbers of a row of the image, and of all its rows.
    pub(super) row: usize,
    image: usize,
}

impl Tiles {
    #[inline(always)]
    pub(super) fn new([rows, columns]: [Window; 2], channels: usize, samples: usize) -> Self {
        assert!(rows.tiles() && columns.tiles(), "windows overlap");
        let row = columns.len * channels;
        Self {
            samples,
            rows: rows.output(),
            columns: columns.output(),
            channels,
            kernel: [rows.kernel, columns.kernel],
            row,
            image: rows.len * row,
        }
    }
}

/// What is done to windows and their output pixels, written for vectors of any width. It may be done twice.
pub(super) trait Work<T: Real, S: Isa> {
    /// Does it to what `L` sees from `x` on, and from `y` on of the output.
    fn at<L: Lens<T, S>>(&mut self, isa: S, tiles: &Tiles, x: usize, y: usize);
}

/// Does `work` at each window, to all channels.
#[inline(always)]
pub(super) fn each<T: Real, S: Isa>(isa: S, tiles: Tiles, work: impl Work<T, S>) {
    if tiles.channels >= <T::Native<S::Simd>>::LANES {
        all::<T, S, T::Native<S::Simd>>(isa, tiles, work);
    } else if tiles.channels > <T::Short<S::Simd>>::LANES {
        all::<T, S, T::Half<S::Simd>>(isa, tiles, work);
    } else {
        all::<T, S, T::Short<S::Simd>>(isa, tiles, work);
    }
}

/// By vectors `V`, in a function of its own, so that addresses stay in registers.
#[inline(never)]
fn all<T: Real, S: Isa, V: Vector<S::Simd, T>>(isa: S, tiles: Tiles, work: impl Work<T, S>) {
    isa.simd().vectorize(
        #[inline(always)]
        || match (tiles.kernel, size_of::<T>()) {
            // By far the most common ones have code of their own.
            ([2, 2], 4) if tiles.channels == V::LANES => {
                rows::<T, S, V, true>(isa, Tiles { kernel: [2, 2], channels: V::LANES, ..tiles }, work)
            }
            ([2, 2], 4) => rows::<T, S, V, false>(isa, Tiles { kernel: [2, 2], ..tiles }, work),
            _ => rows::<T, S, V, false>(isa, tiles, work),
        },
    );
}

/// `PAIRS` where the channels of a pixel are one `V`.
#[inline(always)]
fn rows<T: Real, S: Isa, V: Vector<S::Simd, T>, const PAIRS: bool>(isa: S, tiles: Tiles, mut work: impl Work<T, S>) {
    let Tiles { samples, rows, columns, channels, kernel, row, image } = tiles;
    // As many pixels as a vector reaches beyond its own.
    let last = V::LANES.saturating_sub(channels).div_ceil(channels).min(columns);
    let mut y = 0;
    for sample in 0..samples {
        for i in 0..rows {
            let mut x = sample * image + i * kernel[0] * row;
            let mut left = columns - last;
            while PAIRS && const { is_half::<T, S, V>() } && left >= 2 {
                work.at::<Pair>(isa, &tiles, x, y);
                x += 2 * kernel[1] * channels;
                y += 2 * channels;
                left -= 2;
            }
            for _ in 0..left {
                pixel::<T, S, V>(isa, &tiles, x, y, &mut work);
                x += kernel[1] * channels;
                y += channels;
            }
            for _ in 0..last {
                if channels < <T::Short<S::Simd>>::LANES {
                    pixel::<T, S, One<T>>(isa, &tiles, x, y, &mut work);
                } else {
                    pixel::<T, S, T::Short<S::Simd>>(isa, &tiles, x, y, &mut work);
                }
                x += kernel[1] * channels;
                y += channels;
            }
        }
    }
}

/// Whether `V` is half of the widest vector.
const fn is_half<T: Real, S: Isa, V: Vector<S::Simd, T>>() -> bool {
    V::LANES == <T::Half<S::Simd>>::LANES && 2 * V::LANES == <T::Native<S::Simd>>::LANES
}

/// All channels of a pixel, and what a vector reaches beyond them.
#[inline(always)]
fn pixel<T: Real, S: Isa, V: Vector<S::Simd, T>>(
    isa: S,
    tiles: &Tiles,
    x: usize,
    y: usize,
    work: &mut impl Work<T, S>,
) {
    let mut channel = 0;
    loop {
        work.at::<Single<V>>(isa, tiles, x + channel, y + channel);
        channel += V::LANES;
        if channel >= tiles.channels {
            return;
        }
        channel = channel.min(tiles.channels - V::LANES);
    }
}

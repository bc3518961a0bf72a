//! How a vector lies over windows: over the channels of one, or over those of two neighbours.

use core::marker::PhantomData;
use nn_isa::Isa;

use super::tiles::Tiles;
use crate::Vector;
use crate::real::Real;

/// A vector over numbers of a row of windows, and over as many of the output, where they follow one another.
pub(super) trait Lens<T: Real, S: Isa> {
    type V: Vector<S::Simd, T>;

    /// The numbers of a row from the first that it sees to the last.
    fn reach(tiles: &Tiles) -> usize;

    /// Those from `at` on, of the first window.
    fn load(isa: S, tiles: &Tiles, row: &[T], at: usize) -> Self::V;

    /// To those from `at` on.
    fn store(isa: S, tiles: &Tiles, vector: Self::V, row: &mut [T], at: usize);
}

/// Channels of one window.
pub(super) struct Single<V>(PhantomData<V>);

impl<T: Real, S: Isa, V: Vector<S::Simd, T>> Lens<T, S> for Single<V> {
    type V = V;

    #[inline(always)]
    fn reach(tiles: &Tiles) -> usize {
        (tiles.kernel[1] - 1) * tiles.channels + V::LANES
    }

    #[inline(always)]
    fn load(isa: S, _: &Tiles, row: &[T], at: usize) -> V {
        V::load(isa.simd(), &row[at..][..V::LANES])
    }

    #[inline(always)]
    fn store(_: S, _: &Tiles, vector: V, row: &mut [T], at: usize) {
        vector.store(&mut row[at..][..V::LANES]);
    }
}

/// All channels of a window and of the next one, which are half a vector each.
pub(super) struct Pair;

impl<T: Real, S: Isa> Lens<T, S> for Pair {
    type V = T::Whole<S::Simd>;

    #[inline(always)]
    fn reach(tiles: &Tiles) -> usize {
        2 * tiles.kernel[1] * tiles.channels
    }

    #[inline(always)]
    fn load(isa: S, tiles: &Tiles, row: &[T], at: usize) -> Self::V {
        let half = |at| Vector::load(isa.simd(), &row[at..][..tiles.channels]);
        T::join::<S::Simd>([half(at), half(at + tiles.kernel[1] * tiles.channels)])
    }

    #[inline(always)]
    fn store(_: S, tiles: &Tiles, vector: Self::V, row: &mut [T], at: usize) {
        let [first, second] = T::halves::<S::Simd>(vector);
        first.store(&mut row[at..][..tiles.channels]);
        second.store(&mut row[at + tiles.kernel[1] * tiles.channels..][..tiles.channels]);
    }
}

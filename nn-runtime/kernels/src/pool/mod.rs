//! The largest numbers of windows that tile an image whose channels come last, and the way back.
//!
//! Of equal numbers the first counts, in the order of rows; of NaN the last: as in PyTorch.

mod lens;
mod pieces;
mod tiles;

use nn_isa::{Isa, Task};

use self::lens::Lens;
use self::tiles::{Tiles, Work, each};
use super::Vector;
use crate::real::Real;
use crate::window::Window;

/// A pass over `samples` samples.
#[derive(Debug)]
pub struct Pooling<'a, T> {
    /// Rows and columns, which tile.
    pub windows: [Window; 2],
    pub channels: usize,
    pub samples: usize,
    pub pass: Pass<'a, T>,
}

/// What is computed from what. What no window sees is left alone.
#[derive(Debug)]
pub enum Pass<'a, T> {
    /// y ← the largest number of each window, then ReLU where asked for; places ← which of the window it is, where asked for.
    Largest { x: &'a [T], y: &'a mut [T], places: Option<&'a mut [T]>, relu: bool },
    /// dx ← dy at the places, 0 elsewhere.
    Spread { dy: &'a [T], places: &'a [T], dx: &'a mut [T] },
    /// dx ← dy at the largest number of each window of x, 0 elsewhere.
    ToLargest { x: &'a [T], dy: &'a [T], dx: &'a mut [T] },
}

impl<T: Real> Task for Pooling<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        let tiles = Tiles::new(self.windows, self.channels, self.samples);
        match self.pass {
            Pass::Largest { x, y, places, relu } => each(isa, tiles, Largest { x, y, places, relu }),
            Pass::Spread { dy, places, dx } => each(isa, tiles, Spread { dy, places, dx }),
            Pass::ToLargest { x, dy, dx } => each(isa, tiles, ToLargest { x, dy, dx }),
        }
    }
}

#[inline(always)]
fn load<S: Isa, T: Real, V: Vector<S::Simd, T>>(isa: S, from: &[T], at: usize) -> V {
    V::load(isa.simd(), &from[at..at + V::LANES])
}

#[inline(always)]
fn store<S: Isa, T: Real, V: Vector<S::Simd, T>>(_: S, vector: V, to: &mut [T], at: usize) {
    vector.store(&mut to[at..at + V::LANES]);
}

/// The largest numbers of the window that begins at `at`, and which they are.
#[inline(always)]
fn largest<S: Isa, T: Real, L: Lens<T, S>>(isa: S, tiles: &Tiles, x: &[T], at: usize) -> [L::V; 2] {
    let [zero, one] = [T::default(), T::from(1)].map(|number| L::V::splat(isa.simd(), number));
    let (mut largest, mut place, mut number) = (zero, zero, zero);
    for i in 0..tiles.kernel[0] {
        let row = &x[at + i * tiles.row..][..L::reach(tiles)];
        for j in 0..tiles.kernel[1] {
            let x = L::load(isa, tiles, row, j * tiles.channels);
            if i + j == 0 {
                largest = x;
                continue;
            }
            let tops = x.tops(largest);
            number = number.plus(one);
            largest = Vector::select(tops, x, largest);
            place = Vector::select(tops, number, place);
        }
    }
    [largest, place]
}

/// `dy` where the places say, 0 elsewhere.
#[inline(always)]
fn spread<S: Isa, T: Real, L: Lens<T, S>>(isa: S, tiles: &Tiles, dy: L::V, place: L::V, dx: &mut [T], at: usize) {
    let [zero, one] = [T::default(), T::from(1)].map(|number| L::V::splat(isa.simd(), number));
    let mut number = zero;
    for i in 0..tiles.kernel[0] {
        let row = &mut dx[at + i * tiles.row..][..L::reach(tiles)];
        for j in 0..tiles.kernel[1] {
            let share = Vector::select(place.equals(number), dy, zero);
            L::store(isa, tiles, share, row, j * tiles.channels);
            number = number.plus(one);
        }
    }
}

struct Largest<'a, T> {
    x: &'a [T],
    y: &'a mut [T],
    places: Option<&'a mut [T]>,
    relu: bool,
}

impl<T: Real, S: Isa> Work<T, S> for Largest<'_, T> {
    #[inline(always)]
    fn at<L: Lens<T, S>>(&mut self, isa: S, tiles: &Tiles, x: usize, y: usize) {
        let [largest, place] = largest::<S, T, L>(isa, tiles, self.x, x);
        store(isa, if self.relu { largest.relu(isa.simd()) } else { largest }, self.y, y);
        if let Some(places) = &mut self.places {
            store(isa, place, places, y);
        }
    }
}

struct Spread<'a, T> {
    dy: &'a [T],
    places: &'a [T],
    dx: &'a mut [T],
}

impl<T: Real, S: Isa> Work<T, S> for Spread<'_, T> {
    #[inline(always)]
    fn at<L: Lens<T, S>>(&mut self, isa: S, tiles: &Tiles, x: usize, y: usize) {
        spread::<S, T, L>(isa, tiles, load(isa, self.dy, y), load(isa, self.places, y), self.dx, x);
    }
}

struct ToLargest<'a, T> {
    x: &'a [T],
    dy: &'a [T],
    dx: &'a mut [T],
}

impl<T: Real, S: Isa> Work<T, S> for ToLargest<'_, T> {
    #[inline(always)]
    fn at<L: Lens<T, S>>(&mut self, isa: S, tiles: &Tiles, x: usize, y: usize) {
        let [_, place] = largest::<S, T, L>(isa, tiles, self.x, x);
        spread::<S, T, L>(isa, tiles, load(isa, self.dy, y), place, self.dx, x);
    }
}

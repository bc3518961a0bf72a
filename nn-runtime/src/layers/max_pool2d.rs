//! `max_pool2d<K, stride = K, padding = 0>`: the largest number of each window of an image, channel by channel,
//! `[C, H, W]` → `[C, H′, W′]`.
//!
//! y[c, i, j] = max x[c, i·s + k, j·s + l] over k, l < K, as PyTorch's `MaxPool2d`: what an odd size leaves over belongs to
//! no window, padding is −∞, and a NaN in a window is its maximum.
//! Riesenhuber and Poggio, *Hierarchical models of object recognition in cortex*, Nature Neuroscience 2 (1999), equation 3.
//!
//! The gradient of a maximum goes to the first number that is as large in the order of rows (to the last NaN, if there
//! are some). Which one that is is not stored but found again in the input. An index would take a byte an output, which
//! is less than the input; but the input is mostly there anyway, for the activation that made it needs it, and one pass
//! over numbers that are in the cache costs less than indices that come and go.
//!
//! Behind a convolution, windows that tile become part of it: there, only the maxima are kept, and their places with them.

use super::pool::pixel::{View, Work, each};
use super::pool::ready;
use crate::isa::Isa;
use crate::kernels::Vector;
use crate::kernels::columns::put_whole;
use crate::kernels::pool::{Pass, Pooling};
use crate::kernels::window::Window;
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

/// y of `n` images of `channels` channels, which come last.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(isa: S, x: &[T], y: &mut [T], windows: [Window; 2], channels: usize, n: usize) {
    if tiles(windows) {
        let pass = Pass::Largest { x, y, places: None, relu: false };
        return T::pool(isa.level(), Pooling { windows, channels, samples: n, pass });
    }
    each(isa, windows, channels, n, Largest { x, y });
}

/// dx: of each window dy at the place of its maximum, and 0 elsewhere; windows that overlap add up.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<T: Scalar, S: Isa>(
    isa: S,
    x: &[T],
    dy: &[T],
    dx: Sink<'_, T>,
    windows: [Window; 2],
    channels: usize,
    n: usize,
) {
    let Some((beta, dx)) = ready(dx, windows, channels, n) else { return };
    if tiles(windows) && beta == Beta::Store {
        let pass = Pass::ToLargest { x, dy, dx };
        return T::pool(isa.level(), Pooling { windows, channels, samples: n, pass });
    }
    each(isa, windows, channels, n, ToLargest { x, dy, beta, dx });
}

/// Whether both windows tile.
#[inline(always)]
fn tiles([rows, columns]: [Window; 2]) -> bool {
    rows.tiles() && columns.tiles()
}

struct Largest<'a, T> {
    x: &'a [T],
    y: &'a mut [T],
}

impl<T: Scalar, S: Isa> Work<T, S> for Largest<'_, T> {
    #[inline(always)]
    fn beta(&self) -> Beta {
        Beta::Store
    }

    #[inline(always)]
    fn at<V: Vector<S::Simd, T>>(&mut self, isa: S, view: View, channel: usize) {
        let mut largest = view.load::<S, T, V>(isa, self.x, 0, 0, channel);
        for row in 0..view.rows.0 {
            for column in 0..view.columns.0 {
                let x = view.load::<S, T, V>(isa, self.x, row, column, channel);
                largest = V::select(x.tops(largest), x, largest);
            }
        }
        largest.store(&mut self.y[view.output + channel..][..V::LANES]);
    }
}

struct ToLargest<'a, T> {
    x: &'a [T],
    dy: &'a [T],
    beta: Beta,
    dx: &'a mut [T],
}

impl<T: Scalar, S: Isa> Work<T, S> for ToLargest<'_, T> {
    #[inline(always)]
    fn beta(&self) -> Beta {
        self.beta
    }

    #[inline(always)]
    fn at<V: Vector<S::Simd, T>>(&mut self, isa: S, view: View, channel: usize) {
        let simd = isa.simd();
        let zero = V::splat(simd, T::ZERO);
        let (mut largest, mut place) = (view.load::<S, T, V>(isa, self.x, 0, 0, channel), zero);
        for row in 0..view.rows.0 {
            for column in 0..view.columns.0 {
                let x = view.load::<S, T, V>(isa, self.x, row, column, channel);
                let tops = x.tops(largest);
                largest = V::select(tops, x, largest);
                place = V::select(tops, view.number::<S, T, V>(isa, row, column), place);
            }
        }
        let dy = V::load(simd, &self.dy[view.output + channel..][..V::LANES]);
        for row in 0..view.rows.0 {
            for column in 0..view.columns.0 {
                let share = V::select(place.equals(view.number::<S, T, V>(isa, row, column)), dy, zero);
                let dx = &mut self.dx[view.place(row, column) + channel..][..V::LANES];
                put_whole(isa, share, dx, self.beta);
            }
        }
    }
}

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

use super::channels::pixel::{Again, Work, each};
use super::pool::sum::again;
use super::pool::{View, each_output, ready};
use super::window::Window;
use crate::isa::Isa;
use crate::kernels::{Vector, apart};
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

/// y of `n` images of `channels` channels, which come last.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(isa: S, x: &[T], y: &mut [T], windows: [Window; 2], channels: usize, n: usize) {
    apart(
        isa,
        #[inline(always)]
        || {
            each_output(
                windows,
                channels,
                n,
                #[inline(always)]
                |at, view| {
                    let mut largest = Largest { x, view, y: &mut y[at..at + channels] };
                    each(isa, channels, Again::Harmless, &mut largest);
                },
            );
        },
    );
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
    apart(
        isa,
        #[inline(always)]
        || {
            each_output(
                windows,
                channels,
                n,
                #[inline(always)]
                |at, view| {
                    let mut to_largest = ToLargest { x, view, dy: &dy[at..at + channels], beta, dx };
                    each(isa, channels, again(beta), &mut to_largest);
                },
            );
        },
    );
}

struct Largest<'a, T> {
    x: &'a [T],
    view: View,
    y: &'a mut [T],
}

impl<T: Scalar, S: Isa> Work<T, S> for Largest<'_, T> {
    #[inline(always)]
    fn at<V: Vector<S::Simd, T>>(&mut self, isa: S, channel: usize) {
        let view = self.view;
        let mut largest = view.load::<S, T, V>(isa, self.x, 0, 0, channel);
        for row in 0..view.rows.0 {
            for column in 0..view.columns.0 {
                let x = view.load::<S, T, V>(isa, self.x, row, column, channel);
                largest = V::select(x.tops(largest), x, largest);
            }
        }
        largest.store(&mut self.y[channel..][..V::LANES]);
    }
}

struct ToLargest<'a, T> {
    x: &'a [T],
    view: View,
    dy: &'a [T],
    beta: Beta,
    dx: &'a mut [T],
}

impl<T: Scalar, S: Isa> Work<T, S> for ToLargest<'_, T> {
    #[inline(always)]
    fn at<V: Vector<S::Simd, T>>(&mut self, isa: S, channel: usize) {
        let (simd, view) = (isa.simd(), self.view);
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
        let dy = V::load(simd, &self.dy[channel..][..V::LANES]);
        for row in 0..view.rows.0 {
            for column in 0..view.columns.0 {
                let share = V::select(place.equals(view.number::<S, T, V>(isa, row, column)), dy, zero);
                let dx = &mut self.dx[view.place(row, column) + channel..][..V::LANES];
                let sum = if self.beta == Beta::Add { V::load(simd, dx).plus(share) } else { share };
                sum.store(dx);
            }
        }
    }
}

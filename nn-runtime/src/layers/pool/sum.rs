//! Sums over what output pixels see, and the way back.

use super::{View, each_output, ready};
use crate::isa::Isa;
use crate::kernels::{Vector, apart};
use crate::layers::channels::pixel::{Again, Work, each};
use crate::layers::window::Window;
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

/// Each output pixel is `scale` times the sum of the pixels it sees.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(in crate::layers) fn gather<T: Scalar, S: Isa>(
    isa: S,
    scale: T,
    x: &[T],
    y: Sink<'_, T>,
    windows: [Window; 2],
    channels: usize,
    n: usize,
) {
    let (beta, y) = match y {
        Sink::Skip => return,
        Sink::Store(y) => (Beta::Store, y),
        Sink::Add(y) => (Beta::Add, y),
    };
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
                    let mut sum = Sum { scale, x, view, beta, y: &mut y[at..at + channels] };
                    each(isa, channels, again(beta), &mut sum);
                },
            );
        },
    );
}

/// Each pixel is `scale` times the sum of the output pixels that see it.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(in crate::layers) fn spread<T: Scalar, S: Isa>(
    isa: S,
    scale: T,
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
                    let mut share = Share { scale, dy: &dy[at..at + channels], view, beta, dx };
                    each(isa, channels, again(beta), &mut share);
                },
            );
        },
    );
}

#[inline(always)]
pub(in crate::layers) fn again(beta: Beta) -> Again {
    if beta == Beta::Store { Again::Harmless } else { Again::Wrong }
}

struct Sum<'a, T> {
    scale: T,
    x: &'a [T],
    view: View,
    beta: Beta,
    y: &'a mut [T],
}

impl<T: Scalar, S: Isa> Work<T, S> for Sum<'_, T> {
    #[inline(always)]
    fn at<V: Vector<S::Simd, T>>(&mut self, isa: S, channel: usize) {
        /// Sums that are added up side by side, so that none waits for the one before.
        const SUMS: usize = 4;
        let (simd, view) = (isa.simd(), self.view);
        let mut sums = [V::splat(simd, T::ZERO); SUMS];
        for row in 0..view.rows.0 {
            let mut column = 0;
            while column + SUMS <= view.columns.0 {
                for sum in &mut sums {
                    *sum = sum.plus(view.load::<S, T, V>(isa, self.x, row, column, channel));
                    column += 1;
                }
            }
            while column < view.columns.0 {
                sums[0] = sums[0].plus(view.load::<S, T, V>(isa, self.x, row, column, channel));
                column += 1;
            }
        }
        let sum = sums[0].plus(sums[1]).plus(sums[2].plus(sums[3])).times(V::splat(simd, self.scale));
        let y = &mut self.y[channel..][..V::LANES];
        let before = if self.beta == Beta::Add { V::load(simd, y) } else { V::splat(simd, T::ZERO) };
        sum.plus(before).store(y);
    }
}

struct Share<'a, T> {
    scale: T,
    dy: &'a [T],
    view: View,
    beta: Beta,
    dx: &'a mut [T],
}

impl<T: Scalar, S: Isa> Work<T, S> for Share<'_, T> {
    #[inline(always)]
    fn at<V: Vector<S::Simd, T>>(&mut self, isa: S, channel: usize) {
        let (simd, view) = (isa.simd(), self.view);
        let dy = V::load(simd, &self.dy[channel..][..V::LANES]).times(V::splat(simd, self.scale));
        for row in 0..view.rows.0 {
            for column in 0..view.columns.0 {
                let dx = &mut self.dx[view.place(row, column) + channel..][..V::LANES];
                let sum = if self.beta == Beta::Add { V::load(simd, dx).plus(dy) } else { dy };
                sum.store(dx);
            }
        }
    }
}

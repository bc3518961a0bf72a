//! Sums over what output pixels see, and the way back.

use super::pixel::{View, Work, each};
use super::ready;
use crate::isa::Isa;
use crate::kernels::Vector;
use crate::kernels::columns::put_whole;
use crate::kernels::window::Window;
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
    let Some((beta, y)) = y.place() else { return };
    each(isa, windows, channels, n, Sum { scale, x, beta, y });
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
    each(isa, windows, channels, n, Share { scale, dy, beta, dx });
}

struct Sum<'a, T> {
    scale: T,
    x: &'a [T],
    beta: Beta,
    y: &'a mut [T],
}

impl<T: Scalar, S: Isa> Work<T, S> for Sum<'_, T> {
    #[inline(always)]
    fn beta(&self) -> Beta {
        self.beta
    }

    #[inline(always)]
    fn at<V: Vector<S::Simd, T>>(&mut self, isa: S, view: View, channel: usize) {
        /// Sums that are added up side by side, so that none waits for the one before.
        const SUMS: usize = 4;
        let simd = isa.simd();
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
        put_whole(isa, sum, &mut self.y[view.output + channel..][..V::LANES], self.beta);
    }
}

struct Share<'a, T> {
    scale: T,
    dy: &'a [T],
    beta: Beta,
    dx: &'a mut [T],
}

impl<T: Scalar, S: Isa> Work<T, S> for Share<'_, T> {
    #[inline(always)]
    fn beta(&self) -> Beta {
        self.beta
    }

    #[inline(always)]
    fn at<V: Vector<S::Simd, T>>(&mut self, isa: S, view: View, channel: usize) {
        let simd = isa.simd();
        let dy = V::load(simd, &self.dy[view.output + channel..][..V::LANES]).times(V::splat(simd, self.scale));
        for row in 0..view.rows.0 {
            for column in 0..view.columns.0 {
                let dx = &mut self.dx[view.place(row, column) + channel..][..V::LANES];
                put_whole(isa, dy, dx, self.beta);
            }
        }
    }
}

//! The channels of one pixel, by the widest vectors that fit.

use crate::isa::Isa;
use crate::kernels::{One, Vector};
use crate::layers::vectors::Wide;
use crate::scalar::Scalar;

/// What is done to some channels, written for vectors of any width.
pub(in crate::layers) trait Work<T: Scalar, S: Isa> {
    /// Does it to as many channels as `V` holds, from `channel` on.
    fn at<V: Vector<S::Simd, T>>(&mut self, isa: S, channel: usize);
}

/// Whether work may be done twice to the same channel.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::layers) enum Again {
    /// It gives the same: the last vector may begin before the end of the last but one.
    Harmless,
    /// It adds up.
    Wrong,
}

/// Does `work` to all channels of a pixel.
#[inline(always)]
pub(in crate::layers) fn each<T: Scalar, S: Isa>(isa: S, channels: usize, again: Again, work: &mut impl Work<T, S>) {
    let half = <T::Half<S::Simd>>::LANES;
    let short = <T::Short<S::Simd>>::LANES;
    let mut from = 0;
    run::<T, S, Wide<T, S>>(isa, &mut from, channels, again, half, work);
    run::<T, S, T::Half<S::Simd>>(isa, &mut from, channels, again, short, work);
    run::<T, S, T::Short<S::Simd>>(isa, &mut from, channels, again, 1, work);
    run::<T, S, One<T>>(isa, &mut from, channels, again, 1, work);
}

/// Does `work` by vectors `V`, as far as they fit; where more is left than one of the `next` ones holds, a last `V`
/// reaches back.
#[inline(always)]
fn run<T: Scalar, S: Isa, V: Vector<S::Simd, T>>(
    isa: S,
    from: &mut usize,
    channels: usize,
    again: Again,
    next: usize,
    work: &mut impl Work<T, S>,
) {
    while *from + V::LANES <= channels {
        work.at::<V>(isa, *from);
        *from += V::LANES;
    }
    if again == Again::Harmless && channels >= V::LANES && channels - *from > next {
        work.at::<V>(isa, channels - V::LANES);
        *from = channels;
    }
}

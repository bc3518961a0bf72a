//! Convolutions over several threads: some samples each.
//!
//! Each piece has memory of its own. So have its gradients of parameters, which are added to those of the first piece in the order of the samples. How many
//! pieces there are depends on the sizes of the convolution and the number of samples alone.

use core::mem::take;
use core::ops::Range;

use crate::kernels::conv::Shape;
use crate::kernels::threads::{MOST_COSTLY, WORTH, costly_pieces, each};
use crate::plan::Size;
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

/// The samples that are worth a piece.
#[inline(always)]
pub(super) const fn least(shape: Shape) -> usize {
    // More than a small processor counts are worth one, too.
    WORTH.div_ceil(shape.weights().saturating_mul(shape.pixels()))
}

/// The memory of pieces that take so many numbers each, and give so many gradients of parameters.
pub(super) const fn memory(shape: Shape, len: usize, gradients: usize) -> Size {
    Size::Pieces { first: len, others: len + gradients, least: least(shape) }
}

/// The pieces of `n` samples.
#[inline(always)]
pub(super) const fn count(shape: Shape, n: usize) -> usize {
    costly_pieces(n, least(shape))
}

/// How the samples of a pass are cut into several pieces.
#[derive(Clone, Copy)]
pub(super) struct Cut {
    pub(super) count: usize,
    /// The numbers of a sample of x and of y.
    pub(super) lens: [usize; 2],
    /// The numbers that a piece needs.
    pub(super) memory: usize,
    /// The numbers of values that a piece holds at a time.
    pub(super) values: usize,
}

impl Cut {
    /// Runs `work` on pieces of `n` samples, which `piece` makes of the samples of each, from the first one on.
    #[inline(always)]
    fn run<P: Send>(self, n: usize, mut piece: impl FnMut(Range<usize>) -> P, work: &(dyn Fn(P) + Sync)) {
        let count = self.count;
        let mut pieces: [Option<P>; MOST_COSTLY] =
            core::array::from_fn(|i| (i < count).then(|| piece(i * n / count..(i + 1) * n / count)));
        each(&mut pieces[..count], work);
    }
}

/// The first `len` numbers, which are taken off.
#[inline(always)]
fn off<'a, T>(rest: &mut &'a mut [T], len: usize) -> &'a mut [T] {
    let (first, behind) = take(rest).split_at_mut(len);
    *rest = behind;
    first
}

/// A forward pass of `n` samples.
pub(super) struct Forward<'a, T> {
    pub(super) x: &'a [T],
    pub(super) y: &'a mut [T],
    /// Of the maxima, as many as there are of y, if they are asked for.
    pub(super) places: Option<&'a mut [T]>,
    pub(super) memory: &'a mut [T],
    pub(super) values: &'a mut [T],
    pub(super) n: usize,
}

impl<'a, T: Scalar> Forward<'a, T> {
    /// Without maxima.
    #[inline(always)]
    pub(super) fn plain(x: &'a [T], y: &'a mut [T], memory: &'a mut [T], n: usize) -> Self {
        Self { x, y, places: None, memory, values: &mut [], n }
    }

    /// Runs `work` on pieces of it. One function for all layers: a call through a pointer is nothing beside a piece.
    #[inline(never)]
    pub(super) fn in_pieces(self, cut: Cut, work: &(dyn Fn(Forward<'_, T>) + Sync)) {
        let (Self { x, mut y, mut places, mut memory, mut values, n }, [from, to]) = (self, cut.lens);
        let piece = |samples: Range<usize>| {
            let n = samples.len();
            Forward {
                x: &x[samples.start * from..samples.end * from],
                y: off(&mut y, n * to),
                places: places.as_mut().map(|places| off(places, n * to)),
                memory: off(&mut memory, cut.memory),
                values: off(&mut values, cut.values),
                n,
            }
        };
        cut.run(n, piece, &|piece| work(piece));
    }
}

/// A backward pass of `n` samples.
pub(super) struct Backward<'a, T> {
    pub(super) x: &'a [T],
    /// None where nothing is read of y, as by the identity.
    pub(super) y: &'a [T],
    pub(super) dy: &'a mut [T],
    pub(super) dx: Option<(Beta, &'a mut [T])>,
    /// Of the weight, and of the bias, which may be empty.
    pub(super) grads: Option<[&'a mut [T]; 2]>,
    pub(super) beta: Beta,
    /// Of the maxima, as many as there are of y, or none.
    pub(super) places: &'a [T],
    pub(super) memory: &'a mut [T],
    pub(super) values: &'a mut [T],
    pub(super) n: usize,
}

impl<'a, T: Scalar> Backward<'a, T> {
    /// Runs `work` on pieces of it. One function for all layers.
    #[inline(never)]
    pub(super) fn in_pieces(self, cut: Cut, work: &(dyn Fn(Backward<'_, T>) + Sync)) {
        let Self { x, y, mut dy, mut dx, mut grads, beta, places, memory, mut values, n } = self;
        let Cut { count, lens: [from, to], .. } = cut;
        let lens = grads.as_ref().map(|grads| grads.each_ref().map(|grads| grads.len()));
        let (mut memory, others) = memory.split_at_mut(count * cut.memory);
        let (mut own, mut rest) =
            (grads.as_mut().map(|grads| grads.each_mut().map(|grads| &mut **grads)), &mut *others);
        let piece = |samples: Range<usize>| {
            let n = samples.len();
            let beta = if own.is_some() { beta } else { Beta::Store };
            let those = |all: &'a [T]| if all.is_empty() { all } else { &all[samples.start * to..samples.end * to] };
            Backward {
                x: &x[samples.start * from..samples.end * from],
                y: those(y),
                dy: off(&mut dy, n * to),
                dx: dx.as_mut().map(|(beta, dx)| (*beta, off(dx, n * from))),
                grads: own.take().or_else(|| lens.map(|lens| lens.map(|len| off(&mut rest, len)))),
                beta,
                places: those(places),
                memory: off(&mut memory, cut.memory),
                values: off(&mut values, cut.values),
                n,
            }
        };
        cut.run(n, piece, &|piece| work(piece));
        if let Some([weight, bias]) = grads {
            for others in others.chunks_exact(weight.len() + bias.len()).take(count - 1) {
                let others = others.split_at(weight.len());
                Sink::Add(weight).put_slice(others.0);
                Sink::Add(bias).put_slice(others.1);
            }
        }
    }
}

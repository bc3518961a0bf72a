//! A convolution and the maxima over its outputs, `conv2d -> relu -> max_pool2d`, as one layer.
//!
//! What the convolution gives is never there as a whole: a few samples at a time, it is computed into memory that stays in
//! the nearest caches, and of each window the largest number is kept, and which one it is. On the way back, the gradients of
//! as many samples are put where the largest numbers were, and read while they are there.
//!
//! The activation, which is non-decreasing, comes last: max f(z) = f(max z), and dz = dy ⊙ f′ there and 0 elsewhere. The
//! largest z stands for one of several equal f(z), as when all are 0 behind a ReLU; f′ is 0 there too.

use super::activation::{Activation, Fold, unless_folded};
use super::convolution::{self, ConvParams, Way, slopes};
use super::pieces::{self, Backward, Cut, Forward};
use super::pool::ready;
use crate::isa::Isa;
use crate::kernels::conv::{Convolution, Pass, Shape};
use crate::kernels::pool::{self, Pooling};
use crate::kernels::window::Window;
use crate::kernels::{Start, apart};
use crate::plan::Size;
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

/// The numbers of a convolution that are computed at a time, unless a sample has more.
const NEAR: usize = 32 << 10;
/// The same in each of several pieces: all of them hold 48 or 96 thousand.
const NEAR_EACH: usize = 24 << 10;
/// As many of its pixels at least: its weights are packed for every few samples anew.
const PIXELS: usize = 1 << 10;

/// The memory for the outputs of the convolution that are computed at a time.
pub(super) const fn values(shape: Shape) -> Size {
    let (alone, each) = (at_a_time(shape, NEAR), at_a_time(shape, NEAR_EACH));
    Size::Chunks { sample: shape.y_len(), alone, each, least: pieces::least(shape) }
}

/// The samples that are computed at a time, as many whatever there is memory for.
const fn at_a_time(shape: Shape, near: usize) -> usize {
    let (near, enough) = (near / shape.y_len(), PIXELS.div_ceil(shape.pixels()));
    if near > enough { near } else { enough }
}

/// The sizes of a convolution and of the windows over its outputs.
#[derive(Clone, Copy)]
pub(super) struct Sizes {
    pub(super) shape: Shape,
    pub(super) windows: [Window; 2],
}

impl Sizes {
    /// The numbers of a sample: of x, of what the convolution gives, of y.
    #[inline(always)]
    const fn lens(self) -> [usize; 3] {
        let [rows, columns] = self.windows;
        [self.shape.x_len(), self.shape.y_len(), rows.output() * columns.output() * self.shape.outputs]
    }

    /// How a pass of `n` samples is cut, of which a piece needs so much memory.
    #[inline(always)]
    fn cut(self, count: usize, n: usize, memory: usize) -> Cut {
        let [from, whole, to] = self.lens();
        let values = at_a_time(self.shape, NEAR_EACH).min(n.div_ceil(count)) * whole;
        Cut { count, lens: [from, to], memory, values }
    }
}

/// Y = f(max (w ∗ X + b)) for `n` samples, and the places of the maxima where they are asked for; `values` holds the outputs
/// of the convolution for some samples.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(super) fn forward<P: ConvParams, S: Isa, A: Activation<P::T>>(
    isa: S,
    f: A,
    net: &P,
    x: &[P::T],
    y: &mut [P::T],
    places: Option<&mut [P::T]>,
    memory: &mut [P::T],
    values: &mut [P::T],
    sizes: Sizes,
    n: usize,
) {
    let ((w, b), [from, _, to]) = (net.parts(), sizes.lens());
    let job = Forward {
        x: &x[..n * from],
        y: &mut y[..n * to],
        places: places.map(|places| &mut places[..n * to]),
        memory,
        values,
        n,
    };
    let start = b.map_or(Start::Zero, Start::Bias);
    match pieces::count(sizes.shape, n) {
        1 => largest(isa, f, w, start, job, sizes, at_a_time(sizes.shape, NEAR)),
        count => in_pieces(isa, f, w, start, job, count, sizes),
    }
}

/// One function for all layers with this activation.
#[inline(never)]
fn in_pieces<T: Scalar, S: Isa, A: Activation<T>>(
    isa: S,
    f: A,
    w: &[T],
    start: Start<'_, T>,
    job: Forward<'_, T>,
    count: usize,
    sizes: Sizes,
) {
    let n = job.n;
    job.in_pieces(sizes.cut(count, n, sizes.shape.outputs_memory()), &|piece| {
        apart(
            isa,
            #[inline(always)]
            || largest(isa, f, w, start, piece, sizes, at_a_time(sizes.shape, NEAR_EACH)),
        );
    });
}

/// [`forward`] of a piece, at most `chunk` samples at a time.
#[inline(always)]
fn largest<T: Scalar, S: Isa, A: Activation<T>>(
    isa: S,
    f: A,
    w: &[T],
    start: Start<'_, T>,
    job: Forward<'_, T>,
    sizes: Sizes,
    chunk: usize,
) {
    let (Sizes { shape, windows }, [from, whole, to]) = (sizes, sizes.lens());
    let Forward { x, y, mut places, memory, values, n } = job;
    let chunk = chunk.min(values.len() / whole);
    for first in (0..n).step_by(chunk) {
        let samples = chunk.min(n - first);
        let (x, y) = (&x[first * from..][..samples * from], &mut y[first * to..][..samples * to]);
        let z = &mut values[..samples * whole];
        let pass = Pass::Outputs { w, x, y: &mut *z, start, relu: false };
        T::convolve(isa.level(), Convolution { shape, samples, pass, memory: &mut *memory });
        let places = places.as_deref_mut().map(|places| &mut places[first * to..][..samples * to]);
        let pass = pool::Pass::Largest { x: z, y: &mut *y, places, relu: A::FOLD == Fold::Relu };
        T::pool(isa.level(), Pooling { windows, channels: shape.outputs, samples, pass });
        unless_folded(isa, f, y);
    }
}

/// With dZ = dY ⊙ f′ at the `places`, 0 elsewhere: dw = Σ dZ x over samples and positions, db = Σ dZ, dX = the transposed
/// convolution of dZ. Overwrites `dy`.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(super) fn backward<P: ConvParams, S: Isa, A: Activation<P::T>>(
    isa: S,
    f: A,
    net: &P,
    x: &[P::T],
    y: &[P::T],
    dy: &mut [P::T],
    dx: Sink<'_, P::T>,
    grads: Option<&mut P>,
    beta: Beta,
    places: &[P::T],
    memory: &mut [P::T],
    values: &mut [P::T],
    sizes: Sizes,
    n: usize,
) {
    const { assert!(A::FROM_OUTPUT, "only the output of a folded activation is there") };
    let [from, _, to] = sizes.lens();
    let (grads, dx) = (grads.map(convolution::both_parts), dx.place().map(|(beta, dx)| (beta, &mut dx[..n * from])));
    if grads.is_none() && dx.is_none() {
        return;
    }
    let y = if A::FOLD == Fold::Identity { &[] } else { &y[..n * to] };
    let (x, dy, places) = (&x[..n * from], &mut dy[..n * to], &places[..n * to]);
    let job = Backward { x, y, dy, dx, grads, beta, places, memory, values, n };
    gradients(isa, f, net.parts().0, job, sizes);
}

/// [`backward`]: one function for all layers with this activation.
#[inline(never)]
fn gradients<T: Scalar, S: Isa, A: Activation<T>>(isa: S, f: A, w: &[T], job: Backward<'_, T>, sizes: Sizes) {
    let (n, shape) = (job.n, sizes.shape);
    let count = pieces::count(shape, n);
    if count == 1 {
        return piece_of_gradients(isa, f, w, job, sizes, at_a_time(shape, NEAR));
    }
    let (cut, chunk) = (sizes.cut(count, n, convolution::backward_len(shape, Way::Forth)), at_a_time(shape, NEAR_EACH));
    job.in_pieces(cut, &|piece| piece_of_gradients(isa, f, w, piece, sizes, chunk));
}

/// At most `chunk` samples at a time.
#[inline(never)]
fn piece_of_gradients<T: Scalar, S: Isa, A: Activation<T>>(
    isa: S,
    f: A,
    w: &[T],
    job: Backward<'_, T>,
    sizes: Sizes,
    chunk: usize,
) {
    let (Sizes { shape, windows }, [from, whole, to]) = (sizes, sizes.lens());
    let Backward { x, y, dy, mut dx, mut grads, mut beta, places, memory, values, n } = job;
    let (chunk, mut first) = (chunk.min(values.len() / whole), 0);
    loop {
        let samples = chunk.min(n - first);
        let at = first * to..(first + samples) * to;
        let (dy, places) = (&mut dy[at.clone()], &places[at.clone()]);
        let y = if y.is_empty() { y } else { &y[at] };
        slopes(isa, f, y, dy, grads.as_mut().map(|[_, db]| &mut **db), beta);
        let sink = Sink::Store(&mut values[..samples * whole]);
        let Some((_, dz)) = ready(sink, windows, shape.outputs, samples) else { return };
        let pass = pool::Pass::Spread { dy, places, dx: &mut *dz };
        T::pool(isa.level(), Pooling { windows, channels: shape.outputs, samples, pass });
        if let Some([dw, _]) = &mut grads {
            let (x, start) = (&x[first * from..][..samples * from], Start::from(beta));
            let pass = Pass::Weights { x, y: dz, w: dw, start };
            T::convolve(isa.level(), Convolution { shape, samples, pass, memory: &mut *memory });
        }
        if let Some((beta, dx)) = &mut dx {
            let dx = &mut dx[first * from..][..samples * from];
            let pass = Pass::Inputs { w, y: dz, x: dx, start: Start::from(*beta), relu: false };
            T::convolve(isa.level(), Convolution { shape, samples, pass, memory: &mut *memory });
        }
        (first, beta) = (first + samples, Beta::Add);
        // Gradients of no samples are 0, which somebody has to store.
        if first >= n {
            return;
        }
    }
}

//! A convolution and the maxima over its outputs, `conv2d -> relu -> max_pool2d`, as one layer.
//!
//! What the convolution gives is never there as a whole: a few samples at a time, it is computed into memory that stays in
//! the nearest caches, and of each window the largest number is kept, and which one it is. On the way back, the gradients of
//! as many samples are put where the largest numbers were, and read while they are there.
//!
//! The activation, which is non-decreasing, comes last: max f(z) = f(max z), and dz = dy ⊙ f′ there and 0 elsewhere. The
//! largest z stands for one of several equal f(z), as when all are 0 behind a ReLU; f′ is 0 there too.

use super::activation::{Activation, Fold, backward_in_place, unless_folded};
use super::convolution::ConvParams;
use super::pool::ready;
use super::sums::row_sums;
use crate::isa::Isa;
use crate::kernels::conv::{Convolution, Pass, Shape};
use crate::kernels::pool::{self, Pooling};
use crate::kernels::window::Window;
use crate::kernels::{Real, Start};
use crate::sink::{Beta, Sink};

/// The numbers of a convolution that are computed at a time, unless a sample has more.
const NEAR: usize = 32 << 10;
/// As many of its pixels at least: its weights are packed for every few samples anew.
const PIXELS: usize = 1 << 10;

/// The samples that are computed at a time, if there are so many.
pub(super) const fn chunk(shape: Shape) -> usize {
    let len = shape.y_len();
    let (near, enough) = (NEAR / len, (PIXELS * shape.outputs).div_ceil(len));
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
}

/// Y = f(max (w ∗ X + b)) for `n` samples, and the places of the maxima where they are asked for; `values` holds the outputs
/// of the convolution for a chunk.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(super) fn forward<P: ConvParams, S: Isa, A: Activation<P::T>>(
    isa: S,
    f: A,
    net: &P,
    x: &[P::T],
    y: &mut [P::T],
    mut places: Option<&mut [P::T]>,
    memory: &mut [P::T],
    values: &mut [P::T],
    sizes: Sizes,
    n: usize,
) {
    let ((w, b), Sizes { shape, windows }, [from, whole, to]) = (net.parts(), sizes, sizes.lens());
    let chunk = values.len() / whole;
    for first in (0..n).step_by(chunk) {
        let samples = chunk.min(n - first);
        let (x, y) = (&x[first * from..][..samples * from], &mut y[first * to..][..samples * to]);
        let z = &mut values[..samples * whole];
        let start = b.map_or(Start::Zero, Start::Bias);
        let pass = Pass::Outputs { w, x, y: &mut *z, start, relu: false };
        P::T::convolve(isa.level(), Convolution { shape, samples, pass, memory: &mut *memory });
        let places = places.as_deref_mut().map(|places| &mut places[first * to..][..samples * to]);
        let pass = pool::Pass::Largest { x: z, y: &mut *y, places, relu: A::FOLD == Fold::Relu };
        P::T::pool(isa.level(), Pooling { windows, channels: shape.outputs, samples, pass });
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
    let (Sizes { shape, windows }, [from, whole, to]) = (sizes, sizes.lens());
    let (mut grads, mut dx) = (grads.map(P::parts_mut), dx.place());
    if grads.is_none() && dx.is_none() {
        return;
    }
    let chunk = values.len() / whole;
    let (mut first, mut beta) = (0, beta);
    loop {
        let samples = chunk.min(n - first);
        let at = first * to..(first + samples) * to;
        let (dy, places) = (&mut dy[at.clone()], &places[at.clone()]);
        if A::FOLD != Fold::Identity {
            backward_in_place(isa, f, &y[at], dy);
        }
        let sink = Sink::Store(&mut values[..samples * whole]);
        let Some((_, dz)) = ready(sink, windows, shape.outputs, samples) else { return };
        let pass = pool::Pass::Spread { dy, places, dx: &mut *dz };
        P::T::pool(isa.level(), Pooling { windows, channels: shape.outputs, samples, pass });
        if let Some((dw, db)) = &mut grads {
            if let Some(db) = db {
                row_sums(isa, dy, db, beta);
            }
            let (x, start) = (&x[first * from..][..samples * from], Start::from(beta));
            let pass = Pass::Weights { x, y: dz, w: dw, start };
            P::T::convolve(isa.level(), Convolution { shape, samples, pass, memory: &mut *memory });
        }
        if let Some((beta, dx)) = &mut dx {
            let dx = &mut dx[first * from..][..samples * from];
            let pass = Pass::Inputs { w: net.parts().0, y: dz, x: dx, start: Start::from(*beta), relu: false };
            P::T::convolve(isa.level(), Convolution { shape, samples, pass, memory: &mut *memory });
        }
        (first, beta) = (first + samples, Beta::Add);
        // Gradients of no samples are 0, which somebody has to store.
        if first >= n {
            return;
        }
    }
}

//! What convolutions and their transposes share: the passes of one are those of the other, the other way round.

use super::activation::{Activation, Fold, Identity, backward_in_place, unless_folded};
use super::batch_norm::Running;
use super::sums::long_row_sums;
use crate::flat::Flat;
use crate::isa::Isa;
use crate::kernels::channels::Channelwise;
use crate::kernels::conv::{Convolution, Pass, Shape};
use crate::kernels::window::Window;
use crate::kernels::{Real, Start};
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

/// The parameters of a convolution or of its transpose, with or without bias, as the kernels see them.
pub trait ConvParams: Flat {
    /// The weights for one tap of the window, as a matrix by columns: its rows and its columns.
    const TAP: [usize; 2];
    /// The weight, `[KH, KW, IN, OUT]`, and the bias.
    fn parts(&self) -> (&[Self::T], Option<&[Self::T]>);
    /// The weight, `[KH, KW, IN, OUT]`, and the bias.
    fn parts_mut(&mut self) -> (&mut [Self::T], Option<&mut [Self::T]>);
}

/// Implements [`ConvParams`] for a type with or without bias.
macro_rules! params {
    ($Name:ident<$($C:ident)*>, $rows:ident $columns:ident $(, $bias:ident)?) => {
        impl<T: Scalar, $(const $C: usize),*> ConvParams for $Name<T, $($C),*> {
            const TAP: [usize; 2] = [$rows, $columns];

            #[inline(always)]
            fn parts(&self) -> (&[T], Option<&[T]>) {
                (self.weight.as_slice(), params!(@ $(self.$bias.as_slice())?))
            }
            #[inline(always)]
            fn parts_mut(&mut self) -> (&mut [T], Option<&mut [T]>) {
                (self.weight.as_mut_slice(), params!(@ $(self.$bias.as_mut_slice())?))
            }
        }
    };
    (@) => { None };
    (@ $bias:expr) => { Some($bias) };
}
pub(super) use params;

/// The convolution that parameters of a tap of `[rows, columns]` weights are of.
#[inline(always)]
pub(super) fn shape<P: ConvParams>(windows: [Window; 2], groups: usize) -> Shape {
    let [outputs, inputs] = P::TAP;
    Shape { windows, inputs: inputs * groups, outputs, groups }
}

/// The way that a layer goes through the convolution of its shape.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// From x to y.
    Forth,
    /// From y to x: the transpose.
    Back,
}

impl Way {
    const fn opposite(self) -> Self {
        match self {
            Self::Forth => Self::Back,
            Self::Back => Self::Forth,
        }
    }

    /// What belongs to the side where the way begins, and to the one where it ends, of what belongs to x and y.
    #[inline(always)]
    fn ends<E>(self, x: E, y: E) -> [E; 2] {
        match self {
            Self::Forth => [x, y],
            Self::Back => [y, x],
        }
    }

    /// The scalars that a pass this way needs.
    const fn memory(self, shape: Shape) -> usize {
        match self {
            Self::Forth => shape.outputs_memory(),
            Self::Back => shape.inputs_memory(),
        }
    }

    /// The pass this way.
    #[inline(always)]
    fn pass<'a, T>(
        self,
        w: &'a [T],
        source: &'a [T],
        target: &'a mut [T],
        start: Start<'a, T>,
        relu: bool,
    ) -> Pass<'a, T> {
        match self {
            Self::Forth => Pass::Outputs { w, x: source, y: target, start, relu },
            Self::Back => Pass::Inputs { w, y: source, x: target, start, relu },
        }
    }
}

/// The scalars that [`forward`] needs beside its values.
pub(super) const fn forward_memory(shape: Shape, way: Way) -> usize {
    way.memory(shape)
}

/// The scalars that [`backward`] needs beside its values.
pub(super) const fn backward_memory(shape: Shape, way: Way) -> usize {
    let (inputs, weights) = (way.opposite().memory(shape), shape.weights_memory());
    if inputs > weights { inputs } else { weights }
}

/// Y = f(pass of X + b) for `n` samples.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(super) fn forward<P: ConvParams, S: Isa, A: Activation<P::T>>(
    isa: S,
    f: A,
    net: &P,
    x: &[P::T],
    y: &mut [P::T],
    memory: &mut [P::T],
    shape: Shape,
    way: Way,
    n: usize,
) {
    let (w, b) = net.parts();
    let [from, to] = way.ends(shape.x_len(), shape.y_len());
    let (x, y) = (&x[..n * from], &mut y[..n * to]);
    pass(isa, f, w, x, y, b.map_or(Start::Zero, Start::Bias), memory, shape, way, n);
}

/// Y = f(start + pass of X).
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn pass<T: Scalar, S: Isa, A: Activation<T>>(
    isa: S,
    f: A,
    w: &[T],
    x: &[T],
    y: &mut [T],
    start: Start<'_, T>,
    memory: &mut [T],
    shape: Shape,
    way: Way,
    n: usize,
) {
    let pass = way.pass(w, x, &mut *y, start, A::FOLD == Fold::Relu);
    T::convolve(isa.level(), Convolution { shape, samples: n, pass, memory });
    unless_folded(isa, f, y);
}

/// Whether a norm behind a convolution scales its weights, since these are fewer than the numbers of its output.
const fn scales_weights(shape: Shape, way: Way) -> bool {
    matches!(way, Way::Forth) && shape.weights() <= shape.y_len()
}

/// The scalars that [`normed`] needs beside its values.
pub(super) const fn normed_memory(shape: Shape, way: Way) -> usize {
    forward_memory(shape, way) + if scales_weights(shape, way) { shape.weights() } else { 0 }
}

/// Y = f(norm(pass of X + b) + A) for `n` samples, where the norm is that of the batch norm behind it at inference: scaled
/// weights and another bias, or a scale and a shift of the output.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(super) fn normed<P: ConvParams, S: Isa, A: Activation<P::T>, const F: usize>(
    isa: S,
    f: A,
    net: &P,
    norm: Running<'_, P::T, F>,
    x: &[P::T],
    addend: Option<&[P::T]>,
    y: &mut [P::T],
    memory: &mut [P::T],
    shape: Shape,
    way: Way,
    n: usize,
) {
    let [from, to] = way.ends(shape.x_len(), shape.y_len());
    let (x, y) = (&x[..n * from], &mut y[..n * to]);
    if !scales_weights(shape, way) {
        forward(isa, Identity, net, x, y, memory, shape, way, n);
        return norm.apply(isa, f, addend, y);
    }
    let (w, b) = net.parts();
    let [scale, shift] = &norm.behind(isa, b);
    let (scaled, memory) = memory.split_at_mut(w.len());
    let factors = Channelwise::Times { x: w, factors: scale, y: &mut *scaled, beta: Beta::Store };
    P::T::channelwise(isa.level(), factors);
    let start = match addend {
        None => Start::Bias(shift),
        Some(addend) => {
            let sums = Channelwise::Plus { x: &addend[..n * to], terms: shift, y: &mut *y };
            P::T::channelwise(isa.level(), sums);
            Start::Add
        }
    };
    pass(isa, f, scaled, x, y, start, memory, shape, way, n);
}

/// With dZ = dY ⊙ f′: dw = Σ dZ x over samples and positions, db = Σ dZ, dX = the opposite pass of dZ. Overwrites `dy` with
/// dZ.
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
    memory: &mut [P::T],
    shape: Shape,
    way: Way,
    n: usize,
) {
    const { assert!(A::FROM_OUTPUT, "only the output of a folded activation is there") };
    let [from, to] = way.ends(shape.x_len(), shape.y_len());
    let (x, dy) = (&x[..n * from], &mut dy[..n * to]);
    if A::FOLD != Fold::Identity {
        backward_in_place(isa, f, &y[..n * to], dy);
    }
    if let Some(grads) = grads {
        let (dw, db) = grads.parts_mut();
        if let Some(db) = db {
            long_row_sums(isa, dy, db, beta);
        }
        let [x, y] = way.ends(x, &*dy);
        let pass = Pass::Weights { x, y, w: dw, start: Start::from(beta) };
        P::T::convolve(isa.level(), Convolution { shape, samples: n, pass, memory: &mut *memory });
    }
    let Some((beta, dx)) = dx.place() else { return };
    let pass = way.opposite().pass(net.parts().0, dy, &mut dx[..n * from], Start::from(beta), false);
    P::T::convolve(isa.level(), Convolution { shape, samples: n, pass, memory });
}

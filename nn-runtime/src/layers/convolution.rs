//! What convolutions and their transposes share: the passes of one are those of the other, the other way round.

use super::activation::{Activation, Fold, Identity, backward_in_place, unless_folded};
use super::batch_norm::Running;
use super::pieces::{self, Backward, Cut, Forward};
use super::sums::row_sums;
use crate::flat::Flat;
use crate::isa::Isa;
use crate::kernels::channels::Channelwise;
use crate::kernels::conv::{Convolution, Pass, Shape};
use crate::kernels::window::Window;
use crate::kernels::{Real, Start, apart};
use crate::plan::Size;
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

/// The memory that [`forward`] needs beside its values.
pub(super) const fn forward_memory(shape: Shape, way: Way) -> Size {
    pieces::memory(shape, way.memory(shape), 0)
}

/// The memory that [`backward`] needs beside its values.
pub(super) const fn backward_memory(shape: Shape, way: Way) -> Size {
    let biases = match way {
        Way::Forth => shape.outputs,
        Way::Back => shape.inputs,
    };
    pieces::memory(shape, backward_len(shape, way), shape.weights() + biases)
}

/// The numbers that both backward passes of a piece need.
pub(super) const fn backward_len(shape: Shape, way: Way) -> usize {
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
    pass(isa, f, w, b.map_or(Start::Zero, Start::Bias), Forward::plain(x, y, memory, n), shape, way);
}

/// Y = f(start + pass of X).
#[inline(always)]
fn pass<T: Scalar, S: Isa, A: Activation<T>>(
    isa: S,
    f: A,
    w: &[T],
    start: Start<'_, T>,
    job: Forward<'_, T>,
    shape: Shape,
    way: Way,
) {
    match pieces::count(shape, job.n) {
        1 => piece_of_pass(isa, f, w, start, job, shape, way),
        count => pass_in_pieces(isa, f, w, start, job, count, shape, way),
    }
}

/// One function for all layers with this activation.
#[inline(never)]
#[allow(clippy::too_many_arguments)]
fn pass_in_pieces<T: Scalar, S: Isa, A: Activation<T>>(
    isa: S,
    f: A,
    w: &[T],
    start: Start<'_, T>,
    job: Forward<'_, T>,
    count: usize,
    shape: Shape,
    way: Way,
) {
    let lens = way.ends(shape.x_len(), shape.y_len());
    job.in_pieces(Cut { count, lens, memory: way.memory(shape), values: 0 }, &|piece| {
        apart(
            isa,
            #[inline(always)]
            || piece_of_pass(isa, f, w, start, piece, shape, way),
        );
    });
}

#[inline(always)]
fn piece_of_pass<T: Scalar, S: Isa, A: Activation<T>>(
    isa: S,
    f: A,
    w: &[T],
    start: Start<'_, T>,
    job: Forward<'_, T>,
    shape: Shape,
    way: Way,
) {
    let Forward { x, y, memory, n, .. } = job;
    let pass = way.pass(w, x, &mut *y, start, A::FOLD == Fold::Relu);
    T::convolve(isa.level(), Convolution { shape, samples: n, pass, memory });
    unless_folded(isa, f, y);
}

/// Whether a norm behind a convolution scales its weights, since these are fewer than the numbers of its output.
const fn scales_weights(shape: Shape, way: Way) -> bool {
    matches!(way, Way::Forth) && shape.weights() <= shape.y_len()
}

/// The memory that [`normed`] needs beside its values.
pub(super) const fn normed_memory(shape: Shape, way: Way) -> Size {
    let (piece, scaled) = (way.memory(shape), if scales_weights(shape, way) { shape.weights() } else { 0 });
    Size::Pieces { first: scaled + piece, others: piece, least: pieces::least(shape) }
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
    pass(isa, f, scaled, start, Forward::plain(x, y, memory, n), shape, way);
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
    let y = if A::FOLD == Fold::Identity { &[] } else { &y[..n * to] };
    let (x, dy) = (&x[..n * from], &mut dy[..n * to]);
    let grads = grads.map(both_parts);
    let dx = dx.place().map(|(beta, dx)| (beta, &mut dx[..n * from]));
    let job = Backward { x, y, dy, dx, grads, beta, places: &[], memory, values: &mut [], n };
    gradients(isa, f, net.parts().0, job, shape, way);
}

/// [`backward`]: one function for all layers with this activation.
#[inline(never)]
fn gradients<T: Scalar, S: Isa, A: Activation<T>>(isa: S, f: A, w: &[T], job: Backward<'_, T>, shape: Shape, way: Way) {
    let count = pieces::count(shape, job.n);
    if count == 1 {
        return piece_of_gradients(isa, f, w, job, shape, way);
    }
    let lens = way.ends(shape.x_len(), shape.y_len());
    let cut = Cut { count, lens, memory: backward_len(shape, way), values: 0 };
    job.in_pieces(cut, &|piece| piece_of_gradients(isa, f, w, piece, shape, way));
}

#[inline(never)]
fn piece_of_gradients<T: Scalar, S: Isa, A: Activation<T>>(
    isa: S,
    f: A,
    w: &[T],
    job: Backward<'_, T>,
    shape: Shape,
    way: Way,
) {
    let Backward { x, y, dy, dx, mut grads, beta, memory, n, .. } = job;
    slopes(isa, f, y, dy, grads.as_mut().map(|[_, db]| &mut **db), beta);
    if let Some([dw, _]) = grads {
        let [x, y] = way.ends(x, &*dy);
        let pass = Pass::Weights { x, y, w: dw, start: Start::from(beta) };
        T::convolve(isa.level(), Convolution { shape, samples: n, pass, memory: &mut *memory });
    }
    if let Some((beta, dx)) = dx {
        let pass = way.opposite().pass(w, dy, dx, Start::from(beta), false);
        T::convolve(isa.level(), Convolution { shape, samples: n, pass, memory });
    }
}

/// The weight, and the bias, which is empty where there is none.
#[inline(always)]
pub(super) fn both_parts<P: ConvParams>(params: &mut P) -> [&mut [P::T]; 2] {
    let (weight, bias) = params.parts_mut();
    [weight, bias.unwrap_or_default()]
}

/// dZ = dY ⊙ f′ in the place of dY, and db = Σ dZ where it is asked for, which may be empty.
#[inline(always)]
pub(super) fn slopes<T: Scalar, S: Isa, A: Activation<T>>(
    isa: S,
    f: A,
    y: &[T],
    dy: &mut [T],
    db: Option<&mut [T]>,
    beta: Beta,
) {
    apart(
        isa,
        #[inline(always)]
        || {
            if A::FOLD != Fold::Identity {
                backward_in_place(isa, f, y, dy);
            }
            if let Some(db) = db.filter(|db| !db.is_empty()) {
                row_sums(isa, dy, db, beta);
            }
        },
    );
}

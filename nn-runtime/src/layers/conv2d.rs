//! `conv2d<N, 3, stride = 1, padding = 0, dilation = 1, groups = 1>`: y = f(w ∗ x + b) over images, with the activation
//! behind it folded in.
//!
//! For each output channel o, with s the stride, d the dilation, c over the channels of the group of o, and x = 0 outside
//! the image:
//!
//! y\[o, oy, ox] = f(b\[o] + Σ w\[o, c, ky, kx] x\[c, oy · s + ky · d − before, ox · s + kx · d − before])
//!
//! (a cross-correlation, as everywhere in deep learning). Dumoulin and Visin, *A guide to convolution arithmetic for deep
//! learning*, [arXiv:1603.07285](https://arxiv.org/abs/1603.07285), chapter 2; the gradients are those of chapter 4.
//!
//! Images are `[H, W, C]` here, channels last. `conv1d` and `depthwise_conv2d` are the same functions.

use core::ops::{Index, IndexMut};

use nalgebra::{SMatrix, SVector};

use super::activation::Activation;
use super::batch_norm::Running;
pub use super::convolution::ConvParams;
use super::convolution::{self, Way, params, shape};
use super::pooled::{self, Sizes};
use crate::flat;
use crate::flat::Flat;
use crate::isa::Isa;
use crate::kernels::conv::Shape;
use crate::kernels::window::Window;
use crate::plan::Size;
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

flat! {
    /// The weight of a convolution, `[OUT, IN, KH, KW]` with `IN` the input channels of a group. In memory
    /// it lies as `[KH, KW, IN, OUT]`, so that the weights of all outputs for one input are contiguous.
    ///
    /// ```
    /// use nn_runtime::Flat;
    /// use nn_runtime::layers::ConvWeight;
    ///
    /// let mut weight = *ConvWeight::<f32, 8, 3, 5, 5>::from_flat(&[0.0; 600]);
    /// weight[(7, 2, 0, 4)] = 1.0; // from channel 2 to channel 7, top right
    /// assert_eq!(weight.as_slice()[4 * 24 + 2 * 8 + 7], 1.0);
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct ConvWeight<T, const OUT: usize, const IN: usize, const KH: usize, const KW: usize> {
        taps: [[SMatrix<T, OUT, IN>; KW]; KH],
    }
}

impl<T: Scalar, const OUT: usize, const IN: usize, const KH: usize, const KW: usize> ConvWeight<T, OUT, IN, KH, KW> {
    /// All weights, as they lie: `[KH, KW, IN, OUT]`.
    #[inline(always)]
    pub fn as_slice(&self) -> &[T] {
        self.as_flat()
    }

    /// All weights, as they lie: `[KH, KW, IN, OUT]`.
    #[inline(always)]
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        self.as_flat_mut()
    }
}

/// (output channel, input channel, row, column).
impl<T, const OUT: usize, const IN: usize, const KH: usize, const KW: usize> Index<(usize, usize, usize, usize)>
    for ConvWeight<T, OUT, IN, KH, KW>
{
    type Output = T;

    #[inline(always)]
    fn index(&self, (out, inp, row, column): (usize, usize, usize, usize)) -> &T {
        &self.taps[row][column][(out, inp)]
    }
}

impl<T, const OUT: usize, const IN: usize, const KH: usize, const KW: usize> IndexMut<(usize, usize, usize, usize)>
    for ConvWeight<T, OUT, IN, KH, KW>
{
    #[inline(always)]
    fn index_mut(&mut self, (out, inp, row, column): (usize, usize, usize, usize)) -> &mut T {
        &mut self.taps[row][column][(out, inp)]
    }
}

flat! {
    /// Parameters of a convolution of `OUT` channels on `IN` channels a group.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Conv2d<T, const IN: usize, const OUT: usize, const KH: usize, const KW: usize> {
        /// w, `[OUT, IN, KH, KW]`.
        pub weight: ConvWeight<T, OUT, IN, KH, KW>,
        /// b, `[OUT]`.
        pub bias: SVector<T, OUT>,
    }
}

flat! {
    /// Parameters of a convolution without bias.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Conv2dNoBias<T, const IN: usize, const OUT: usize, const KH: usize, const KW: usize> {
        /// w, `[OUT, IN, KH, KW]`.
        pub weight: ConvWeight<T, OUT, IN, KH, KW>,
    }
}

params!(Conv2d<IN OUT KH KW>, OUT IN, bias);
params!(Conv2dNoBias<IN OUT KH KW>, OUT IN);

/// The memory that [`forward`] needs beside its values; `inputs` and `outputs` are all channels.
pub const fn forward_memory(inputs: usize, outputs: usize, windows: [Window; 2], groups: usize) -> Size {
    convolution::forward_memory(Shape { windows, inputs, outputs, groups }, Way::Forth)
}

/// The memory that [`backward`] needs beside its values.
pub const fn backward_memory(inputs: usize, outputs: usize, windows: [Window; 2], groups: usize) -> Size {
    convolution::backward_memory(Shape { windows, inputs, outputs, groups }, Way::Forth)
}

/// The memory that [`normed`] needs beside its values.
pub const fn normed_memory(inputs: usize, outputs: usize, windows: [Window; 2], groups: usize) -> Size {
    convolution::normed_memory(Shape { windows, inputs, outputs, groups }, Way::Forth)
}

/// Y = f(norm(w ∗ X + b) + A) for `n` samples, where the norm is that of the batch norm behind it at inference.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn normed<P: ConvParams, S: Isa, A: Activation<P::T>, const F: usize>(
    isa: S,
    f: A,
    net: &P,
    norm: Running<'_, P::T, F>,
    x: &[P::T],
    addend: Option<&[P::T]>,
    y: &mut [P::T],
    memory: &mut [P::T],
    windows: [Window; 2],
    groups: usize,
    n: usize,
) {
    convolution::normed(isa, f, net, norm, x, addend, y, memory, shape::<P>(windows, groups), Way::Forth, n);
}

/// Y = f(w ∗ X + b) for `n` samples.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn forward<P: ConvParams, S: Isa, A: Activation<P::T>>(
    isa: S,
    f: A,
    net: &P,
    x: &[P::T],
    y: &mut [P::T],
    memory: &mut [P::T],
    windows: [Window; 2],
    groups: usize,
    n: usize,
) {
    convolution::forward(isa, f, net, x, y, memory, shape::<P>(windows, groups), Way::Forth, n);
}

/// With dZ = dY ⊙ f′: dw = Σ dZ x over samples and positions, db = Σ dZ, dX = the transposed convolution of dZ. Overwrites
/// `dy` with dZ.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<P: ConvParams, S: Isa, A: Activation<P::T>>(
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
    windows: [Window; 2],
    groups: usize,
    n: usize,
) {
    let shape = shape::<P>(windows, groups);
    convolution::backward(isa, f, net, x, y, dy, dx, grads, beta, memory, shape, Way::Forth, n);
}

/// The memory in which [`forward_pooled`] and [`backward_pooled`] hold the outputs of the convolution for some samples.
pub const fn pooled_values(inputs: usize, outputs: usize, windows: [Window; 2], groups: usize) -> Size {
    pooled::values(Shape { windows, inputs, outputs, groups })
}

/// Y = f(max (w ∗ X + b)) over windows that tile the outputs of the convolution, for `n` samples, and the places of the
/// maxima where they are asked for. `values` is memory for some samples of those outputs.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn forward_pooled<P: ConvParams, S: Isa, A: Activation<P::T>>(
    isa: S,
    f: A,
    net: &P,
    x: &[P::T],
    y: &mut [P::T],
    places: Option<&mut [P::T]>,
    memory: &mut [P::T],
    values: &mut [P::T],
    windows: [Window; 2],
    groups: usize,
    pool: [Window; 2],
    n: usize,
) {
    let sizes = Sizes { shape: shape::<P>(windows, groups), windows: pool };
    pooled::forward(isa, f, net, x, y, places, memory, values, sizes, n);
}

/// [`backward`] of [`forward_pooled`]: dZ is dY ⊙ f′ at the places of the maxima, and 0 elsewhere.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward_pooled<P: ConvParams, S: Isa, A: Activation<P::T>>(
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
    windows: [Window; 2],
    groups: usize,
    pool: [Window; 2],
    n: usize,
) {
    let sizes = Sizes { shape: shape::<P>(windows, groups), windows: pool };
    pooled::backward(isa, f, net, x, y, dy, dx, grads, beta, places, memory, values, sizes, n);
}

//! `conv_transpose2d<N, 3>`: y = f(wᵀ ∗ x + b): the transpose of a convolution, from its outputs to its inputs, with the
//! activation behind it folded in.
//!
//! What [`conv2d`](super::conv2d) with the same windows computes is linear in its input; this is the transpose of that map,
//! which its backward pass takes too: each x\[c, oy, ox] is spread over the outputs that the window sees,
//!
//! y\[o, oy · s + ky · d − before, ox · s + kx · d − before] += w\[c, o, ky, kx] x\[c, oy, ox]
//!
//! and what falls into the padding is dropped. Dumoulin and Visin, [arXiv:1603.07285](https://arxiv.org/abs/1603.07285),
//! chapter 4. PyTorch's `output_padding` are rows and columns of y (`windows`' `len`) that no window reaches beyond the
//! last stride.
//!
//! Shapes, channels last: x `[windows[0].output(), windows[1].output(), IN]`, y `[windows[0].len, windows[1].len, OUT]`.

use nalgebra::SVector;

use super::activation::Activation;
use super::batch_norm::Running;
use super::conv2d::ConvWeight;
use super::convolution::{self, ConvParams, Way, params, shape};
use crate::flat;
use crate::isa::Isa;
use crate::kernels::conv::Shape;
use crate::kernels::window::Window;
use crate::plan::Size;
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

flat! {
    /// Parameters of a transposed convolution of `IN` channels to `OUT` channels a group, `BIAS` in all.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct ConvTranspose2d<
        T, const IN: usize, const OUT: usize, const KH: usize, const KW: usize, const BIAS: usize = OUT
    > {
        /// w, `[IN, OUT, KH, KW]`.
        pub weight: ConvWeight<T, IN, OUT, KH, KW>,
        /// b, `[BIAS]`.
        pub bias: SVector<T, BIAS>,
    }
}

flat! {
    /// Parameters of a transposed convolution without bias.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct ConvTranspose2dNoBias<T, const IN: usize, const OUT: usize, const KH: usize, const KW: usize> {
        /// w, `[IN, OUT, KH, KW]`.
        pub weight: ConvWeight<T, IN, OUT, KH, KW>,
    }
}

params!(ConvTranspose2d<IN OUT KH KW BIAS>, IN OUT, bias);
params!(ConvTranspose2dNoBias<IN OUT KH KW>, IN OUT);

/// The memory that [`forward`] needs beside its values; `inputs` and `outputs` are all channels.
pub const fn forward_memory(inputs: usize, outputs: usize, windows: [Window; 2], groups: usize) -> Size {
    convolution::forward_memory(Shape { windows, inputs: outputs, outputs: inputs, groups }, Way::Back)
}

/// The memory that [`backward`] needs beside its values.
pub const fn backward_memory(inputs: usize, outputs: usize, windows: [Window; 2], groups: usize) -> Size {
    convolution::backward_memory(Shape { windows, inputs: outputs, outputs: inputs, groups }, Way::Back)
}

/// The memory that [`normed`] needs beside its values.
pub const fn normed_memory(inputs: usize, outputs: usize, windows: [Window; 2], groups: usize) -> Size {
    convolution::normed_memory(Shape { windows, inputs: outputs, outputs: inputs, groups }, Way::Back)
}

/// Y = f(norm(wᵀ ∗ X + b) + A) for `n` samples, where the norm is that of the batch norm behind it at inference.
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
    convolution::normed(isa, f, net, norm, x, addend, y, memory, shape::<P>(windows, groups), Way::Back, n);
}

/// Y = f(wᵀ ∗ X + b) for `n` samples.
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
    convolution::forward(isa, f, net, x, y, memory, shape::<P>(windows, groups), Way::Back, n);
}

/// With dZ = dY ⊙ f′: dw = Σ x dZ over samples and positions, db = Σ dZ, dX = the convolution of dZ. Overwrites `dy` with
/// dZ.
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
    convolution::backward(isa, f, net, x, y, dy, dx, grads, beta, memory, shape, Way::Back, n);
}

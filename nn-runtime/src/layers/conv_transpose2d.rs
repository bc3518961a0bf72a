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

use super::activation::{Activation, Fold, backward_in_place};
use super::conv2d::{ConvParams, ConvWeight, params, shape};
use super::sums::row_sums;
use super::window::Window;
use crate::flat;
use crate::isa::Isa;
use crate::kernels::Start;
use crate::kernels::conv::{Convolution, Pass, Shape};
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

/// The scalars that [`forward`] needs beside its values; `inputs` and `outputs` are all channels.
pub const fn forward_memory(inputs: usize, outputs: usize, windows: [Window; 2], groups: usize) -> usize {
    Shape { windows, inputs: outputs, outputs: inputs, groups }.inputs_memory()
}

/// The scalars that [`backward`] needs beside its values.
pub const fn backward_memory(inputs: usize, outputs: usize, windows: [Window; 2], groups: usize) -> usize {
    let shape = Shape { windows, inputs: outputs, outputs: inputs, groups };
    let (x, w) = (shape.outputs_memory(), shape.weights_memory());
    if x > w { x } else { w }
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
    let (w, b) = net.parts();
    let shape = shape::<P>(windows, groups);
    let (x, y) = (&x[..n * shape.y_len()], &mut y[..n * shape.x_len()]);
    let (start, relu) = (b.map_or(Start::Zero, Start::Bias), A::FOLD == Fold::Relu);
    let pass = Pass::Inputs { w, y: x, x: &mut *y, start, relu };
    P::T::convolve(isa.level(), Convolution { shape, samples: n, pass, memory });
    if A::FOLD == Fold::None {
        for y in y {
            *y = f.forward(isa, *y);
        }
    }
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
    const { assert!(A::FROM_OUTPUT, "only the output of a folded activation is there") };
    let shape = shape::<P>(windows, groups);
    let (x, dy) = (&x[..n * shape.y_len()], &mut dy[..n * shape.x_len()]);
    if A::FOLD != Fold::Identity {
        backward_in_place(isa, f, &y[..n * shape.x_len()], dy);
    }
    if let Some(grads) = grads {
        let (dw, db) = grads.parts_mut();
        if let Some(db) = db {
            row_sums(isa, dy, db, beta);
        }
        let pass = Pass::Weights { x: dy, y: x, w: dw, start: Start::from(beta) };
        P::T::convolve(isa.level(), Convolution { shape, samples: n, pass, memory: &mut *memory });
    }
    let (dx, start) = match dx {
        Sink::Skip => return,
        Sink::Store(dx) => (dx, Start::Zero),
        Sink::Add(dx) => (dx, Start::Add),
    };
    let pass = Pass::Outputs { w: net.parts().0, x: dy, y: &mut dx[..n * shape.y_len()], start, relu: false };
    P::T::convolve(isa.level(), Convolution { shape, samples: n, pass, memory });
}

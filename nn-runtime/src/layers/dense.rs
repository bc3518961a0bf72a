//! `dense<N>`: y = f(W·x + b), with the activation behind it folded in.

use core::marker::PhantomData;

use nalgebra::{SMatrix, SVector};

use super::activation::{Activation, Fold, Identity, backward_in_place, unless_folded};
use super::batch_norm::Running;
use super::sums::{axpy, relu_row_sums, row_sums};
use crate::flat;
use crate::flat::Flat;
use crate::isa::Isa;
use crate::kernels::fixed::{self, Shape};
use crate::kernels::{Left, Product, Real, Right, Start, lanes};
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

flat! {
    /// Parameters of `dense<OUT>` on `IN` features.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Dense<T, const IN: usize, const OUT: usize> {
        /// W, `[OUT, IN]`.
        pub weight: SMatrix<T, OUT, IN>,
        /// b, `[OUT]`.
        pub bias: SVector<T, OUT>,
    }
}

flat! {
    /// Parameters of `dense<OUT, bias = false>` on `IN` features.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct DenseNoBias<T, const IN: usize, const OUT: usize> {
        /// W, `[OUT, IN]`.
        pub weight: SMatrix<T, OUT, IN>,
    }
}

/// The parameters of a `dense` stage, with or without bias, as the kernels see them.
pub trait DenseParams: Flat {
    /// Features in.
    const IN: usize;
    /// Features out.
    const OUT: usize;
    /// The weight by columns, and the bias.
    fn parts(&self) -> (&[Self::T], Option<&[Self::T]>);
    /// The weight by columns, and the bias.
    fn parts_mut(&mut self) -> (&mut [Self::T], Option<&mut [Self::T]>);
}

impl<T: Scalar, const IN: usize, const OUT: usize> DenseParams for Dense<T, IN, OUT> {
    const IN: usize = IN;
    const OUT: usize = OUT;

    #[inline(always)]
    fn parts(&self) -> (&[T], Option<&[T]>) {
        (self.weight.as_slice(), Some(self.bias.as_slice()))
    }
    #[inline(always)]
    fn parts_mut(&mut self) -> (&mut [T], Option<&mut [T]>) {
        (self.weight.as_mut_slice(), Some(self.bias.as_mut_slice()))
    }
}

impl<T: Scalar, const IN: usize, const OUT: usize> DenseParams for DenseNoBias<T, IN, OUT> {
    const IN: usize = IN;
    const OUT: usize = OUT;

    #[inline(always)]
    fn parts(&self) -> (&[T], Option<&[T]>) {
        (self.weight.as_slice(), None)
    }
    #[inline(always)]
    fn parts_mut(&mut self) -> (&mut [T], Option<&mut [T]>) {
        (self.weight.as_mut_slice(), None)
    }
}

/// The shape of the weight of `P`.
struct Weight<P>(PhantomData<P>);

impl<P: DenseParams> Shape for Weight<P> {
    const IN: usize = P::IN;
    const OUT: usize = P::OUT;
}

/// Y = f(W·X + b) for `columns` columns.
#[inline(always)]
pub fn forward<P: DenseParams, S: Isa, A: Activation<P::T>>(
    isa: S,
    f: A,
    net: &P,
    x: &[P::T],
    y: &mut [P::T],
    columns: usize,
) {
    let (w, b) = net.parts();
    let (x, y) = (&x[..columns * P::IN], &mut y[..columns * P::OUT]);
    if small::<P>() {
        small_forward(w, b, x, y, P::IN, P::OUT);
        for y in y {
            *y = f.forward(isa, *y);
        }
        return;
    }
    let (start, relu) = (b.map_or(Start::Zero, Start::Bias), A::FOLD == Fold::Relu);
    let done = const { fixed::has::<S, Weight<P>>() }
        && fixed::forward::<S, P::T, Weight<P>>(isa, w, x, y, start, relu, columns);
    if !done {
        P::T::product(
            isa.level(),
            Product {
                rows: P::OUT,
                columns,
                depth: P::IN,
                left: Left::Straight(w),
                right: Right::Columns(x),
                out: &mut *y,
                start,
                relu,
            },
        );
    }
    unless_folded(isa, f, y);
}

/// Y = f(norm(W·X + b) + A) for `columns` columns, where the norm is that of the batch norm behind it at inference.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn normed<P: DenseParams, S: Isa, A: Activation<P::T>, const F: usize>(
    isa: S,
    f: A,
    net: &P,
    norm: Running<'_, P::T, F>,
    x: &[P::T],
    addend: Option<&[P::T]>,
    y: &mut [P::T],
    columns: usize,
) {
    forward(isa, Identity, net, x, y, columns);
    norm.apply(isa, f, addend, &mut y[..columns * P::OUT]);
}

/// With dZ = dY ⊙ f′: dW = dZ·Xᵀ, db = Σ dZ over the columns, dX = Wᵀ·dZ. Overwrites `dy` with dZ.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<P: DenseParams, S: Isa, A: Activation<P::T>>(
    isa: S,
    f: A,
    net: &P,
    x: &[P::T],
    y: &[P::T],
    dy: &mut [P::T],
    dx: Sink<'_, P::T>,
    grads: Option<&mut P>,
    beta: Beta,
    columns: usize,
) {
    const { assert!(A::FROM_OUTPUT, "only the output of a folded activation is there") };
    let (x, dy) = (&x[..columns * P::IN], &mut dy[..columns * P::OUT]);
    let (dw, db) = grads.map(P::parts_mut).map_or((None, None), |(dw, db)| (Some(dw), db));
    match db {
        Some(db) if A::FOLD == Fold::Relu && P::OUT >= const { lanes::<S::Simd, P::T>() } => {
            relu_row_sums(isa, &y[..columns * P::OUT], dy, db, beta);
        }
        db => {
            if A::FOLD != Fold::Identity {
                backward_in_place(isa, f, &y[..columns * P::OUT], dy);
            }
            if let Some(db) = db {
                row_sums(isa, dy, db, beta);
            }
        }
    }
    if let Some(dw) = dw {
        if small::<P>() {
            small_weights(dw, dy, x, beta, P::IN, P::OUT);
        } else if !(const { fixed::has::<S, Weight<P>>() }
            && fixed::weights::<S, P::T, Weight<P>>(isa, dy, x, dw, Start::from(beta), columns))
        {
            P::T::product(
                isa.level(),
                Product {
                    rows: P::OUT,
                    columns: P::IN,
                    depth: columns,
                    left: Left::Straight(dy),
                    right: Right::Rows { values: x, stride: P::IN, first: 0 },
                    out: dw,
                    start: Start::from(beta),
                    relu: false,
                },
            );
        }
    }
    if small::<P>() {
        return small_inputs(net.parts().0, dy, dx, P::IN, P::OUT);
    }
    let Some((beta, dx)) = dx.place() else { return };
    let (w, start) = (net.parts().0, Start::from(beta));
    if const { fixed::has::<S, Weight<P>>() } && fixed::inputs::<S, P::T, Weight<P>>(isa, w, dy, dx, start, columns) {
        return;
    }
    P::T::product(
        isa.level(),
        Product {
            rows: P::IN,
            columns,
            depth: P::OUT,
            left: Left::Transposed(w),
            right: Right::Columns(dy),
            out: &mut dx[..columns * P::IN],
            start,
            relu: false,
        },
    );
}

/// Whether the weight is so small that calls would cost more than the products: then loops of known length are compiled
/// into the pass itself.
#[inline(always)]
const fn small<P: DenseParams>() -> bool {
    P::IN * P::OUT <= 64
}

/// Y = W·X + b.
#[inline(always)]
fn small_forward<T: Scalar>(w: &[T], b: Option<&[T]>, x: &[T], y: &mut [T], inputs: usize, outputs: usize) {
    for (x, y) in x.chunks_exact(inputs).zip(y.chunks_exact_mut(outputs)) {
        match b {
            Some(b) => y.copy_from_slice(b),
            None => y.fill(T::ZERO),
        }
        for (w, &x) in w.chunks_exact(outputs).zip(x) {
            axpy(x, w, y);
        }
    }
}

/// dW = dZ·Xᵀ.
#[inline(always)]
fn small_weights<T: Scalar>(dw: &mut [T], dy: &[T], x: &[T], beta: Beta, inputs: usize, outputs: usize) {
    if beta == Beta::Store {
        dw.fill(T::ZERO);
    }
    for (x, dy) in x.chunks_exact(inputs).zip(dy.chunks_exact(outputs)) {
        for (dw, &x) in dw.chunks_exact_mut(outputs).zip(x) {
            axpy(x, dy, dw);
        }
    }
}

/// dX = Wᵀ·dZ.
#[inline(always)]
fn small_inputs<T: Scalar>(w: &[T], dy: &[T], mut dx: Sink<'_, T>, inputs: usize, outputs: usize) {
    for (i, dy) in dy.chunks_exact(outputs).enumerate() {
        let column = |k: usize| w[k * outputs..][..outputs].iter().zip(dy).map(|(&w, &d)| w * d).sum();
        dx.from(i * inputs).put(inputs, column);
    }
}

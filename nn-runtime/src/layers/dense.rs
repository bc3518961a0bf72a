//! `dense<N>`: y = f(W·x + b), with the activation behind it folded in.

use nalgebra::{SMatrix, SVector};

use super::activation::Activation;
use super::sums::{axpy, dot};
use crate::flat;
use crate::flat::Flat;
use crate::isa::Isa;
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

/// Y = f(W·X + b) for `columns` columns.
#[inline(always)]
pub fn forward<P: DenseParams, S: Isa>(
    _: S,
    f: impl Activation<P::T>,
    net: &P,
    x: &[P::T],
    y: &mut [P::T],
    columns: usize,
) {
    let (w, b) = net.parts();
    for (x, y) in x.chunks_exact(P::IN).zip(y.chunks_exact_mut(P::OUT)).take(columns) {
        match b {
            Some(b) => y.copy_from_slice(b),
            None => y.fill(P::T::ZERO),
        }
        for (w, &x) in w.chunks_exact(P::OUT).zip(x) {
            axpy(x, w, y);
        }
        for y in y {
            *y = f.forward(*y);
        }
    }
}

/// With dZ = dY ⊙ f′: dW = dZ·Xᵀ, db = Σ dZ over the columns, dX = Wᵀ·dZ. Overwrites `dy` with dZ.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<P: DenseParams, S: Isa, A: Activation<P::T>>(
    _: S,
    f: A,
    net: &P,
    x: &[P::T],
    y: &[P::T],
    dy: &mut [P::T],
    mut dx: Sink<'_, P::T>,
    grads: Option<&mut P>,
    beta: Beta,
    columns: usize,
) {
    const { assert!(A::FROM_OUTPUT, "only the output of a folded activation is there") };
    let (w, _) = net.parts();
    for (dy, &y) in dy[..columns * P::OUT].iter_mut().zip(y) {
        *dy *= f.derivative(y);
    }
    if let Some(grads) = grads {
        if beta == Beta::Store {
            grads.as_flat_mut().fill(P::T::ZERO);
        }
        let (dw, mut db) = grads.parts_mut();
        for (x, dy) in x.chunks_exact(P::IN).zip(dy.chunks_exact(P::OUT)).take(columns) {
            for (dw, &x) in dw.chunks_exact_mut(P::OUT).zip(x) {
                axpy(x, dy, dw);
            }
            if let Some(db) = db.as_deref_mut() {
                axpy(P::T::ONE, dy, db);
            }
        }
    }
    if dx.wanted() {
        for (i, dy) in dy.chunks_exact(P::OUT).take(columns).enumerate() {
            dx.from(i * P::IN).put(P::IN, |k| dot(&w[k * P::OUT..(k + 1) * P::OUT], dy));
        }
    }
}

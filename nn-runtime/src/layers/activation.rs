//! What element-wise activations have in common.

use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::Sink;

/// An activation that works on each number by itself.
pub trait Activation<T: Scalar>: Copy {
    /// Whether the derivative is computed from the output `y` (which lets a layer before it fold the activation in, and
    /// forget its input) or from the input `x`.
    const FROM_OUTPUT: bool;

    /// y = f(x).
    fn forward(self, x: T) -> T;

    /// dy/dx, from `y` where [`FROM_OUTPUT`](Activation::FROM_OUTPUT) says so, else from `x`.
    fn derivative(self, kept: T) -> T;
}

/// y = x: a layer without an activation folded into it.
#[derive(Clone, Copy, Debug)]
pub struct Identity;

impl<T: Scalar> Activation<T> for Identity {
    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn forward(self, x: T) -> T {
        x
    }

    #[inline(always)]
    fn derivative(self, _: T) -> T {
        T::ONE
    }
}

/// yᵢ = f(xᵢ) for the first `len` numbers.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(_: S, f: impl Activation<T>, x: &[T], y: &mut [T], len: usize) {
    for (y, &x) in y[..len].iter_mut().zip(&x[..len]) {
        *y = f.forward(x);
    }
}

/// dxᵢ = dyᵢ f′(xᵢ); `kept` is `y` or `x`, as [`Activation::FROM_OUTPUT`] says.
#[inline(always)]
pub fn backward<T: Scalar, S: Isa>(_: S, f: impl Activation<T>, kept: &[T], dy: &[T], dx: Sink<'_, T>, len: usize) {
    dx.put(len, |i| dy[i] * f.derivative(kept[i]));
}

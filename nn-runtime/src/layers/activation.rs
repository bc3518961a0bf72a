//! What element-wise activations have in common.

use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::Sink;

/// How a product that stands before an activation applies it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// There is nothing to apply.
    Identity,
    /// While the sums are stored.
    Relu,
    /// In a loop of its own behind the product.
    None,
}

/// An activation that works on each number by itself.
pub trait Activation<T: Scalar>: Copy {
    /// Whether the derivative is computed from the output `y` (which lets a layer before it fold the activation in, and
    /// forget its input) or from the input `x`.
    const FROM_OUTPUT: bool;

    /// How a product applies it.
    const FOLD: Fold = Fold::None;

    /// y = f(x).
    fn forward<S: Isa>(self, isa: S, x: T) -> T;

    /// dy/dx, from `y` where [`FROM_OUTPUT`](Activation::FROM_OUTPUT) says so, else from `x`.
    fn derivative<S: Isa>(self, isa: S, kept: T) -> T;
}

/// y = x: a layer without an activation folded into it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Identity;

impl<T: Scalar> Activation<T> for Identity {
    const FROM_OUTPUT: bool = true;
    const FOLD: Fold = Fold::Identity;

    #[inline(always)]
    fn forward<S: Isa>(self, _: S, x: T) -> T {
        x
    }

    #[inline(always)]
    fn derivative<S: Isa>(self, _: S, _: T) -> T {
        T::ONE
    }
}

/// yᵢ = f(xᵢ) for the first `len` numbers.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(isa: S, f: impl Activation<T>, x: &[T], y: &mut [T], len: usize) {
    for (y, &x) in y[..len].iter_mut().zip(&x[..len]) {
        *y = f.forward(isa, x);
    }
}

/// dxᵢ = dyᵢ f′(xᵢ); `kept` is `y` or `x`, as [`Activation::FROM_OUTPUT`] says.
#[inline(always)]
pub fn backward<T: Scalar, S: Isa>(isa: S, f: impl Activation<T>, kept: &[T], dy: &[T], dx: Sink<'_, T>, len: usize) {
    // One after the other instead of by index, which LLVM then does not turn into vectors.
    let terms = kept[..len].iter().zip(&dy[..len]).map(|(&kept, &dy)| dy * f.derivative(isa, kept));
    match dx {
        Sink::Skip => {}
        Sink::Store(dx) => dx.iter_mut().zip(terms).for_each(|(dx, term)| *dx = term),
        Sink::Add(dx) => dx.iter_mut().zip(terms).for_each(|(dx, term)| *dx += term),
    }
}

/// e⁻ˣ is 0 from here on, in double precision too.
const FAR: f64 = 1000.0;

/// `x`, but no lower than −1000. Where a factor x meets one that decays like eˣ, it makes the product 0 at −∞ instead
/// of −∞ · 0, and changes no other result. NaN stays NaN.
#[inline(always)]
pub(super) fn above<T: Scalar>(x: T) -> T {
    x.larger(T::from_f64(-FAR))
}

/// `x`, but within ±1000: as [`above`], where a factor decays on both sides.
#[inline(always)]
pub(super) fn within<T: Scalar>(x: T) -> T {
    above(x).smaller(T::from_f64(FAR))
}

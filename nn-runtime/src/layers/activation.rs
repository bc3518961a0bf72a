//! What element-wise activations have in common.

use super::blocks::{BLOCK, blocks, load, put, store};
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
pub trait Activation<T: Scalar>: Copy + Sync {
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
    let (x, y) = (&x[..len], &mut y[..len]);
    for at in blocks(len) {
        let mut block = load(x, at);
        block.iter_mut().for_each(|x| *x = f.forward(isa, *x));
        store(block, y, at);
    }
}

/// yᵢ = f(yᵢ), if f is none of those that whoever made the numbers has folded in.
#[inline(always)]
pub(super) fn unless_folded<T: Scalar, S: Isa, A: Activation<T>>(isa: S, f: A, y: &mut [T]) {
    if A::FOLD == Fold::None {
        y.iter_mut().for_each(|y| *y = f.forward(isa, *y));
    }
}

/// dxᵢ = dyᵢ f′(xᵢ); `kept` is `y` or `x`, as [`Activation::FROM_OUTPUT`] says.
#[inline(always)]
pub fn backward<T: Scalar, S: Isa>(
    isa: S,
    f: impl Activation<T>,
    kept: &[T],
    dy: &mut [T],
    dx: Sink<'_, T>,
    len: usize,
) {
    let (kept, dy) = (&kept[..len], &mut dy[..len]);
    if matches!(dx, Sink::InPlace) {
        return backward_in_place(isa, f, kept, dy);
    }
    put(dx, len, |at| {
        let mut block = slopes(isa, f, kept, at);
        block.iter_mut().zip(load(dy, at)).for_each(|(slope, dy)| *slope *= dy);
        block
    });
}

/// dyᵢ f′(xᵢ), in place of dyᵢ.
#[inline(always)]
pub(super) fn backward_in_place<T: Scalar, S: Isa>(isa: S, f: impl Activation<T>, kept: &[T], dy: &mut [T]) {
    for at in blocks(dy.len()) {
        let mut block = slopes(isa, f, kept, at);
        block.iter_mut().zip(load(dy, at)).for_each(|(slope, dy)| *slope *= dy);
        store(block, dy, at);
    }
}

/// f′ of the block at `at`.
#[inline(always)]
fn slopes<T: Scalar, S: Isa>(isa: S, f: impl Activation<T>, kept: &[T], at: usize) -> [T; BLOCK] {
    let mut block = load(kept, at);
    block.iter_mut().for_each(|kept| *kept = f.derivative(isa, *kept));
    block
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

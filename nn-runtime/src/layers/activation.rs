//! What element-wise activations have in common.

use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

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

/// The numbers that are computed at a time, in arrays of their own. (Loops from slice to slice are vectors only where the compiler
/// can show that the slices lie apart, and for slices that move from one pass of an outer loop to the next it fails to.)
const BLOCK: usize = 32;

/// Where blocks of `len` numbers begin.
#[inline(always)]
fn blocks(len: usize) -> impl Iterator<Item = usize> {
    (0..len).step_by(BLOCK)
}

/// The block of `from` at `at`, filled up with zeros.
#[inline(always)]
fn load<T: Scalar>(from: &[T], at: usize) -> [T; BLOCK] {
    if let Some(block) = from[at..].first_chunk() {
        return *block;
    }
    let mut block = [T::ZERO; BLOCK];
    block.iter_mut().zip(&from[at..]).for_each(|(to, &from)| *to = from);
    block
}

/// Stores `block` at `at`, as far as there is place.
#[inline(always)]
fn store<T: Scalar>(block: [T; BLOCK], to: &mut [T], at: usize) {
    match to[at..].first_chunk_mut() {
        Some(to) => *to = block,
        None => to[at..].iter_mut().zip(block).for_each(|(to, from)| *to = from),
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

/// dxᵢ = dyᵢ f′(xᵢ); `kept` is `y` or `x`, as [`Activation::FROM_OUTPUT`] says.
#[inline(always)]
pub fn backward<T: Scalar, S: Isa>(isa: S, f: impl Activation<T>, kept: &[T], dy: &[T], dx: Sink<'_, T>, len: usize) {
    let (beta, dx) = match dx {
        Sink::Skip => return,
        Sink::Store(dx) => (Beta::Store, dx),
        Sink::Add(dx) => (Beta::Add, dx),
    };
    let (kept, dy, dx) = (&kept[..len], &dy[..len], &mut dx[..len]);
    for at in blocks(len) {
        let mut block = slopes(isa, f, kept, at);
        block.iter_mut().zip(load(dy, at)).for_each(|(slope, dy)| *slope *= dy);
        if beta == Beta::Add {
            block.iter_mut().zip(load(&dx[..len], at)).for_each(|(term, dx)| *term += dx);
        }
        store(block, dx, at);
    }
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

//! The activation that ends a network, as a type.
//!
//! The body of a network stops at pre-activations; what ends it is part of its type, so that a loss is implemented
//! for exactly the heads it fits, and fused with them where that is more stable.

use crate::scalar::Scalar;

/// The final activation of an output.
pub trait Head: Send + Sync + 'static {
    /// The name of the activation as `network!` writes it.
    const NAME: &'static str;

    /// Turns the pre-activations of one sample into its outputs, in place.
    fn forward<T: Scalar>(column: &mut [T]);

    /// Turns the gradient of the outputs of one sample into that of its pre-activations, in place; `y` are the outputs.
    fn backward<T: Scalar>(y: &[T], dy: &mut [T]);
}

/// No activation: logits, or values of any size.
#[derive(Clone, Copy, Debug)]
pub struct Linear;

/// An activation that the network has already applied (`relu`, `tanh`, …): values, but no logits.
#[derive(Clone, Copy, Debug)]
pub struct Activated;

/// `sigmoid`: a probability for each output.
#[derive(Clone, Copy, Debug)]
pub struct Sigmoid;

/// `softmax`: probabilities that sum to 1.
#[derive(Clone, Copy, Debug)]
pub struct Softmax;

/// `log_softmax`: logarithms of probabilities.
#[derive(Clone, Copy, Debug)]
pub struct LogSoftmax;

impl Head for Linear {
    const NAME: &'static str = "linear";

    #[inline(always)]
    fn forward<T: Scalar>(_: &mut [T]) {}
    #[inline(always)]
    fn backward<T: Scalar>(_: &[T], _: &mut [T]) {}
}

impl Head for Activated {
    const NAME: &'static str = "activated";

    #[inline(always)]
    fn forward<T: Scalar>(_: &mut [T]) {}
    #[inline(always)]
    fn backward<T: Scalar>(_: &[T], _: &mut [T]) {}
}

impl Head for Sigmoid {
    const NAME: &'static str = "sigmoid";

    /// σ(z) = 1 / (1 + e⁻ᶻ), from the side on which the exponential cannot overflow.
    #[inline(always)]
    fn forward<T: Scalar>(column: &mut [T]) {
        for z in column {
            let e = (-z.abs()).exp();
            let positive = T::ONE / (T::ONE + e);
            *z = if *z < T::ZERO { T::ONE - positive } else { positive };
        }
    }

    /// σ′ = σ (1 − σ).
    #[inline(always)]
    fn backward<T: Scalar>(y: &[T], dy: &mut [T]) {
        for (d, &y) in dy.iter_mut().zip(y) {
            *d *= y * (T::ONE - y);
        }
    }
}

impl Head for Softmax {
    const NAME: &'static str = "softmax";

    /// yᵢ = e^(zᵢ − max z) / Σⱼ e^(zⱼ − max z).
    #[inline(always)]
    fn forward<T: Scalar>(column: &mut [T]) {
        let top = column.iter().fold(column[0], |m, &z| z.larger(m));
        let mut sum = T::ZERO;
        for z in column.iter_mut() {
            *z = (*z - top).exp();
            sum += *z;
        }
        for z in column {
            *z /= sum;
        }
    }

    /// dzᵢ = yᵢ (dyᵢ − Σⱼ yⱼ dyⱼ).
    #[inline(always)]
    fn backward<T: Scalar>(y: &[T], dy: &mut [T]) {
        let dot: T = y.iter().zip(dy.iter()).map(|(&y, &d)| y * d).sum();
        for (d, &y) in dy.iter_mut().zip(y) {
            *d = y * (*d - dot);
        }
    }
}

impl Head for LogSoftmax {
    const NAME: &'static str = "log_softmax";

    /// yᵢ = zᵢ − max z − ln Σⱼ e^(zⱼ − max z).
    #[inline(always)]
    fn forward<T: Scalar>(column: &mut [T]) {
        let top = column.iter().fold(column[0], |m, &z| z.larger(m));
        let sum: T = column.iter().map(|&z| (z - top).exp()).sum();
        let shift = top + sum.ln();
        for z in column {
            *z -= shift;
        }
    }

    /// dzᵢ = dyᵢ − e^(yᵢ) Σⱼ dyⱼ.
    #[inline(always)]
    fn backward<T: Scalar>(y: &[T], dy: &mut [T]) {
        let sum: T = dy.iter().copied().sum();
        for (d, &y) in dy.iter_mut().zip(y) {
            *d -= y.exp() * sum;
        }
    }
}

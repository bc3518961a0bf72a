//! The activation that ends a network, as a type.
//!
//! The body of a network stops at pre-activations; what ends it is part of its type, so that a loss is implemented
//! for exactly the heads it fits, and fused with them where that is more stable.

use crate::isa::Portable;
use crate::layers::sigmoid::sigmoid;
use crate::layers::{self, Activation, log_softmax, softmax};
use crate::scalar::Scalar;

/// The final activation of an output.
pub trait Head: Send + Sync + 'static {
    /// The name of the activation as `network!` writes it.
    const NAME: &'static str;

    /// The head of a network that reads an output with this head and gives it on, the activation applied.
    type Applied: Head;

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

/// A head that leaves logits: what losses take that apply the last activation themselves.
///
/// Outputs are the pre-activations, unchanged, and any number.
#[diagnostic::on_unimplemented(
    message = "this loss takes logits, but the network ends in `{Self}`",
    label = "the network ends in `{Self}`",
    note = "remove the final activation from the network: the loss applies its own, which is faster and more stable",
    note = "to keep the activation, use a loss that compares values, such as `Mse` or `Huber`"
)]
pub trait Logits: Head {}

impl Logits for Linear {}

/// A head that gives scores of either sign: [`Linear`], and [`Activated`] for activations such as `tanh`.
#[diagnostic::on_unimplemented(
    message = "this loss takes scores of either sign, but the network ends in `{Self}`",
    label = "the network ends in `{Self}`",
    note = "remove the final activation from the network, or replace it by `tanh`"
)]
pub trait Scores: Head {}

impl Scores for Linear {}
impl Scores for Activated {}

/// A head that gives logarithms of probabilities that sum to 1.
#[diagnostic::on_unimplemented(
    message = "this loss takes log-probabilities, but the network ends in `{Self}`",
    label = "the network ends in `{Self}`",
    note = "end the network in `log_softmax`, or in no activation at all for `CrossEntropy`, which takes logits"
)]
pub trait LogProbabilities: Head {}

impl LogProbabilities for LogSoftmax {}

/// A head that gives a probability for each output by itself.
#[diagnostic::on_unimplemented(
    message = "this loss takes a probability for each output by itself, but the network ends in `{Self}`",
    label = "the network ends in `{Self}`",
    note = "end the network in `sigmoid`, or in no activation at all for `BinaryCrossEntropyWithLogits`, which takes logits",
    note = "for classes of which one is right, use `CrossEntropy`, or `Nll` behind `log_softmax`"
)]
pub trait Probabilities: Head {}

impl Probabilities for Sigmoid {}

/// A head whose outputs are probabilities, or become such.
#[diagnostic::on_unimplemented(
    message = "outputs that end in `{Self}` are no probabilities, and nothing makes them such",
    label = "the network ends in `{Self}`",
    note = "end the network in no activation at all, in `softmax`, `log_softmax` or `sigmoid`"
)]
pub trait ToProbabilities: Head {
    /// Turns the outputs of one sample into probabilities, in place.
    fn probabilities<T: Scalar>(column: &mut [T]);
}

impl ToProbabilities for Linear {
    /// The softmax of logits; of a single one, σ(z).
    fn probabilities<T: Scalar>(column: &mut [T]) {
        if column.len() == 1 { Sigmoid::forward(column) } else { Softmax::forward(column) }
    }
}

impl ToProbabilities for Sigmoid {
    fn probabilities<T: Scalar>(_: &mut [T]) {}
}

impl ToProbabilities for Softmax {
    fn probabilities<T: Scalar>(_: &mut [T]) {}
}

impl ToProbabilities for LogSoftmax {
    fn probabilities<T: Scalar>(column: &mut [T]) {
        column.iter_mut().for_each(|log| *log = log.exp());
    }
}

impl Head for Linear {
    const NAME: &'static str = "linear";

    type Applied = Linear;

    #[inline(always)]
    fn forward<T: Scalar>(_: &mut [T]) {}
    #[inline(always)]
    fn backward<T: Scalar>(_: &[T], _: &mut [T]) {}
}

impl Head for Activated {
    const NAME: &'static str = "activated";

    type Applied = Activated;

    #[inline(always)]
    fn forward<T: Scalar>(_: &mut [T]) {}
    #[inline(always)]
    fn backward<T: Scalar>(_: &[T], _: &mut [T]) {}
}

impl Head for Sigmoid {
    const NAME: &'static str = "sigmoid";

    type Applied = Activated;

    /// σ(z), number by number.
    #[inline(always)]
    fn forward<T: Scalar>(column: &mut [T]) {
        for z in column {
            *z = sigmoid(Portable, *z);
        }
    }

    /// σ′ = σ (1 − σ).
    #[inline(always)]
    fn backward<T: Scalar>(y: &[T], dy: &mut [T]) {
        for (d, &y) in dy.iter_mut().zip(y) {
            *d *= layers::Sigmoid.derivative(Portable, y);
        }
    }
}

impl Head for Softmax {
    const NAME: &'static str = "softmax";

    type Applied = Activated;

    #[inline(always)]
    fn forward<T: Scalar>(column: &mut [T]) {
        softmax::activate(Portable, column);
    }

    #[inline(always)]
    fn backward<T: Scalar>(y: &[T], dy: &mut [T]) {
        softmax::activate_backward(y, dy);
    }
}

impl Head for LogSoftmax {
    const NAME: &'static str = "log_softmax";

    type Applied = Activated;

    #[inline(always)]
    fn forward<T: Scalar>(column: &mut [T]) {
        log_softmax::activate(Portable, column);
    }

    #[inline(always)]
    fn backward<T: Scalar>(y: &[T], dy: &mut [T]) {
        log_softmax::activate_backward(Portable, y, dy);
    }
}

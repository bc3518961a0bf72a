//! Sinks that add to the gradients of inputs, as a network's caller may ask for.

use nn_runtime::ports::Inputs;
use nn_runtime::sink::Sink;
use nn_runtime::{Scalar, Values};

/// Inputs whose sinks can be told to add.
pub trait AddingInputs: Inputs {
    /// Sinks that add to what they would have stored.
    fn adding<T: Scalar>(sinks: Self::Sinks<'_, T>) -> Self::Sinks<'_, T>;
}

impl<const F: usize> AddingInputs for Values<F> {
    fn adding<T: Scalar>(sink: Self::Sinks<'_, T>) -> Self::Sinks<'_, T> {
        match sink {
            Sink::Store(slice) => Sink::Add(slice),
            other => other,
        }
    }
}

impl<A: AddingInputs, B: AddingInputs> AddingInputs for (A, B) {
    fn adding<T: Scalar>((a, b): Self::Sinks<'_, T>) -> Self::Sinks<'_, T> {
        (A::adding(a), B::adding(b))
    }
}

impl<A: AddingInputs, B: AddingInputs, C: AddingInputs> AddingInputs for (A, B, C) {
    fn adding<T: Scalar>((a, b, c): Self::Sinks<'_, T>) -> Self::Sinks<'_, T> {
        (A::adding(a), B::adding(b), C::adding(c))
    }
}

//! Sinks as a network's caller may hand them over, beside those that store.

use nn_runtime::ports::Inputs;
use nn_runtime::sink::Sink;
use nn_runtime::{Scalar, Values};

/// Inputs whose sinks can be told to add.
pub trait AddingInputs: Inputs {
    /// Sinks that add to what they would have stored.
    fn adding<T: Scalar>(sinks: Self::Sinks<'_, T>) -> Self::Sinks<'_, T>;
    /// Sinks in the place of the gradient of the output, for networks that say that they can.
    fn in_place<'a, T: Scalar>() -> Self::Sinks<'a, T>;
}

impl<const F: usize> AddingInputs for Values<F> {
    fn adding<T: Scalar>(sink: Self::Sinks<'_, T>) -> Self::Sinks<'_, T> {
        match sink {
            Sink::Store(slice) => Sink::Add(slice),
            other => other,
        }
    }
    fn in_place<'a, T: Scalar>() -> Self::Sinks<'a, T> {
        Sink::InPlace
    }
}

impl<A: AddingInputs, B: AddingInputs> AddingInputs for (A, B) {
    fn adding<T: Scalar>((a, b): Self::Sinks<'_, T>) -> Self::Sinks<'_, T> {
        (A::adding(a), B::adding(b))
    }
    fn in_place<'a, T: Scalar>() -> Self::Sinks<'a, T> {
        (A::in_place(), B::in_place())
    }
}

impl<A: AddingInputs, B: AddingInputs, C: AddingInputs> AddingInputs for (A, B, C) {
    fn adding<T: Scalar>((a, b, c): Self::Sinks<'_, T>) -> Self::Sinks<'_, T> {
        (A::adding(a), B::adding(b), C::adding(c))
    }
    fn in_place<'a, T: Scalar>() -> Self::Sinks<'a, T> {
        (A::in_place(), B::in_place(), C::in_place())
    }
}

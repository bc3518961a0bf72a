//! Samples and targets as rows of a table give them.

use nalgebra::SVector;

use super::sample::Sample;
use crate::batch::Class;
use crate::scalar::Scalar;

/// A sample of numbers alone: `[T; F]`, `SVector<T, F>`, `f32`, `f64`, or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no sample of numbers",
    label = "cannot be made of a row of numbers",
    note = "a row of numbers becomes a `[T; F]`, `SVector<T, F>`, `f32` or `f64`, or a tuple of them for several inputs"
)]
pub trait Numbers: Sample {
    /// The sample with these numbers, in the order of [`Sample::each`], rounded to its type.
    fn from_numbers(next: &mut impl FnMut() -> f64) -> Self;
    /// Whether a number stays finite when it is rounded to the type of the sample.
    fn holds(number: f64) -> bool;
}

/// What columns of a table give as the target of a sample: the [`Class`] of its label, or numbers.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no target that columns of a table give",
    label = "neither a class nor numbers",
    note = "a target is `Class<C>`, or `f32`, `f64`, `[T; K]` or `SVector<T, K>`"
)]
pub trait Label: Sample {
    /// How many columns it takes.
    const COLUMNS: usize;
    /// The number of classes, where it is one of them.
    const CLASSES: Option<usize>;

    /// The target of these values: numbers, or the number of the class, which is below [`CLASSES`](Self::CLASSES).
    fn from_values(next: &mut impl FnMut() -> f64) -> Self;
    /// Whether a value stays finite as part of the target.
    fn holds(value: f64) -> bool;
}

impl<T: Scalar, const F: usize> Numbers for [T; F] {
    fn from_numbers(next: &mut impl FnMut() -> f64) -> Self {
        core::array::from_fn(|_| T::from_f64(next()))
    }
    fn holds(number: f64) -> bool {
        T::from_f64(number).is_finite()
    }
}

impl<T: Scalar, const F: usize> Numbers for SVector<T, F> {
    fn from_numbers(next: &mut impl FnMut() -> f64) -> Self {
        <[T; F]>::from_numbers(next).into()
    }
    fn holds(number: f64) -> bool {
        T::from_f64(number).is_finite()
    }
}

impl Numbers for f32 {
    fn from_numbers(next: &mut impl FnMut() -> f64) -> Self {
        next() as f32
    }
    fn holds(number: f64) -> bool {
        (number as f32).is_finite()
    }
}

impl Numbers for f64 {
    fn from_numbers(next: &mut impl FnMut() -> f64) -> Self {
        next()
    }
    fn holds(number: f64) -> bool {
        number.is_finite()
    }
}

macro_rules! tuples {
    ($($P:ident),+) => {
        impl<$($P: Numbers),+> Numbers for ($($P,)+) {
            fn from_numbers(next: &mut impl FnMut() -> f64) -> Self {
                ($($P::from_numbers(next),)+)
            }
            fn holds(number: f64) -> bool {
                true $(&& $P::holds(number))+
            }
        }
    };
}

tuples!(P0, P1);
tuples!(P0, P1, P2);
tuples!(P0, P1, P2, P3);
tuples!(P0, P1, P2, P3, P4);
tuples!(P0, P1, P2, P3, P4, P5);
tuples!(P0, P1, P2, P3, P4, P5, P6);
tuples!(P0, P1, P2, P3, P4, P5, P6, P7);

impl<N: Numbers> Label for N {
    const COLUMNS: usize = N::NUMBERS;
    const CLASSES: Option<usize> = None;

    fn from_values(next: &mut impl FnMut() -> f64) -> Self {
        N::from_numbers(next)
    }
    fn holds(value: f64) -> bool {
        <N as Numbers>::holds(value)
    }
}

impl<const C: usize> Label for Class<C> {
    const COLUMNS: usize = 1;
    const CLASSES: Option<usize> = Some(C);

    fn from_values(next: &mut impl FnMut() -> f64) -> Self {
        Class::new(next() as usize).expect("a number of a class")
    }
    fn holds(_: f64) -> bool {
        true
    }
}

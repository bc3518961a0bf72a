//! The forms in which outputs come.

use alloc::vec::Vec;

use nalgebra::SMatrix;

use crate::scalar::Scalar;

/// `F` numbers for each of some samples: outputs of a network, or numbers to compare them with.
///
/// A matrix has a column a sample; arrays, slices and vectors hold arrays of `F` numbers, or, for `F` = 1, the numbers themselves.
/// The first `n` columns of a matrix are `&matrix.data.0[..n]`.
///
/// ```
/// use nn_runtime::metrics::{MetricError, mean_absolute_error};
/// use nn_runtime::nalgebra::SMatrix;
///
/// let outputs = SMatrix::<f32, 1, 3>::new(1.0, 2.0, 4.0);
/// assert_eq!(mean_absolute_error(&[1.0_f32, 2.0, 3.0], &outputs)?, 1.0 / 3.0);
/// assert_eq!(mean_absolute_error(&[1.0_f32, 2.0], &outputs.data.0[..2])?, 0.0);
/// # Ok::<(), MetricError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not hold {F} numbers a sample",
    label = "not {F} numbers a sample",
    note = "take an `SMatrix<T, {F}, B>`, or a slice of `[T; {F}]`, of `f32` or `f64`"
)]
pub trait Samples<const F: usize> {
    /// `f32` or `f64`.
    type Scalar: Scalar;

    /// The numbers of each sample.
    fn samples(&self) -> &[[Self::Scalar; F]];
}

impl<T: Scalar, const F: usize, const B: usize> Samples<F> for SMatrix<T, F, B> {
    type Scalar = T;

    fn samples(&self) -> &[[T; F]] {
        &self.data.0
    }
}

impl<T: Scalar, const F: usize> Samples<F> for [[T; F]] {
    type Scalar = T;

    fn samples(&self) -> &[[T; F]] {
        self
    }
}

impl<T: Scalar> Samples<1> for [T] {
    type Scalar = T;

    fn samples(&self) -> &[[T; 1]] {
        self.as_chunks().0
    }
}

impl<X, const F: usize, const N: usize> Samples<F> for [X; N]
where
    [X]: Samples<F>,
{
    type Scalar = <[X] as Samples<F>>::Scalar;

    fn samples(&self) -> &[[Self::Scalar; F]] {
        self.as_slice().samples()
    }
}

impl<X, const F: usize> Samples<F> for Vec<X>
where
    [X]: Samples<F>,
{
    type Scalar = <[X] as Samples<F>>::Scalar;

    fn samples(&self) -> &[[Self::Scalar; F]] {
        self.as_slice().samples()
    }
}

//! Data sets from matrices, arrays and pairs.

use alloc::vec::Vec;

use nalgebra::{Dim, Matrix, RawStorage};
#[cfg(feature = "ndarray")]
use ndarray::{ArrayBase, Data, Ix2};

use super::dataset::Dataset;
use super::error::DataError;
use super::numbers::Numbers;
use super::sample::Sample;
use crate::scalar::Scalar;

impl<X: Numbers, Y: Sample> Dataset<X, Y> {
    /// The rows of a matrix, with these targets: `DMatrix`, `SMatrix` or a part of one. Numbers are rounded to the type of the samples.
    ///
    /// ```
    /// use nn_runtime::data::Dataset;
    /// use nn_runtime::nalgebra::DMatrix;
    ///
    /// let inputs = DMatrix::from_row_slice(3, 2, &[0.0, 0.5, 1.0, 1.5, 2.0, 2.5]);
    /// let data = Dataset::<[f32; 2], f32>::from_matrix(&inputs, [0.0, 1.0, 4.0])?;
    /// assert_eq!(data.inputs()[1], [1.0, 1.5]);
    ///
    /// let error = Dataset::<[f32; 3], f32>::from_matrix(&inputs, [0.0, 1.0, 4.0]).unwrap_err();
    /// assert_eq!(error.to_string(), "rows of 2 columns make no sample `[f32; 3]`, which takes 3 numbers");
    /// # Ok::<(), nn_runtime::data::DataError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the matrix has another number of columns than a sample has numbers, there are not as many targets as rows, or a number is
    /// infinite, NaN or too large for the type of the samples.
    pub fn from_matrix<T: Scalar, R: Dim, C: Dim>(
        inputs: &Matrix<T, R, C, impl RawStorage<T, R, C>>,
        targets: impl Into<Vec<Y>>,
    ) -> Result<Self, DataError> {
        Self::from_rows(inputs.shape(), |row, column| inputs[(row, column)].to_f64(), targets.into())
    }

    /// The rows of a two-dimensional array, with these targets: `Array2` or a view of one. Numbers are rounded to the type of the
    /// samples.
    ///
    /// ```
    /// use nn_runtime::data::Dataset;
    /// use nn_runtime::ndarray::{array, s};
    ///
    /// let table = array![[0.0, 0.5, 0.0], [1.0, 1.5, 1.0], [2.0, 2.5, 4.0]];
    /// let (inputs, targets) = (table.slice(s![.., ..2]), table.column(2));
    /// let data = Dataset::<[f32; 2], f64>::from_ndarray(&inputs, targets.to_vec())?;
    /// assert_eq!((data.inputs()[1], data.targets()[2]), ([1.0, 1.5], 4.0));
    /// # Ok::<(), nn_runtime::data::DataError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`from_matrix`](Self::from_matrix).
    #[cfg(feature = "ndarray")]
    pub fn from_ndarray<T: Scalar>(
        inputs: &ArrayBase<impl Data<Elem = T>, Ix2>,
        targets: impl Into<Vec<Y>>,
    ) -> Result<Self, DataError> {
        Self::from_rows(inputs.dim(), |row, column| inputs[(row, column)].to_f64(), targets.into())
    }

    /// The samples that are the rows of a table of this shape.
    fn from_rows(
        (rows, columns): (usize, usize),
        at: impl Fn(usize, usize) -> f64,
        targets: Vec<Y>,
    ) -> Result<Self, DataError> {
        let sample = core::any::type_name::<X>();
        if columns != X::NUMBERS {
            return Err(DataError::Columns { columns, sample, takes: X::NUMBERS });
        }
        let mut inputs = Vec::with_capacity(rows);
        for row in 0..rows {
            let too_large = |&number: &usize| at(row, number).is_finite() && !X::holds(at(row, number));
            if let Some(number) = (0..columns).find(too_large) {
                return Err(DataError::TooLarge { sample: row, number, value: at(row, number), form: sample });
            }
            let mut numbers = 0..columns;
            inputs.push(X::from_numbers(&mut || at(row, numbers.next().expect("as many numbers as the sample takes"))));
        }
        Self::new(inputs, targets)
    }
}

impl<X: Sample, Y: Sample> Dataset<X, Y> {
    /// Samples that come as input and target together.
    ///
    /// ```
    /// use nn_runtime::data::Dataset;
    ///
    /// let squares = Dataset::from_pairs((0..4).map(|x| f64::from(x)).map(|x| ([x], [x * x])))?;
    /// assert_eq!(squares.targets()[3], [9.0]);
    /// # Ok::<(), nn_runtime::data::DataError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If a number is infinite or NaN.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (X, Y)>) -> Result<Self, DataError> {
        let (inputs, targets): (Vec<X>, Vec<Y>) = pairs.into_iter().unzip();
        Self::new(inputs, targets)
    }
}

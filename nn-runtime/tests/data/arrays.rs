//! What comes as matrices, arrays and pairs.

use nn_runtime::Class;
use nn_runtime::data::{DataError, Dataset};
use nn_runtime::nalgebra::{DMatrix, SMatrix, SVector};

fn message<X, Y>(data: Result<Dataset<X, Y>, DataError>) -> String {
    data.unwrap_err().to_string()
}

#[test]
fn rows_of_a_matrix_are_samples() {
    let inputs = DMatrix::from_row_slice(2, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    let targets = [0, 1].map(|class| Class::<2>::new(class).unwrap());
    let data = Dataset::<[f64; 3], _>::from_matrix(&inputs, targets).unwrap();
    assert_eq!((data.inputs(), data.targets()), (&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]][..], &targets[..]));

    let part = Dataset::<SVector<f32, 2>, _>::from_matrix(&inputs.columns(1, 2), targets).unwrap();
    assert_eq!(part.inputs(), [SVector::from([2.0, 3.0]), SVector::from([5.0, 6.0])]);
    let fixed = SMatrix::<f32, 2, 3>::new(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    let several = Dataset::<([f32; 2], f64), _>::from_matrix(&fixed, targets).unwrap();
    assert_eq!(several.inputs(), [([1.0, 2.0], 3.0), ([4.0, 5.0], 6.0)]);
}

#[test]
fn matrices_that_do_not_fit_are_refused() {
    let read =
        |numbers: [f64; 6]| Dataset::<[f32; 2], f32>::from_matrix(&DMatrix::from_row_slice(3, 2, &numbers), [0.0; 3]);
    let matrix = DMatrix::<f32>::zeros(3, 2);
    assert_eq!(
        message(Dataset::<[f32; 4], f32>::from_matrix(&matrix, [0.0; 3])),
        "rows of 2 columns make no sample `[f32; 4]`, which takes 4 numbers"
    );
    assert_eq!(
        message(Dataset::<[f32; 2], f32>::from_matrix(&matrix, [0.0; 2])),
        "3 inputs do not match 2 targets: each sample takes one of both"
    );
    assert_eq!(
        message(Dataset::<[f32; 2], f32>::from_matrix(&matrix, [0.0, f32::INFINITY, 0.0])),
        "target 0 of sample 1 is inf, but must be finite"
    );
    assert_eq!(message(read([0.0, 0.0, 0.0, 0.0, 0.0, f64::NAN])), "input 1 of sample 2 is NaN, but must be finite");
    assert_eq!(
        message(read([0.0, 0.0, -1e39, 0.0, 0.0, 0.0])),
        "input 0 of sample 1 is -1e39, which is too large for the numbers of `[f32; 2]`"
    );
}

#[test]
fn pairs_are_taken_apart() {
    let data = Dataset::from_pairs([(1.0, [2.0_f32]), (3.0, [4.0])]).unwrap();
    assert_eq!(data, Dataset::new([1.0, 3.0], [[2.0_f32], [4.0]]).unwrap());
    assert_eq!(message(Dataset::from_pairs([(1.0, f32::NAN)])), "target 0 of sample 0 is NaN, but must be finite");
    assert_eq!(message(Dataset::from_pairs([(f32::NAN, 1.0)])), "input 0 of sample 0 is NaN, but must be finite");
}

#[cfg(feature = "ndarray")]
mod of_ndarray {
    use nn_runtime::ndarray::{Array2, ArrayView2, ShapeBuilder as _, array};

    use super::*;

    /// In either order of memory, whole or turned.
    #[test]
    fn rows_of_an_array_are_samples() {
        let rows = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
        let columns = Array2::from_shape_vec((2, 3).f(), vec![1.0, 4.0, 2.0, 5.0, 3.0, 6.0]).unwrap();
        for inputs in [&rows, &columns] {
            let data = Dataset::<[f32; 3], f64>::from_ndarray(inputs, [7.0, 8.0]).unwrap();
            assert_eq!((data.inputs(), data.targets()), (&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]][..], &[7.0, 8.0][..]));
            let turned: ArrayView2<'_, f64> = inputs.t();
            let data = Dataset::<[f64; 2], f64>::from_ndarray(&turned, [7.0, 8.0, 9.0]).unwrap();
            assert_eq!(data.inputs(), [[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]);
        }
    }

    #[test]
    fn arrays_that_do_not_fit_are_refused() {
        let read = |array: Array2<f64>| message(Dataset::<[f32; 2], f32>::from_ndarray(&array, [0.0; 2]));
        assert_eq!(read(array![[1.0], [2.0]]), "rows of 1 columns make no sample `[f32; 2]`, which takes 2 numbers");
        assert_eq!(read(array![[1.0, 2.0]]), "1 inputs do not match 2 targets: each sample takes one of both");
        assert_eq!(
            read(array![[1.0, 2.0], [f64::NEG_INFINITY, 2.0]]),
            "input 0 of sample 1 is -inf, but must be finite"
        );
        assert_eq!(
            read(array![[1.0, 1e300], [1.0, 2.0]]),
            "input 1 of sample 0 is 1e300, which is too large for the numbers of `[f32; 2]`"
        );
    }
}

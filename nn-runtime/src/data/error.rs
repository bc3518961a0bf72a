//! What can be wrong with samples.

use alloc::vec::Vec;

use thiserror::Error;

/// Why samples are no data set. Samples and numbers are counted from 0.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum DataError {
    /// Inputs and targets are not of the same samples.
    #[error("{inputs} inputs do not match {targets} targets: each sample takes one of both")]
    Lengths {
        /// The number of inputs.
        inputs: usize,
        /// The number of targets.
        targets: usize,
    },
    /// A number is infinite or NaN.
    #[error("{what} {number} of sample {sample} is {value}, but must be finite")]
    NotFinite {
        /// `input` or `target`.
        what: &'static str,
        /// The sample.
        sample: usize,
        /// Which of its numbers.
        number: usize,
        /// The value.
        value: f64,
    },
    /// The rows of a matrix are no samples of this form.
    #[error("rows of {columns} columns make no sample `{sample}`, which takes {takes} numbers")]
    Columns {
        /// The columns of the matrix.
        columns: usize,
        /// The type of the samples.
        sample: &'static str,
        /// How many numbers it takes.
        takes: usize,
    },
    /// A number of an input is finite, but not as the type of the samples has it.
    #[error("input {number} of sample {sample} is {value:?}, which is too large for the numbers of `{form}`")]
    TooLarge {
        /// The sample.
        sample: usize,
        /// Which of its numbers.
        number: usize,
        /// The value.
        value: f64,
        /// The type of the samples.
        form: &'static str,
    },
    /// The weights are not one for each sample.
    #[error("{weights} weights do not match {samples} samples: each sample takes one")]
    Weights {
        /// The number of weights.
        weights: usize,
        /// The number of samples.
        samples: usize,
    },
    /// A weight makes no sense.
    #[error("the weight of sample {sample} is {value}, but must be finite and not below 0")]
    Weight {
        /// The sample.
        sample: usize,
        /// Its weight.
        value: f64,
    },
    /// Names that are not one for each number, or for each class.
    #[error("{given} names do not match {expected} {what}: each takes one")]
    Names {
        /// `inputs` or `classes`.
        what: &'static str,
        /// How many there are.
        expected: usize,
        /// The number of names.
        given: usize,
    },
    /// The shares of a split make no sense.
    #[error("the shares of a split must be finite and not below 0, with one above 0: {shares:?}")]
    Shares {
        /// The shares.
        shares: Vec<f64>,
    },
    /// Samples cannot be cut into so many folds.
    #[error("{samples} samples do not make {folds} folds: it takes at least 2 folds, and a sample for each")]
    Folds {
        /// The number of folds.
        folds: usize,
        /// The number of samples.
        samples: usize,
    },
    /// A class has too few samples for one in each fold.
    #[error("class {class} has {samples} samples, too few for {folds} folds that have one each")]
    FoldsOfClass {
        /// The class.
        class: usize,
        /// How many samples it has.
        samples: usize,
        /// The number of folds.
        folds: usize,
    },
    /// The numbers of two data sets do not mean the same.
    #[error(
        "the data sets cannot be joined: their columns or classes have other names, or come from tables of other forms"
    )]
    Unlike,
}

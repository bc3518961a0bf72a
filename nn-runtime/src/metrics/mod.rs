//! Metrics: how good predictions are, in figures that people know.
//!
//! | of | metrics |
//! | --- | --- |
//! | classes predicted | [`accuracy`], and those of a [`ConfusionMatrix`]: precision, recall, F1, by class or averaged |
//! | scores of all classes | [`argmax`], [`top_k_accuracy`] |
//! | scores that rank samples | [`roc_auc`], [`roc_curve`], [`average_precision`]; of several classes, each against the rest |
//! | probabilities | [`log_loss`], [`expected_calibration_error`], [`calibration_curve`] |
//! | numbers | [`mean_absolute_error`], [`root_mean_squared_error`], [`r2_score`] |
//!
//! Each is a function of truth and predictions, and a value that a trainer, an evaluation or an experiment takes ([`Metric`]):
//! [`Accuracy`], [`TopK`], [`Precision`], [`Recall`], [`F1`], [`RocAuc`], [`AveragePrecision`], [`LogLoss`], [`CalibrationError`],
//! [`MeanAbsoluteError`], [`RootMeanSquaredError`], [`R2`]; [`Custom`] makes one of a function.
//!
//! Names and conventions are scikit-learn's; where this module refuses what scikit-learn warns of, the metric says so. Truth comes
//! first, then what is predicted. Outputs of networks are taken as they are, a column a sample ([`Samples`]), in `f32` or `f64`;
//! figures are computed in double precision.
//!
//! ```
//! use nn_runtime::metrics::{Average, ConfusionMatrix, MetricError, argmax, top_k_accuracy};
//! use nn_runtime::prelude::*;
//!
//! // What a network of 3 outputs says of 4 samples, the last of which is not live.
//! let scores = SMatrix::<f32, 3, 4>::from([[2.0, 0.1, 0.3], [0.2, 0.5, 0.9], [0.0, 0.4, 0.3], [0.0; 3]]);
//! let live = &scores.data.0[..3];
//! let truth = [0, 1, 1].map(|label| Class::<3>::new(label).unwrap());
//!
//! let confusion = ConfusionMatrix::new(&truth, &argmax(live)?)?;
//! assert_eq!(confusion.recall_by_class(), [1.0, 0.5, 0.0]);
//! assert_eq!(confusion.f1(Average::Micro), confusion.accuracy());
//! assert_eq!(top_k_accuracy(&truth, live, 2)?, 1.0);
//! # Ok::<(), MetricError>(())
//! ```

mod accuracy;
mod averaged;
mod confusion;
mod error;
mod forms;
mod metric;
mod probability;
mod ranking;
mod regression;
mod samples;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod values;

pub use self::accuracy::{Accuracy, TopK, accuracy, argmax, top_k_accuracy};
pub use self::averaged::{F1, Precision, Recall};
pub use self::confusion::{Average, ConfusionMatrix};
pub use self::error::MetricError;
pub use self::forms::{
    BinaryHead, BinaryTarget, ClassHead, Classified, Likely, NumberTarget, OfClasses, OfProbabilities, OfRanking,
    Ranked,
};
pub use self::metric::{Custom, Goal, Metric};
pub use self::probability::{CalibrationError, LogLoss, calibration_curve, expected_calibration_error, log_loss};
pub use self::ranking::{
    AveragePrecision, RocAuc, average_precision, average_precision_by_class, average_precision_macro, roc_auc,
    roc_auc_by_class, roc_auc_macro, roc_curve,
};
pub use self::regression::{
    MeanAbsoluteError, R2, RootMeanSquaredError, mean_absolute_error, r2_score, root_mean_squared_error,
};
pub use self::samples::Samples;

/// The share of `part` in `whole`; 0 where there is nothing, as scikit-learn's `zero_division` has it.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The unweighted mean over the classes.
fn mean<const C: usize>(values: [f64; C]) -> f64 {
    const { assert!(C > 0, "a sample has at least one number") };
    values.iter().sum::<f64>() / C as f64
}

//! Metrics as values give what their functions give, for every form of outputs and targets.

use alloc::string::ToString;

use super::*;
use crate::batch::Class;
use crate::head::{Head, Linear, LogSoftmax, Sigmoid, Softmax};
use crate::ports::Output;

/// The figure of outputs behind the head `H`.
fn of<H: Head, Y, const F: usize>(metric: impl Metric<Output<H, F>, f64, Y>, truth: &[Y], outputs: &[[f64; F]]) -> f64 {
    metric.measure(truth, outputs).expect("it can be computed")
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-12
}

const LOGITS: [[f64; 3]; 5] = [[2.0, 0.5, -1.0], [0.1, 0.3, 0.2], [0.0, -1.0, 1.5], [1.0, 0.9, 0.0], [-1.0, 0.2, 0.1]];
const LABELS: [usize; 5] = [0, 1, 2, 1, 2];

#[test]
fn of_several_classes() {
    let truth = LABELS.map(|label| Class::<3>::new(label).unwrap());
    let mut probabilities = LOGITS;
    probabilities.iter_mut().for_each(|y| Softmax::forward(y));
    let mut logarithms = LOGITS;
    logarithms.iter_mut().for_each(|y| LogSoftmax::forward(y));

    assert_eq!(of::<Linear, _, 3>(Accuracy, &truth, &LOGITS), 0.6);
    assert_eq!(of::<Linear, _, 3>(TopK(2), &truth, &LOGITS), 1.0);
    let confusion = ConfusionMatrix::new(&truth, &argmax(&LOGITS).unwrap()).unwrap();
    assert_eq!(of::<Linear, _, 3>(Precision::of(1), &truth, &LOGITS), confusion.precision_by_class()[1]);
    assert_eq!(of::<Linear, _, 3>(Recall::averaged(Average::Macro), &truth, &LOGITS), confusion.recall(Average::Macro));
    assert_eq!(of::<Linear, _, 3>(F1::averaged(Average::Weighted), &truth, &LOGITS), confusion.f1(Average::Weighted));

    let loss = log_loss(&truth, &probabilities).unwrap();
    assert!(near(of::<Linear, _, 3>(LogLoss, &truth, &LOGITS), loss));
    assert!(near(of::<Softmax, _, 3>(LogLoss, &truth, &probabilities), loss));
    assert!(near(of::<LogSoftmax, _, 3>(LogLoss, &truth, &logarithms), loss));
    let error = expected_calibration_error(&truth, &probabilities, 15).unwrap();
    assert!(near(of::<Linear, _, 3>(CalibrationError::new(15), &truth, &LOGITS), error));
    let area = roc_auc_macro(&truth, &probabilities).unwrap();
    assert!(near(of::<Linear, _, 3>(RocAuc, &truth, &LOGITS), area));
    let area = average_precision_macro(&truth, &probabilities).unwrap();
    assert!(near(of::<Softmax, _, 3>(AveragePrecision, &truth, &probabilities), area));

    let error = Metric::<Output<Linear, 3>, f64, _>::measure(&Precision::of(3), &truth, &LOGITS).unwrap_err();
    assert_eq!(error.to_string(), "there is no class 3: the network tells 3 classes apart, counted from 0");
}

#[test]
fn of_a_single_output() {
    let logits = [[-2.0], [0.5], [1.0], [-0.1], [0.0]];
    let mut probabilities = logits;
    probabilities.iter_mut().for_each(|y| Sigmoid::forward(y));
    let labels = [0, 1, 0, 1, 1];
    let classes = labels.map(|label| Class::<2>::new(label).unwrap());
    let (numbers, arrays) = (labels.map(|label| label as f32), labels.map(|label| [label as f64]));

    // A logit of 0 is a probability of one half, which is no class 1 yet.
    assert_eq!(of::<Linear, _, 1>(Accuracy, &arrays, &logits), 0.4);
    assert_eq!(of::<Linear, _, 1>(Accuracy, &numbers, &logits), 0.4);
    assert_eq!(of::<Sigmoid, _, 1>(Accuracy, &classes, &probabilities), 0.4);
    assert_eq!(of::<Linear, _, 1>(Precision::of(1), &arrays, &logits), 0.5);
    assert_eq!(of::<Linear, _, 1>(Recall::of(1), &arrays, &logits), 1.0 / 3.0);
    assert_eq!(of::<Linear, _, 1>(F1::of(1), &arrays, &logits), 0.4);
    let (area, precision) = (roc_auc(&classes, &logits).unwrap(), average_precision(&classes, &logits).unwrap());
    assert_eq!(of::<Linear, _, 1>(RocAuc, &numbers, &logits), area);
    assert_eq!(of::<Sigmoid, _, 1>(AveragePrecision, &arrays, &probabilities), precision);

    let pairs = probabilities.map(|[p]| [1.0 - p, p]);
    let loss = log_loss(&classes, &pairs).unwrap();
    assert!(near(of::<Linear, _, 1>(LogLoss, &arrays, &logits), loss));
    assert!(near(of::<Sigmoid, _, 1>(LogLoss, &numbers, &probabilities), loss));

    let error = Metric::<Output<Linear, 1>, f64, _>::measure(&Accuracy, &[[0.0], [0.5]], &logits[..2]).unwrap_err();
    assert_eq!(error.to_string(), "true value 0 of sample 1 is 0.5: a metric takes 0 or 1, for one of two classes");
}

#[test]
fn of_numbers() {
    let (truth, outputs) = ([[1.0, 2.0], [3.0, 5.0], [0.0, -1.0]], [[1.5, 2.0], [2.0, 5.0], [0.0, 1.0]]);
    assert_eq!(of::<Linear, _, 2>(MeanAbsoluteError, &truth, &outputs), mean_absolute_error(&truth, &outputs).unwrap());
    let error = root_mean_squared_error(&truth, &outputs).unwrap();
    assert_eq!(of::<Linear, _, 2>(RootMeanSquaredError, &truth, &outputs), error);
    assert_eq!(of::<Linear, _, 2>(R2, &truth, &outputs), r2_score(&truth, &outputs).unwrap());
    assert_eq!(of::<Linear, _, 1>(MeanAbsoluteError, &[1.0_f32, 2.0], &[[1.5], [2.0]]), 0.25);
}

#[test]
fn goals_say_which_way_is_better() {
    fn goal<Y, const F: usize>(metric: impl Metric<Output<Linear, F>, f64, Y>) -> Goal {
        metric.goal()
    }
    let highest = [
        goal::<Class<3>, 3>(Accuracy),
        goal::<Class<3>, 3>(TopK(2)),
        goal::<Class<3>, 3>(Precision::of(0)),
        goal::<Class<3>, 3>(Recall::of(0)),
        goal::<Class<3>, 3>(F1::of(0)),
        goal::<Class<3>, 3>(RocAuc),
        goal::<Class<3>, 3>(AveragePrecision),
        goal::<[f64; 2], 2>(R2),
    ];
    assert_eq!(highest, [Goal::Highest; 8]);
    let lowest = [
        goal::<Class<3>, 3>(LogLoss),
        goal::<Class<3>, 3>(CalibrationError::new(10)),
        goal::<[f64; 2], 2>(MeanAbsoluteError),
        goal::<[f64; 2], 2>(RootMeanSquaredError),
    ];
    assert_eq!(lowest, [Goal::Lowest; 4]);
}

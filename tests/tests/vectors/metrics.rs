//! Metrics, against scikit-learn: what it computed is written by `metrics.py`.

use nn_runtime::metrics::{
    Average, ConfusionMatrix, accuracy, argmax, average_precision, average_precision_by_class, average_precision_macro,
    expected_calibration_error, log_loss, mean_absolute_error, r2_score, roc_auc, roc_auc_by_class, roc_auc_macro,
    root_mean_squared_error, top_k_accuracy,
};
use nn_runtime::{Class, Scalar};

use crate::file::{Case, Vectors};

fn classes<const C: usize>(case: Case<'_>, tensor: &str) -> Vec<Class<C>> {
    case.whole(tensor).into_iter().map(|label| Class::new(label).expect("the script counts classes alike")).collect()
}

fn rows<T: Scalar, const F: usize>(case: Case<'_>, tensor: &str) -> Vec<[T; F]> {
    case.rounded(tensor).as_chunks().0.to_vec()
}

fn check_classes(case: Case<'_>) {
    let (truth, predicted) = (classes::<5>(case, "truth"), classes(case, "predicted"));
    let confusion = ConfusionMatrix::new(&truth, &predicted).unwrap();
    assert_eq!(confusion.rows().flatten().copied().collect::<Vec<_>>(), case.whole("confusion"));
    case.compare("accuracy", &[confusion.accuracy()]);
    case.compare("accuracy", &[accuracy(&truth, &predicted).unwrap()]);
    case.compare("precision_by_class", &confusion.precision_by_class());
    case.compare("recall_by_class", &confusion.recall_by_class());
    case.compare("f1_by_class", &confusion.f1_by_class());
    for (name, average) in [("macro", Average::Macro), ("micro", Average::Micro), ("weighted", Average::Weighted)] {
        case.compare(&format!("precision_{name}"), &[confusion.precision(average)]);
        case.compare(&format!("recall_{name}"), &[confusion.recall(average)]);
        case.compare(&format!("f1_{name}"), &[confusion.f1(average)]);
    }
}

fn check_probabilities<T: Scalar>(case: Case<'_>) {
    let (truth, p) = (classes::<4>(case, "truth"), rows::<T, 4>(case, "p"));
    assert_eq!(argmax(&p).unwrap(), classes(case, "argmax"));
    case.compare("top_k", &[1, 2, 3].map(|k| top_k_accuracy(&truth, &p, k).unwrap()));
    case.compare("roc_auc_by_class", &roc_auc_by_class(&truth, &p).unwrap());
    case.compare("roc_auc_macro", &[roc_auc_macro(&truth, &p).unwrap()]);
    case.compare("average_precision_by_class", &average_precision_by_class(&truth, &p).unwrap());
    case.compare("average_precision_macro", &[average_precision_macro(&truth, &p).unwrap()]);
    let bins = [1, 2, 5, 10, 15];
    case.compare("calibration", &bins.map(|bins| expected_calibration_error(&truth, &p, bins).unwrap()));
    // scikit-learn adds up in single precision.
    case.compare(&format!("log_loss_{}", T::NAME), &[T::from_f64(log_loss(&truth, &p).unwrap())]);
}

fn check_ranks<T: Scalar>(case: Case<'_>) {
    let (truth, scores) = (classes::<2>(case, "truth"), case.rounded::<T>("scores"));
    case.compare("roc_auc", &[roc_auc(&truth, &scores).unwrap()]);
    case.compare("average_precision", &[average_precision(&truth, &scores).unwrap()]);
}

fn check_numbers<T: Scalar>(case: Case<'_>) {
    let (truth, predicted) = (rows::<T, 3>(case, "truth"), rows::<T, 3>(case, "predicted"));
    case.compare("mean_absolute_error", &[mean_absolute_error(&truth, &predicted).unwrap()]);
    case.compare("root_mean_squared_error", &[root_mean_squared_error(&truth, &predicted).unwrap()]);
    case.compare("r2_score", &[r2_score(&truth, &predicted).unwrap()]);
}

#[test]
fn metrics_are_scikit_learns() {
    let vectors = Vectors::read("metrics");
    for name in ["classes", "classes_absent", "classes_perfect", "classes_wrong"] {
        check_classes(vectors.case(name));
    }
    for name in ["coarse", "fine"] {
        check_probabilities::<f32>(vectors.case(name));
        check_probabilities::<f64>(vectors.case(name));
    }
    for name in ["ties", "spread", "level"] {
        check_ranks::<f32>(vectors.case(name));
        check_ranks::<f64>(vectors.case(name));
    }
    for name in ["numbers", "numbers_constant"] {
        check_numbers::<f32>(vectors.case(name));
        check_numbers::<f64>(vectors.case(name));
    }
    vectors.all_used();
}

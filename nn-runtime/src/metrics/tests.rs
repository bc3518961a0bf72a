//! Laws that metrics obey, and what they refuse.

use alloc::string::ToString;
use alloc::vec::Vec;

use nalgebra::SMatrix;
use proptest::prelude::*;

use super::*;
use crate::batch::Class;

fn classes<const C: usize>(labels: impl IntoIterator<Item = usize>) -> Vec<Class<C>> {
    labels.into_iter().map(|label| Class::new(label).unwrap()).collect()
}

/// Labels of three classes, two scores of each, and a place for each sample in another order. Scores are few, so that there are ties.
fn samples() -> impl Strategy<Value = Vec<(usize, usize, [f64; 3], u32)>> {
    let scores = prop::array::uniform3((1..6_u8).prop_map(f64::from));
    let sample = (0..3_usize, 0..3_usize, scores, any::<u32>());
    // One of each class first, so that all can be ranked.
    let first = [0, 1, 2].map(|class| (class, class, [1.0, 2.0, 3.0], class as u32));
    prop::collection::vec(sample, 0..40).prop_map(move |more| first.into_iter().chain(more).collect())
}

/// Scores as probabilities.
fn normalised(scores: [f64; 3]) -> [f64; 3] {
    let sum: f64 = scores.iter().sum();
    scores.map(|score| score / sum)
}

/// All metrics of these samples.
fn all(samples: &[(usize, usize, [f64; 3], u32)]) -> Vec<f64> {
    let truth = classes::<3>(samples.iter().map(|sample| sample.0));
    let predicted = classes(samples.iter().map(|sample| sample.1));
    let scores: Vec<_> = samples.iter().map(|sample| sample.2).collect();
    let p: Vec<_> = scores.iter().copied().map(normalised).collect();
    let confusion = ConfusionMatrix::new(&truth, &predicted).unwrap();
    let mut values = vec![
        accuracy(&truth, &predicted).unwrap(),
        confusion.precision(Average::Weighted),
        confusion.recall(Average::Macro),
        top_k_accuracy(&truth, &scores, 2).unwrap(),
        log_loss(&truth, &p).unwrap(),
        expected_calibration_error(&truth, &p, 7).unwrap(),
        mean_absolute_error(&scores, &p).unwrap(),
        root_mean_squared_error(&scores, &p).unwrap(),
        r2_score(&scores, &p).unwrap(),
    ];
    values.extend(confusion.f1_by_class());
    values.extend(roc_auc_by_class(&truth, &scores).unwrap());
    values.extend(average_precision_by_class(&truth, &scores).unwrap());
    values
}

proptest! {
    #[test]
    fn micro_averages_are_the_accuracy(samples in samples()) {
        let truth = classes::<3>(samples.iter().map(|sample| sample.0));
        let predicted = classes(samples.iter().map(|sample| sample.1));
        let confusion = ConfusionMatrix::new(&truth, &predicted).unwrap();
        let accuracy = accuracy(&truth, &predicted).unwrap();
        prop_assert_eq!(confusion.accuracy(), accuracy);
        prop_assert_eq!(confusion.f1(Average::Micro), accuracy);
        prop_assert_eq!(confusion.precision(Average::Micro), accuracy);
        prop_assert_eq!(confusion.recall(Average::Micro), accuracy);
        prop_assert!((confusion.recall(Average::Weighted) - accuracy).abs() < 1e-12);
    }

    #[test]
    fn order_of_samples_changes_nothing(samples in samples()) {
        let mut other = samples.clone();
        other.sort_by_key(|sample| sample.3.wrapping_mul(2_654_435_761));
        for (i, (a, b)) in all(&samples).into_iter().zip(all(&other)).enumerate() {
            prop_assert!((a - b).abs() <= 1e-12 * a.abs().max(1.0), "metric {i}: {a} and {b}");
        }
    }

    #[test]
    fn reversed_scores_have_the_other_area(samples in samples()) {
        let truth = classes::<2>(samples.iter().map(|sample| sample.0 % 2));
        let scores: Vec<f64> = samples.iter().map(|sample| sample.2[0]).collect();
        let reversed: Vec<f64> = scores.iter().map(|score| -score).collect();
        let (area, other) = (roc_auc(&truth, &scores).unwrap(), roc_auc(&truth, &reversed).unwrap());
        prop_assert!((other - (1.0 - area)).abs() < 1e-15, "{area} and {other}");
    }

    #[test]
    fn the_area_is_that_under_the_curve(samples in samples()) {
        let truth = classes::<2>(samples.iter().map(|sample| sample.0 % 2));
        let scores: Vec<f64> = samples.iter().map(|sample| sample.2[0]).collect();
        let curve = roc_curve(&truth, &scores).unwrap();
        let under = |ends: &[(f64, f64)]| (ends[1].0 - ends[0].0) * (ends[0].1 + ends[1].1) / 2.0;
        let area: f64 = curve.windows(2).map(under).sum();
        prop_assert_eq!((curve[0], curve[curve.len() - 1]), ((0.0, 0.0), (1.0, 1.0)));
        prop_assert!((area - roc_auc(&truth, &scores).unwrap()).abs() < 1e-12);
    }

    #[test]
    fn the_calibration_error_is_the_gap_in_the_curve(samples in samples()) {
        let truth = classes::<3>(samples.iter().map(|sample| sample.0));
        let p: Vec<_> = samples.iter().map(|sample| normalised(sample.2)).collect();
        let curve = calibration_curve(&truth, &p, 1).unwrap();
        let error = expected_calibration_error(&truth, &p, 1).unwrap();
        prop_assert!((error - (curve[0].0 - curve[0].1).abs()).abs() < 1e-12);
        let finer = calibration_curve(&truth, &p, 7).unwrap();
        prop_assert!(finer.windows(2).all(|pair| pair[0].0 < pair[1].0), "{finer:?}");
    }

    #[test]
    fn only_ranks_matter_to_areas(samples in samples()) {
        let truth = classes::<2>(samples.iter().map(|sample| sample.0 % 2));
        let scores: Vec<f64> = samples.iter().map(|sample| sample.2[0]).collect();
        let stretched: Vec<f64> = scores.iter().map(|score| score.powi(3) - 9.0).collect();
        prop_assert_eq!(roc_auc(&truth, &scores), roc_auc(&truth, &stretched));
        prop_assert_eq!(average_precision(&truth, &scores), average_precision(&truth, &stretched));
    }

    #[test]
    fn batches_add_up(samples in samples(), cut in 1..3_usize) {
        let truth = classes::<3>(samples.iter().map(|sample| sample.0));
        let predicted = classes(samples.iter().map(|sample| sample.1));
        let mut sum = ConfusionMatrix::new(&truth[..cut], &predicted[..cut]).unwrap();
        sum += &ConfusionMatrix::new(&truth[cut..], &predicted[cut..]).unwrap();
        prop_assert_eq!(sum.samples(), samples.len());
        prop_assert_eq!(sum, ConfusionMatrix::new(&truth, &predicted).unwrap());
    }

    #[test]
    fn more_guesses_are_never_worse(samples in samples()) {
        let truth = classes::<3>(samples.iter().map(|sample| sample.0));
        let scores: Vec<_> = samples.iter().map(|sample| sample.2).collect();
        let shares = [1, 2, 3, 4].map(|k| top_k_accuracy(&truth, &scores, k).unwrap());
        prop_assert!(shares.is_sorted(), "{shares:?}");
        prop_assert_eq!(shares[2..].to_vec(), [1.0, 1.0]);
    }

    #[test]
    fn a_shift_of_both_changes_no_regression(samples in samples(), shift in -8..8_i8) {
        let numbers = |column: usize, shift: f64| samples.iter().map(|sample| sample.2[column] + shift).collect::<Vec<_>>();
        let shift = f64::from(shift);
        let (plain, shifted) = ((numbers(0, 0.0), numbers(1, 0.0)), (numbers(0, shift), numbers(1, shift)));
        prop_assert_eq!(mean_absolute_error(&plain.0, &plain.1), mean_absolute_error(&shifted.0, &shifted.1));
        let (a, b) = (r2_score(&plain.0, &plain.1).unwrap(), r2_score(&shifted.0, &shifted.1).unwrap());
        prop_assert!((a - b).abs() < 1e-9 * a.abs().max(1.0), "{a} and {b}");
    }
}

#[test]
fn samples_come_in_many_forms() {
    let matrix = SMatrix::<f32, 2, 3>::from([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
    let rows = [[1.0_f32, 2.0], [3.0, 4.0], [5.0, 7.0]];
    assert_eq!(mean_absolute_error(&matrix, &rows), Ok(1.0 / 6.0));
    assert_eq!(mean_absolute_error(&matrix, &rows.to_vec()), Ok(1.0 / 6.0));
    assert_eq!(mean_absolute_error(&matrix.data.0[..2], &rows[..2]), Ok(0.0));
    assert_eq!(root_mean_squared_error(&[1.0_f64, 3.0], &SMatrix::<f32, 1, 2>::new(1.0, 3.0)), Ok(0.0));
}

#[test]
fn constant_numbers_have_no_spread() {
    // The sum of these divided by 10 is not 0.1 again.
    assert_eq!(r2_score(&[0.1; 10], &[0.1; 10]), Ok(1.0));
    assert_eq!(r2_score(&[0.1; 10], &[0.2; 10]), Ok(0.0));
}

#[test]
fn edges_belong_to_the_bin_below() {
    let p = [[0.5, 0.5], [0.75, 0.25]];
    // Both in (0.5, 0.75] would be 0.125; apart they are 0.25 for the first, which is wrong, and 0.125 for the second.
    let truth = classes::<2>([1, 0]);
    assert_eq!(expected_calibration_error(&truth, &p, 4), Ok((0.5 + 0.25) / 2.0));
    assert_eq!(expected_calibration_error(&truth, &p, 1), Ok(0.125));
}

#[test]
fn edges_are_the_same_however_bins_are_found() {
    for bins in 1..60 {
        let edges: Vec<f64> = (1..bins).map(|i| i as f64 * (1.0 / bins as f64)).collect();
        let near = edges.iter().flat_map(|edge| [edge.next_down(), *edge, edge.next_up()]);
        for confidence in near.chain([f64::MIN_POSITIVE, 1.0]) {
            let below = edges.iter().filter(|&&edge| edge < confidence).count();
            assert_eq!(probability::bin(confidence, bins), below, "{confidence} of {bins} bins");
        }
    }
}

#[test]
fn classes_against_the_rest_need_samples_of_both() {
    let (truth, scores) = (classes::<3>([0, 1, 0]), [[0.2, 0.3, 0.5]; 3]);
    assert_eq!(roc_auc_by_class(&truth, &scores), Err(MetricError::Without { class: 2 }));
    assert_eq!(average_precision_macro(&truth, &scores), Err(MetricError::Without { class: 2 }));
    assert_eq!(roc_auc_macro(&truth[..1], &scores[..1]), Err(MetricError::Only { class: 0 }));
}

#[test]
fn tables_are_as_wide_as_their_counts() {
    let confusion = ConfusionMatrix::<2>::new(&classes([0; 120]), &classes([1; 120])).unwrap();
    assert_eq!(
        confusion.to_string(),
        "true \\ predicted    0    1\n               0    0  120\n               1    0    0"
    );
}

#[test]
fn nothing_is_refused_everywhere() {
    let (none, no_rows): (Vec<Class<2>>, [[f64; 2]; 0]) = (Vec::new(), []);
    let empty = MetricError::Empty;
    assert_eq!(accuracy(&none, &none), Err(empty));
    assert_eq!(ConfusionMatrix::new(&none, &none), Err(empty));
    assert_eq!(top_k_accuracy(&none, &no_rows, 1), Err(empty));
    assert_eq!(roc_auc(&none, &[0.0; 0]), Err(empty));
    assert_eq!(average_precision_macro(&none, &no_rows), Err(empty));
    assert_eq!(log_loss(&none, &no_rows), Err(empty));
    assert_eq!(expected_calibration_error(&none, &no_rows, 3), Err(empty));
    assert_eq!(r2_score(&no_rows, &no_rows), Err(empty));
}

#[test]
fn unequal_lengths_are_refused_everywhere() {
    let (two, one) = (classes::<2>([0, 1]), [[0.5, 0.5]]);
    let lengths = MetricError::Lengths { truths: 2, predictions: 1 };
    assert_eq!(accuracy(&two, &two[..1]), Err(lengths));
    assert_eq!(ConfusionMatrix::new(&two, &two[..1]), Err(lengths));
    assert_eq!(top_k_accuracy(&two, &one, 1), Err(lengths));
    assert_eq!(roc_auc(&two, &[0.0]), Err(lengths));
    assert_eq!(average_precision_macro(&two, &one), Err(lengths));
    assert_eq!(log_loss(&two, &one), Err(lengths));
    assert_eq!(expected_calibration_error(&two, &one, 3), Err(lengths));
    assert_eq!(root_mean_squared_error(&[[0.0; 2]; 2], &one), Err(lengths));
}

#[test]
fn errors_say_what_is_wrong() {
    let truth = classes::<2>([0, 1]);
    let nan = f64::NAN;
    for (error, words) in [
        (argmax(&[[0.0, 1.0], [0.0, nan]]).unwrap_err(), "output 1 of sample 1 is NaN: a metric takes numbers"),
        (roc_auc(&truth, &[nan, 0.0]).unwrap_err(), "output 0 of sample 0 is NaN: a metric takes numbers"),
        (
            top_k_accuracy(&truth, &[[0.0, 1.0], [nan, 0.0]], 1).unwrap_err(),
            "output 0 of sample 1 is NaN: a metric takes numbers",
        ),
        (
            log_loss(&truth, &[[nan, 1.0], [0.0, 1.0]]).unwrap_err(),
            "output 0 of sample 0 is NaN: a metric takes probabilities, from 0 to 1",
        ),
        (
            log_loss(&truth, &[[0.0, 1.0], [0.5, 0.25]]).unwrap_err(),
            "the probabilities of sample 1 add up to 0.75, not to 1: take them behind a softmax",
        ),
        (
            mean_absolute_error(&[nan], &[0.0]).unwrap_err(),
            "true value 0 of sample 0 is NaN: a metric takes finite numbers",
        ),
        (
            r2_score(&[0.0, 1.0], &[0.0, f64::INFINITY]).unwrap_err(),
            "output 0 of sample 1 is inf: a metric takes finite numbers",
        ),
        (r2_score(&[0.0], &[0.0]).unwrap_err(), "there is one sample, but R² compares at least 2 with their mean"),
        (roc_auc(&truth[..1], &[0.0]).unwrap_err(), "no sample is of class 1, but the metric ranks those of it"),
        (
            roc_auc(&truth[1..], &[0.0]).unwrap_err(),
            "all samples are of class 1, but the metric compares them with others",
        ),
        (
            average_precision(&truth[..1], &[0.0]).unwrap_err(),
            "no sample is of class 1, but the metric ranks those of it",
        ),
        (top_k_accuracy(&truth, &[[0.0; 2]; 2], 0).unwrap_err(), "`k` is 0, but must be at least 1"),
        (expected_calibration_error(&truth, &[[0.5; 2]; 2], 0).unwrap_err(), "`bins` is 0, but must be at least 1"),
        (MetricError::Empty, "there are no samples: a metric takes at least one"),
        (
            accuracy(&truth[..1], &truth).unwrap_err(),
            "1 true value does not match 2 predictions: each sample takes one of both",
        ),
    ] {
        assert_eq!(error.to_string(), words);
    }
    assert_eq!(average_precision(&truth[1..], &[0.0]), Ok(1.0));
    assert_eq!(argmax(&[[f64::NEG_INFINITY, f64::INFINITY]]).unwrap(), classes::<2>([1]));
}

#[test]
fn curves_of_what_cannot_be_ranked_are_refused() {
    let truth = classes::<2>([1, 1]);
    assert_eq!(roc_curve(&truth, &[0.1, 0.2]), Err(MetricError::Only { class: 1 }));
    assert_eq!(
        roc_curve(&truth[..1], &[f64::NAN]).unwrap_err().to_string(),
        "output 0 of sample 0 is NaN: a metric takes numbers"
    );
    assert_eq!(calibration_curve(&truth, &[[0.5, 0.5]; 2], 0), Err(MetricError::Zero { setting: "bins" }));
    assert!(matches!(calibration_curve(&truth, &[[0.5, 0.6]; 2], 3), Err(MetricError::Sum { sample: 0, .. })));
}

//! Samples that count differently.

use super::*;

/// Weights of 1 give the same gradients and the same loss, but for the rounding of sums that are taken of several samples at once.
fn check_ones<H: Head, L: Loss<H, F>>(loss: &L, target: L::Target<'_, f64, B>) {
    let z = scattered(1.0);
    let [mut dz, mut expected] = [Matrix::zeros(); 2];
    let (value, y) = weighted_mean::<H, L, f64>(loss, &z, target, Some(&mut dz), Some(&[1.0; N]));
    let (all, outputs) = mean::<H, L, f64>(loss, &z, target, Some(&mut expected));
    assert!((value - all).abs() < 1e-15 * all.abs().max(1.0), "{value} and {all}");
    assert_eq!(y, outputs);
    assert!((dz - expected).abs().max() < 1e-15, "{dz} and {expected}");
}

#[test]
fn weights_of_one_change_nothing() -> Result<(), SettingError> {
    let (values, classes, weights) = (scattered(2.0), classes(), [0.5, 1.0, 2.0, 1.5, 0.25]);
    check_ones::<Sigmoid, _>(&Mse::new(), &values);
    check_ones::<Linear, _>(&Huber::new().weighted(-0.25), &values);
    check_ones::<LogSoftmax, _>(&KlDivergence::new(), &values.map(|x| (x + 2.0) / 10.0));
    check_ones::<Linear, _>(&CrossEntropy::new(), &classes);
    check_ones::<Linear, _>(&CrossEntropy::new().class_weights(weights)?.label_smoothing(0.1)?, &classes);
    check_ones::<LogSoftmax, _>(&Nll::new().class_weights(weights)?, &classes);
    Ok(())
}

/// The gradients of samples a, b, c with the weights 2, 1 and 0, compared with those of a, a and b; `again` makes the targets of the
/// second from those of the first.
fn check_repeated<H: Head, L: Loss<H, F>>(loss: &L, target: L::Target<'_, f64, B>, again: L::Target<'_, f64, B>) {
    let z = scattered(1.0);
    let repeated = Matrix::from_columns(&[z.column(0), z.column(0), z.column(1), z.column(3)]);
    let [mut dz, mut expected] = [Matrix::zeros(); 2];
    let (value, _) = weighted_mean::<H, L, f64>(loss, &z, target, Some(&mut dz), Some(&[2.0, 1.0, 0.0]));
    let (all, _) = mean::<H, L, f64>(loss, &repeated, again, Some(&mut expected));
    assert!((value - all).abs() < 1e-15 * all.abs().max(1.0), "{value} and {all}");
    assert!((dz.column(0) - expected.column(0) - expected.column(1)).abs().max() < 1e-15);
    assert!((dz.column(1) - expected.column(2)).abs().max() < 1e-15);
    assert_eq!(dz.column(2), SMatrix::<f64, F, 1>::zeros());
}

#[test]
fn whole_weights_are_repetitions() -> Result<(), SettingError> {
    let values = scattered(2.0);
    let again = Matrix::from_columns(&[values.column(0), values.column(0), values.column(1), values.column(3)]);
    check_repeated::<Softmax, _>(&Mse::new(), &values, &again);
    check_repeated::<Linear, _>(&CategoricalCrossEntropy::new(), &values, &again);

    let (classes, weights) = (classes(), [0.5, 1.0, 2.0, 1.5, 0.25]);
    let again = [classes[0], classes[0], classes[1], classes[3]];
    check_repeated::<Linear, _>(&CrossEntropy::new(), &classes, &again);
    check_repeated::<Linear, _>(&CrossEntropy::new().class_weights(weights)?, &classes, &again);
    check_repeated::<LogSoftmax, _>(&Nll::new().class_weights(weights)?, &classes, &again);
    Ok(())
}

/// A target that is missing may be NaN where its sample does not count, and shows where it does.
#[test]
fn a_sample_without_weight_is_left_out() {
    let (z, mut target) = (scattered(1.0), scattered(2.0));
    target.column_mut(1).fill(f64::NAN);
    let mut dz = Matrix::repeat(7.0);
    let weights = [1.0, 0.0, 0.5];
    let (value, y) = weighted_mean::<Sigmoid, _, f64>(&Mse::new(), &z, &target, Some(&mut dz), Some(&weights));
    assert!(value.is_finite());
    assert_eq!(dz.column(1), SMatrix::<f64, F, 1>::zeros());
    assert!(y.column(1).iter().all(|y| (0.0..1.0).contains(y)), "it has outputs all the same");
    let weights = [1.0, 1e-9, 0.5];
    let (value, _) = weighted_mean::<Sigmoid, _, f64>(&Mse::new(), &z, &target, Some(&mut dz), Some(&weights));
    assert!(value.is_nan() && dz.column(1).iter().all(|d| d.is_nan()));
}

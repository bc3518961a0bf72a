//! Every loss against central differences, behind every head it fits.

#[path = "../common/levels.rs"]
mod levels;
mod sample_weights;

use nn_runtime::head::{Activated, Head, Linear, LogSoftmax, Sigmoid, Softmax};
use nn_runtime::losses::*;
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::{Class, Output, Scalar, SettingError};

const F: usize = 5;
const B: usize = 4;
/// Live samples: the last column is dead.
const N: usize = 3;

type Matrix<T> = SMatrix<T, F, B>;

/// Numbers in about [−2, 2] without a pattern, none of them the corner of a loss.
fn scattered(seed: f64) -> Matrix<f64> {
    Matrix::from_fn(|r, c| 2.0 * (seed + 12.9898 * r as f64 + 78.233 * c as f64).sin())
}

/// Mean loss of `N` samples, by [`LossFor`]; `z` may hold anything in the dead column.
fn mean<H: Head, L: Loss<H, F>, T: Scalar>(
    loss: &L,
    z: &Matrix<T>,
    target: L::Target<'_, T, B>,
    dy: Option<&mut Matrix<T>>,
) -> (T, Matrix<T>) {
    weighted_mean::<H, L, T>(loss, z, target, dy, None)
}

/// [`mean`] with a weight for each sample, where they have any.
fn weighted_mean<H: Head, L: Loss<H, F>, T: Scalar>(
    loss: &L,
    z: &Matrix<T>,
    target: L::Target<'_, T, B>,
    dy: Option<&mut Matrix<T>>,
    weights: Option<&[T]>,
) -> (T, Matrix<T>) {
    let mut y = *z;
    let value = LossFor::<Output<H, F>>::evaluate(loss, &mut y, target, dy, N, weights);
    (value, y)
}

/// Compares the gradient of `loss` behind the head `H` with central differences, at 1e-7 relative: of samples that count alike,
/// and of weighted ones.
fn check<H: Head, L: Loss<H, F>>(loss: &L, target: L::Target<'_, f64, B>) {
    check_weighted::<H, L>(loss, target, None);
    check_weighted::<H, L>(loss, target, Some(&[0.5, 2.0, 1.25]));
    check_weighted::<H, L>(loss, target, Some(&[1.0, 0.0, 3.0]));
}

fn check_weighted<H: Head, L: Loss<H, F>>(loss: &L, target: L::Target<'_, f64, B>, weights: Option<&[f64]>) {
    let h = 1e-5;
    let mut z = scattered(1.0);
    let mut dz = Matrix::zeros();
    z.column_mut(N).fill(f64::NAN);
    dz.column_mut(N).fill(7.0);
    let (value, y) = weighted_mean::<H, L, f64>(loss, &z, target, Some(&mut dz), weights);
    assert!(value.is_finite());
    assert_eq!(
        value,
        weighted_mean::<H, L, f64>(loss, &z, target, None, weights).0,
        "the gradient must not change the value"
    );
    for c in 0..N {
        let mut outputs = z;
        let column = &mut outputs.as_mut_slice()[c * F..(c + 1) * F];
        H::forward(column);
        assert_eq!(&y.as_slice()[c * F..(c + 1) * F], column, "the outputs must have the head applied");
        for r in 0..F {
            let at = |z_rc: f64| {
                let mut z = z;
                z[(r, c)] = z_rc;
                weighted_mean::<H, L, f64>(loss, &z, target, None, weights).0
            };
            let expected = (at(z[(r, c)] + h) - at(z[(r, c)] - h)) / (2.0 * h);
            let error = (dz[(r, c)] - expected).abs() / expected.abs().max(1e-2);
            assert!(error < 1e-7, "{}: dz[{r}, {c}] is {}, expected {expected}", H::NAME, dz[(r, c)]);
        }
    }
    assert!(y.column(N).iter().all(|y| y.is_nan()), "the dead column must not be written");
    assert!(dz.column(N).iter().all(|&d| d == 7.0), "the gradient of the dead column must not be written");
}

/// [`check`] behind every head, for losses that compare values.
fn check_values<L>(loss: &L)
where
    L: for<'a> Loss<Linear, F, Target<'a, f64, B> = &'a Matrix<f64>>
        + for<'a> Loss<Activated, F, Target<'a, f64, B> = &'a Matrix<f64>>
        + for<'a> Loss<Sigmoid, F, Target<'a, f64, B> = &'a Matrix<f64>>
        + for<'a> Loss<Softmax, F, Target<'a, f64, B> = &'a Matrix<f64>>
        + for<'a> Loss<LogSoftmax, F, Target<'a, f64, B> = &'a Matrix<f64>>,
{
    let target = scattered(2.0);
    check::<Linear, L>(loss, &target);
    check::<Activated, L>(loss, &target);
    check::<Sigmoid, L>(loss, &target);
    check::<Softmax, L>(loss, &target);
    check::<LogSoftmax, L>(loss, &target);
}

fn classes() -> [Class<F>; B] {
    [3, 0, 3, 4].map(|label| Class::new(label).expect("below F"))
}

#[test]
fn mse_matches_differences() {
    check_values(&Mse::new());
    check_values(&Mse::new().weighted(-0.25));
}

#[test]
fn mae_matches_differences() {
    check_values(&Mae::new());
    check_values(&Mae::new().weighted(-0.25));
}

#[test]
fn huber_matches_differences() {
    check_values(&Huber::new());
    check_values(&Huber::new().delta(0.3).expect("in range"));
}

#[test]
fn cross_entropy_matches_differences() -> Result<(), SettingError> {
    let weights = [0.5, 1.0, 2.0, 1.5, 0.0];
    let target = classes();
    check::<Linear, _>(&CrossEntropy::new(), &target);
    check::<Linear, _>(&CrossEntropy::new().label_smoothing(0.1)?, &target);
    check::<Linear, _>(&CrossEntropy::new().class_weights(weights)?, &target);
    check::<Linear, _>(&CrossEntropy::new().class_weights(weights)?.label_smoothing(0.3)?.weighted(2.0), &target);
    Ok(())
}

#[test]
fn categorical_cross_entropy_matches_differences() -> Result<(), SettingError> {
    let (loss, weights) = (CategoricalCrossEntropy::new(), [0.5, 1.0, 2.0, 1.5, 0.0]);
    let target = scattered(2.0).map(|x| (x + 2.0) / 10.0);
    check::<Linear, _>(&loss, &target);
    check::<Linear, _>(&loss.label_smoothing(0.1)?, &target);
    check::<Linear, _>(&loss.class_weights(weights)?, &target);
    check::<Linear, _>(&loss.class_weights(weights)?.label_smoothing(0.3)?.weighted(2.0), &target);
    Ok(())
}

/// A class of probability 0 may be impossible; one of another probability may not.
#[test]
fn impossible_classes_show_where_they_count() {
    let mut z = scattered(1.0);
    z[(2, 1)] = f64::NEG_INFINITY;
    let mut target = scattered(2.0).map(|x| (x + 2.0) / 10.0);
    assert_eq!(mean::<Linear, _, f64>(&CategoricalCrossEntropy::new(), &z, &target, None).0, f64::INFINITY);
    target[(2, 1)] = 0.0;
    let mut dz = Matrix::zeros();
    let (value, _) = mean::<Linear, _, f64>(&CategoricalCrossEntropy::new(), &z, &target, Some(&mut dz));
    assert!(value.is_finite() && dz.iter().all(|d| d.is_finite()));
    assert_eq!(dz[(2, 1)], 0.0);
}

#[test]
fn nll_matches_differences() -> Result<(), SettingError> {
    let target = classes();
    check::<LogSoftmax, _>(&Nll::new(), &target);
    check::<LogSoftmax, _>(&Nll::new().class_weights([0.5, 1.0, 2.0, 1.5, 0.0])?.weighted(2.0), &target);
    Ok(())
}

/// From log-probabilities and from logits, the loss and the gradient are the same; a class without weight may be impossible.
#[test]
fn nll_is_cross_entropy() -> Result<(), SettingError> {
    let (mut z, target) = (scattered(1.0), classes());
    z[(3, 0)] = f64::NEG_INFINITY; // the class of this sample
    for right in [0.0, 2.0] {
        let weights = [0.5, 1.0, 2.0, right, 0.5];
        let [mut dz, mut expected] = [Matrix::zeros(); 2];
        let (value, _) = mean::<LogSoftmax, _, f64>(&Nll::new().class_weights(weights)?, &z, &target, Some(&mut dz));
        let loss = CrossEntropy::new().class_weights(weights)?;
        let (from_logits, _) = mean::<Linear, _, f64>(&loss, &z, &target, Some(&mut expected));
        assert_eq!(value.is_finite(), right == 0.0);
        assert!(value == from_logits || (value - from_logits).abs() < 1e-14, "{value} {from_logits}");
        assert!((dz - expected).abs().max() < 1e-14);
    }
    Ok(())
}

#[test]
fn binary_cross_entropy_matches_differences() -> Result<(), SettingError> {
    let target = scattered(2.0).map(|x| (x + 2.0) / 4.0);
    check::<Linear, _>(&BinaryCrossEntropyWithLogits::new(), &target);
    check::<Linear, _>(&BinaryCrossEntropyWithLogits::new().pos_weight(3.0)?, &target);
    check::<Linear, _>(&BinaryCrossEntropyWithLogits::new().pos_weights([0.0, 0.5, 1.0, 2.0, 9.0])?, &target);
    Ok(())
}

#[test]
fn binary_cross_entropy_of_sigmoid_matches_differences() {
    let target = scattered(2.0).map(|x| (x + 2.0) / 4.0);
    check::<Sigmoid, _>(&BinaryCrossEntropy::new(), &target);
    check::<Sigmoid, _>(&BinaryCrossEntropy::new().weighted(-0.25), &target);
}

/// Probabilities of exactly 0 and 1 have a logarithm of −100 and no gradient.
#[test]
fn binary_cross_entropy_of_sigmoid_stays_finite() {
    let (loss, inf) = (BinaryCrossEntropy::new(), f64::INFINITY);
    assert_eq!(one::<Sigmoid, _>(&loss, -inf, 1.0), (100.0, 0.0));
    assert_eq!(one::<Sigmoid, _>(&loss, inf, 0.0), (100.0, 0.0));
    assert_eq!(one::<Sigmoid, _>(&loss, inf, 1.0), (0.0, 0.0));
    assert_eq!(one::<Sigmoid, _>(&loss, -1e3, 0.25), (25.0, 0.0));
}

#[test]
fn kl_divergence_matches_differences() {
    let mut target = scattered(2.0).map(|x| (x + 2.0) / 10.0);
    target[(1, 1)] = 0.0;
    check::<LogSoftmax, _>(&KlDivergence::new(), &target);
    check::<LogSoftmax, _>(&KlDivergence::new().weighted(-0.25), &target);
}

/// A distribution does not diverge from itself, and one that excludes what the target excludes is finite.
#[test]
fn kl_divergence_of_the_same_is_zero() {
    let mut z = scattered(1.0);
    z[(2, 1)] = f64::NEG_INFINITY;
    let (_, logs) = mean::<LogSoftmax, _, f64>(&KlDivergence::new(), &z, &Matrix::zeros(), None);
    let mut target = logs.map(f64::exp);
    let mut dz = Matrix::zeros();
    let (value, _) = mean::<LogSoftmax, _, f64>(&KlDivergence::new(), &z, &target, Some(&mut dz));
    assert!(value.abs() < 1e-15, "{value}");
    assert!(dz.abs().max() < 1e-15, "{dz}");
    target[(2, 1)] = 0.1;
    assert_eq!(mean::<LogSoftmax, _, f64>(&KlDivergence::new(), &z, &target, None).0, f64::INFINITY);
    target[(2, 1)] = -0.1;
    assert!(mean::<LogSoftmax, _, f64>(&KlDivergence::new(), &z, &target, None).0.is_nan());
}

#[test]
fn hinge_matches_differences() {
    let target = scattered(2.0).map(f64::signum);
    check::<Linear, _>(&Hinge::new(), &target);
    check::<Activated, _>(&Hinge::new(), &target);
    check::<Linear, _>(&Hinge::new().weighted(-0.25), &target);
}

#[test]
fn hinge_at_its_corner_and_at_infinity() {
    let (loss, inf) = (Hinge::new(), f64::INFINITY);
    assert_eq!(one::<Linear, _>(&loss, -1.0, -1.0), (0.0, 0.0));
    assert_eq!(one::<Linear, _>(&loss, 0.0, -1.0), (1.0, 1.0));
    assert_eq!(one::<Linear, _>(&loss, inf, 1.0), (0.0, 0.0));
    assert_eq!(one::<Linear, _>(&loss, -inf, 1.0), (inf, -1.0));
}

#[test]
fn focal_matches_differences() -> Result<(), SettingError> {
    let hard = scattered(2.0).map(|x| if x < 0.0 { 0.0 } else { 1.0 });
    let soft = scattered(2.0).map(|x| (x + 2.0) / 4.0);
    for target in [hard, soft] {
        check::<Linear, _>(&Focal::new(), &target);
        check::<Linear, _>(&Focal::new().gamma(0.0)?, &target);
        check::<Linear, _>(&Focal::new().gamma(0.5)?.alpha(0.75)?.weighted(2.0), &target);
    }
    Ok(())
}

#[test]
fn focal_without_focus_is_cross_entropy() -> Result<(), SettingError> {
    let (z, target) = (scattered(1.0), scattered(2.0).map(|x| (x + 2.0) / 4.0));
    let [mut dz, mut expected] = [Matrix::zeros(); 2];
    let loss = Focal::new().gamma(0.0)?.alpha(0.5)?.weighted(2.0);
    let value = mean::<Linear, _, f64>(&loss, &z, &target, Some(&mut dz)).0;
    let cross = mean::<Linear, _, f64>(&BinaryCrossEntropyWithLogits::new(), &z, &target, Some(&mut expected)).0;
    assert!((value - cross).abs() < 1e-14, "{value} {cross}");
    assert!((dz - expected).abs().max() < 1e-14);
    Ok(())
}

#[test]
fn focal_at_infinity() {
    let (loss, inf) = (Focal::new(), f64::INFINITY);
    assert_eq!(one::<Linear, _>(&loss, inf, 1.0), (0.0, 0.0));
    assert_eq!(one::<Linear, _>(&loss, -inf, 0.0), (0.0, 0.0));
    assert_eq!(one::<Linear, _>(&loss, -inf, 1.0), (inf, -0.25));
    assert_eq!(one::<Linear, _>(&loss, inf, 0.0), (inf, 0.75));
}

/// Logits of ±10³ overflow a naive exponential, in `f32` soonest.
#[test]
fn large_logits_stay_finite() {
    let z = Matrix::<f32>::from_fn(|r, c| if (r + c) % 2 == 0 { 1e3 } else { -1e3 });
    let mut dz = Matrix::zeros();
    let (value, _) = mean::<Linear, _, f32>(&CrossEntropy::new(), &z, &classes(), Some(&mut dz));
    assert!(value.is_finite() && value > 100.0, "{value}");
    assert!(dz.iter().all(|d| d.is_finite()));

    let target = Matrix::<f32>::from_fn(|r, _| (r % 2) as f32);
    for focal in [Focal::new(), Focal::new().gamma(0.5).expect("in range")] {
        let (value, _) = mean::<Linear, _, f32>(&focal, &z, &target, Some(&mut dz));
        assert!(value.is_finite() && value > 100.0, "{value}");
        assert!(dz.iter().all(|d| d.is_finite()));
    }
    let (value, _) = mean::<Linear, _, f32>(&CategoricalCrossEntropy::new(), &z, &target, Some(&mut dz));
    assert!(value.is_finite() && value > 100.0, "{value}");
    assert!(dz.iter().all(|d| d.is_finite()));

    let (value, _) = mean::<Linear, _, f32>(&BinaryCrossEntropyWithLogits::new(), &z, &target, Some(&mut dz));
    assert!(value.is_finite() && value > 100.0, "{value}");
    assert!(dz.iter().all(|d| d.is_finite()));
}

/// What one number is worth to a loss behind the head `H`, with the derivative.
fn one<H: Head, L>(loss: &L, z: f64, t: f64) -> (f64, f64)
where
    L: for<'a> Loss<H, 1, Target<'a, f64, 1> = &'a SMatrix<f64, 1, 1>>,
{
    let (mut y, target, mut dy) = (SMatrix::from([[z]]), SMatrix::from([[t]]), SMatrix::zeros());
    let value = LossFor::<Output<H, 1>>::evaluate(loss, &mut y, &target, Some(&mut dy), 1, None);
    (value, dy[0])
}

#[test]
fn mae_at_its_corner_and_at_infinity() {
    let inf = f64::INFINITY;
    assert_eq!(one::<Linear, _>(&Mae::new(), 3.0, 3.0), (0.0, 0.0));
    assert_eq!(one::<Linear, _>(&Mae::new(), -inf, 3.0), (inf, -1.0));
    assert!(one::<Linear, _>(&Mae::new(), inf, inf).0.is_nan());
}

/// A NaN among the outputs of one sample shows in the loss and in that sample's gradient.
#[test]
fn nan_is_not_swallowed() {
    let (values, classes) = (scattered(2.0), classes());
    for r in 0..F {
        let mut z = scattered(1.0);
        z[(r, 1)] = f64::NAN;
        let mut all = [Matrix::zeros(); 8];
        let [mse, mae, huber, bce, ce, categorical, hinge, focal] = &mut all;
        let losses = [
            mean::<Linear, _, f64>(&Mse::new(), &z, &values, Some(mse)).0,
            mean::<Linear, _, f64>(&Mae::new(), &z, &values, Some(mae)).0,
            mean::<Linear, _, f64>(&Huber::new(), &z, &values, Some(huber)).0,
            mean::<Linear, _, f64>(&BinaryCrossEntropyWithLogits::new(), &z, &values, Some(bce)).0,
            mean::<Linear, _, f64>(&CrossEntropy::new(), &z, &classes, Some(ce)).0,
            mean::<Linear, _, f64>(&CategoricalCrossEntropy::new(), &z, &values, Some(categorical)).0,
            mean::<Linear, _, f64>(&Hinge::new(), &z, &values, Some(hinge)).0,
            mean::<Linear, _, f64>(&Focal::new(), &z, &values, Some(focal)).0,
        ];
        assert!(losses.iter().all(|l| l.is_nan()), "{losses:?}");
        let mut dz = Matrix::zeros();
        assert!(mean::<LogSoftmax, _, f64>(&Nll::new(), &z, &classes, Some(&mut dz)).0.is_nan());
        assert!(dz[(r, 1)].is_nan());
        let mut dz = Matrix::zeros();
        assert!(mean::<LogSoftmax, _, f64>(&KlDivergence::new(), &z, &Matrix::zeros(), Some(&mut dz)).0.is_nan());
        assert!(dz[(r, 1)].is_nan());
        let mut dz = Matrix::zeros();
        assert!(mean::<Sigmoid, _, f64>(&BinaryCrossEntropy::new(), &z, &values, Some(&mut dz)).0.is_nan());
        assert!(dz[(r, 1)].is_nan());
        assert!(all.iter().all(|dz| dz[(r, 1)].is_nan()));
    }
}

#[test]
fn settings_out_of_range_are_named() {
    let weights = [1.0, 1.0, f64::NAN];
    for (error, expected) in [
        (
            CrossEntropy::new().label_smoothing(1.5).unwrap_err(),
            "`label_smoothing` of `CrossEntropy` is 1.5, but must be from 0 to 1",
        ),
        (
            CrossEntropy::new().class_weights(weights).unwrap_err(),
            "`class_weights[2]` of `CrossEntropy` is NaN, but must be finite and not below 0",
        ),
        (
            BinaryCrossEntropyWithLogits::new().pos_weight(-1.0).unwrap_err(),
            "`pos_weight` of `BinaryCrossEntropyWithLogits` is -1, but must be finite and not below 0",
        ),
        (
            BinaryCrossEntropyWithLogits::new().pos_weights([1.0, f64::INFINITY]).unwrap_err(),
            "`pos_weights[1]` of `BinaryCrossEntropyWithLogits` is inf, but must be finite and not below 0",
        ),
        (
            Nll::new().class_weights([-1.0]).unwrap_err(),
            "`class_weights[0]` of `Nll` is -1, but must be finite and not below 0",
        ),
        (
            CategoricalCrossEntropy::new().class_weights([0.5, -1.0]).unwrap_err(),
            "`class_weights[1]` of `CategoricalCrossEntropy` is -1, but must be finite and not below 0",
        ),
        (
            CategoricalCrossEntropy::new().label_smoothing(f64::NAN).unwrap_err(),
            "`label_smoothing` of `CategoricalCrossEntropy` is NaN, but must be from 0 to 1",
        ),
        (Focal::new().gamma(-1.0).unwrap_err(), "`gamma` of `Focal` is -1, but must be finite and not below 0"),
        (Focal::new().alpha(1.5).unwrap_err(), "`alpha` of `Focal` is 1.5, but must be from 0 to 1"),
        (Huber::new().delta(0.0).unwrap_err(), "`delta` of `Huber` is 0, but must be finite and above 0"),
    ] {
        assert_eq!(format!("{error}"), expected);
    }
}

#[test]
fn every_level() {
    levels::run_others("every_level", &[]);
}

//! Values and gradients of the losses.

use nn_runtime::head::{Head, Linear, LogSoftmax, Sigmoid, Softmax};
use nn_runtime::losses::{
    BinaryCrossEntropy, BinaryCrossEntropyWithLogits, CategoricalCrossEntropy, CrossEntropy, Focal, Hinge, Huber,
    KlDivergence, Loss, LossFor, Mae, Mse, Nll,
};
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::{Class, Flat, Output, Scalar, SettingError};

use crate::file::{Case, Vectors};

/// Features and samples of every case, and a capacity that is larger.
const F: usize = 5;
const N: usize = 4;
const B: usize = 6;

type Matrix<T> = SMatrix<T, F, B>;

/// The samples of a tensor as columns; those behind them are NaN, which must not be read.
fn matrix<T: Scalar>(case: Case<'_>, tensor: &str) -> Matrix<T> {
    let mut matrix = Matrix::repeat(T::from_f64(f64::NAN));
    matrix.as_flat_mut()[..F * N].copy_from_slice(&case.rounded(tensor));
    matrix
}

fn check<H: Head, L: Loss<H, F>, T: Scalar>(case: Case<'_>, loss: &L, target: L::Target<'_, T, B>) {
    let mut y = matrix::<T>(case, "z");
    let mut dz = matrix::<T>(case, "z");
    let weights = case.given("weights");
    let value = LossFor::<Output<H, F>>::evaluate(loss, &mut y, target, Some(&mut dz), N, weights.as_deref());
    case.compare("value", &[value]);
    case.compare("y", &y.as_flat()[..F * N]);
    case.compare("dz", &dz.as_flat()[..F * N]);
}

/// [`check`] in both precisions, for losses that compare numbers.
fn numbers<H: Head, L>(case: Case<'_>, loss: L)
where
    L: for<'a> Loss<H, F, Target<'a, f32, B> = &'a Matrix<f32>>,
    L: for<'a> Loss<H, F, Target<'a, f64, B> = &'a Matrix<f64>>,
{
    check::<H, L, f32>(case, &loss, &matrix(case, "target"));
    check::<H, L, f64>(case, &loss, &matrix(case, "target"));
}

/// [`check`] in both precisions, for losses that take classes.
fn classes<H: Head, L>(case: Case<'_>, loss: L)
where
    L: for<'a> Loss<H, F, Target<'a, f32, B> = &'a [Class<F>; B]>,
    L: for<'a> Loss<H, F, Target<'a, f64, B> = &'a [Class<F>; B]>,
{
    let mut target = [Class::default(); B];
    for (class, label) in target.iter_mut().zip(case.whole("target")) {
        *class = Class::new(label).expect("a class of the case");
    }
    check::<H, L, f32>(case, &loss, &target);
    check::<H, L, f64>(case, &loss, &target);
}

#[test]
fn losses_agree_with_pytorch() -> Result<(), SettingError> {
    let file = Vectors::read("losses");

    numbers::<Linear, _>(file.case("mse_linear"), Mse::new());
    numbers::<Sigmoid, _>(file.case("mse_sigmoid"), Mse::new());
    numbers::<Softmax, _>(file.case("mse_softmax"), Mse::new());
    numbers::<LogSoftmax, _>(file.case("mse_log_softmax"), Mse::new());

    numbers::<Linear, _>(file.case("huber_linear"), Huber::new());
    numbers::<Sigmoid, _>(file.case("huber_sigmoid"), Huber::new());
    numbers::<Softmax, _>(file.case("huber_softmax"), Huber::new());
    numbers::<LogSoftmax, _>(file.case("huber_log_softmax"), Huber::new());
    numbers::<Linear, _>(file.case("huber_delta"), Huber::new().delta(0.3)?);

    let weights = [0.5, 1.0, 2.0, 1.5, 0.25];
    classes::<Linear, _>(file.case("cross_entropy"), CrossEntropy::new());
    classes::<Linear, _>(file.case("cross_entropy_smoothing"), CrossEntropy::new().label_smoothing(0.1)?);
    classes::<Linear, _>(file.case("cross_entropy_weights"), CrossEntropy::new().class_weights(weights)?);
    classes::<Linear, _>(
        file.case("cross_entropy_both"),
        CrossEntropy::new().class_weights(weights)?.label_smoothing(0.3)?,
    );
    classes::<Linear, _>(file.case("cross_entropy_large"), CrossEntropy::new());

    let binary = BinaryCrossEntropyWithLogits::new();
    numbers::<Linear, _>(file.case("binary_cross_entropy"), binary);
    numbers::<Linear, _>(file.case("binary_cross_entropy_weight"), binary.pos_weight(3.0)?);
    numbers::<Linear, _>(file.case("binary_cross_entropy_weights"), binary.pos_weights([0.0, 0.5, 1.0, 2.0, 9.0])?);
    numbers::<Linear, _>(file.case("binary_cross_entropy_large"), binary);

    numbers::<Linear, _>(file.case("mae_linear"), Mae::new());
    numbers::<Sigmoid, _>(file.case("mae_sigmoid"), Mae::new());
    numbers::<Softmax, _>(file.case("mae_softmax"), Mae::new());
    numbers::<LogSoftmax, _>(file.case("mae_log_softmax"), Mae::new());

    classes::<LogSoftmax, _>(file.case("nll"), Nll::new());
    classes::<LogSoftmax, _>(file.case("nll_weights"), Nll::new().class_weights(weights)?);
    classes::<LogSoftmax, _>(file.case("nll_large"), Nll::new());

    numbers::<Sigmoid, _>(file.case("binary_cross_entropy_of_sigmoid"), BinaryCrossEntropy::new());
    numbers::<Sigmoid, _>(file.case("binary_cross_entropy_of_sigmoid_large"), BinaryCrossEntropy::new());

    let categorical = CategoricalCrossEntropy::new();
    let both = categorical.class_weights(weights)?.label_smoothing(0.3)?;
    numbers::<Linear, _>(file.case("categorical_cross_entropy"), categorical);
    numbers::<Linear, _>(file.case("categorical_cross_entropy_smoothing"), categorical.label_smoothing(0.1)?);
    numbers::<Linear, _>(file.case("categorical_cross_entropy_weights"), categorical.class_weights(weights)?);
    numbers::<Linear, _>(file.case("categorical_cross_entropy_both"), both);
    numbers::<Linear, _>(file.case("categorical_cross_entropy_large"), categorical);

    numbers::<LogSoftmax, _>(file.case("kl_divergence"), KlDivergence::new());
    numbers::<LogSoftmax, _>(file.case("kl_divergence_zeros"), KlDivergence::new());
    numbers::<LogSoftmax, _>(file.case("kl_divergence_large"), KlDivergence::new());

    numbers::<Linear, _>(file.case("hinge"), Hinge::new());

    numbers::<Linear, _>(file.case("focal"), Focal::new());
    numbers::<Linear, _>(file.case("focal_settings"), Focal::new().gamma(1.5)?.alpha(0.75)?);
    numbers::<Linear, _>(file.case("focal_large"), Focal::new());

    file.all_used();
    Ok(())
}

#[test]
fn losses_of_weighted_samples_agree_with_pytorch() -> Result<(), SettingError> {
    let file = Vectors::read("sample_weights");
    let weights = [0.5, 1.0, 2.0, 1.5, 0.25];
    let cross_entropy = CrossEntropy::new();
    numbers::<Linear, _>(file.case("mse"), Mse::new());
    numbers::<Sigmoid, _>(file.case("mae_sigmoid"), Mae::new());
    numbers::<Softmax, _>(file.case("huber_softmax"), Huber::new());
    numbers::<Linear, _>(file.case("binary_cross_entropy"), BinaryCrossEntropyWithLogits::new().pos_weight(3.0)?);
    classes::<Linear, _>(file.case("cross_entropy"), cross_entropy);
    classes::<Linear, _>(file.case("cross_entropy_both"), cross_entropy.class_weights(weights)?.label_smoothing(0.3)?);
    classes::<LogSoftmax, _>(file.case("nll_weights"), Nll::new().class_weights(weights)?);
    numbers::<Linear, _>(file.case("categorical_cross_entropy"), CategoricalCrossEntropy::new());
    numbers::<LogSoftmax, _>(file.case("kl_divergence"), KlDivergence::new());
    file.all_used();
    Ok(())
}

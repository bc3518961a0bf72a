//! The check finds right gradients right, and wrong ones wrong.

#[path = "common/levels.rs"]
mod levels;

use core::ops::Range;

use nn_runtime::gradcheck::{Gradcheck, gradcheck};
use nn_runtime::head::{Head, Linear};
use nn_runtime::initializers::Rng;
use nn_runtime::listing::{Listing, Order};
use nn_runtime::losses::{
    BinaryCrossEntropy, BinaryCrossEntropyWithLogits, CategoricalCrossEntropy, CrossEntropy, DrawTarget, Focal, Hinge,
    Huber, KlDivergence, Mae, Mse, Nll,
};
use nn_runtime::nalgebra::{SMatrix, SVector};
use nn_runtime::{BatchError, Loss, Output, Scalar, Stage, Values, flat, network};

network! {
    pub Digits(pixels: [8]) -> [3] {
        pixels -> hidden: dense<5> -> relu -> dense<3>
    }

    pub Chances(x: [4]) -> [3] {
        x -> dense<5> -> tanh -> dense<3> -> sigmoid
    }

    pub Logs(x: [4]) -> [3] {
        x -> dense<5> -> tanh -> dense<3> -> log_softmax
    }

    pub Bounded(x: [4]) -> [3] {
        x -> dense<3> -> tanh
    }

    /// Several inputs and outputs, a shared layer, blocks, a network below.
    pub Two(a: [4], b: [4]) -> (sum: [4], class: [3]) {
        layer encode = dense<6> -> relu -> dense<4>;
        let d = (a -> encode) - (b -> encode);
        sum = d * d;
        class = d -> repeat<2> { residual { dense<4> -> relu } } -> dense<8> -> relu -> Digits;
    }
}

#[test]
fn right_gradients_agree() {
    gradcheck::<Digits, CrossEntropy>().assert_below(1e-6);
    gradcheck::<Digits, Mse>().assert_below(1e-6);
    gradcheck::<Digits, Mae>().assert_below(1e-6);
    gradcheck::<Digits, Huber>().assert_below(1e-6);
    gradcheck::<Digits, BinaryCrossEntropyWithLogits>().assert_below(1e-6);
    gradcheck::<Digits, CategoricalCrossEntropy>().assert_below(1e-6);
    gradcheck::<Digits, Focal>().assert_below(1e-6);
    gradcheck::<Digits, Hinge>().assert_below(1e-6);
    gradcheck::<Bounded, Hinge>().assert_below(1e-6);
    gradcheck::<Chances, BinaryCrossEntropy>().assert_below(1e-6);
    gradcheck::<Logs, Nll>().assert_below(1e-6);
    gradcheck::<Logs, KlDivergence>().assert_below(1e-6);
    let tuned = CrossEntropy::new().label_smoothing(0.1).unwrap().class_weights([1.0, 0.5, 2.0]).unwrap();
    Gradcheck::new().seed(5).capacity::<7>().check::<Digits, _>(&tuned.weighted(0.3)).assert_below(1e-6);
}

#[test]
fn several_outputs_are_checked_together() {
    for seed in 0..3 {
        let loss = TwoOutputs { sum: Mse::new(), class: CrossEntropy::new() };
        let report = Gradcheck::new().seed(seed).check::<Two, _>(&loss);
        report.assert_below(1e-6);
        let keys: Vec<_> = report.tensors.iter().map(|tensor| tensor.key.as_str()).collect();
        assert_eq!(keys[keys.len() - 2..], ["a", "b"]);
        assert!(keys.contains(&"repeat_1.1.dense_1.weight"), "{keys:?}");
    }
}

#[test]
fn settings_are_kept() {
    let report = Gradcheck::new().entries(10).check::<Digits, _>(&Mse::new());
    let checked: Vec<_> = report.tensors.iter().map(|tensor| tensor.checked + tensor.kinks).collect();
    assert_eq!(checked, [10, 5, 10, 3, 10]);
    assert_eq!(report.tensors[4].shape, [3, 8], "the live samples of the input");
    assert_eq!(Gradcheck::new().live(5).unwrap_err(), BatchError { len: 5, capacity: 4 });
    assert_eq!(Gradcheck::new().capacity::<2>().live(0).unwrap_err(), BatchError { len: 0, capacity: 2 });
}

/// y = f x, whose backward pass is right (`KIND` 0), forgets the parameter (1), is a little off in one place (2), is right
/// but has a kink at every entry (3), or gives NaN forward (4).
macro_rules! scale {
    ($Name:ident, $kind:literal) => {
        flat! {
            struct $Name<T> {
                factor: SVector<T, 4>,
            }
        }

        impl<T: Scalar> Stage for $Name<T> {
            type Input = Values<4>;
            type Output = Output<Linear, 4>;
            type As<U: Scalar> = $Name<U>;
            const NAME: &'static str = stringify!($Name);
            const INPUT_SHAPE: &'static [usize] = &[4];
            const OUTPUT_SHAPE: &'static [usize] = &[4];

            fn init(&mut self, _: &mut Rng) {
                self.factor.fill(T::ONE);
            }
            fn list(to: &mut Listing<'_>) {
                to.param("factor", &[4], Order::Same);
            }
            fn forward(&self, x: &[T], y: &mut [T], _: &mut [T]) {
                for i in 0..4 {
                    y[i] = self.factor[i] * x[i];
                    if $kind == 3 {
                        // Steps too fine for any difference: nowhere is there a derivative.
                        let step = T::from_f64((y[i].to_f64() * 1e9) as i64 as f64 * 1e-3);
                        y[i] = step;
                    }
                    if $kind == 4 {
                        y[i] = T::from_f64(f64::NAN);
                    }
                }
            }
            fn backward(&self, x: &[T], dy: &[T], _: &[T], dx: &mut [T], grads: &mut Self) {
                for i in 0..4 {
                    let factor = if $kind == 1 { T::ONE } else { self.factor[i] };
                    dx[i] = factor * dy[i];
                    let off = if $kind == 2 && i == 2 { 1.0 + 1e-4 } else { 1.0 };
                    grads.factor[i] += T::from_f64(off) * x[i] * dy[i];
                }
            }
        }
    };
}

scale!(Right, 0);
scale!(ForgetsFactor, 1);
scale!(SlightlyOff, 2);
scale!(AllKinks, 3);
scale!(Broken, 4);

#[test]
fn wrong_gradients_are_found_where_they_are() {
    gradcheck::<Right<f32>, Mse>().assert_below(1e-9);

    let report = gradcheck::<ForgetsFactor<f32>, Mse>();
    assert!(report.error() > 1e-3, "{report:#}");
    assert_eq!(report.worst().unwrap().0.key, "x");

    let report = gradcheck::<SlightlyOff<f32>, Mse>();
    let (tensor, entry) = report.worst().unwrap();
    assert_eq!((tensor.key.as_str(), &entry.index[..]), ("factor", &[2][..]));
    assert!((5e-5..2e-4).contains(&entry.error), "{report:#}");
    assert!(!report.is_below(1e-6));
}

#[test]
fn what_cannot_be_compared_does_not_pass() {
    let report = gradcheck::<Broken<f32>, Mse>();
    assert!(report.error().is_nan() && !report.is_below(f64::INFINITY), "{report:#}");
    let report = gradcheck::<AllKinks<f32>, Mse>();
    assert!(!report.is_below(1e9), "{report:#}");
}

#[test]
fn a_report_tells_the_worst_and_each_tensor() {
    let report = gradcheck::<SlightlyOff<f32>, Mse>();
    let text = report.to_string();
    assert!(text.starts_with("SlightlyOff: the worst relative error is "), "{text}");
    assert!(text.contains("at `factor` [2]: backpropagation gives "), "{text}");
    let table = format!("{report:#}");
    assert!(table.starts_with(&text) && table.contains("\n  `x` [3, 4]: 12 checked, error "), "{table}");
}

#[test]
#[should_panic(expected = "gradients must agree to 1e-6\nSlightlyOff: the worst relative error")]
fn an_assertion_prints_the_report() {
    gradcheck::<SlightlyOff<f32>, Mse>().assert_below(1e-6);
}

/// The mean of |y|, wrong by its sign; needs no target.
#[derive(Default)]
struct WrongSign;

impl<H: Head, const F: usize> Loss<H, F> for WrongSign {
    type Target<'a, T: Scalar, const B: usize> = ();

    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: &mut SMatrix<T, F, B>,
        (): (),
        dy: Option<&mut SMatrix<T, F, B>>,
        samples: Range<usize>,
        scale: T,
    ) -> T {
        if let Some(dy) = dy {
            dy.columns_mut(samples.start, samples.len()).fill(-scale);
        }
        scale * y.columns(samples.start, samples.len()).iter().copied().sum::<T>()
    }
}

impl<H: Head, const F: usize> DrawTarget<H, F> for WrongSign {
    type Drawn<T: Scalar, const B: usize> = ();
    fn draw<T: Scalar, const B: usize>(&self, _: &mut Rng) {}
    fn lend<T: Scalar, const B: usize>((): &()) {}
}

#[test]
fn losses_written_by_hand_are_checked_as_well() {
    let report = gradcheck::<Digits, WrongSign>();
    assert!(report.error() > 1.0, "{report:#}");
}

#[test]
#[cfg_attr(miri, ignore = "it starts processes")]
fn every_level() {
    levels::run_others("every_level", &[]);
}

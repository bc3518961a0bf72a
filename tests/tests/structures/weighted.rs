//! Batches whose samples count differently, through whole networks.

use nn_runtime::losses::{CrossEntropy, Mse};
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::{Batch, Class, Flat, Model, SettingError, Step, Workspace, network};
use nn_runtime::{InferenceWorkspace, SampleWeightsError};

network! {
    Two(x: [3]) -> (class: [2], value: [1]) {
        let h = x -> dense<4> -> tanh;
        class = h -> dense<2>;
        value = h -> dense<1>;
    }
}

type Net = Two<f64>;

/// The gradients of three samples of four.
const B: usize = 4;

fn inputs(samples: [usize; B]) -> SMatrix<f64, 3, B> {
    SMatrix::from_fn(|r, c| (1.7 * r as f64 + 2.3 * samples[c] as f64).sin())
}

fn classes(samples: [usize; B]) -> [Class<2>; B] {
    samples.map(|i| Class::new(i % 2).expect("0 or 1"))
}

fn values(samples: [usize; B]) -> SMatrix<f64, 1, B> {
    SMatrix::from_fn(|_, c| (0.9 * samples[c] as f64).cos())
}

fn close(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-14)
}

/// Samples 0, 1 and 2 with the weights 2, 1 and 0 train both outputs as samples 0, 0 and 1 do.
#[test]
fn whole_weights_are_repetitions() -> Result<(), SettingError> {
    let loss = TwoOutputs { class: CrossEntropy::new().class_weights([1.0, 2.5])?, value: Mse::new().weighted(0.5) };
    let mut model: Model<Net> = Two::init_as(1);
    let [mut weighted, mut repeated] = [(); 2].map(|()| Workspace::<Net, B>::new());
    let step = Step::new(1, 0);

    let (samples, again) = ([0, 1, 2, 3], [0, 0, 1, 3]);
    let (x, class, value) = (inputs(samples), classes(samples), values(samples));
    let (x2, class2, value2) = (inputs(again), classes(again), values(again));
    let batch = Batch::first(3, &x, TwoOutputs { class: &class, value: &value }).expect("3 of 4");
    let batch = batch.weighted(&[2.0, 1.0, 0.0]).expect("weights");
    let plain = Batch::first(3, &x2, TwoOutputs { class: &class2, value: &value2 }).expect("3 of 4");

    let a = model.forward_backward(&mut weighted, batch, &loss, step);
    let b = model.forward_backward(&mut repeated, plain, &loss, step);
    assert!((a - b).abs() < 1e-14, "{a} and {b}");
    assert!(close(weighted.grads().as_flat(), repeated.grads().as_flat()));
    assert!(repeated.grads().as_flat().iter().any(|g| g.abs() > 0.01));

    model.accumulate(&mut weighted, batch, &loss, step);
    let twice: Vec<_> = repeated.grads().as_flat().iter().map(|g| 2.0 * g).collect();
    assert!(close(weighted.grads().as_flat(), &twice));

    let mut workspace = InferenceWorkspace::<Net, B>::new();
    let (mut y, mut z) = (SMatrix::zeros(), SMatrix::zeros());
    let of_inference = model.loss(&mut workspace, batch, &loss, (&mut y, &mut z));
    assert!((of_inference - b).abs() < 1e-14, "{of_inference} and {b}");
    Ok(())
}

#[test]
fn weights_that_make_no_sense_are_refused() {
    let x = inputs([0; B]);
    let batch = Batch::<_, _, B>::first(2, &x, &x).expect("2 of 4");
    assert_eq!(batch.weighted(&[1.0]).err(), Some(SampleWeightsError::TooFew { given: 1, len: 2 }));
    assert_eq!(batch.weighted(&[0.0; B]).err(), Some(SampleWeightsError::AllZero { len: 2 }));
    assert!(batch.weighted(&[0.0, 1.0]).is_ok());
}

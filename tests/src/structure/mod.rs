//! Proves a whole network: its passes against finite differences, against inference and against `f32`, and its tables
//! against its memory.
//!
//! The objective is Σ r ⊙ y with random r, where y are the outputs, heads applied; so all of the Jacobian is proven, and no
//! loss stands between. Everything that no pass may read holds NaN: dead columns, fresh memory, fresh gradients.

mod compare;
mod sinks;
mod subject;
mod tables;

use nn_runtime::{Network, Step};

use self::compare::close;
pub use self::sinks::AddingInputs;
use self::subject::Subject;

/// How near to finite differences gradients are in `f64`.
const NUMERIC: f64 = 1e-7;
/// How near two ways are that differ in the order of their sums.
const REORDERED: f64 = 1e-12;
/// How near `f32` is to `f64`.
const SINGLE: f64 = 1e-4;

/// Proves a network that computes the same in training and in inference.
///
/// # Panics
///
/// If anything is wrong.
pub fn prove<N: Network<T = f64, Inputs: AddingInputs>>() {
    prove_training::<N>();
    for seed in 0..2 {
        infers_what_it_trains::<N, 2>(seed, 1);
        infers_what_it_trains::<N, 5>(seed, 5);
    }
}

/// Proves all of a network but that inference is the forward pass: with `dropout` or batch statistics it is not.
///
/// # Panics
///
/// If anything is wrong.
pub fn prove_training<N: Network<T = f64, Inputs: AddingInputs>>() {
    tables::check::<N>();
    gradients_are_right::<N, 2>(1, 1);
    gradients_are_right::<N, 2>(2, 2);
    gradients_are_right::<N, 5>(3, 3);
    gradients_are_right::<N, 5>(4, 5);
    single_is_near::<N, 5>(5, 4);
}

fn gradients_are_right<N: Network<T = f64, Inputs: AddingInputs>, const B: usize>(seed: u64, n: usize) {
    let mut subject = Subject::<N, B>::new(seed, n);
    let what = |which: &str| format!("{}: gradients of {which}, {n} of {B} samples", N::NAME);

    let grads = subject.gradients();
    close(&grads.params, &subject.numeric_params(), NUMERIC, &what("parameters"));
    close(&grads.inputs, &subject.numeric_inputs(), NUMERIC, &what("inputs"));

    let twice = subject.gradients_added_to(&grads);
    let double = |x: &[f64]| x.iter().map(|x| 2.0 * x).collect::<Vec<_>>();
    close(&twice.params, &double(&grads.params), REORDERED, &what("parameters, added"));
    close(&twice.inputs, &double(&grads.inputs), REORDERED, &what("inputs, added"));

    let (params, inputs) = (subject.gradients_of_params(), subject.gradients_of_inputs());
    assert_eq!(params, grads.params, "{}", what("parameters where nobody asks for those of inputs"));
    assert_eq!(inputs, grads.inputs, "{}", what("inputs where nobody asks for those of parameters"));
}

fn infers_what_it_trains<N: Network<T = f64>, const B: usize>(seed: u64, n: usize) {
    let subject = Subject::<N, B>::new(seed, n);
    let (trained, inferred) = (subject.outputs(), subject.inferred());
    assert_eq!(trained, inferred, "{}: inference of {n} of {B} samples is the forward pass", N::NAME);
}

fn single_is_near<N: Network<T = f64, Inputs: AddingInputs>, const B: usize>(seed: u64, n: usize) {
    let single = Subject::<N::As<f32>, B>::new(seed, n);
    let double = Subject::<N, B>::from_single(&single);
    let what = |which: &str| format!("{}: {which} in f32 against f64", N::NAME);
    let widen = |x: &[f32]| x.iter().map(|&x| f64::from(x)).collect::<Vec<_>>();

    close(&widen(&single.outputs()), &double.outputs(), SINGLE, &what("outputs"));
    close(&widen(&single.inferred()), &double.inferred(), SINGLE, &what("inference"));
    let (narrow, wide) = (single.gradients(), double.gradients());
    close(&widen(&narrow.params), &wide.params, SINGLE, &what("gradients of parameters"));
    close(&widen(&narrow.inputs), &wide.inputs, SINGLE, &what("gradients of inputs"));
}

/// The step of every pass: masks of `dropout` are those of this step.
fn step() -> Step {
    Step::new(7, 11)
}

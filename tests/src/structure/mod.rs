//! Proves a whole network: its passes against finite differences, against inference and against `f32`, and its tables
//! against its memory.
//!
//! The objective is Σ r ⊙ y with random r, where y are the outputs, heads applied; so all of the Jacobian is proven, and no
//! loss stands between. Everything that no pass may read holds NaN: dead columns, fresh memory, fresh gradients.

mod compare;
mod passes;
mod sinks;
mod subject;
mod tables;

use nn_runtime::Network;

use self::compare::close;
use self::passes::{Passes, passes};
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
    infers_what_it_trains(passes::<N, 5>(6), 4);
}

/// Proves all of a network but that inference is the forward pass: with `dropout` or batch statistics it is not.
///
/// # Panics
///
/// If anything is wrong.
pub fn prove_training<N: Network<T = f64, Inputs: AddingInputs>>() {
    tables::check::<N>();
    for n in [1, 3, 5] {
        gradients_are_right(passes::<N, 5>(n as u64), n);
    }
}

/// Proves a network at the capacity `B`, in `f64` and in `f32`.
///
/// # Panics
///
/// If anything is wrong.
pub fn prove_at<N: Network<T = f64, Inputs: AddingInputs>, const B: usize>() {
    for n in 1..=B {
        gradients_are_right(passes::<N, B>(n as u64), n);
        infers_what_it_trains(passes::<N, B>(6), n);
        single_is_near(passes::<N::As<f32>, B>(7), passes::<N, B>(7), n);
    }
}

fn gradients_are_right(passes: Box<dyn Passes<f64>>, n: usize) {
    let facts = passes.facts();
    let mut subject = Subject::new(passes, n as u64, n);
    let what = |which: &str| format!("{}: gradients of {which}, {n} of {} samples", facts.name, facts.capacity);

    let grads = subject.gradients();
    close(&grads.params, &subject.numeric_params(), NUMERIC, &what("parameters"));
    close(&grads.inputs, &subject.numeric_inputs(), NUMERIC, &what("inputs"));

    let twice = subject.gradients_added_to(&grads);
    let double = |x: &[f64]| x.iter().map(|x| 2.0 * x).collect::<Vec<_>>();
    close(&twice.params, &double(&grads.params), REORDERED, &what("parameters, added"));
    close(&twice.inputs, &double(&grads.inputs), REORDERED, &what("inputs, added"));

    if let Some(in_place) = subject.gradients_in_place() {
        assert_eq!(in_place, grads, "{}", what("everything, in place"));
    }

    let (params, inputs) = (subject.gradients_of_params(), subject.gradients_of_inputs());
    close(&params, &grads.params, REORDERED, &what("parameters where nobody asks for those of inputs"));
    assert_eq!(inputs, grads.inputs, "{}", what("inputs where nobody asks for those of parameters"));
}

/// Proves a network of frozen norms that inference folds into the products before them, which rounds in another way.
///
/// # Panics
///
/// If anything is wrong.
pub fn prove_folded<N: Network<T = f64, Inputs: AddingInputs>>() {
    prove_training::<N>();
    for n in [1, 4] {
        let passes = passes::<N, 5>(6);
        let what = format!("{}: inference of {n} samples", passes.facts().name);
        let subject = Subject::new(passes, 5, n);
        close(&subject.inferred(), &subject.outputs(), REORDERED, &what);
    }
}

fn infers_what_it_trains(passes: Box<dyn Passes<f64>>, n: usize) {
    let facts = passes.facts();
    let subject = Subject::new(passes, 5, n);
    let (name, capacity) = (facts.name, facts.capacity);
    assert_eq!(subject.outputs(), subject.inferred(), "{name}: inference of {n} of {capacity} samples");
}

fn single_is_near(single: Box<dyn Passes<f32>>, double: Box<dyn Passes<f64>>, n: usize) {
    let name = single.facts().name;
    let mut single = Subject::new(single, 8, n);
    let double = Subject::of_single(double, &mut single);
    let what = |which: &str| format!("{name}: {which} of {n} samples in f32 against f64");
    let widen = |x: &[f32]| x.iter().map(|&x| f64::from(x)).collect::<Vec<_>>();

    close(&widen(&single.outputs()), &double.outputs(), SINGLE, &what("outputs"));
    close(&widen(&single.inferred()), &double.inferred(), SINGLE, &what("inference"));
    let (narrow, wide) = (single.gradients(), double.gradients());
    close(&widen(&narrow.params), &wide.params, SINGLE, &what("gradients of parameters"));
    close(&widen(&narrow.inputs), &wide.inputs, SINGLE, &what("gradients of inputs"));
}

//! What a network says of itself: its tensors, runs and summary.

use std::collections::BTreeSet;

use nn_runtime::listing::{Place, for_each_tensor};
use nn_runtime::{Flat, Network};

/// Panics unless the tables of a network agree with its memory.
pub fn check<N: Network>() {
    tensors_cover_everything_once::<N>();
    runs_join_parameters_and_gradients::<N>();
    summary_adds_up::<N>();
}

fn tensors_cover_everything_once<N: Network>() {
    let mut params = vec![0; N::LEN];
    let mut state = vec![0; <N::State as Flat>::LEN];
    let mut keys = BTreeSet::new();
    for_each_tensor::<N>(&mut |tensor| {
        let place = match tensor.place {
            Place::Params => &mut params,
            Place::State => &mut state,
        };
        (0..tensor.len()).for_each(|i| place[tensor.position(i)] += 1);
        assert!(keys.insert(tensor.key.to_string()), "{}: `{}` is listed twice", N::NAME, tensor.key);
    });
    assert!(params.iter().chain(&state).all(|&count| count == 1), "{}: {params:?} {state:?}", N::NAME);
}

fn runs_join_parameters_and_gradients<N: Network>() {
    let (mut param, mut grad) = (0, 0);
    for run in N::RUNS.as_slice() {
        assert!(run.len > 0 && run.param >= param, "{}: runs are in order: {run:?}", N::NAME);
        assert_eq!(run.grad, grad, "{}: gradients have no gaps", N::NAME);
        (param, grad) = (run.param + run.len, run.grad + run.len);
    }
    assert!(param <= N::LEN);
    assert_eq!(grad, <N::Grads as Flat>::LEN, "{}: every gradient is in a run", N::NAME);
    assert_eq!(grad, N::RUNS.grads());
}

fn summary_adds_up<N: Network>() {
    let summary = N::SUMMARY;
    assert_eq!(summary.name, N::NAME);
    assert_eq!(summary.params, N::LEN);
    assert_eq!(summary.trained, <N::Grads as Flat>::LEN);
    assert_eq!(summary.state, <N::State as Flat>::LEN);
    assert_eq!(summary.rows.iter().map(|r| r.params).sum::<usize>(), N::LEN, "{}: parameters of all stages", N::NAME);
}

//! What a network says of itself: its tensors, runs and summary.

use std::collections::BTreeSet;

use nn_runtime::listing::{Place, Tensor, for_each_tensor};
use nn_runtime::runs::Run;
use nn_runtime::{Flat, Network};

/// Panics unless the tables of a network agree with its memory.
pub fn check<N: Network>() {
    let mut tensors = Tensors::default();
    for_each_tensor::<N>(&mut |tensor| tensors.add(tensor));
    tensors.cover_everything_once(N::NAME, N::LEN, <N::State as Flat>::LEN);
    let grads = <N::Grads as Flat>::LEN;
    runs_join_parameters_and_gradients(N::NAME, const { N::RUNS.as_slice() }, N::LEN, grads);
    let (summary, state) = (N::SUMMARY, <N::State as Flat>::LEN);
    assert_eq!((summary.name, summary.params, summary.trained, summary.state), (N::NAME, N::LEN, grads, state));
    assert_eq!(summary.rows.iter().map(|r| r.params).sum::<usize>(), N::LEN, "{}: parameters of all stages", N::NAME);
}

/// The places of all tensors.
#[derive(Default)]
struct Tensors {
    keys: Vec<String>,
    params: Vec<usize>,
    state: Vec<usize>,
}

impl Tensors {
    fn add(&mut self, tensor: &Tensor<'_>) {
        self.keys.push(tensor.key.to_string());
        let places = match tensor.place {
            Place::Params => &mut self.params,
            Place::State => &mut self.state,
        };
        places.extend((0..tensor.len()).map(|i| tensor.position(i)));
    }

    fn cover_everything_once(mut self, name: &str, params: usize, state: usize) {
        self.params.sort_unstable();
        self.state.sort_unstable();
        assert_eq!(self.params, (0..params).collect::<Vec<_>>(), "{name}: places of parameters");
        assert_eq!(self.state, (0..state).collect::<Vec<_>>(), "{name}: places of state");
        let distinct: BTreeSet<_> = self.keys.iter().collect();
        assert_eq!(distinct.len(), self.keys.len(), "{name}: keys are distinct: {:?}", self.keys);
    }
}

fn runs_join_parameters_and_gradients(name: &str, runs: &[Run], params: usize, grads: usize) {
    let (mut param, mut grad) = (0, 0);
    for run in runs {
        assert!(run.len > 0 && run.param >= param, "{name}: runs are in order: {run:?}");
        assert_eq!(run.grad, grad, "{name}: gradients have no gaps");
        (param, grad) = (run.param + run.len, run.grad + run.len);
    }
    assert!(param <= params, "{name}: runs end with the parameters");
    assert_eq!(grad, grads, "{name}: every gradient is in a run");
}

//! Evaluating a model on many samples, batch by batch in one memory.

use alloc::vec::Vec;

use super::target::TargetOf;
use crate::data::{Dataset, InputOf, Sample};
use crate::losses::LossFor;
use crate::memory::Heap;
use crate::model::Model;
use crate::network::Network;
use crate::ports::Outputs;
use crate::scalar::Scalar;
use crate::workspace::InferenceWorkspace;

/// The memory of an evaluation, `B` samples at a time.
pub(crate) struct Evaluation<N: Network, const B: usize> {
    workspace: InferenceWorkspace<N, B>,
    outputs: Heap<N::T>,
}

/// What comes out of `N` for one sample.
pub(crate) type SampleOf<N> = <<N as Network>::Outputs as Outputs>::Sample<<N as crate::Flat>::T>;

impl<N: Network, const B: usize> Evaluation<N, B> {
    pub(crate) fn new() -> Self {
        Self { workspace: InferenceWorkspace::new(), outputs: Heap::zeroed(N::Outputs::LEN * B) }
    }

    /// What the model makes of each sample of `data`, heads applied.
    pub(crate) fn outputs<X: InputOf<N::Inputs, N::T>, Y: Sample>(
        &mut self,
        model: &Model<N>,
        data: &Dataset<X, Y>,
        to: &mut Vec<SampleOf<N>>,
    ) {
        to.clear();
        let mut batches = data.batches::<B>();
        while let Some(batch) = batches.next_for::<N::Inputs, N::T>() {
            let (n, x) = (batch.len(), batch.inputs);
            let y = N::Outputs::matrices(self.outputs.as_mut());
            model.infer_first(n, &mut self.workspace, x, y).expect("a batch has 1 to B samples");
            to.extend((0..n).map(|at| N::Outputs::sample(self.outputs.as_ref(), B, at)));
        }
    }

    /// The same, and the mean loss.
    pub(crate) fn loss<L: LossFor<N::Outputs>, X: InputOf<N::Inputs, N::T>, Y>(
        &mut self,
        model: &Model<N>,
        data: &Dataset<X, Y>,
        loss: &L,
        to: &mut Vec<SampleOf<N>>,
    ) -> f64
    where
        Y: TargetOf<N, L, B>,
    {
        to.clear();
        let (mut total, mut counted, mut weights) = (0.0, 0.0, Vec::new());
        let mut batches = data.batches::<B>();
        loop {
            batches.next_weights::<N::T>(&mut weights);
            let Some(batch) = batches.next_for::<N::Inputs, N::T>() else { break };
            let (n, batch) = (batch.len(), batch.map_targets(Y::target));
            let y = N::Outputs::matrices(self.outputs.as_mut());
            // A batch whose samples all weigh nothing is evaluated for its outputs alone.
            let (loss, counts) = match batch.weighted(&weights) {
                Ok(weighted) => (model.loss(&mut self.workspace, weighted, loss, y), sum(&weights)),
                Err(_) if weights.is_empty() => (model.loss(&mut self.workspace, batch, loss, y), n as f64),
                Err(_) => (model.loss(&mut self.workspace, batch, loss, y), 0.0),
            };
            if counts > 0.0 {
                total += loss.to_f64() * counts;
                counted += counts;
            }
            to.extend((0..n).map(|at| N::Outputs::sample(self.outputs.as_ref(), B, at)));
        }
        total / counted
    }
}

fn sum<T: Scalar>(weights: &[T]) -> f64 {
    weights.iter().map(|w| w.to_f64()).sum()
}

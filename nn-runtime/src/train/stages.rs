//! Which gradients belong to which stage.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Range;

use crate::listing::{Place, Tensor, for_each_tensor};
use crate::network::Network;
use crate::optimizers::sum_of_squares;

/// A trained stage: a layer, or what a stage written by hand holds.
#[derive(Debug, PartialEq)]
pub(super) struct Trained {
    /// The name that its tensors have in files, `hidden` of `hidden.weight`; that of the network where there is none.
    pub(super) name: String,
    /// Where its gradients lie among all; tensors that are not next to each other are parts of their own.
    pub(super) parts: Vec<Range<usize>>,
}

impl Trained {
    /// How many gradients it has.
    pub(super) fn len(&self) -> usize {
        self.parts.iter().map(Range::len).sum()
    }

    /// ‖g‖ of its gradients, in double precision; `grads` are those of the whole network.
    pub(super) fn norm<T: crate::Scalar>(&self, grads: &[T]) -> f64 {
        libm::sqrt(self.parts.iter().map(|part| sum_of_squares(&grads[part.clone()])).sum())
    }
}

/// The trained stages of `N` in the order of its parameters. Frozen ones have no gradients.
pub(super) fn trained<N: Network>() -> Vec<Trained> {
    let mut stages: Vec<Trained> = Vec::new();
    for_each_tensor::<N>(&mut |tensor| {
        let Some(part) = grads::<N>(tensor) else { return };
        let key = tensor.key.to_string();
        let name = key.rsplit_once('.').map_or(N::NAME, |(stage, _)| stage);
        match stages.last_mut() {
            Some(stage) if stage.name == name => match stage.parts.last_mut() {
                Some(last) if last.end == part.start => last.end = part.end,
                _ => stage.parts.push(part),
            },
            _ => stages.push(Trained { name: name.into(), parts: vec![part] }),
        }
    });
    stages
}

/// Where the gradients of a tensor lie, if it is trained.
fn grads<N: Network>(tensor: &Tensor<'_>) -> Option<Range<usize>> {
    if tensor.place != Place::Params {
        return None;
    }
    let holds = |run: &&crate::runs::Run| (run.param..run.param + run.len).contains(&tensor.start);
    let run = N::RUNS.as_slice().iter().find(holds)?;
    let start = run.grad + tensor.start - run.param;
    Some(start..start + tensor.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Flat;
    use crate::prelude::*;

    network! { Below(x: [4]) -> [4] { x -> #[frozen] fixed: dense<3> -> layer_norm -> dense<4> } }
    network! {
        Net(x: [4]) -> [2] {
            x -> first: dense<4> -> batch_norm -> repeat<2> { dense<4> } -> below: Below -> [4] -> #[weight_decay(0.0)] last: dense<2>
        }
    }

    #[test]
    fn every_gradient_belongs_to_one_stage() {
        let stages = trained::<Net>();
        let names: Vec<_> = stages.iter().map(|stage| stage.name.as_str()).collect();
        let repeated = ["repeat_1.0.dense_1", "repeat_1.1.dense_1"];
        let below = ["below.layer_norm_1", "below.dense_1"];
        assert_eq!(names, [&["first", "batch_norm_1"][..], &repeated, &below, &["last"]].concat());

        let mut at = 0;
        for part in stages.iter().flat_map(|stage| &stage.parts) {
            assert_eq!(part.start, at, "in order and without gaps");
            at = part.end;
        }
        assert_eq!(at, <<Net as Network>::Grads as Flat>::LEN);
        assert_eq!(stages[0].len(), 4 * 4 + 4);
    }

    #[test]
    fn norms_are_those_of_the_stage_alone() {
        let stages = trained::<Below>();
        let mut grads = vec![0.0_f32; <<Below as Network>::Grads as Flat>::LEN];
        grads[6] = 3.0;
        grads[7] = -4.0;
        assert_eq!(stages.iter().map(|stage| stage.norm(&grads)).collect::<Vec<_>>(), [0.0, 5.0]);
    }
}

//! A seed gives the same bytes again, another seed others.

use nn_runtime::losses::CrossEntropy;
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::optimizers::{AdamW, Rule};
use nn_runtime::{Batch, Class, Flat, Step, Workspace, network};

network! {
    Noisy(x: [4]) -> [3] { x -> dense<8> -> batch_norm -> relu -> dropout<0.4> -> dense<3> }
}

/// What a training run leaves behind, bit by bit.
#[derive(Debug, PartialEq)]
struct Run {
    params: Vec<u32>,
    statistics: Vec<u32>,
    losses: Vec<u32>,
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|x| x.to_bits()).collect()
}

/// A whole run: one seed for the initial weights, one for the masks.
fn train(weights: u64, masks: u64) -> Run {
    let mut model = Noisy::init(weights);
    let mut workspace = Workspace::<Noisy, 6>::new();
    let mut rule = AdamW::new(0.01).optimizer::<Noisy>().expect("sound settings");
    let x = SMatrix::<f32, 4, 6>::from_fn(|i, j| ((3 * i + 5 * j) % 7) as f32 - 3.0);
    let targets = [0, 1, 2, 2, 1, 0].map(|class| Class::new(class).expect("one of three"));
    let batches = [Batch::full(&x, &targets), Batch::first(5, &x, &targets).expect("5 are at most 6")];
    let step = |i: u64| {
        let batch = batches[i as usize % batches.len()];
        let loss = model.forward_backward(&mut workspace, batch, &CrossEntropy::new(), Step::new(masks, i));
        rule.step(&mut model, workspace.grads());
        loss
    };
    let losses: Vec<_> = (0..20).map(step).collect();
    Run { params: bits(model.as_flat()), statistics: bits(model.state().as_flat()), losses: bits(&losses) }
}

#[test]
fn a_seed_gives_the_same_bytes_and_another_gives_others() {
    let first = train(1, 2);
    assert_eq!(first, train(1, 2));
    for other in [train(3, 2), train(1, 3)] {
        assert_ne!(first.params, other.params);
        assert_ne!(first.statistics, other.statistics);
        assert_ne!(first.losses, other.losses);
    }
}

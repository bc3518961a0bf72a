//! Layers that training and inference see differently, and those with statistics, within every structure.

use nn_runtime::nalgebra::SMatrix;
use nn_runtime::{Batch, Flat, Model, Network, Step, Workspace, losses::Mse, network};
use nn_tests::structure::{prove, prove_at, prove_training};

network! {
    Dropped(x: [4]) -> [3] { x -> dense<6> -> relu -> dropout<0.3> -> dense<3> }

    DroppedAtTheEnds(x: [4]) -> [4] { x -> dropout<0.5> -> dense<4> -> dropout<0.5> }

    DropoutAlone(x: [4]) -> [4] { x -> dropout<0.5> }

    DroppedBesideItsValue(x: [4]) -> [4] {
        let h = x -> dense<4>;
        (h -> dropout<0.5>) * h + (x -> dropout<0.2>)
    }

    DroppedInAView(x: [6]) -> [2, 2] { x -> dropout<0.5> -> reshape<[2, 3]> -> dense<2> -> dropout<0.1> }

    DroppedInBlocks(x: [4]) -> [4] { x -> repeat<3> { residual { dense<4> -> relu -> dropout<0.4> } } }

    DroppedInASharedLayer(x: [4]) -> [4] {
        layer body = dense<4> -> relu -> dropout<0.4>;
        (x -> body) * (x -> body)
    }

    DroppedInANetwork(x: [4]) -> [3] { (x -> one: Dropped) - (x -> two: Dropped) }

    Normed(x: [4]) -> [3] { x -> dense<5> -> layer_norm -> relu -> rms_norm -> dense<3> }

    NormedInBlocks(x: [4]) -> [4] { x -> repeat<2> { residual { layer_norm -> dense<6> -> gelu -> dense<4> } } }

    NormedSequence(x: [3, 4]) -> [3, 4] { x -> residual { layer_norm -> dense<4> -> silu } -> rms_norm }

    BatchNormed(x: [4]) -> [3] { x -> dense<5> -> batch_norm -> relu -> dense<3> }

    BatchNormedEnds(x: [4]) -> [4] { x -> batch_norm -> dense<4> -> batch_norm }

    BatchNormedInBlocks(x: [4]) -> [4] { x -> repeat<3> { residual { dense<4> -> batch_norm -> relu } } }

    BatchNormedTwice(a: [4], b: [4]) -> [4] {
        layer body = dense<4> -> batch_norm;
        (a -> body) * (b -> body -> body)
    }

    BatchNormedNetworks(x: [4]) -> [3] { x -> dense<4> -> BatchNormed -> relu -> dense<4> -> again: BatchNormed }

    FrozenNorm(x: [4]) -> [3] { x -> dense<5> -> #[frozen] batch_norm -> relu -> dense<3> }

    FrozenNormedNetwork(x: [4]) -> [2] { x -> dense<4> -> #[frozen] BatchNormed -> dense<2> }

    FrozenNormedBlocks(x: [4]) -> [2] { x -> dense<4> -> #[frozen] repeat<2> { dense<4> -> batch_norm } -> dense<2> }

    /// Activations that need their input, which nothing folds in.
    Curved(x: [4]) -> [4] {
        let h = x -> dense<4> -> gelu;
        (h -> dense<4> -> silu) + (h -> mish) * (h -> prelu)
    }

    CurvedEnd(x: [4]) -> [3] { x -> dense<3> -> gelu }

    Slopes(x: [4]) -> [4] {
        layer bend = prelu;
        x -> bend -> dense<4> -> bend -> dense<4, bias = false> -> prelu
    }
}

#[test]
fn dropout() {
    prove_training::<Dropped<f64>>();
    prove_training::<DroppedAtTheEnds<f64>>();
    prove_training::<DropoutAlone<f64>>();
}

#[test]
fn dropout_beside_its_value() {
    prove_training::<DroppedBesideItsValue<f64>>();
    prove_training::<DroppedInAView<f64>>();
}

#[test]
fn dropout_in_blocks_shared_layers_and_networks() {
    prove_training::<DroppedInBlocks<f64>>();
    prove_training::<DroppedInASharedLayer<f64>>();
    prove_training::<DroppedInANetwork<f64>>();
}

#[test]
fn layer_and_rms_norm() {
    prove_at::<Normed<f64>, 4>();
    prove::<NormedInBlocks<f64>>();
    prove::<NormedSequence<f64>>();
}

#[test]
fn batch_norm() {
    prove_training::<BatchNormed<f64>>();
    prove_training::<BatchNormedEnds<f64>>();
    prove_training::<BatchNormedInBlocks<f64>>();
    prove_training::<BatchNormedTwice<f64>>();
    prove_training::<BatchNormedNetworks<f64>>();
}

#[test]
fn frozen_batch_norm_evaluates() {
    prove::<FrozenNorm<f64>>();
    prove::<FrozenNormedNetwork<f64>>();
    prove::<FrozenNormedBlocks<f64>>();
}

#[test]
fn activations_with_and_without_parameters() {
    prove_at::<Curved<f64>, 2>();
    prove::<CurvedEnd<f64>>();
    prove::<Slopes<f64>>();
}

#[test]
fn batch_statistics_couple_samples_unless_they_are_frozen() {
    const { assert!(<BatchNormedNetworks as Network>::COUPLED && <BatchNormedInBlocks as Network>::COUPLED) };
    const { assert!(!<FrozenNorm as Network>::COUPLED && !<FrozenNormedNetwork as Network>::COUPLED) };
    const { assert!(!<Dropped as Network>::COUPLED) };
}

/// The state before and after a training step.
fn states<N>() -> (Vec<f32>, Vec<f32>)
where
    N: Network<T = f32, Inputs = nn_runtime::Values<4>, Outputs = nn_runtime::Output<nn_runtime::head::Linear, 3>>,
{
    let (mut model, mut workspace) = (Model::<N>::init(1), Workspace::<N, 4>::new());
    let before = model.state().as_flat().to_vec();
    let x = SMatrix::from_fn(|i, j| (i + j) as f32);
    model.forward_backward(&mut workspace, Batch::full(&x, &SMatrix::zeros()), &Mse::new(), Step::new(1, 0));
    (before, model.state().as_flat().to_vec())
}

#[test]
fn training_moves_statistics_unless_they_are_frozen() {
    let (before, after) = states::<BatchNormed>();
    assert!(before.iter().zip(&after).all(|(before, after)| before != after), "{before:?} {after:?}");
    let (before, after) = states::<FrozenNorm>();
    assert_eq!(before, after);
}

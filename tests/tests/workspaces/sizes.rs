//! What models and workspaces occupy, and that they may go anywhere.

use core::fmt::Debug;

use nn_runtime::gradcheck::gradcheck;
use nn_runtime::losses::Mse;
use nn_runtime::optimizers::{Adam, AdamW, Momentum, Optimizer, Sgd};
use nn_runtime::plan::Part;
use nn_runtime::workspace::training_len;
use nn_runtime::{Flat, InferenceWorkspace, Model, Network, Workspace, network};
use nn_tests::structure::{prove, prove_training};

network! {
    Small(x: [20]) -> [3] { x -> hidden: dense<5> -> relu -> dense<3> }

    Normed(x: [4]) -> [3] { x -> dense<5> -> batch_norm -> relu -> dense<3> }
}

/// The length of a slot in memory: a multiple of 16 scalars.
const fn padded(len: usize) -> usize {
    len.div_ceil(16) * 16
}

#[test]
fn lengths_are_those_counted_by_hand() {
    const B: usize = 7;
    let params = (20 * 5 + 5) + (5 * 3 + 3);
    assert_eq!((Small::<f32>::LEN, <Small as Network>::Grads::LEN), (params, params));

    // The hidden values.
    assert_eq!(Small::inference_len(B), padded(5 * B));
    // Gradients; outputs and their gradients; the hidden values, kept; their gradients.
    let by_hand = padded(params) + 2 * padded(3 * B) + padded(5 * B) + padded(5 * B);
    assert_eq!(Small::training_len(B), by_hand);
    // One step of alignment more or less in either would show.
    assert_eq!((Small::inference_len(B), Small::training_len(B)), (48, 128 + 64 + 96));
}

#[test]
fn workspaces_occupy_exactly_their_length() {
    fn check<N: Network, const B: usize>(infer: usize, train: usize) {
        assert_eq!((InferenceWorkspace::<N, B>::LEN, Workspace::<N, B>::LEN), (infer, train));
        let memory = |len| vec![<N::T as nn_runtime::Scalar>::ZERO; len];
        for wrong in [infer - 1, infer + 1] {
            assert!(InferenceWorkspace::<N, B, _>::new_in(memory(wrong)).is_err());
        }
        for wrong in [train - 1, train + 1] {
            assert!(Workspace::<N, B, _>::new_in(memory(wrong)).is_err());
        }
        assert!(InferenceWorkspace::<N, B, _>::new_in(memory(infer)).is_ok());
        assert!(Workspace::<N, B, _>::new_in(memory(train)).is_ok());
    }
    check::<Small, 7>(Small::inference_len(7), Small::training_len(7));
    check::<Small<f64>, 1>(Small::inference_len(1), Small::training_len(1));
    check::<Normed, 3>(Normed::inference_len(3), Normed::training_len(3));
}

/// Anything that a thread may take along, another may look at, and a log may show.
const fn free<T: Send + Sync + Debug + 'static>() {}

const _: () = {
    free::<Model<Normed>>();
    free::<Normed>();
    free::<Normed<f64>>();
    free::<<Normed as Network>::Grads>();
    free::<<Normed as Network>::State>();
    free::<Workspace<Normed, 4>>();
    free::<Workspace<Normed, 4, &'static mut [f32]>>();
    free::<InferenceWorkspace<Normed, 4>>();
    free::<Optimizer<Normed, Sgd>>();
    free::<Optimizer<Normed, Sgd<Momentum>>>();
    free::<Optimizer<Normed, Adam>>();
    free::<Optimizer<Normed, AdamW, &'static mut [f32]>>();
};

network! {
    /// Three layers before the first trained one, whose gradients only a caller that asks for those of `x` needs.
    Late(x: [50]) -> [3] { x -> tanh -> #[frozen] dense<50> -> gelu -> head: dense<3> }

    /// The same within another network.
    Within(x: [50]) -> [3] { x -> tanh -> #[frozen] Late -> relu -> dense<3> }
}

#[test]
fn gradients_of_inputs_take_memory_only_where_they_may_be_asked_for() {
    const B: usize = 4;
    let value = padded(50 * B);
    // Of the layers before the first trained one, two values at a time; kept is what the trained one reads.
    let late = |part| Late::<f32>::PLAN.len(part, B);
    assert_eq!([Part::Forward(false), Part::Kept(false), Part::Backward(false)].map(late), [2 * value, value, value]);
    // What those layers read in their backward pass, and one gradient; the others go where that was.
    assert_eq!([Part::Kept(true), Part::Backward(true)].map(late), [3 * value, 4 * value]);
    let within = |part| Within::<f32>::PLAN.len(part, B);
    assert_eq!([Part::Kept(false), Part::Backward(false)].map(within), [padded(3 * B), padded(3 * B)]);
    gradcheck::<Late<f64>, Mse>().assert_below(1e-6); // asks for them
    gradcheck::<Within<f64>, Mse>().assert_below(1e-6);
}

network! {
    Bent(x: [16]) -> [3] { x -> dense<16> -> gelu -> dropout<0.2> -> layer_norm -> silu -> dense<3> }

    Branched(x: [16]) -> [3] { x -> dense<16> -> residual { layer_norm -> dense<16> -> gelu } -> dense<3> }

    Blocks(x: [16]) -> [3] { x -> dense<16> -> repeat<3> { residual { layer_norm -> dense<16> -> gelu } } -> dense<3> }

    Stacked(x: [16]) -> [3] { x -> dense<16> -> repeat<2> { dense<16> -> gelu -> dense<16> -> gelu } -> dense<3> }

    Normal(x: [16]) -> [3] { x -> dense<16> -> batch_norm -> relu -> dense<16> -> batch_norm -> relu -> dense<3> }
}

/// What a step takes beside gradients of parameters, three outputs and their gradients.
fn beside<N: Network>(batch: usize) -> usize {
    training_len::<N>(batch) - padded(<N::Grads as Flat>::LEN) - 2 * padded(3 * batch)
}

#[test]
fn gradients_take_the_place_of_gradients() {
    const B: usize = 8;
    let (value, stats) = (16 * B, padded(2 * B));
    // Of the dense layer, the mask, the norm and the last activation; one gradient from one end to the other.
    assert_eq!(beside::<Bent>(B), 4 * value + stats + value);
    // Of both dense layers, the norm and the sum; the gradient of both summands. What `gelu` makes of it lies where the sum was.
    assert_eq!(beside::<Branched>(B), 4 * value + stats + value);
    // As much for each of the blocks, one gradient through all of them, and in the running one what `gelu` makes of it.
    assert_eq!(beside::<Blocks>(B), value + 3 * (3 * value + stats) + value + value);
    // Four values a block, and the first; the gradient between the layers of a block lies where the last of its values was.
    assert_eq!(beside::<Stacked>(B), value + 2 * 4 * value + value);
    // What both norms read, and the layers behind them.
    assert_eq!(beside::<Normal>(B), 4 * value + 2 * padded(2 * 16) + value);
    prove_training::<Bent<f64>>();
    prove::<Blocks<f64>>();
}

//! `repeat<N> { … }`: equal blocks in a row, each with weights of its own.

use nn_runtime::listing::for_each_tensor;
use nn_runtime::{Network, network};
use nn_tests::structure::{prove, prove_training};

const TIMES: usize = 3;

network! {
    Once(x: [4]) -> [2] { x -> repeat<1> { dense<4> -> relu } -> dense<2> }

    Twice(x: [4]) -> [2] { x -> blocks: repeat<2> { dense<4> -> relu } -> dense<2> }

    Often(x: [4]) -> [4] { x -> repeat<5> { dense<6> -> relu -> dense<4> } }

    CountedByAConst(x: [4]) -> [4] { x -> repeat<TIMES> { dense<4> } -> repeat<{ TIMES - 1 }> { dense<4> -> relu } }

    OfResiduals(x: [4]) -> [2] {
        x -> repeat<3> { residual { dense<4> -> relu } -> residual { relu -> dense<4> } } -> dense<2>
    }

    InAResidual(x: [4]) -> [2] { x -> residual { dense<4> -> repeat<2> { dense<4> -> relu } } -> dense<2> }

    InARepeat(x: [4]) -> [2] {
        x -> outer: repeat<2> {
            dense<4> -> relu -> inner: repeat<3> { residual { dense<4> -> relu } } -> repeat<1> { dense<4> }
        } -> dense<2>
    }

    /// Blocks that read their outputs, in numbers of which one is odd.
    Bent(x: [4]) -> [4] { x -> two: repeat<2> { dense<4> -> tanh } -> three: repeat<3> { dense<4> -> tanh } }

    BentSums(x: [2, 3, 3]) -> [2] {
        x -> repeat<4> { residual { conv2d<2, 3, padding = same> -> batch_norm } -> relu } -> flatten -> dense<2>
    }

    /// Blocks that read their outputs, but not their inputs.
    BentAgain(x: [4]) -> [4] { x -> repeat<4> { residual { dropout<0.2> -> dense<4> } -> tanh } }

    /// Blocks that read neither.
    Straight(x: [4]) -> [2] {
        x -> one: repeat<2> { residual { dropout<0.2> -> dense<4> } }
            -> two: repeat<5> { residual { dropout<0.2> -> dense<4> } } -> dense<2>
    }

    OfNoWeights(x: [4]) -> [4] { x -> repeat<3> { residual { relu } } }

    /// The shared layer belongs to each block alone.
    OfANetwork(x: [4]) -> [4] { x -> repeat<2> { Once -> dense<4> } }
}

#[test]
fn once() {
    prove::<Once<f64>>();
}

#[test]
fn twice_under_a_name() {
    prove::<Twice<f64>>();
}

#[test]
fn often() {
    prove::<Often<f64>>();
}

#[test]
fn as_often_as_a_const_says() {
    prove::<CountedByAConst<f64>>();
}

#[test]
fn of_residuals() {
    prove::<OfResiduals<f64>>();
}

#[test]
fn in_a_residual() {
    prove::<InAResidual<f64>>();
}

#[test]
fn in_a_repeat() {
    prove::<InARepeat<f64>>();
}

#[test]
fn of_what_reads_its_output() {
    prove::<Bent<f64>>();
    prove_training::<BentSums<f64>>();
    prove_training::<BentAgain<f64>>();
}

#[test]
fn of_what_reads_nothing_of_its_caller() {
    prove_training::<Straight<f64>>();
}

#[test]
fn without_weights() {
    prove::<OfNoWeights<f64>>();
}

#[test]
fn of_another_network() {
    prove::<OfANetwork<f64>>();
}

fn keys<N: Network>() -> Vec<String> {
    let mut keys = vec![];
    for_each_tensor::<N>(&mut |tensor| keys.push(tensor.key.to_string()));
    keys
}

#[test]
fn keys_count_the_blocks() {
    let expected = [
        "blocks.0.dense_1.weight",
        "blocks.0.dense_1.bias",
        "blocks.1.dense_1.weight",
        "blocks.1.dense_1.bias",
        "dense_1.weight",
        "dense_1.bias",
    ];
    assert_eq!(keys::<Twice>(), expected);
    assert_eq!(keys::<InARepeat>()[2], "outer.0.inner.0.dense_1.weight");
    assert_eq!(keys::<Once>()[0], "repeat_1.0.dense_1.weight");
}

#[test]
fn blocks_have_weights_of_their_own() {
    let model = Twice::init(3);
    assert_ne!(model.blocks[0].dense_1.weight, model.blocks[1].dense_1.weight);
}

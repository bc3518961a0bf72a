//! Activations at the ends of networks: taken out of the body as heads, or left in it where something else reads them.

use nn_runtime::head::{Activated, Linear, LogSoftmax, Sigmoid, Softmax};
use nn_runtime::{Network, Output, network};
use nn_tests::structure::{prove, prove_at, prove_training};

network! {
    EndsInSigmoid(x: [4]) -> [3] { x -> dense<3> -> sigmoid }

    EndsInSoftmax(x: [4]) -> [3] { x -> dense<3> -> softmax }

    EndsInLogSoftmax(x: [4]) -> [3] { x -> dense<3> -> log_softmax }

    HeadAlone(x: [4]) -> [4] { x -> softmax }

    BehindAView(x: [4]) -> [2, 3] { x -> dense<6> -> softmax -> reshape<[2, 3]> }

    BeforeDropout(x: [4]) -> [3] { x -> dense<3> -> sigmoid -> dropout<0.4> }

    /// Each step has a softmax of its own, so it is no head.
    OfASequence(x: [2, 3]) -> [2, 3] { x -> dense<3> -> softmax }

    FlatSequence(x: [2, 3]) -> [6] { x -> dense<3> -> softmax -> flatten }

    SigmoidsOfASequence(x: [2, 3]) -> [2, 3] { x -> dense<3> -> sigmoid }

    ReadByAnother(x: [4]) -> (p: [3], q: [2]) {
        p = x -> dense<3> -> softmax;
        q = p -> dense<2> -> sigmoid;
    }

    GivenTwice(x: [4]) -> (p: [3], q: [3]) {
        let h = x -> dense<3> -> sigmoid;
        p = h;
        q = h;
    }

    DifferentHeads(x: [4]) -> (a: [3], b: [2], c: [3]) {
        let h = x -> dense<4> -> relu;
        a = h -> dense<3> -> log_softmax;
        b = h -> dense<2> -> sigmoid;
        c = h -> dense<3>;
    }

    OfASharedLayer(a: [4], b: [4]) -> (p: [3], q: [3]) {
        layer body = dense<3> -> softmax;
        p = a -> body;
        q = b -> body;
    }

    InTheMiddle(x: [4]) -> [2] { x -> EndsInSoftmax -> dense<2> }

    PassedOn(x: [4]) -> [3] { x -> dense<4> -> relu -> EndsInSigmoid }

    PassedOnTwice(x: [4]) -> [3] { x -> dense<4> -> relu -> PassedOn }

    BehindAViewOfANetwork(x: [4]) -> [1, 3] { x -> EndsInLogSoftmax -> reshape<[1, 3]> }

    UsedAndGiven(x: [4]) -> (p: [3], q: [2]) {
        p = x -> EndsInSoftmax;
        q = p -> dense<2>;
    }

    OfSeveralOutputs(x: [4]) -> [3] {
        let (a, b, c) = x -> DifferentHeads;
        a * c + (b -> dense<3>)
    }

    GivesSeveralOutputs(x: [4]) -> (c: [3], b: [2], a: [3]) {
        let (p, q, r) = x -> DifferentHeads;
        a = p;
        b = q;
        c = r;
    }

    Blocks(x: [4]) -> [4] { x -> repeat<2> { dense<4> -> sigmoid } }

    BlocksOfNetworks(x: [3]) -> [3] { x -> repeat<2> { dense<4> -> EndsInSoftmax } }

    InAResidual(x: [3]) -> [3] { x -> residual { dense<4> -> EndsInSigmoid } }

    Twice(x: [4]) -> [3] { (x -> one: EndsInSigmoid) * (x -> two: EndsInSigmoid) }

    Frozen(x: [4]) -> [3] { x -> dense<4> -> #[frozen] EndsInSoftmax }

    Bent(x: [4]) -> [3] { x -> dense<3> -> relu }

    EndsInBent(x: [4]) -> [3] { x -> dense<4> -> relu -> Bent }

    EndsInBentBlocks(x: [4]) -> [4] { x -> blocks: repeat<2> { dense<4> -> relu } }

    EndsInBlocks(x: [4]) -> [4] { x -> repeat<2> { residual { dense<4> -> relu } } }

    EndsInBlocksOfNetworks(x: [3]) -> [3] { x -> repeat<2> { dense<4> -> relu -> EndsInSoftmax } }
}

network! {
    FromElsewhere(x: [4]) -> [3] { x -> dense<4> -> EndsInSigmoid -> [3] }

    FromElsewhereInTheMiddle(x: [4]) -> [2] { x -> dense<4> -> EndsInSoftmax -> [3] -> dense<2> }

    SeveralFromElsewhere(x: [4]) -> (p: [3], q: [2]) {
        let (a, b, c) = x -> DifferentHeads;
        p = (a -> [3]) * (c -> [3]);
        q = b -> [2];
    }

    GivesSeveralFromElsewhere(x: [4]) -> (p: [3], q: [2], r: [3]) {
        let (a, b, c) = x -> DifferentHeads;
        p = a -> [3];
        q = b -> [2];
        r = c -> [3];
    }
}

#[test]
fn every_head() {
    prove_at::<EndsInSigmoid<f64>, 3>();
    prove_at::<EndsInSoftmax<f64>, 3>();
    prove_at::<EndsInLogSoftmax<f64>, 3>();
    prove::<HeadAlone<f64>>();
}

#[test]
fn behind_views_and_before_dropout() {
    prove::<BehindAView<f64>>();
    prove_training::<BeforeDropout<f64>>();
}

#[test]
fn sequences() {
    prove::<OfASequence<f64>>();
    prove::<FlatSequence<f64>>();
    prove::<SigmoidsOfASequence<f64>>();
}

#[test]
fn of_values_that_others_read() {
    prove::<ReadByAnother<f64>>();
    prove::<GivenTwice<f64>>();
}

#[test]
fn of_several_outputs() {
    prove::<DifferentHeads<f64>>();
    prove::<OfASharedLayer<f64>>();
}

#[test]
fn of_other_networks() {
    prove::<InTheMiddle<f64>>();
    prove::<PassedOn<f64>>();
    prove::<PassedOnTwice<f64>>();
    prove::<BehindAViewOfANetwork<f64>>();
    prove::<UsedAndGiven<f64>>();
    prove::<Twice<f64>>();
    prove::<Frozen<f64>>();
}

#[test]
fn of_other_networks_with_several_outputs() {
    prove::<OfSeveralOutputs<f64>>();
    prove::<GivesSeveralOutputs<f64>>();
}

#[test]
fn of_networks_from_elsewhere() {
    prove::<FromElsewhere<f64>>();
    prove::<FromElsewhereInTheMiddle<f64>>();
    prove::<SeveralFromElsewhere<f64>>();
    prove::<GivesSeveralFromElsewhere<f64>>();
}

#[test]
fn in_blocks() {
    prove::<Blocks<f64>>();
    prove::<BlocksOfNetworks<f64>>();
    prove::<InAResidual<f64>>();
}

/// Compiles for networks with these outputs alone.
fn has_outputs<N: Network<Outputs = O>, O>() {}

#[test]
fn the_type_says_which_head() {
    has_outputs::<EndsInSoftmax, Output<Softmax, 3>>();
    has_outputs::<PassedOnTwice, Output<Sigmoid, 3>>();
    has_outputs::<FromElsewhere, Output<Sigmoid, 3>>();
    has_outputs::<InTheMiddle, Output<Linear, 2>>();
    has_outputs::<ReadByAnother, (Output<Activated, 3>, Output<Sigmoid, 2>)>();
    has_outputs::<DifferentHeads, (Output<LogSoftmax, 3>, Output<Sigmoid, 2>, Output<Linear, 3>)>();
    has_outputs::<GivesSeveralOutputs, (Output<Linear, 3>, Output<Activated, 2>, Output<Activated, 3>)>();
    has_outputs::<UsedAndGiven, (Output<Activated, 3>, Output<Linear, 2>)>();
    has_outputs::<GivesSeveralFromElsewhere, (Output<Activated, 3>, Output<Activated, 2>, Output<Linear, 3>)>();
    has_outputs::<EndsInBent, Output<Activated, 3>>();
    has_outputs::<EndsInBentBlocks, Output<Activated, 4>>();
    has_outputs::<EndsInBlocks, Output<Linear, 4>>();
    has_outputs::<EndsInBlocksOfNetworks, Output<Activated, 3>>();
    has_outputs::<BeforeDropout, Output<Activated, 3>>();
    has_outputs::<OfASequence, Output<Activated, 6>>();
}

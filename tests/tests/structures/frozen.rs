//! `#[frozen]` stages: no gradients of their parameters, and those of their inputs where something before is trained.

use nn_runtime::{Flat, Network, network};
use nn_tests::structure::prove;

network! {
    Front(x: [4]) -> [2] { x -> #[frozen] dense<4> -> relu -> dense<2> }

    Middle(x: [4]) -> [2] { x -> dense<4> -> relu -> #[frozen] dense<3> -> relu -> dense<2> }

    Last(x: [4]) -> [2] { x -> dense<4> -> relu -> #[frozen] dense<2> }

    LastAlone(x: [4]) -> [2] { x -> #[frozen] dense<4> -> relu -> #[frozen] dense<3> -> relu -> dense<2> }

    All(x: [4]) -> [2] { x -> #[frozen] dense<4> -> relu -> #[frozen] dense<2> }

    Body(x: [4]) -> [3] { x -> dense<5> -> relu -> dense<3> -> relu }

    Partly(x: [4]) -> [3] { x -> dense<5> -> relu -> #[frozen] dense<4> -> relu -> dense<3> }

    FrozenNetwork(x: [4]) -> [2] { x -> #[frozen] Body -> dense<2> }

    FrozenNetworkInTheMiddle(x: [4]) -> [2] { x -> dense<4> -> #[frozen] Partly -> relu -> dense<2> }

    PartlyFrozenNetwork(x: [4]) -> [2] { x -> Partly -> dense<2> }

    FrozenWithin(x: [4]) -> [2] { x -> All -> dense<2> }

    FrozenRepeat(x: [4]) -> [2] { x -> dense<4> -> #[frozen] repeat<2> { dense<4> -> relu } -> dense<2> }

    RepeatOfFrozen(x: [4]) -> [2] { x -> repeat<3> { dense<4> -> relu -> #[frozen] dense<4> } -> dense<2> }

    SharedAndFrozen(x: [4]) -> [2] {
        layer body = #[frozen] dense<4> -> relu -> dense<4>;
        x -> body -> relu -> body -> relu -> dense<2>
    }

    /// One way to `x` leads over trained stages, one over frozen ones alone.
    TwoWays(a: [4], b: [4]) -> [3] {
        let h = a * b;
        (h -> #[frozen] front: dense<3>) + (h -> dense<3> -> relu -> #[frozen] dense<3>) + (b -> #[frozen] dense<3>)
    }
}

#[test]
fn in_front() {
    prove::<Front<f64>>();
    assert_eq!(<<Front as Network>::Grads as Flat>::LEN, 4 * 2 + 2);
}

#[test]
fn in_the_middle() {
    prove::<Middle<f64>>();
}

#[test]
fn last() {
    prove::<Last<f64>>();
    prove::<LastAlone<f64>>();
}

#[test]
fn everything() {
    prove::<All<f64>>();
    assert_eq!(<<All as Network>::Grads as Flat>::LEN, 0);
}

#[test]
fn other_networks() {
    prove::<FrozenNetwork<f64>>();
    prove::<FrozenNetworkInTheMiddle<f64>>();
    prove::<PartlyFrozenNetwork<f64>>();
    prove::<FrozenWithin<f64>>();
}

#[test]
fn repeats() {
    prove::<FrozenRepeat<f64>>();
    prove::<RepeatOfFrozen<f64>>();
    assert_eq!(RepeatOfFrozen::<f32>::RUNS.as_slice().len(), 4);
}

#[test]
fn shared_layers() {
    prove::<SharedAndFrozen<f64>>();
}

#[test]
fn one_of_two_ways() {
    prove::<TwoWays<f64>>();
}

//! `residual { … }`: a block's output plus its input.

use nn_runtime::network;
use nn_tests::structure::prove;

network! {
    Residual(x: [4]) -> [3] {
        x -> residual { dense<4> -> relu } -> dense<3>
    }

    /// Inputs and outputs of the network are ends of the block.
    Alone(x: [4]) -> [4] { x -> residual { dense<4> } }

    Bent(x: [4]) -> [4] { x -> residual { dense<6> -> relu -> dense<4> } -> relu }

    Nested(x: [4]) -> [2] {
        x -> dense<5> -> residual {
            dense<5> -> relu -> residual { dense<3> -> relu -> dense<5> } -> residual { relu }
        } -> dense<2>
    }

    OfNoWeights(x: [4]) -> [4] { x -> residual { relu } -> residual { residual { relu } } }

    OneBehindTheOther(x: [4]) -> [4] {
        x -> residual { dense<4> -> relu } -> residual { dense<4> -> relu } -> residual { dense<4> -> relu }
    }

    InAnExpression(a: [4], b: [4]) -> [4] {
        let h = a -> residual { dense<4> -> relu };
        (h * b -> residual { dense<2> -> relu -> dense<4> }) - (b -> residual { dense<4> })
    }
}

#[test]
fn before_a_stage() {
    prove::<Residual<f64>>();
}

#[test]
fn alone() {
    prove::<Alone<f64>>();
}

#[test]
fn before_an_activation_that_ends_the_network() {
    prove::<Bent<f64>>();
}

#[test]
fn nested() {
    prove::<Nested<f64>>();
}

#[test]
fn without_weights() {
    prove::<OfNoWeights<f64>>();
}

#[test]
fn in_a_row() {
    prove::<OneBehindTheOther<f64>>();
}

#[test]
fn in_an_expression() {
    prove::<InAnExpression<f64>>();
}

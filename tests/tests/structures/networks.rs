//! Other networks of the same call as stages.

use nn_runtime::network;
use nn_tests::structure::prove;

network! {
    /// Values are called as what generated code keeps beside others: the copy of `h`, the memory of `p`.
    Beside(x: [4]) -> [4] {
        let h = x -> dense<4>;
        let p = Product(h, h);
        let h_again_1 = p -> tanh;
        let p_saved1 = h_again_1 -> dense<4> -> relu -> dense<4>;
        let p_memory1 = p_saved1 * h_again_1;
        p_memory1 * p_saved1
    }
    Product(a: [4], b: [4]) -> [4] { (a -> layer_norm) * b }

    /// Uses what is defined behind it.
    Early(x: [4]) -> [2] { x -> Body -> relu -> dense<2> }

    Body(x: [4]) -> [3] { x -> dense<5> -> relu -> dense<3> }

    Late(x: [4]) -> [3] { x -> dense<4> -> relu -> Body }

    Alone(x: [4]) -> [3] { x -> Body }

    Twice(a: [4], b: [4]) -> [3] {
        let d = (a -> first: Body) - (b -> second: Body);
        d * d
    }

    Deep(x: [4]) -> [2] { x -> dense<4> -> Early -> relu -> head: dense<2> }

    TwoInputs(a: [4], b: [3]) -> [3] { (a -> dense<3> -> relu) * b }

    UsesTwoInputs(x: [4], y: [3]) -> [2] { TwoInputs(x -> dense<4>, y -> dense<3>) -> dense<2> }

    Same(a: [4], b: [4]) -> [4] { (a -> dense<4> -> relu) * b }

    OneValueForBoth(x: [4]) -> [4] {
        let h = x -> dense<4>;
        Same(h, h)
    }

    OneInputForBoth(x: [4]) -> [4] { Same(x, x) }

    TwoOutputs(x: [4]) -> (p: [3], q: [2]) {
        let h = x -> dense<4> -> relu;
        p = h -> dense<3>;
        q = h -> dense<2> -> relu;
    }

    UsesTwoOutputs(x: [4]) -> [3] {
        let (p, q) = x -> dense<4> -> TwoOutputs;
        p * (q -> dense<3>)
    }

    GivesBothOutputs(x: [4]) -> (q: [2], p: [3]) {
        let (a, b) = x -> TwoOutputs;
        q = b;
        p = a;
    }

    OfNoWeights(x: [4]) -> [4] { x -> relu }

    UsesOfNoWeights(x: [4]) -> [3] { x -> dense<4> -> OfNoWeights -> dense<3> -> Identity }

    Identity(x: [3]) -> [3] { x }

    InAResidual(x: [4]) -> [4] { x -> residual { Body -> relu -> dense<4> } }
}

#[test]
fn in_any_order() {
    prove::<Early<f64>>();
    prove::<Late<f64>>();
}

#[test]
fn alone() {
    prove::<Alone<f64>>();
}

#[test]
fn twice_under_different_names() {
    prove::<Twice<f64>>();
    assert_eq!(Twice::PARAMS, 2 * Body::PARAMS);
}

#[test]
fn within_each_other() {
    prove::<Deep<f64>>();
}

#[test]
fn with_several_inputs() {
    prove::<UsesTwoInputs<f64>>();
}

#[test]
fn with_one_value_for_two_inputs() {
    prove::<OneValueForBoth<f64>>();
    prove::<OneInputForBoth<f64>>();
}

#[test]
fn with_several_outputs() {
    prove::<UsesTwoOutputs<f64>>();
    prove::<GivesBothOutputs<f64>>();
}

#[test]
fn without_weights() {
    prove::<UsesOfNoWeights<f64>>();
}

#[test]
fn in_a_residual() {
    prove::<InAResidual<f64>>();
}

#[test]
fn beside_values_of_any_name() {
    prove::<Beside<f64>>();
}

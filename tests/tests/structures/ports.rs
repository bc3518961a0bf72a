//! Several inputs and outputs, in every relation to each other.

use nn_runtime::network;
use nn_tests::structure::prove;

network! {
    TwoInputs(a: [3], b: [2]) -> [3] { (b -> dense<3>) * a }

    ThreeInputs(a: [3], b: [3], c: [3]) -> [2] { a * b + c -> dense<2> }

    TwoOutputs(x: [4]) -> (class: [3], bbox: [2]) {
        let body = x -> dense<5> -> relu;
        class = body -> dense<3>;
        bbox = body -> dense<2> -> relu;
    }

    ThreeOutputs(x: [4]) -> (a: [3], b: [2], c: [4]) {
        a = x -> dense<3>;
        b = x -> dense<2>;
        c = x -> dense<4>;
    }

    OutputIsInput(x: [4]) -> [4] { x }

    OutputsAreInputs(a: [4], b: [3]) -> (p: [3], q: [4], r: [3]) {
        p = b;
        q = a;
        r = b -> dense<3>;
    }

    /// What is given twice is written twice.
    OneValueTwice(x: [4]) -> (a: [3], b: [3]) {
        let h = x -> dense<3>;
        a = h;
        b = h;
    }

    OneValueThrice(x: [4]) -> (a: [3], b: [3], c: [2]) {
        let h = x -> dense<3> -> relu;
        a = h;
        b = h;
        c = h -> dense<2>;
    }

    OutputReadsOutput(x: [4]) -> (a: [3], b: [2]) {
        a = x -> dense<3> -> relu;
        b = a -> dense<2>;
    }

    OutputsInAnotherOrder(x: [4]) -> (a: [3], b: [2]) {
        b = x -> dense<2>;
        a = b -> relu -> dense<3>;
    }

    OneNamedOutput(x: [4]) -> (only: [3]) { only = x -> dense<3>; }

    EndsInRelu(x: [4]) -> [3] { x -> dense<3> -> relu }

    ReluAlone(x: [4]) -> [4] { x -> relu }

    ReluTwice(x: [4]) -> [4] { x -> relu -> relu }

    ReluTwiceBehindAProduct(x: [4]) -> [3] { x -> dense<3> -> relu -> relu }

    /// Names that generated code uses itself.
    Reserved(x: [4], y: [4], dy: [4]) -> (dx: [4], n: [4], memory: [4]) {
        let saved = x * y;
        let state = saved -> net: dense<4> -> relu;
        let d_saved = state -> step: dense<4> -> relu;
        dx = d_saved + dy;
        n = saved -> residual { beta: dense<4> };
        memory = saved;
    }
}

#[test]
fn several_inputs() {
    prove::<TwoInputs<f64>>();
    prove::<ThreeInputs<f64>>();
}

#[test]
fn several_outputs() {
    prove::<TwoOutputs<f64>>();
    prove::<ThreeOutputs<f64>>();
}

#[test]
fn outputs_that_are_inputs() {
    prove::<OutputIsInput<f64>>();
    prove::<OutputsAreInputs<f64>>();
}

#[test]
fn one_value_as_several_outputs() {
    prove::<OneValueTwice<f64>>();
    prove::<OneValueThrice<f64>>();
}

#[test]
fn an_output_that_another_reads() {
    prove::<OutputReadsOutput<f64>>();
    prove::<OutputsInAnotherOrder<f64>>();
}

#[test]
fn a_single_output_with_a_name() {
    prove::<OneNamedOutput<f64>>();
}

#[test]
fn an_activation_at_the_end() {
    prove::<EndsInRelu<f64>>();
    prove::<ReluAlone<f64>>();
    prove::<ReluTwice<f64>>();
    prove::<ReluTwiceBehindAProduct<f64>>();
}

#[test]
fn names_of_generated_code() {
    prove::<Reserved<f64>>();
}

#[test]
fn a_summary_names_inputs_as_they_are_written() {
    let names = Reserved::SUMMARY.inputs.iter().map(|i| i.0);
    assert_eq!(names.collect::<Vec<_>>(), ["x", "y", "dy"]);
}

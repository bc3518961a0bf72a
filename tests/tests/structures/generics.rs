//! Const parameters, dimensions that only rustc can evaluate, and attributes of stages.

use nn_runtime::listing::for_each_tensor;
use nn_runtime::losses::{Huber, Mse};
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::runs::Run;
use nn_runtime::{Batch, Network, Step, Workspace, network};
use nn_tests::structure::prove;

pub const FEATURES: usize = 4;
pub const CLASSES: usize = FEATURES - 1;

network! {
    Mlp<const HIDDEN: usize>(x: [4]) -> [3] { x -> dense<HIDDEN> -> relu -> dense<3> }

    Wide<const IN: usize, const OUT: usize>(x: [IN]) -> [OUT] { x -> residual { dense<IN> -> relu } -> dense<OUT> }

    /// Const parameters are called as generated code calls its own.
    Letters<const T: usize, const B: usize, const S: usize, const U: usize>(x: [T], y: [T]) -> (p: [S], q: [U]) {
        p = x * y -> dense<B> -> relu -> dense<S>;
        q = x -> repeat<2> { dense<T> -> relu } -> dense<U>;
    }

    Nested<const WIDTH: usize>(x: [4]) -> [2] {
        x -> dense<WIDTH> -> Wide<WIDTH, 5> -> relu -> dense<4> -> mlp: Mlp<WIDTH> -> relu -> dense<2>
    }

    Repeated<const WIDTH: usize, const TIMES: usize>(x: [WIDTH]) -> [WIDTH] {
        x -> repeat<TIMES> { dense<WIDTH> -> relu -> repeat<2> { residual { dense<WIDTH> } } }
    }

    Consts(x: [FEATURES]) -> [CLASSES] {
        x -> dense<{ FEATURES * 2 }> -> relu -> dense<{ 2 * CLASSES + 1 }> -> relu -> [7] -> dense<CLASSES>
    }

    Attributes(x: [4]) -> [2] {
        x -> #[key("net.0")] #[init(zeros)] dense<4> -> relu
          -> #[key("net.2")] #[init(constant(0.5))] #[weight_decay(0.01)] hidden: dense<3> -> relu
          -> #[weight_decay(0.0)] repeat<2> { dense<3> -> relu -> #[weight_decay(0.1)] dense<3> }
          -> #[init(normal(1.0, 0.0))] dense<2>
    }
}

#[test]
fn a_width() {
    prove::<Mlp<3, f64>>();
    prove::<Mlp<6, f64>>();
}

#[test]
fn inputs_and_outputs() {
    prove::<Wide<3, 4, f64>>();
    prove::<Wide<4, 2, f64>>();
}

#[test]
fn names_of_generated_code() {
    prove::<Letters<3, 4, 2, 1, f64>>();
}

#[test]
fn of_nested_networks() {
    prove::<Nested<3, f64>>();
    prove::<Nested<5, f64>>();
}

#[test]
fn in_repeats() {
    prove::<Repeated<3, 2, f64>>();
    prove::<Repeated<4, 1, f64>>();
}

#[test]
fn consts_and_const_expressions() {
    prove::<Consts<f64>>();
}

#[test]
fn attributes() {
    prove::<Attributes<f64>>();
}

#[test]
fn keys_are_those_that_are_written() {
    let mut keys = vec![];
    for_each_tensor::<Attributes>(&mut |tensor| keys.push(tensor.key.to_string()));
    assert_eq!(keys[..4], ["net.0.weight", "net.0.bias", "net.2.weight", "net.2.bias"]);
    assert_eq!(keys.last().map(String::as_str), Some("dense_2.bias"));
}

#[test]
fn initialisers_are_those_that_are_written() {
    let model = Attributes::init(1);
    assert!(model.dense_1.weight.iter().all(|&w| w == 0.0));
    assert!(model.hidden.weight.iter().all(|&w| w == 0.5));
    assert!(model.dense_2.weight.iter().all(|&w| w == 1.0));
}

#[test]
fn decay_is_that_of_the_innermost_stage() {
    let (first, hidden, block, last) = (4 * 4 + 4, 4 * 3 + 3, 3 * 3 + 3, 3 * 2 + 2);
    let lens = [first, hidden, block, block, block, block, last];
    let decays = [None, Some(0.01), Some(0.0), Some(0.1), Some(0.0), Some(0.1), None];
    let mut at = 0;
    let expected = lens.into_iter().zip(decays).map(|(len, decay)| {
        at += len;
        Run { param: at - len, grad: at - len, len, decay }
    });
    assert_eq!(Attributes::<f32>::RUNS.as_slice(), expected.collect::<Vec<_>>());
}

network! {
    /// Ends in networks with const parameters, which no shape of an output shows.
    GivesOn<const WIDTH: usize>(x: [4]) -> (a: [3], b: [3], c: [4]) {
        let h = x -> dense<WIDTH> -> relu;
        a = h -> one: Free<WIDTH, 3>;
        b = a -> Mlp3<WIDTH>;
        c = x -> repeat<2> { dense<WIDTH> -> relu -> dense<4> -> relu };
    }

    Mlp3<const HIDDEN: usize>(x: [3]) -> [3] { x -> dense<HIDDEN> -> relu -> dense<3> -> softmax }

    Free<const IN: usize, const OUT: usize>(x: [IN]) -> [OUT] { x -> dense<OUT> -> relu }
}

#[test]
fn of_networks_that_end_the_outputs() {
    prove::<GivesOn<5, f64>>();
    let loss = GivesOnOutputs { a: Mse::new(), b: Mse::new(), c: Huber::new() };
    let (mut model, mut workspace) = (GivesOn::<5>::init(1), Workspace::<GivesOn<5>, 2>::new());
    let (x, three, four) = (SMatrix::from_element(1.0), SMatrix::zeros(), SMatrix::zeros());
    let batch = Batch::full(&x, GivesOnOutputs { a: &three, b: &three, c: &four });
    assert!(model.forward_backward(&mut workspace, batch, &loss, Step::new(1, 0)) > 0.0);
}

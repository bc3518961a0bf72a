//! Values that are used several times: their gradients add up.

use nn_runtime::network;
use nn_tests::structure::prove;

network! {
    ValueTwice(x: [4]) -> [3] {
        let h = x -> dense<5> -> relu;
        (h -> dense<3>) + (h -> dense<3>)
    }

    ValueThrice(x: [4]) -> [3] {
        let h = x -> dense<3>;
        (h -> dense<3>) * h + (h -> relu)
    }

    InputTwice(x: [4]) -> [4] {
        (x -> dense<4>) - x
    }

    Square(x: [4]) -> [5] {
        let d = x -> dense<5>;
        d * d
    }

    SquareOfInput(x: [4]) -> [4] { x * x }

    Nil(x: [4]) -> [4] { x - x }

    NilBehind(x: [4]) -> [2] {
        let d = x -> dense<3>;
        d - d + d -> dense<2>
    }

    Double(x: [4]) -> [4] { x + x }

    /// The second use of `h` lies before trained stages, the first behind none.
    Mixed(a: [3], b: [3]) -> [3] {
        let h = a * b;
        (h -> dense<3>) * h * a
    }
}

#[test]
fn a_value_used_twice() {
    prove::<ValueTwice<f64>>();
}

#[test]
fn a_value_used_thrice() {
    prove::<ValueThrice<f64>>();
}

#[test]
fn an_input_used_twice() {
    prove::<InputTwice<f64>>();
}

#[test]
fn a_value_times_itself() {
    prove::<Square<f64>>();
    prove::<SquareOfInput<f64>>();
}

#[test]
fn a_value_minus_itself() {
    prove::<Nil<f64>>();
    prove::<NilBehind<f64>>();
}

#[test]
fn a_value_plus_itself() {
    prove::<Double<f64>>();
}

#[test]
fn a_value_before_trained_stages_and_beside_them() {
    prove::<Mixed<f64>>();
}

//! `layer name = …;`: one set of weights, used several times.

use nn_runtime::listing::for_each_tensor;
use nn_runtime::network;
use nn_tests::structure::prove;

network! {
    Once(x: [4]) -> [3] {
        layer body = dense<5> -> relu -> dense<3>;
        x -> body
    }

    Twice(a: [4], b: [4]) -> [3] {
        layer body = dense<5> -> relu -> dense<3>;
        let d = (a -> body) - (b -> body);
        d * d
    }

    Thrice(x: [4]) -> [4] {
        layer body = dense<4>;
        x -> body -> relu -> body -> relu -> body
    }

    OnTheSameValue(x: [4]) -> [3] {
        layer body = dense<3> -> relu;
        (x -> body) * (x -> body)
    }

    /// `inner` is first used by `outer`, then by both uses of `outer`, then by itself.
    Nested(x: [4]) -> [4] {
        layer inner = dense<4> -> relu;
        layer outer = dense<4> -> relu -> inner -> dense<4> -> relu;
        x -> outer -> outer -> inner
    }

    /// `inner` is used before `outer` is.
    NestedLate(x: [4]) -> [4] {
        layer inner = dense<4> -> relu;
        layer outer = inner -> dense<4> -> relu -> inner;
        x -> inner -> outer -> outer
    }

    InAResidual(x: [4]) -> [2] {
        layer body = dense<4> -> relu;
        x -> residual { body -> residual { body } } -> body -> dense<2>
    }

    OfAResidual(x: [4]) -> [4] {
        layer body = residual { dense<4> -> relu };
        x -> body -> body
    }

    OfARepeat(x: [4]) -> [4] {
        layer body = repeat<2> { dense<4> -> relu } -> last: repeat<2> { dense<4> };
        (x -> body) + (x -> relu -> body)
    }

    OfANetwork(x: [4]) -> [3] {
        layer body = Once -> relu -> Twin;
        (x -> body) - (x -> relu -> body)
    }
    Twin(x: [3]) -> [3] { x -> dense<3> }

    BeforeOthers(x: [4]) -> [2] {
        layer body = dense<4> -> relu;
        x -> body -> body -> dense<3> -> relu -> dense<2>
    }
}

#[test]
fn once() {
    prove::<Once<f64>>();
}

#[test]
fn twice_on_two_inputs() {
    prove::<Twice<f64>>();
}

#[test]
fn thrice_in_a_row() {
    prove::<Thrice<f64>>();
}

#[test]
fn twice_on_the_same_value() {
    prove::<OnTheSameValue<f64>>();
}

#[test]
fn within_another() {
    prove::<Nested<f64>>();
    prove::<NestedLate<f64>>();
}

#[test]
fn in_a_residual() {
    prove::<InAResidual<f64>>();
}

#[test]
fn of_a_residual() {
    prove::<OfAResidual<f64>>();
}

#[test]
fn of_repeats() {
    prove::<OfARepeat<f64>>();
}

#[test]
fn of_networks() {
    prove::<OfANetwork<f64>>();
}

#[test]
fn weights_are_there_once() {
    assert_eq!(Thrice::PARAMS, 4 * 4 + 4);
    assert_eq!(Nested::PARAMS, 3 * (4 * 4 + 4));
}

#[test]
fn further_uses_leave_the_names_of_others_alone() {
    let mut keys = vec![];
    for_each_tensor::<BeforeOthers>(&mut |tensor| keys.push(tensor.key.to_string()));
    assert_eq!(keys[0], "dense_1.weight");
    assert_eq!(keys[2], "dense_2.weight");
    assert_eq!(keys[4], "dense_3.weight");
    prove::<BeforeOthers<f64>>();
}

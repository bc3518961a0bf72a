//! Networks of other calls and modules as stages, of which the macro knows what a claim says.

use nn_runtime::network;
use nn_tests::structure::prove;

mod vision {
    use nn_runtime::network;

    const INNER: usize = 5;

    network! {
        pub Body(image: [4]) -> [3] { image -> dense<INNER> -> relu -> dense<3> }

        pub Pair(a: [4], b: [3]) -> (p: [2], q: [3]) {
            p = a -> dense<2> -> relu;
            q = b * b -> dense<3>;
        }

        pub Wide<const WIDTH: usize>(x: [4]) -> [WIDTH] { x -> dense<WIDTH> -> relu -> dense<WIDTH> }
    }
}

const WIDTH: usize = 6;

network! {
    Uses(x: [4]) -> [2] { x -> dense<4> -> vision::Body -> [3] -> relu -> dense<2> }

    Ends(x: [4]) -> [3] { x -> dense<4> -> relu -> vision::Body -> [3] }

    Twice(a: [4], b: [4]) -> [3] { (a -> one: vision::Body -> [3]) * (b -> two: vision::Body -> [3]) }

    Several(x: [4]) -> [3] {
        let (p, q) = vision::Pair(x -> relu, x -> dense<3>);
        (p -> [2] -> dense<3>) - (q -> [3])
    }

    WithConsts(x: [4]) -> [2] {
        x -> first: vision::Wide<5> -> [5] -> relu -> dense<4> -> wide: self::vision::Wide<WIDTH> -> [WIDTH] -> dense<2>
    }

    Shared(x: [4]) -> [3] {
        layer body = vision::Body -> [3] -> relu;
        (x -> body) + (x -> relu -> body)
    }
}

#[test]
fn in_the_middle() {
    prove::<Uses<f64>>();
}

#[test]
fn at_the_end() {
    prove::<Ends<f64>>();
}

#[test]
fn twice_under_different_names() {
    prove::<Twice<f64>>();
}

#[test]
fn with_several_inputs_and_outputs() {
    prove::<Several<f64>>();
}

#[test]
fn with_const_dimensions() {
    prove::<WithConsts<f64>>();
    assert_eq!(WithConsts::init(1).wide.dense_1.bias.len(), WIDTH);
}

#[test]
fn in_a_shared_layer() {
    prove::<Shared<f64>>();
}

//! Views, strips and joints between other stages.

use nn_runtime::network;
use nn_tests::structure::{prove, prove_at};

network! {
    ViewsOfInputs(x: [2, 3]) -> [2] { x -> flatten -> dense<2> }

    ViewIsOutput(x: [2, 3]) -> [6] { x -> flatten }

    ViewOfAViewIsOutput(x: [2, 3]) -> [3, 2] { x -> dense<3> -> flatten -> reshape<[3, 2]> }

    ViewsBetween(x: [6]) -> [4] {
        x -> dense<6> -> reshape<[2, 3]> -> dense<4> -> relu -> flatten -> dense<4>
    }

    /// The activation lies behind a view, so that nothing folds it in.
    ActivationBehindAView(x: [4]) -> [2] { x -> dense<6> -> reshape<[2, 3]> -> relu -> flatten -> dense<2> }

    ViewUsedBesideItsValue(x: [6]) -> [6] {
        let h = x -> dense<6>;
        (h -> reshape<[2, 3]> -> dense<3> -> flatten) * h
    }

    ViewOfAnOutput(x: [4]) -> (flat: [6], square: [2, 3]) {
        square = x -> dense<6> -> reshape<[2, 3]>;
        flat = square -> flatten;
    }

    ViewTwice(x: [6]) -> [6] {
        let h = x -> reshape<[2, 3]>;
        let v = x -> reshape<[2, 3]>;
        h * v -> flatten
    }

    Sequence(x: [3, 2]) -> [3, 4] { x -> dense<5> -> relu -> residual { dense<5> } -> dense<4> }

    Sliced(x: [6]) -> [3] { x -> dense<6> -> slice<1..4> -> relu -> dense<3> }

    SlicedInput(x: [2, 4]) -> [2, 2] { x -> slice<1..3, axis = 1> }

    /// The pieces overlap, and one number is in none.
    SlicedTwice(x: [4]) -> [3] {
        let h = x -> dense<5> -> relu;
        (h -> slice<0..3>) * (h -> slice<1..4>)
    }

    SlicedBesideAnother(x: [4]) -> [2] {
        let h = x -> dense<5>;
        (h -> slice<3..5>) - (h -> dense<2>) + (h -> slice<..2>)
    }

    Joined(a: [3], b: [2]) -> [4] { concat(a -> dense<2>, b, a) -> dense<4> }

    JoinedWithItself(x: [3]) -> [6] { concat(x, x) }

    JoinedValueWithItself(x: [3]) -> [4] {
        let h = x -> dense<2> -> relu;
        concat(h, h, h) -> dense<4>
    }

    JoinedAlongTime(a: [2, 3], b: [1, 3]) -> [3, 2] { concat(a, b -> dense<3>) -> dense<2> }

    JoinedAlongFeatures(a: [2, 3], b: [2, 1]) -> [2, 4] { concat<axis = 1>(a, b) -> residual { dense<4> -> relu } }

    TakenApartAndJoined(x: [6]) -> [6] {
        let h = x -> dense<6>;
        concat(h -> slice<4..6>, h -> slice<0..4>)
    }
}

#[test]
fn views_at_the_ends() {
    prove::<ViewsOfInputs<f64>>();
    prove::<ViewIsOutput<f64>>();
    prove::<ViewOfAViewIsOutput<f64>>();
}

#[test]
fn views_between_stages() {
    prove::<ViewsBetween<f64>>();
    prove::<ActivationBehindAView<f64>>();
}

#[test]
fn views_beside_their_values() {
    prove::<ViewUsedBesideItsValue<f64>>();
    prove::<ViewOfAnOutput<f64>>();
    prove::<ViewTwice<f64>>();
}

#[test]
fn sequences() {
    prove_at::<Sequence<f64>, 3>();
}

#[test]
fn slices() {
    prove::<Sliced<f64>>();
    prove::<SlicedInput<f64>>();
    prove::<SlicedTwice<f64>>();
    prove::<SlicedBesideAnother<f64>>();
}

#[test]
fn joints() {
    prove::<Joined<f64>>();
    prove::<JoinedWithItself<f64>>();
    prove::<JoinedValueWithItself<f64>>();
    prove::<JoinedAlongTime<f64>>();
    prove::<JoinedAlongFeatures<f64>>();
    prove::<TakenApartAndJoined<f64>>();
}

//! Gradients in the place of others: of layers that compute them there, of sums that have nothing to compute, of networks within.

use nn_runtime::{Network, network};
use nn_tests::structure::{prove, prove_training};

network! {
    /// All the way from the caller's gradient to the first product.
    Chain(x: [4]) -> [6] { x -> dense<6> -> gelu -> layer_norm -> dropout<0.3> -> silu -> rms_norm -> prelu }

    /// Where nothing is trained, only a caller that asks lets anything run.
    Asked(x: [4]) -> [4] { x -> gelu -> silu -> #[frozen] dense<4> -> layer_norm -> gelu }

    /// The norm is trained, what lies before it is not.
    Narrow(x: [4]) -> [4] { x -> gelu -> silu -> layer_norm -> mish }

    /// The gradient that comes in belongs to the summand that others add to; the last layer of the block reads it there.
    Lent(x: [4]) -> [2] { x -> dense<4> -> residual { dense<5> -> relu -> dense<4> } -> dense<2> }

    LentImage(image: [2, 3, 3]) -> [2] {
        image -> conv2d<3, 1> -> residual { gelu -> conv2d<3, 3, padding = same> } -> flatten -> dense<2>
    }

    /// The last layer of the block would overwrite what it is lent.
    NotLent(x: [4]) -> [2] { x -> dense<4> -> residual { dense<4> -> relu } -> dense<2> }

    /// It may, where it goes on elsewhere.
    Apart(x: [4]) -> [2] { x -> dense<4> -> residual { dense<4> -> gelu } -> dense<2> }

    /// It reads what it is lent in the step in which it adds to it.
    AtOnce(x: [4]) -> [2] { x -> dense<4> -> residual { dense<4> } -> dense<2> }

    /// Of two summands, the one that is made first is read last.
    Sums(x: [4]) -> [3] {
        let h = x -> dense<4>;
        let a = h -> dense<3>;
        let b = h -> dense<3>;
        a + b - (b -> gelu)
    }

    /// Norms that take sums in: the gradient goes to the place of that of the summand, or of the norm where another layer adds to the summand's before.
    NormSums(x: [4]) -> [4] {
        let h = x -> dense<4>;
        let g = h + (h -> gelu -> batch_norm) -> relu;
        (g -> dense<4> -> batch_norm) + h + g
    }

    Products(x: [4]) -> [3] {
        let h = x -> dense<3>;
        let g = h -> gelu;
        (g * (h -> silu)) * (g - h) -> tanh
    }

    /// A value is used once more behind what overwrites its gradient, and before.
    Later(x: [4]) -> [4] {
        let h = x -> dense<4>;
        let g = h -> gelu;
        (g -> dense<4>) + (h -> layer_norm)
    }

    /// Outputs that others read, too, or that are given twice.
    Outputs(x: [4]) -> (a: [4], b: [4], c: [4]) {
        let h = x -> dense<4> -> gelu;
        a = h -> silu;
        b = h;
        c = h;
    }
}

#[test]
fn of_layers() {
    prove_training::<Chain<f64>>();
    prove::<Asked<f64>>();
    prove::<Narrow<f64>>();
}

#[test]
fn of_sums() {
    prove::<Lent<f64>>();
    prove::<LentImage<f64>>();
    prove::<NotLent<f64>>();
    prove::<Apart<f64>>();
    prove::<AtOnce<f64>>();
    prove::<Sums<f64>>();
    prove_training::<NormSums<f64>>();
    prove::<Products<f64>>();
}

#[test]
fn of_values_that_are_used_again() {
    prove::<Later<f64>>();
    prove::<Outputs<f64>>();
}

network! {
    /// The gradient of the input is that of the output, and more is added.
    Sum(x: [4]) -> [4] { x -> residual { layer_norm -> dense<5> -> gelu -> dense<4> } }

    /// It takes the place of that of the output once that was read.
    Even(x: [4]) -> [4] { x -> dense<4> -> relu -> dense<4> -> tanh }

    /// It would, but one product reads the one and makes the other.
    Odd(x: [4]) -> [4] { x -> dense<4> -> tanh }

    /// Several layers add to it.
    Several(x: [4]) -> [4] {
        let h = x -> dense<4> -> gelu;
        x + ((x -> silu) + (h -> dense<4>) * x)
    }

    /// It has to wait for what goes to that of the first summand.
    Waiting(x: [4]) -> [4] { (x -> gelu) + (x -> Sum) }

    Bent(x: [4]) -> [4] { x -> gelu }

    /// As the network within.
    Alone(x: [4]) -> [4] { x -> Sum }
    AloneAndMore(x: [4]) -> [4] { (x -> Sum) * x }

    Wide(x: [4]) -> [5] { x -> residual { dense<4> } -> dense<5> }

    InARow(x: [4]) -> [3] {
        x -> dense<4> -> a: Sum -> b: Even -> c: Odd -> d: Several -> e: Alone -> f: Bent -> g: AloneAndMore -> dense<3>
    }

    AtTheEnd(x: [4]) -> [4] { x -> dense<4> -> a: Sum -> b: Even }

    /// Others have contributed to the gradient before.
    Joined(x: [4]) -> [4] {
        let h = x -> dense<4> -> gelu;
        let g = h -> Sum;
        (g -> Even) + h * g
    }

    /// A network within whose gradient is asked for by a caller alone.
    First(x: [4]) -> [3] { x -> Sum -> Even -> #[frozen] dense<4> -> gelu -> dense<3> }

    Repeated(x: [4]) -> [2] {
        x -> dense<4> -> one: repeat<3> { residual { dense<4> -> gelu } } -> two: repeat<2> { dense<4> -> relu -> dense<4> -> relu }
            -> dense<2>
    }

    RepeatedNetworks(x: [4]) -> [2] { x -> dense<4> -> repeat<2> { Sum -> Even -> gelu } -> dense<2> }

    RepeatedAlone(x: [4]) -> [4] { x -> repeat<3> { Sum } }

    /// By turns in two places, an even and an odd number of times.
    Twice(x: [4]) -> [4] { x -> repeat<2> { dense<4> -> tanh } }
    Thrice(x: [4]) -> [4] { x -> repeat<3> { dense<4> -> tanh } }
    ByTurns(x: [4]) -> [2] { x -> dense<4> -> repeat<2> { dense<4> -> tanh } -> Twice -> Thrice -> dense<2> }
}

#[test]
fn networks_say_what_they_can() {
    let can = [
        Sum::<f64>::IN_PLACE,
        Even::<f64>::IN_PLACE,
        Several::<f64>::IN_PLACE,
        Bent::<f64>::IN_PLACE,
        Alone::<f64>::IN_PLACE,
        AloneAndMore::<f64>::IN_PLACE,
        AtTheEnd::<f64>::IN_PLACE,
        RepeatedAlone::<f64>::IN_PLACE,
        Twice::<f64>::IN_PLACE,
    ];
    assert_eq!(can, [true; 9]);
    let cannot = [
        Odd::<f64>::IN_PLACE,
        Waiting::<f64>::IN_PLACE,
        Wide::<f64>::IN_PLACE,
        InARow::<f64>::IN_PLACE,
        Thrice::<f64>::IN_PLACE,
    ];
    assert_eq!(cannot, [false; 5]);
}

#[test]
fn of_networks() {
    prove::<Sum<f64>>();
    prove::<Even<f64>>();
    prove::<Several<f64>>();
    prove::<Waiting<f64>>();
    prove::<Alone<f64>>();
    prove::<AloneAndMore<f64>>();
    prove::<RepeatedAlone<f64>>();
    prove::<Twice<f64>>();
    prove::<Thrice<f64>>();
}

#[test]
fn of_networks_within() {
    prove::<InARow<f64>>();
    prove::<AtTheEnd<f64>>();
    prove::<Joined<f64>>();
    prove::<First<f64>>();
    prove::<Repeated<f64>>();
    prove::<RepeatedNetworks<f64>>();
    prove::<ByTurns<f64>>();
}

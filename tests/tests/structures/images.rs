//! Images: values that lie channels last inside of a network, and row-major for its callers.

use nn_runtime::listing::for_each_tensor;
use nn_runtime::{Network, network};
use nn_tests::structure::prove;

network! {
    /// Three channels come in row-major; the weight of `dense` takes the image as it lies.
    Classifier(x: [3, 5, 4]) -> [2] {
        x -> conv2d<4, 3> -> relu -> flatten -> dense<3> -> tanh -> dense<2>
    }

    /// An image goes out row-major.
    ImageOut(x: [2, 4, 3]) -> [3, 4, 3] { x -> conv2d<3, 3, padding = 1> }

    /// A flattened image goes out in the order of its shape.
    FlattenedOut(x: [2, 4, 3]) -> [18] { x -> conv2d<3, 3, padding = 1> -> tanh -> flatten -> slice<6..24> }

    /// A flattened image meets a vector.
    MeetsVector(x: [2, 4, 4], v: [12]) -> [12] { (x -> conv2d<3, 3> -> flatten) * v }

    Residual(x: [2, 4, 4]) -> [2] {
        x -> conv2d<3, 3, padding = 1>
            -> residual { conv2d<3, 3, padding = 1> -> tanh -> conv2d<3, 3, padding = 1> }
            -> flatten -> dense<2>
    }

    /// Blocks take and give images as they lie.
    Repeat(x: [3, 4, 4]) -> [2] {
        x -> repeat<3> { residual { conv2d<3, 3, padding = 1> -> tanh } } -> flatten -> dense<2>
    }

    /// What a network within takes and gives is row-major.
    Body(x: [2, 5, 5]) -> [3, 3, 3] { x -> conv2d<3, 3> -> tanh }
    Nested(x: [2, 5, 5]) -> [2] { x -> Body -> conv2d<2, 2> -> flatten -> dense<2> }

    /// Along channels, and along rows.
    Joined(x: [2, 4, 4]) -> [2] {
        let a = x -> conv2d<3, 3, padding = 1>;
        let b = x -> conv2d<2, 3, padding = 1> -> tanh;
        let both = concat(a, b) -> slice<1..4>;
        let rows = concat<axis = 1>(both -> slice<1..3, axis = 1>, a -> slice<..2, axis = 1>);
        rows -> slice<1..3, axis = 2> -> flatten -> dense<2>
    }

    /// Of a shared `dense`, the weight cannot take up an order: another use may meet another one.
    Shared(a: [2, 4, 4], b: [12]) -> [2] {
        layer encode = dense<2>;
        (a -> conv2d<3, 3> -> flatten -> encode) + (b -> encode)
    }

    /// One image read twice in each of two orders.
    FanOut(x: [2, 4, 4]) -> [2] {
        let h = x -> conv2d<3, 3, padding = 1> -> tanh;
        let whole = h -> flatten -> dense<2>;
        let parts = h -> reshape<[6, 8]> -> dense<1> -> flatten -> dense<2>;
        whole + parts + (h -> conv2d<2, 4> -> flatten) + (x -> reshape<[32]> -> dense<2>)
    }

    /// Signals lie channels last for `conv1d` alone.
    Signal(x: [2, 7]) -> [2] { x -> conv1d<3, 3> -> tanh -> conv1d<2, 2> -> tanh -> dense<3> -> tanh -> flatten -> dense<2> }

    FrozenBody(x: [2, 4, 4]) -> [2] {
        x -> #[frozen] conv2d<3, 3> -> relu -> conv2d<2, 2> -> flatten -> dense<2>
    }

    Autoencoder(x: [1, 6, 6]) -> [1, 6, 6] {
        x -> conv2d<3, 2, stride = 2> -> tanh -> conv_transpose2d<1, 2, stride = 2> -> sigmoid
    }

    Channels<const C: usize>(x: [2, 4, 4]) -> [2, 4, 4] { x -> conv2d<C, 3, padding = 1> -> tanh -> conv2d<2, 1> }
}

#[test]
fn an_image_becomes_classes() {
    prove::<Classifier<f64>>();
}

#[test]
fn an_image_goes_out() {
    prove::<ImageOut<f64>>();
    prove::<FlattenedOut<f64>>();
    prove::<MeetsVector<f64>>();
}

#[test]
fn blocks() {
    prove::<Residual<f64>>();
    prove::<Repeat<f64>>();
    prove::<Nested<f64>>();
}

#[test]
fn parts_and_wholes() {
    prove::<Joined<f64>>();
    prove::<FanOut<f64>>();
    prove::<Shared<f64>>();
}

#[test]
fn signals() {
    prove::<Signal<f64>>();
}

#[test]
fn frozen_backwards_and_generic() {
    prove::<FrozenBody<f64>>();
    prove::<Autoencoder<f64>>();
    prove::<Channels<3, f64>>();
}

/// The permutations that a network's summary lists.
fn permutations<N: Network>() -> usize {
    let rows = N::SUMMARY.rows.iter();
    rows.filter(|row| row.stage.starts_with("to channels")).count()
}

#[test]
fn permutations_are_there_where_they_are_needed() {
    assert_eq!(permutations::<Classifier>(), 1, "of the input alone");
    assert_eq!(permutations::<ImageOut>(), 2);
    assert_eq!(permutations::<FlattenedOut>(), 2);
    assert_eq!(permutations::<MeetsVector>(), 2);
    assert_eq!(permutations::<Repeat>(), 1);
    assert_eq!(permutations::<Shared>(), 2);
    assert_eq!(permutations::<Autoencoder>(), 0, "with one channel both orders are the same");
}

#[test]
fn keys_and_shapes_are_those_of_pytorch() {
    let mut tensors = vec![];
    for_each_tensor::<Classifier>(&mut |tensor| tensors.push(format!("{}: {:?}", tensor.key, tensor.shape)));
    let expected =
        ["conv2d_1.weight: [4, 3, 3, 3]", "conv2d_1.bias: [4]", "dense_1.weight: [3, 24]", "dense_1.bias: [3]"];
    assert_eq!(tensors[..4], expected);
}

//! Convolutions that take the maxima behind them in, and those that must not.

use nn_runtime::plan::Part;
use nn_runtime::{Network, network};
use nn_tests::structure::{prove, prove_at};

const WINDOW: usize = 2;

network! {
    /// Two of them; rows and columns are left over, and the second asks the first for its gradient.
    Folded(x: [1, 8, 7]) -> [2] {
        x -> conv2d<8, 2> -> relu -> max_pool2d<2> -> conv2d<6, 2, padding = 1> -> tanh -> max_pool2d<2> -> flatten -> dense<2>
    }
    /// Only the first pool's windows are wider than two.
    Sides(x: [3, 6, 8]) -> [2] {
        x -> conv2d<3, 3, padding = 1> -> sigmoid -> max_pool2d<(3, 2)> -> conv2d<17, 2> -> elu -> max_pool2d<(1, 3)> -> flatten
            -> dense<2>
    }
    /// Without an activation, and with one behind the maxima.
    Bare(x: [2, 5, 5]) -> [2] { x -> conv2d<4, 2, bias = false> -> max_pool2d<2> -> flatten -> dense<2> }
    Behind(x: [2, 5, 5]) -> [2] { x -> conv2d<5, 2> -> max_pool2d<2> -> tanh -> flatten -> dense<2> }
    Signal(x: [2, 9]) -> [2] { x -> conv1d<7, 3> -> relu -> max_pool1d<3> -> flatten -> dense<2> }
    Depthwise(x: [3, 5, 5]) -> [2] { x -> depthwise_conv2d<2> -> tanh -> max_pool2d<2> -> flatten -> dense<2> }
    Groups(x: [4, 5, 4]) -> [2] { x -> conv2d<6, (2, 1), groups = 2> -> softplus -> max_pool2d<2> -> flatten -> dense<2> }
    /// A convolution that is a product of matrices.
    Pointwise(x: [3, 4, 4]) -> [2] { x -> conv2d<5, 1> -> tanh -> max_pool2d<2> -> flatten -> dense<2> }
    /// The maxima are the output: its memory is the caller's.
    Out(x: [2, 5, 5]) -> [3, 2, 2] { x -> conv2d<3, 2> -> tanh -> max_pool2d<2> }
    OutOfOneChannel(x: [2, 5, 5]) -> [1, 2, 2] { x -> conv2d<1, 2> -> tanh -> max_pool2d<2> }

    Frozen(x: [2, 5, 5]) -> [2] {
        x -> conv2d<3, 2> -> relu -> #[frozen] conv2d<4, 1> -> tanh -> max_pool2d<2> -> flatten -> dense<2>
    }
    FrozenAtFirst(x: [2, 5, 5]) -> [2] { x -> #[frozen] conv2d<3, 2> -> tanh -> max_pool2d<2> -> flatten -> dense<2> }

    /// One layer at three places, at one of which something else reads what it gives.
    Shared(a: [2, 5, 5], b: [2, 5, 5]) -> [2] {
        layer see = conv2d<3, 2>;
        let whole = b -> see -> tanh;
        let maxima = concat(a -> see -> tanh -> max_pool2d<2>, b -> see -> tanh -> max_pool2d<2>, whole -> max_pool2d<2>);
        (maxima -> flatten -> dense<2>) + (whole -> flatten -> dense<2>)
    }

    Repeat(x: [3, 4, 4]) -> [2] {
        x -> repeat<2> { residual { conv2d<3, 3, padding = 1> -> tanh -> max_pool2d<2> -> upsample2d<2> } } -> flatten -> dense<2>
    }
    Channels<const C: usize>(x: [2, 7, 7]) -> [2, 3, 3] { x -> conv2d<C, 2> -> tanh -> max_pool2d<{ WINDOW }> -> conv2d<2, 1> }

    /// What is not folded.
    Gelu(x: [2, 5, 5]) -> [2] { x -> conv2d<3, 2> -> gelu -> max_pool2d<2> -> flatten -> dense<2> }
    Overlapping(x: [2, 5, 5]) -> [2] { x -> conv2d<3, 2> -> tanh -> max_pool2d<2, 1> -> flatten -> dense<2> }
    Padded(x: [2, 5, 5]) -> [2] { x -> conv2d<3, 2> -> tanh -> max_pool2d<2, 2, 1> -> flatten -> dense<2> }
    Averages(x: [2, 5, 5]) -> [2] { x -> conv2d<3, 2> -> tanh -> avg_pool2d<2> -> flatten -> dense<2> }
    Normed(x: [2, 5, 5]) -> [2] { x -> conv2d<4, 2> -> group_norm<2> -> tanh -> max_pool2d<2> -> flatten -> dense<2> }
}

macro_rules! proven {
    ($($test:ident: $($net:ty)+;)*) => {
        $(
            #[test]
            fn $test() {
                $(prove::<$net>();)+
            }
        )*
    };
}

proven! {
    images: Folded<f64> Sides<f64>;
    activations: Bare<f64> Behind<f64>;
    signals: Signal<f64>;
    kinds_of_convolutions: Depthwise<f64> Groups<f64> Pointwise<f64>;
    outputs: Out<f64> OutOfOneChannel<f64>;
    frozen: Frozen<f64> FrozenAtFirst<f64>;
    shared: Shared<f64>;
    blocks: Repeat<f64>;
    generic: Channels<16, f64> Channels<1, f64>;
    not_folded: Gelu<f64> Overlapping<f64> Padded<f64> Averages<f64> Normed<f64>;
}

#[test]
fn single_precision() {
    prove_at::<Folded<f64>, 3>();
}

network! {
    /// 24 × 24 pixels of 8 channels: more than are computed at a time.
    Large(x: [1, 26, 26]) -> [8, 12, 12] { x -> conv2d<8, 3> -> relu -> max_pool2d<2> }
}

/// What the convolution gives is nowhere as a whole, whatever the capacity.
#[test]
fn memory() {
    const WHOLE: usize = 8 * 24 * 24;
    for part in [Part::Infer, Part::Forward(true), Part::Kept(true), Part::Backward(true)] {
        assert!(Large::<f32>::PLAN.len(part, 64) < 64 * WHOLE, "{part:?}");
    }
    assert!(Large::<f32>::PLAN.len(Part::Infer, 1) < WHOLE + WHOLE / 2);
    assert_eq!(Large::<f32>::SUMMARY.rows.iter().filter(|row| row.stage.starts_with("max_pool2d")).count(), 1);
}

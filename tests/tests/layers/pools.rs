//! Every layer of images and signals that is no convolution, between others that take their numbers in either order.

use nn_runtime::network;
use nn_tests::structure::{prove, prove_folded, prove_training};

network! {
    MaxPool2d(x: [3]) -> [2] { x -> dense<40> -> reshape<[2, 5, 4]> -> max_pool2d<2> -> flatten -> dense<2> }
    MaxPool2dOverlapping(x: [3]) -> [2, 4, 2] { x -> dense<24> -> reshape<[2, 4, 3]> -> max_pool2d<(3, 2), 1, (1, 0)> }
    MaxPool2dOfInput(x: [2, 4, 4]) -> [2, 2, 2] { x -> max_pool2d<2> -> tanh }
    MaxPool1d(x: [3]) -> [2, 2] { x -> dense<10> -> reshape<[2, 5]> -> max_pool1d<2> -> tanh -> dense<2> }
    AvgPool2d(x: [3]) -> [2] { x -> dense<40> -> reshape<[2, 5, 4]> -> tanh -> avg_pool2d<2> -> flatten -> dense<2> }
    AvgPool1d(x: [3]) -> [2, 2] { x -> dense<10> -> reshape<[2, 5]> -> avg_pool1d<3, 2, 1> -> tanh -> dense<2> }
    GlobalAvgPool(x: [2, 3, 4]) -> [3] { x -> tanh -> global_avg_pool -> dense<3> }
    GlobalMaxPool(x: [3]) -> [3] { x -> dense<12> -> reshape<[3, 2, 2]> -> global_max_pool -> dense<3> }
    Upsample2d(x: [2, 2, 3]) -> [2] { x -> tanh -> upsample2d<(2, 1)> -> flatten -> dense<2> }
    Pad1d(x: [2, 3]) -> [2] { x -> tanh -> pad1d<2> -> flatten -> dense<2> }
    Pad2d(x: [2, 2, 3]) -> [2] { x -> tanh -> pad2d<(1, 2)> -> max_pool2d<2> -> flatten -> dense<2> }
    Transpose(x: [2, 3]) -> [3, 2] { x -> dense<4> -> tanh -> transpose -> dense<3> -> relu -> transpose -> dense<2> }
    TransposeOfInput(x: [2, 3]) -> [3, 2] { x -> transpose }
    TransposeTwice(x: [2, 3]) -> [2, 3] { x -> transpose -> tanh -> transpose }
    SpatialDropout(x: [3]) -> [2] { x -> dense<24> -> reshape<[4, 3, 2]> -> spatial_dropout<0.4> -> flatten -> dense<2> }
    BatchNorm(x: [2, 3, 2]) -> [2] { x -> tanh -> batch_norm<eps = 0.1> -> relu -> flatten -> dense<2> }
    BatchNormOfSignal(x: [2, 4]) -> [2, 4] { x -> dense<4> -> batch_norm<eps = 0.1> -> tanh }
    FrozenBatchNorm(x: [2, 3, 2]) -> [2] { x -> tanh -> #[frozen] batch_norm -> flatten -> dense<2> }
    GroupNorm(x: [4, 3, 2]) -> [2] { x -> tanh -> group_norm<2, eps = 0.1> -> relu -> flatten -> dense<2> }

    Residual(x: [2, 3, 4]) -> [2] {
        x -> residual { batch_norm<eps = 0.1> -> tanh -> avg_pool2d<3, 1, 1> } -> global_avg_pool -> dense<2>
    }
    Repeat(x: [2, 3, 4]) -> [2] {
        x -> repeat<3> { residual { batch_norm<eps = 0.1> -> tanh -> max_pool2d<3, 1, 1> } } -> flatten -> dense<2>
    }
    NormsThatTakeSumsIn(x: [2, 3, 4]) -> [2] {
        let a = x -> tanh -> batch_norm<eps = 0.1> -> relu;
        let b = (a -> conv2d<2, 1> -> batch_norm<eps = 0.1>) + (a -> conv2d<2, 3, padding = same> -> batch_norm<eps = 0.1>) -> relu;
        b -> residual { conv2d<2, 1> -> #[frozen] batch_norm } -> residual { batch_norm<eps = 0.1> } -> flatten -> dense<2>
    }
    FoldedNorms(x: [2, 5, 7]) -> [2] {
        let a = x -> conv2d<4, 3, padding = same> -> #[frozen] batch_norm -> relu;
        let b = (a -> depthwise_conv2d<3, stride = 2> -> #[frozen] batch_norm) + (a -> conv2d<4, 3, stride = 2> -> tanh) -> relu;
        b -> residual { conv2d<4, 1, bias = false> -> #[frozen] batch_norm } -> conv2d<3, 2> -> #[frozen] batch_norm -> tanh
            -> flatten -> dense<4> -> #[frozen] batch_norm -> relu -> dense<2>
    }
    Branches(x: [2, 4, 4]) -> [3] {
        let h = x -> tanh -> avg_pool2d<2>;
        let wide = concat(h, h -> batch_norm<eps = 0.1>, x -> max_pool2d<2>);
        let part = wide -> slice<1..5> -> slice<1.., axis = 2>;
        concat<axis = 1>(part, part -> relu) -> flatten -> dense<3>
    }
}

const CHANNELS: usize = 4;
const SIDE: usize = 4;

/// Dimensions that only rustc knows.
mod sizes {
    use nn_runtime::network;

    network! {
        pub Consts(x: [super::CHANNELS, super::SIDE, super::SIDE]) -> [super::CHANNELS] {
            let h = x -> batch_norm<eps = 0.1> -> tanh -> max_pool2d<{ super::SIDE / 2 }>;
            h -> group_norm<2, eps = 0.1> -> upsample2d<2> -> pad2d<1> -> spatial_dropout<0.2> -> global_avg_pool
        }
    }
}

macro_rules! proven {
    ($($prove:ident: $test:ident $net:ty;)*) => {
        $(
            #[test]
            fn $test() {
                $prove::<$net>();
            }
        )*
    };
}

proven! {
    prove: max_pool2d MaxPool2d<f64>;
    prove: max_pool2d_overlapping MaxPool2dOverlapping<f64>;
    prove: max_pool2d_of_input MaxPool2dOfInput<f64>;
    prove: max_pool1d MaxPool1d<f64>;
    prove: avg_pool2d AvgPool2d<f64>;
    prove: avg_pool1d AvgPool1d<f64>;
    prove: global_avg_pool GlobalAvgPool<f64>;
    prove: global_max_pool GlobalMaxPool<f64>;
    prove: upsample2d Upsample2d<f64>;
    prove: pad1d Pad1d<f64>;
    prove: pad2d Pad2d<f64>;
    prove: transpose Transpose<f64>;
    prove: transpose_of_input TransposeOfInput<f64>;
    prove: transpose_twice TransposeTwice<f64>;
    prove_training: spatial_dropout SpatialDropout<f64>;
    prove_training: batch_norm BatchNorm<f64>;
    prove_training: batch_norm_of_signal BatchNormOfSignal<f64>;
    prove: frozen_batch_norm FrozenBatchNorm<f64>;
    prove: group_norm GroupNorm<f64>;
    prove_training: residual Residual<f64>;
    prove_training: repeat Repeat<f64>;
    prove_training: norms_that_take_sums_in NormsThatTakeSumsIn<f64>;
    prove_folded: folded_norms FoldedNorms<f64>;
    prove_training: branches Branches<f64>;
    prove_training: consts sizes::Consts<f64>;
}

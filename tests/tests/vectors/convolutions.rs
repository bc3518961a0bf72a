//! Convolutions of signals and images, and their transposes.

use nn_runtime::network;

use crate::file::Vectors;
use crate::layer::check;

network! {
    Conv1d(x: [3, 9]) -> [5, 7] { x -> conv1d<5, 3> }
    Conv1dOptions(x: [4, 11]) -> [6, 6] {
        x -> conv1d<6, 3, stride = 2, padding = 2, dilation = 2, groups = 2, bias = false>
    }
    Conv1dSame(x: [2, 7]) -> [3, 7] { x -> conv1d<3, 4, padding = same> }

    Conv2d(x: [1, 8, 7]) -> [8, 6, 5] { x -> conv2d<8, 3> }
    Channels(x: [3, 6, 6]) -> [16, 4, 4] { x -> conv2d<16, 3> }
    NoBias(x: [6, 5, 6]) -> [5, 3, 4] { x -> conv2d<5, 3, bias = false> }
    Sides(x: [2, 7, 9]) -> [4, 3, 5] { x -> conv2d<4, (2, 5), stride = (3, 2), padding = (1, 2)> }
    Stride(x: [4, 8, 8]) -> [8, 4, 4] { x -> conv2d<8, 3, stride = 2, padding = 1> }
    Dilation(x: [3, 9, 9]) -> [4, 5, 3] { x -> conv2d<4, 3, dilation = (2, 3)> }
    StridedDilation(x: [3, 9, 8]) -> [4, 5, 4] { x -> conv2d<4, 3, stride = 2, padding = 3, dilation = 3> }
    Groups(x: [6, 5, 5]) -> [9, 5, 5] { x -> conv2d<9, 3, padding = 1, groups = 3> }
    Same(x: [3, 6, 7]) -> [4, 6, 7] { x -> conv2d<4, (3, 4), padding = same> }
    Pointwise(x: [16, 4, 3]) -> [8, 4, 3] { x -> conv2d<8, 1> }
    Whole(x: [2, 4, 4]) -> [3, 1, 1] { x -> conv2d<3, 4> }
    WithRelu(x: [2, 6, 6]) -> [8, 6, 6] { x -> #[key("0")] conv2d<8, 3, padding = 1> -> relu }
    WithTanh(x: [2, 5, 5]) -> [3, 3, 3] { x -> #[key("0")] conv2d<3, 3> -> tanh }
    WithReluAndPool(x: [3, 9, 8]) -> [6, 3, 3] { x -> #[key("0")] conv2d<6, 3> -> relu -> max_pool2d<2> }
    WithTanhAndPool(x: [4, 9, 8]) -> [17, 2, 3] { x -> #[key("0")] conv2d<17, 3> -> tanh -> max_pool2d<(3, 2)> }

    Depthwise(x: [8, 6, 5]) -> [8, 6, 5] { x -> depthwise_conv2d<3, padding = 1> }
    DepthwiseOptions(x: [5, 9, 9]) -> [5, 3, 4] { x -> depthwise_conv2d<(3, 2), stride = 2, dilation = 2, bias = false> }

    Transpose(x: [3, 4, 5]) -> [5, 6, 7] { x -> conv_transpose2d<5, 3> }
    TransposeStride(x: [8, 5, 5]) -> [4, 10, 10] { x -> conv_transpose2d<4, 2, stride = 2> }
    TransposeOptions(x: [4, 4, 5]) -> [6, 8, 12] {
        x -> conv_transpose2d<
            6, (3, 4), stride = (2, 3), padding = (1, 2), output_padding = (1, 0), groups = 2, bias = false,
        >
    }
    TransposeDilation(x: [3, 5, 4]) -> [4, 11, 9] { x -> conv_transpose2d<4, 3, stride = 2, padding = 1, dilation = 2> }

    WithDense(x: [2, 5, 5]) -> [4] { x -> #[key("0")] conv2d<3, 3> -> relu -> flatten -> #[key("3")] dense<4> }
}

#[test]
fn convolutions_agree_with_pytorch() {
    let file = Vectors::read("convolutions");

    check::<Conv1d>(file.case("conv1d"));
    check::<Conv1dOptions>(file.case("conv1d_options"));
    check::<Conv1dSame>(file.case("conv1d_same"));

    check::<Conv2d>(file.case("conv2d"));
    check::<Channels>(file.case("conv2d_channels"));
    check::<NoBias>(file.case("conv2d_no_bias"));
    check::<Sides>(file.case("conv2d_sides"));
    check::<Stride>(file.case("conv2d_stride"));
    check::<Dilation>(file.case("conv2d_dilation"));
    check::<StridedDilation>(file.case("conv2d_strided_dilation"));
    check::<Groups>(file.case("conv2d_groups"));
    check::<Same>(file.case("conv2d_same"));
    check::<Pointwise>(file.case("conv2d_pointwise"));
    check::<Whole>(file.case("conv2d_whole"));
    check::<WithRelu>(file.case("conv2d_relu"));
    check::<WithTanh>(file.case("conv2d_tanh"));
    check::<WithReluAndPool>(file.case("conv2d_relu_pool"));
    check::<WithTanhAndPool>(file.case("conv2d_tanh_pool"));

    check::<Depthwise>(file.case("depthwise_conv2d"));
    check::<DepthwiseOptions>(file.case("depthwise_conv2d_options"));

    check::<Transpose>(file.case("conv_transpose2d"));
    check::<TransposeStride>(file.case("conv_transpose2d_stride"));
    check::<TransposeOptions>(file.case("conv_transpose2d_options"));
    check::<TransposeDilation>(file.case("conv_transpose2d_dilation"));

    check::<WithDense>(file.case("conv2d_dense"));

    file.all_used();
}

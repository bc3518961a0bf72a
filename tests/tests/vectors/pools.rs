//! Layers of images and signals that are no convolutions, with parts of images cut out and put together.
//!
//! What lies behind a `pad2d<0>` lies channels last in memory: `concat` and `slice` are compared there as well.

use nn_runtime::network;

use crate::file::Vectors;
use crate::layer::Mode::{Evaluation, Training};
use crate::layer::{check, check_mode, infer};

network! {
    MaxPool2d(x: [5, 5, 4]) -> [5, 2, 2] { x -> max_pool2d<2> }
    MaxPool2dOverlapping(x: [5, 5, 4]) -> [5, 3, 2] { x -> max_pool2d<3, stride = 1> }
    MaxPool2dPadded(x: [5, 5, 4]) -> [5, 3, 5] { x -> max_pool2d<(3, 2), stride = (2, 1), padding = 1> }
    MaxPool2dGaps(x: [5, 5, 4]) -> [5, 2, 1] { x -> max_pool2d<2, 3> }
    MaxPool1d(x: [4, 9]) -> [4, 4] { x -> max_pool1d<2> }
    MaxPool1dPadded(x: [4, 9]) -> [4, 5] { x -> max_pool1d<3, 2, 1> }
    AvgPool2d(x: [5, 5, 4]) -> [5, 2, 2] { x -> avg_pool2d<2> }
    AvgPool2dOverlapping(x: [5, 5, 4]) -> [5, 3, 2] { x -> avg_pool2d<3, stride = 1> }
    AvgPool2dPadded(x: [5, 5, 4]) -> [5, 3, 5] { x -> avg_pool2d<(3, 2), stride = (2, 1), padding = 1> }
    AvgPool1d(x: [4, 9]) -> [4, 4] { x -> avg_pool1d<2> }
    AvgPool1dPadded(x: [4, 9]) -> [4, 5] { x -> avg_pool1d<3, 2, 1> }
    GlobalAvgPool(x: [5, 5, 4]) -> [5] { x -> global_avg_pool }
    GlobalAvgPoolSignal(x: [4, 9]) -> [4] { x -> global_avg_pool }
    GlobalMaxPool(x: [5, 5, 4]) -> [5] { x -> global_max_pool }
    GlobalMaxPoolSignal(x: [4, 9]) -> [4] { x -> global_max_pool }

    Upsample2d(x: [5, 5, 4]) -> [5, 10, 8] { x -> upsample2d<2> }
    Upsample2dPair(x: [5, 5, 4]) -> [5, 15, 8] { x -> upsample2d<(3, 2)> }
    Pad1d(x: [4, 9]) -> [4, 13] { x -> pad1d<2> }
    Pad2d(x: [5, 5, 4]) -> [5, 7, 6] { x -> pad2d<1> }
    Pad2dPair(x: [5, 5, 4]) -> [5, 9, 4] { x -> pad2d<(2, 0)> }
    Transpose(x: [4, 9]) -> [9, 4] { x -> transpose }
    TransposeChannelsLast(x: [4, 9]) -> [9, 4] { x -> pad1d<0> -> transpose }
    SpatialDropout(x: [5, 5, 4]) -> [5, 5, 4] { x -> spatial_dropout<0.5> }

    BatchNormImage(x: [5, 5, 4]) -> [5, 5, 4] { x -> batch_norm }
    BatchNormImageOptions(x: [5, 5, 4]) -> [5, 5, 4] { x -> batch_norm<eps = 0.1, momentum = 0.3> }
    BatchNormSignal(x: [4, 9]) -> [4, 9] { x -> batch_norm }
    GroupNorm(x: [5, 5, 4]) -> [5, 5, 4] { x -> group_norm<5> }
    GroupNormOne(x: [5, 5, 4]) -> [5, 5, 4] { x -> group_norm<1, eps = 0.1> }
    GroupNormSignal(x: [4, 9]) -> [4, 9] { x -> group_norm<2> }
    GroupNormFeatures(x: [6]) -> [6] { x -> group_norm<2> }

    ConcatChannels(a: [5, 5, 4], b: [2, 5, 4]) -> [7, 5, 4] { concat(a, b) }
    ConcatChannelsLast(a: [5, 5, 4], b: [2, 5, 4]) -> [7, 5, 4] { let c = a -> pad2d<0>; concat(c, b) }
    ConcatRows(a: [5, 5, 4], b: [5, 1, 4]) -> [5, 6, 4] { let c = a -> pad2d<0>; concat<axis = 1>(c, b) }
    ConcatColumns(a: [5, 5, 4], b: [5, 5, 2]) -> [5, 5, 6] { let c = a -> pad2d<0>; concat<axis = 2>(c, b) }
    SliceChannels(x: [5, 5, 4]) -> [3, 5, 4] { x -> slice<1..4> }
    SliceChannelsLast(x: [5, 5, 4]) -> [3, 5, 4] { x -> pad2d<0> -> slice<1..4> }
    SliceRows(x: [5, 5, 4]) -> [5, 3, 4] { x -> pad2d<0> -> slice<2.., axis = 1> }
    SliceColumns(x: [5, 5, 4]) -> [5, 5, 3] { x -> pad2d<0> -> slice<..3, axis = 2> }
}

#[test]
fn pools_and_their_like_agree_with_pytorch() {
    let file = Vectors::read("pools");

    check::<MaxPool2d>(file.case("max_pool2d"));
    check::<MaxPool2dOverlapping>(file.case("max_pool2d_overlapping"));
    check::<MaxPool2dPadded>(file.case("max_pool2d_padded"));
    check::<MaxPool2dGaps>(file.case("max_pool2d_gaps"));
    check::<MaxPool1d>(file.case("max_pool1d"));
    check::<MaxPool1dPadded>(file.case("max_pool1d_padded"));
    check::<AvgPool2d>(file.case("avg_pool2d"));
    check::<AvgPool2dOverlapping>(file.case("avg_pool2d_overlapping"));
    check::<AvgPool2dPadded>(file.case("avg_pool2d_padded"));
    check::<AvgPool1d>(file.case("avg_pool1d"));
    check::<AvgPool1dPadded>(file.case("avg_pool1d_padded"));
    check::<GlobalAvgPool>(file.case("global_avg_pool"));
    check::<GlobalAvgPoolSignal>(file.case("global_avg_pool_signal"));
    check::<GlobalMaxPool>(file.case("global_max_pool"));
    check::<GlobalMaxPoolSignal>(file.case("global_max_pool_signal"));

    check::<Upsample2d>(file.case("upsample2d"));
    check::<Upsample2dPair>(file.case("upsample2d_pair"));
    check::<Pad1d>(file.case("pad1d"));
    check::<Pad2d>(file.case("pad2d"));
    check::<Pad2dPair>(file.case("pad2d_pair"));
    check::<Transpose>(file.case("transpose"));
    check::<TransposeChannelsLast>(file.case("transpose"));
    infer::<SpatialDropout<f32>>(file.case("spatial_dropout_evaluation"));
    infer::<SpatialDropout<f64>>(file.case("spatial_dropout_evaluation"));

    check::<GroupNorm>(file.case("group_norm"));
    check::<GroupNormOne>(file.case("group_norm_one"));
    check::<GroupNormSignal>(file.case("group_norm_signal"));
    check::<GroupNormFeatures>(file.case("group_norm_features"));
    check_mode::<BatchNormImage>(file.case("batch_norm_image"), Training);
    check_mode::<BatchNormImageOptions>(file.case("batch_norm_image_options"), Training);
    check_mode::<BatchNormImage>(file.case("batch_norm_image_evaluation"), Evaluation);
    check_mode::<BatchNormSignal>(file.case("batch_norm_signal"), Training);
    check_mode::<BatchNormSignal>(file.case("batch_norm_signal_evaluation"), Evaluation);

    check::<ConcatChannels>(file.case("concat_channels"));
    check::<ConcatChannelsLast>(file.case("concat_channels"));
    check::<ConcatRows>(file.case("concat_rows"));
    check::<ConcatColumns>(file.case("concat_columns"));
    check::<SliceChannels>(file.case("slice_channels"));
    check::<SliceChannelsLast>(file.case("slice_channels"));
    check::<SliceRows>(file.case("slice_rows"));
    check::<SliceColumns>(file.case("slice_columns"));

    file.all_used();
}

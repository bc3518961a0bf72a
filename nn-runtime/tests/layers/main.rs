//! Every layer of `src/layers/` is tested in the file of its name here.

mod elementwise;
mod kernel;
#[path = "../common/levels.rs"]
mod levels;
mod windows;

mod add;
mod avg_pool1d;
mod avg_pool2d;
mod batch_norm;
mod concat;
mod conv1d;
mod conv2d;
mod conv_transpose2d;
mod copy;
mod dense;
mod depthwise_conv2d;
mod dropout;
mod elu;
mod gelu;
mod global_avg_pool;
mod global_max_pool;
mod group_norm;
mod hard_sigmoid;
mod hard_swish;
mod layer_norm;
mod leaky_relu;
mod log_softmax;
mod max_pool1d;
mod max_pool2d;
mod mish;
mod mul;
mod normed;
mod pad1d;
mod pad2d;
mod permute;
mod pieces;
mod pooled;
mod prelu;
mod relu;
mod repeat;
mod rms_norm;
mod selu;
mod sigmoid;
mod silu;
mod slice;
mod softmax;
mod softplus;
mod spatial_dropout;
mod sub;
mod tanh;
mod upsample2d;

#[test]
fn every_level() {
    levels::run_others("every_level", &[]);
}

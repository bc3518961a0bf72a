//! Every layer of `src/layers/` is tested in the file of its name here.

mod elementwise;
mod kernel;
#[path = "../common/levels.rs"]
mod levels;

mod add;
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
mod hard_sigmoid;
mod hard_swish;
mod layer_norm;
mod leaky_relu;
mod log_softmax;
mod mish;
mod mul;
mod permute;
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
mod sub;
mod tanh;

#[test]
fn every_level() {
    levels::run_others("every_level");
}

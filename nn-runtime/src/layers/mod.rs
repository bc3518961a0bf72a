//! The layers: of each the forward pass and, next to it, the backward pass with the formulas it implements.
//!
//! Everywhere `x` is what a layer takes, `y` what it gives, `dx`, `dy` and `dw` are gradients of the loss, columns
//! are samples (or the steps of samples) and lie one after the other; of a slice that holds more columns than are live,
//! the others are neither read nor written. Backward kernels may overwrite a `dy` that they take as `&mut`.
//!
//! Some words of the language have no kernel of their own: [`flatten`] and [`reshape`] see the same numbers in another
//! shape, and [`residual`] is [`add`].

pub mod activation;
pub mod add;
pub mod avg_pool1d;
pub mod avg_pool2d;
pub mod batch_norm;
pub(crate) mod blocks;
mod columns;
pub mod concat;
pub mod conv1d;
pub mod conv2d;
pub mod conv_transpose2d;
mod convolution;
pub mod copy;
pub mod dense;
pub mod depthwise_conv2d;
pub mod dropout;
pub mod elu;
pub mod gelu;
pub mod global_avg_pool;
pub mod global_max_pool;
pub mod group_norm;
pub mod hard_sigmoid;
pub mod hard_swish;
pub mod layer_norm;
pub mod leaky_relu;
pub mod log_softmax;
pub mod max_pool1d;
pub mod max_pool2d;
pub mod mish;
pub mod mul;
pub mod pad1d;
pub mod pad2d;
pub mod permute;
mod pieces;
mod pool;
mod pooled;
pub mod prelu;
pub mod relu;
pub mod repeat;
pub mod rms_norm;
pub mod selu;
pub mod sigmoid;
pub mod silu;
pub mod slice;
pub mod softmax;
pub mod softplus;
pub mod spatial_dropout;
pub mod strip;
pub mod sub;
pub(crate) mod sums;
pub mod tanh;
pub mod upsample2d;

/// `flatten`: the same numbers as one row of features, `[C, H, W]` → `[C·H·W]`. A view: it costs nothing.
pub mod flatten {}

/// `reshape<[4, 16]>`: the same numbers in another shape, `[64]` → `[4, 16]`. A view: it costs nothing.
pub mod reshape {}

/// `transpose`: the two axes in the other order, `[A, B]` → `[B, A]`. A view: where what reads it takes either order of memory, it
/// costs nothing.
pub mod transpose {}

/// `residual { … }`: what a block of stages gives, plus what it takes: y = x + f(x).
///
/// He, Zhang, Ren and Sun, *Deep residual learning for image recognition*, CVPR 2016.
pub mod residual {}

pub use crate::kernels::window::Window;
pub use activation::{Activation, Identity};
pub use batch_norm::{BatchNorm, BatchNormState};
pub use conv_transpose2d::{ConvTranspose2d, ConvTranspose2dNoBias};
pub use conv1d::{Conv1d, Conv1dNoBias};
pub use conv2d::{Conv2d, Conv2dNoBias, ConvWeight};
pub use dense::{Dense, DenseNoBias};
pub use depthwise_conv2d::{DepthwiseConv2d, DepthwiseConv2dNoBias};
pub use elu::Elu;
pub use gelu::{Gelu, GeluTanh};
pub use group_norm::GroupNorm;
pub use hard_sigmoid::HardSigmoid;
pub use hard_swish::HardSwish;
pub use layer_norm::LayerNorm;
pub use leaky_relu::LeakyRelu;
pub use mish::Mish;
pub use prelu::Prelu;
pub use relu::Relu;
pub use rms_norm::RmsNorm;
pub use selu::Selu;
pub use sigmoid::Sigmoid;
pub use silu::Silu;
pub use softplus::Softplus;
pub use strip::Strip;
pub use tanh::Tanh;

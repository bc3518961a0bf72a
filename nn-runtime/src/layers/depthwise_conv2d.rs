//! `depthwise_conv2d<3>`: each channel of an image by itself: [`conv2d`](super::conv2d) with as many groups as channels.
//!
//! Howard and others, *MobileNets*, [arXiv:1704.04861](https://arxiv.org/abs/1704.04861), section 3.1. Shapes: x
//! `[H, W, C]`, y `[OH, OW, C]`, channels last.

use super::conv2d::{Conv2d, Conv2dNoBias};
pub use super::conv2d::{backward, backward_memory, forward, forward_memory};

/// Parameters of `depthwise_conv2d<(KH, KW)>` on `C` channels.
pub type DepthwiseConv2d<T, const C: usize, const KH: usize, const KW: usize> = Conv2d<T, 1, C, KH, KW>;
/// The same without bias.
pub type DepthwiseConv2dNoBias<T, const C: usize, const KH: usize, const KW: usize> = Conv2dNoBias<T, 1, C, KH, KW>;

//! `depthwise_conv2d<kernel, stride = 1, padding = 0, dilation = 1, bias = true>`: each channel by itself, from a window of pixels that moves over it.

use super::args::{ArgKind, ArgSpec, Default};
use super::convolution::Convolution;
use super::window::{kernel, padding, step};

pub static DEPTHWISE_CONV2D: Convolution = Convolution {
    name: "depthwise_conv2d",
    about: "each channel by itself, from a window of pixels that moves over it",
    args: &[
        kernel(2),
        step("stride", 2),
        padding(2, true),
        step("dilation", 2),
        ArgSpec::optional("bias", ArgKind::Bool, Default::Bool(true)),
    ],
    axes: 2,
    depthwise: true,
    params: ["DepthwiseConv2d", "DepthwiseConv2dNoBias"],
    order: &[2, 3, 1, 0],
};

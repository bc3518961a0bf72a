//! `conv2d<channels, kernel, stride = 1, padding = 0, dilation = 1, groups = 1, bias = true>`: each channel from a window of pixels that moves over the image.

use super::args::{ArgKind, ArgSpec, Default};
use super::convolution::Convolution;
use super::window::{kernel, padding, step};

pub static CONV2D: Convolution = Convolution {
    name: "conv2d",
    about: "each channel from a window of pixels that moves over the image",
    args: &[
        ArgSpec::required("channels", ArgKind::Dim),
        kernel(2),
        step("stride", 2),
        padding(2, true),
        step("dilation", 2),
        ArgSpec::optional("groups", ArgKind::Dim, Default::Dim(1)),
        ArgSpec::optional("bias", ArgKind::Bool, Default::Bool(true)),
    ],
    axes: 2,
    depthwise: false,
    params: ["Conv2d", "Conv2dNoBias"],
    order: &[2, 3, 1, 0],
};

//! `conv1d<channels, kernel, stride = 1, padding = 0, dilation = 1, groups = 1, bias = true>`: each channel from a window of steps that moves over the signal.

use super::args::{ArgKind, ArgSpec, Default};
use super::convolution::Convolution;
use super::window::{kernel, padding, step};

pub static CONV1D: Convolution = Convolution {
    name: "conv1d",
    about: "each channel from a window of steps that moves over the signal",
    args: &[
        ArgSpec::required("channels", ArgKind::Dim),
        kernel(1),
        step("stride", 1),
        padding(1, true),
        step("dilation", 1),
        ArgSpec::optional("groups", ArgKind::Dim, Default::Dim(1)),
        ArgSpec::optional("bias", ArgKind::Bool, Default::Bool(true)),
    ],
    axes: 1,
    depthwise: false,
    params: ["Conv1d", "Conv1dNoBias"],
    order: &[2, 1, 0],
};

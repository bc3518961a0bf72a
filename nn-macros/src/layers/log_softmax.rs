//! `log_softmax`: yᵢ = xᵢ − ln Σⱼ eˣʲ over the features.

use super::softmax::Softmax;

pub static LOG_SOFTMAX: Softmax =
    Softmax { name: "log_softmax", about: "yᵢ = xᵢ − ln Σⱼ eˣʲ over the features", head: "LogSoftmax" };

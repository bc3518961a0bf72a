//! `avg_pool1d<K, stride = K, padding = 0>`: the mean of each window of a signal, channel by channel, `[C, L]` → `[C, L′]`,
//! as PyTorch's `AvgPool1d`.
//!
//! A signal is an image of one row, `[C, 1, L]`: the kernels are those of [`avg_pool2d`](super::avg_pool2d), with
//! `Window::new(1, 1)` for the rows.

pub use super::avg_pool2d::{backward, forward};

//! `max_pool1d<K, stride = K, padding = 0>`: the largest number of each window of a signal, channel by channel, `[C, L]` →
//! `[C, L′]`, as PyTorch's `MaxPool1d`.
//!
//! A signal is an image of one row, `[C, 1, L]`: the kernels are those of [`max_pool2d`](super::max_pool2d), with
//! `Window::new(1, 1)` for the rows.

pub use super::max_pool2d::{backward, forward};

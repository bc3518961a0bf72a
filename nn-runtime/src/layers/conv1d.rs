//! `conv1d<N, 3>`: y = f(w ∗ x + b) over signals: [`conv2d`](super::conv2d) on images of one row.
//!
//! Shapes: x `[L, C]`, y `[OL, OUT]`, channels last; the windows are `[Window::new(1, 1), w]`.

use super::conv2d::{Conv2d, Conv2dNoBias};
pub use super::conv2d::{
    backward, backward_memory, backward_pooled, forward, forward_memory, forward_pooled, pooled_values,
};

/// Parameters of `conv1d<OUT, K>` on `IN` channels a group.
pub type Conv1d<T, const IN: usize, const OUT: usize, const K: usize> = Conv2d<T, IN, OUT, 1, K>;
/// Parameters of `conv1d<OUT, K, bias = false>`.
pub type Conv1dNoBias<T, const IN: usize, const OUT: usize, const K: usize> = Conv2dNoBias<T, IN, OUT, 1, K>;

//! `pad1d<N>`: zeros before and behind a signal, `[C, L]` → `[C, L + 2·N]`, as PyTorch's `ZeroPad1d`.
//!
//! A signal is an image of one row, `[C, 1, L]`: the kernels are those of [`pad2d`](super::pad2d), with `Window::new(1, 1)` for
//! the rows.

pub use super::pad2d::{backward, forward};

//! The layers: of each the forward pass and, next to it, the backward pass with the formulas it implements.
//!
//! Everywhere `x` is what a layer takes, `y` what it gives, `dx`, `dy` and `dw` are gradients of the loss, columns
//! are samples (or the steps of samples) and lie one after the other. Backward kernels may overwrite `dy`.

pub mod activation;
pub mod dense;
pub mod relu;

pub use activation::{Activation, Identity};
pub use dense::Dense;
pub use relu::Relu;

//! `relu`: y = max(x, 0).

use quote::quote;

use super::Fold;
use super::activation::Activation;

pub static RELU: Activation = Activation {
    name: "relu",
    about: "y = max(x, 0)",
    args: &[],
    code: |_| quote!(nn::layers::Relu),
    fold: Fold::Store,
    suits: ("kaiming_uniform", |_| core::f64::consts::SQRT_2),
    head: None,
};

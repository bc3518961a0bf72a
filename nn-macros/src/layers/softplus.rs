//! `softplus`: y = ln(1 + eˣ).

use std::f64::consts::SQRT_2;

use quote::quote;

use super::Fold;
use super::activation::Activation;

pub static SOFTPLUS: Activation = Activation {
    name: "softplus",
    about: "y = ln(1 + eˣ)",
    args: &[],
    code: |_| quote!(nn::layers::Softplus),
    fold: Fold::Behind,
    suits: ("kaiming_uniform", |_| SQRT_2),
    head: None,
};

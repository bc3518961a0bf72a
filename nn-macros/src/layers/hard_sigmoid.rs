//! `hard_sigmoid`: y = min(max(x + 3, 0), 6) / 6.

use std::f64::consts::SQRT_2;

use quote::quote;

use super::Fold;
use super::activation::Activation;

pub static HARD_SIGMOID: Activation = Activation {
    name: "hard_sigmoid",
    about: "y = min(max(x + 3, 0), 6) / 6",
    args: &[],
    code: |_| quote!(nn::layers::HardSigmoid),
    fold: Fold::Behind,
    suits: ("kaiming_uniform", |_| SQRT_2),
    head: None,
};

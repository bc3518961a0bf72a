//! `hard_swish`: y = x min(max(x + 3, 0), 6) / 6.

use std::f64::consts::SQRT_2;

use quote::quote;

use super::Fold;
use super::activation::Activation;

pub static HARD_SWISH: Activation = Activation {
    name: "hard_swish",
    about: "y = x min(max(x + 3, 0), 6) / 6",
    args: &[],
    code: |_| quote!(nn::layers::HardSwish),
    fold: Fold::Never,
    suits: ("kaiming_uniform", |_| SQRT_2),
    head: None,
};

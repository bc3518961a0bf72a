//! `silu`: y = x σ(x).

use std::f64::consts::SQRT_2;

use quote::quote;

use super::Fold;
use super::activation::Activation;

pub static SILU: Activation = Activation {
    name: "silu",
    about: "y = x σ(x)",
    args: &[],
    code: |_| quote!(nn::layers::Silu),
    fold: Fold::Never,
    suits: ("kaiming_uniform", |_| SQRT_2),
    head: None,
};

//! `mish`: y = x tanh(ln(1 + eˣ)).

use std::f64::consts::SQRT_2;

use quote::quote;

use super::Fold;
use super::activation::Activation;

pub static MISH: Activation = Activation {
    name: "mish",
    about: "y = x tanh(ln(1 + eˣ))",
    args: &[],
    code: |_| quote!(nn::layers::Mish),
    fold: Fold::Never,
    suits: ("kaiming_uniform", |_| SQRT_2),
    head: None,
};

//! `tanh`: y = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).

use quote::quote;

use super::Fold;
use super::activation::Activation;

pub static TANH: Activation = Activation {
    name: "tanh",
    about: "y = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)",
    args: &[],
    code: |_| quote!(nn::layers::Tanh),
    fold: Fold::Behind,
    suits: ("xavier_uniform", |_| 5.0 / 3.0),
    head: None,
};

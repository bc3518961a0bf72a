//! `sigmoid`: y = 1 / (1 + e⁻ˣ).

use quote::quote;

use super::Fold;
use super::activation::Activation;

pub static SIGMOID: Activation = Activation {
    name: "sigmoid",
    about: "y = 1 / (1 + e⁻ˣ)",
    args: &[],
    code: |_| quote!(nn::layers::Sigmoid),
    fold: Fold::Behind,
    suits: ("xavier_uniform", |_| 1.0),
    head: Some("Sigmoid"),
};

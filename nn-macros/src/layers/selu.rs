//! `selu`: y = λ x where x > 0, else λ α (eˣ − 1), with λ and α that keep mean 0 and variance 1.

use quote::quote;

use super::Fold;
use super::activation::Activation;

pub static SELU: Activation = Activation {
    name: "selu",
    about: "y = λ x where x > 0, else λ α (eˣ − 1), with λ and α that keep mean 0 and variance 1",
    args: &[],
    code: |_| quote!(nn::layers::Selu),
    fold: Fold::Behind,
    suits: ("lecun_normal", |_| 1.0),
    head: None,
};

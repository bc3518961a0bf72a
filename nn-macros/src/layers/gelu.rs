//! `gelu<approximate = none>`: y = x Φ(x), or with `tanh` its approximation.

use std::f64::consts::SQRT_2;

use quote::quote;

use super::Fold;
use super::activation::Activation;
use super::args::{ArgKind, ArgSpec, Default};

pub static GELU: Activation = Activation {
    name: "gelu",
    about: "y = x Φ(x), Φ the distribution function of the standard normal",
    args: &[ArgSpec::optional("approximate", ArgKind::Word(&["none", "tanh"]), Default::Word("none"))],
    code: |args| match args.word("approximate") {
        Some("tanh") => quote!(nn::layers::GeluTanh),
        _ => quote!(nn::layers::Gelu),
    },
    fold: Fold::Never,
    suits: ("kaiming_uniform", |_| SQRT_2),
    head: None,
};

//! `elu<alpha = 1.0>`: y = x where x > 0, else alpha (eˣ − 1).

use std::f64::consts::SQRT_2;

use quote::quote;

use super::Fold;
use super::activation::Activation;
use super::args::{ArgKind, ArgSpec, Default};
use super::storage::number;

pub static ELU: Activation = Activation {
    name: "elu",
    about: "y = x where x > 0, else alpha (eˣ − 1)",
    args: &[ArgSpec::optional("alpha", ArgKind::Number(|x| x > 0.0, "a number above 0"), Default::Number(1.0))],
    code: |args| {
        let alpha = number(args.number("alpha").unwrap_or(1.0));
        quote!(nn::layers::Elu(#alpha))
    },
    fold: Fold::Behind,
    suits: ("kaiming_uniform", |_| SQRT_2),
    head: None,
};

//! `leaky_relu<negative_slope = 0.01>`: y = x where x > 0, else negative_slope·x.

use quote::quote;

use super::Fold;
use super::activation::Activation;
use super::args::{ArgKind, ArgSpec, Args, Default};
use super::storage::number;

const SLOPE: f64 = 0.01;

pub static LEAKY_RELU: Activation = Activation {
    name: "leaky_relu",
    about: "y = x where x > 0, else negative_slope·x",
    args: &[ArgSpec::optional(
        "negative_slope",
        ArgKind::Number(|x| x >= 0.0, "a number of at least 0"),
        Default::Number(SLOPE),
    )],
    code: |args| {
        let slope = number(slope(args));
        quote!(nn::layers::LeakyRelu(#slope))
    },
    fold: Fold::Behind,
    suits: ("kaiming_uniform", |args| gain(slope(args))),
    head: None,
};

fn slope(args: &Args) -> f64 {
    args.number("negative_slope").unwrap_or(SLOPE)
}

/// √(2 / (1 + slope²)) keeps the variance: He, Zhang, Ren and Sun, arXiv:1502.01852, equation 15.
pub fn gain(slope: f64) -> f64 {
    (2.0 / (1.0 + slope * slope)).sqrt()
}

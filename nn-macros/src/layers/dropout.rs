//! `dropout<p>`: in training each number is dropped with probability p and the others grow by 1/(1 − p).

use proc_macro2::TokenStream;
use quote::quote;

use super::args::{ArgKind, ArgSpec, Args};
use super::call::{Backward, Forward};
use super::storage::number;
use super::{AtInference, Cx, InPlace, Layer, Needs, Orders, Site};
use crate::shape::dim::Shape;
use crate::shape::outline::Outline;

pub struct Dropout;

/// The argument `p`.
pub const P: ArgSpec =
    ArgSpec::required("p", ArgKind::Number(|p| (0.0..1.0).contains(&p), "a probability of at least 0 and below 1"));

pub fn p(site: &Site) -> TokenStream {
    number(site.args.number("p").unwrap_or(0.0))
}

impl Layer for Dropout {
    fn name(&self) -> &str {
        "dropout"
    }

    fn about(&self) -> &'static str {
        "in training, drops each number with probability p and scales the others by 1/(1 − p)"
    }

    fn args(&self) -> &'static [ArgSpec] {
        const { &[P] }
    }

    fn infer(&self, site: &Site, _: &mut Cx<'_>) -> Option<Vec<Shape>> {
        Some(site.ins.clone())
    }

    /// What it takes, whatever that is.
    fn outline(&self, _: &Args, input: Option<&Outline>) -> Outline {
        input.cloned().unwrap_or(Outline::NOTHING)
    }

    fn at_inference(&self) -> AtInference {
        AtInference::Absent
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::Kept
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::NOTHING
    }

    fn in_place(&self, _: &Site, _: usize) -> InPlace {
        InPlace::Call
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, step, .. }, p, len) = (call, p(site), site.input().len());
        quote!(nn::dropout::forward(isa, #p, #(#ins)*, #(#outs)*, #len, n, #step.key);)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let (Backward { d_outs, step, .. }, p, len) = (call, p(site), site.input().len());
        let dx = call.d_in();
        quote!(nn::dropout::backward(isa, #p, #(#d_outs)*, #dx, #len, n, #step.key);)
    }
}

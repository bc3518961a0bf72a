//! `softmax`: yᵢ = eˣⁱ / Σⱼ eˣʲ over the features; and what it shares with `log_softmax`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::args::Args;
use super::call::{Backward, Forward};
use super::{Cx, InPlace, Layer, Needs, Site};
use crate::layers::head::Head;
use crate::layers::storage::Init;
use crate::shape::dim::Shape;
use crate::shape::outline::Outline;

pub static SOFTMAX: Softmax =
    Softmax { name: "softmax", about: "yᵢ = eˣⁱ / Σⱼ eˣʲ over the features", head: "Softmax" };

/// A softmax or its logarithm.
pub struct Softmax {
    /// The name in the language, and of the runtime's module.
    pub name: &'static str,
    pub about: &'static str,
    pub head: &'static str,
}

impl Layer for Softmax {
    fn name(&self) -> &str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        cx.takes_features(self.name, site).then(|| site.ins.clone())
    }

    /// What it takes, whatever that is.
    fn outline(&self, _: &Args, input: Option<&Outline>) -> Outline {
        input.cloned().unwrap_or(Outline::NOTHING)
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::OUTPUT
    }

    fn in_place(&self, _: &Site, _: usize) -> InPlace {
        InPlace::Call
    }

    fn is_activation(&self, _: &Site) -> bool {
        true
    }

    fn suits(&self, _: &Site) -> Option<Init> {
        Some(Init { name: "xavier_uniform", gain: 1.0, args: vec![] })
    }

    /// A head is applied to a sample as a whole, so the steps of a sequence keep theirs in the body.
    fn head(&self, site: &Site) -> Option<Head> {
        (site.input().rank() == 1).then_some(Head::Type(self.head))
    }

    fn normalises(&self) -> bool {
        true
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, .. }, module) = (call, format_ident!("{}", self.name));
        let (features, columns) = (site.input().features(), site.input().columns());
        quote!(nn::#module::forward(isa, #(#ins)*, #(#outs)*, #features, #columns);)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let (Backward { outs, d_outs, .. }, module, dx) = (call, format_ident!("{}", self.name), call.d_in());
        let (features, columns) = (site.input().features(), site.input().columns());
        quote!(nn::#module::backward(isa, #(#outs)*, #(#d_outs)*, #dx, #features, #columns);)
    }
}

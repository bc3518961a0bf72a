//! What element-wise activations have in common: an activation is a description, and its file holds just that.

use proc_macro2::TokenStream;
use quote::quote;

use super::args::{ArgSpec, Args};
use super::call::{Backward, Forward};
use super::{ActivationExpr, Cx, Fold, InPlace, Layer, Needs, Orders, Site};
use crate::layers::head::Head;
use crate::layers::storage::Init;
use crate::shape::dim::Shape;
use crate::shape::outline::Outline;

/// An element-wise activation without parameters.
pub struct Activation {
    pub name: &'static str,
    pub about: &'static str,
    pub args: &'static [ArgSpec],
    /// The value of the runtime that computes it.
    pub code: fn(&Args) -> TokenStream,
    pub fold: Fold,
    /// The initialiser that suits a weight in front of it, and its gain.
    pub suits: (&'static str, fn(&Args) -> f64),
    /// The type of the head where it ends an output and losses are fused with it.
    pub head: Option<&'static str>,
}

impl Layer for Activation {
    fn name(&self) -> &str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn args(&self) -> &'static [ArgSpec] {
        self.args
    }

    fn infer(&self, site: &Site, _: &mut Cx<'_>) -> Option<Vec<Shape>> {
        Some(site.ins.clone())
    }

    /// What it takes, whatever that is.
    fn outline(&self, _: &Args, input: Option<&Outline>) -> Outline {
        input.cloned().unwrap_or(Outline::NOTHING)
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::Kept
    }

    fn needs(&self, _: &Site) -> Needs {
        if self.fold == Fold::Never { Needs::INPUT } else { Needs::OUTPUT }
    }

    fn in_place(&self, _: &Site, _: usize) -> InPlace {
        InPlace::Call
    }

    fn activation(&self, site: &Site) -> Option<ActivationExpr> {
        let text = match site.args.text() {
            args if args.is_empty() => self.name.to_string(),
            args => format!("{}<{args}>", self.name),
        };
        Some(ActivationExpr { code: (self.code)(&site.args), text, fold: self.fold })
    }

    fn suits(&self, site: &Site) -> Option<Init> {
        let (name, gain) = self.suits;
        Some(Init { name, gain: gain(&site.args), args: vec![] })
    }

    fn head(&self, _: &Site) -> Option<Head> {
        self.head.map(Head::Type)
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, .. }, code, len) = (call, (self.code)(&site.args), site.input().live());
        quote!(nn::activation::forward(isa, #code, #(#ins)*, #(#outs)*, #len);)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let Backward { ins, outs, d_outs, .. } = call;
        let kept = if self.fold == Fold::Never { ins } else { outs };
        let (code, dx, len) = ((self.code)(&site.args), call.d_in(), site.input().live());
        quote!(nn::activation::backward(isa, #code, #(#kept)*, #(#d_outs)*, #dx, #len);)
    }
}

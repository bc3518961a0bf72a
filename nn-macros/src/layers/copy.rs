//! A value under a second name: for an output that is an input, or another output too.
//!
//! Not a word of the language; the pass `copies` inserts it.

use proc_macro2::TokenStream;
use quote::quote;

use super::call::{Backward, Forward};
use super::{Cx, InPlace, Layer, Needs, Orders, Site};
use crate::shape::dim::Shape;

pub struct Copy;

impl Layer for Copy {
    fn name(&self) -> &str {
        "copy"
    }

    fn about(&self) -> &'static str {
        "y = x"
    }

    fn infer(&self, site: &Site, _: &mut Cx<'_>) -> Option<Vec<Shape>> {
        Some(site.ins.clone())
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::Kept
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::NOTHING
    }

    fn in_place(&self, _: &Site, _: usize) -> InPlace {
        InPlace::Same
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, .. }, len) = (call, site.input().live());
        quote!(nn::copy::forward(isa, #(#ins)*, #(#outs)*, #len);)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let (Backward { d_outs, .. }, dx, len) = (call, call.d_in(), site.input().live());
        quote!(nn::copy::backward(isa, #(#d_outs)*, #dx, #len);)
    }
}

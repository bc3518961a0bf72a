//! `a * b`, element by element.

use proc_macro2::TokenStream;
use quote::quote;

use super::call::{Backward, Forward};
use super::{Arity, Cx, InPlace, Layer, Needs, Orders, Site, binary};
use crate::shape::dim::Shape;

pub struct Mul;

impl Layer for Mul {
    fn name(&self) -> &str {
        "mul"
    }

    fn about(&self) -> &'static str {
        "a * b, element by element"
    }

    fn arity(&self) -> Arity {
        Arity::Many
    }

    fn infer(&self, site: &Site, _: &mut Cx<'_>) -> Option<Vec<Shape>> {
        Some(vec![site.input().clone()])
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::Kept
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::INPUT
    }

    fn in_place(&self, _: &Site, _: usize) -> InPlace {
        InPlace::Call
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        binary::forward("mul", site, call)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let (Backward { ins, d_outs, .. }, len) = (call, site.input().live());
        let calls = call.d_ins.iter().map(|(input, dx)| {
            let other = &ins[1 - input];
            quote!(nn::mul::backward(isa, #other, #(#d_outs)*, #dx, #len);)
        });
        quote!(#(#calls)*)
    }
}

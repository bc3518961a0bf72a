//! What `+`, `-` and `*` have in common: two values of one shape, element by element.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::call::{Backward, Forward};
use super::{Arity, Cx, InPlace, Layer, Needs, Orders, Site};
use crate::shape::dim::Shape;

/// `+` or `-`, whose gradients are those of the output, but for a sign.
pub struct Additive {
    pub name: &'static str,
    pub about: &'static str,
    /// The functions of the runtime that give the gradients of the left and of the right input, and how these go to the place of that of
    /// the output.
    pub backward: [(&'static str, InPlace); 2],
    /// Whether a layer before it may take it in.
    pub is_sum: bool,
}

impl Layer for Additive {
    fn name(&self) -> &str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
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
        Needs::NOTHING
    }

    fn in_place(&self, _: &Site, input: usize) -> InPlace {
        self.backward[input].1
    }

    fn is_sum(&self) -> bool {
        self.is_sum
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        forward(self.name, site, call)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let (module, Backward { d_outs, .. }, len) = (format_ident!("{}", self.name), call, site.input().live());
        let calls = call.d_ins.iter().map(|(input, dx)| {
            let function = format_ident!("{}", self.backward[*input].0);
            quote!(nn::#module::#function(isa, #(#d_outs)*, #dx, #len);)
        });
        quote!(#(#calls)*)
    }
}

/// The call of the forward pass of the runtime's module `name`.
pub fn forward(name: &str, site: &Site, call: &Forward) -> TokenStream {
    let (module, Forward { ins, outs, .. }, len) = (format_ident!("{name}"), call, site.input().live());
    quote!(nn::#module::forward(isa, #(#ins),*, #(#outs)*, #len);)
}

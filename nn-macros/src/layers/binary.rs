//! What `+`, `-` and `*` have in common: two values of one shape, element by element.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Site;
use super::call::{Backward, Forward};

/// The call of the forward pass of the runtime's module `name`.
pub fn forward(name: &str, site: &Site, call: &Forward) -> TokenStream {
    let (module, Forward { ins, outs, .. }, len) = (format_ident!("{name}"), call, site.input().live());
    quote!(nn::#module::forward(isa, #(#ins),*, #(#outs)*, #len);)
}

/// One call of the backward pass for each input, of the function that `function` names for it.
pub fn backward(name: &str, function: fn(usize) -> &'static str, site: &Site, call: &Backward) -> TokenStream {
    let (module, Backward { d_outs, .. }, len) = (format_ident!("{name}"), call, site.input().live());
    let calls = call.d_ins.iter().map(|(input, dx)| {
        let function = format_ident!("{}", function(*input));
        quote!(nn::#module::#function(isa, #(#d_outs)*, #dx, #len);)
    });
    quote!(#(#calls)*)
}

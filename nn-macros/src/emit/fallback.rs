//! What is emitted when a definition has errors, and for editors.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::layers;
use crate::syntax::ast;

/// The public types of a network with errors, so that one mistake gives one message. They implement everything and do
/// nothing.
pub fn fallback(network: &ast::Network) -> TokenStream {
    let (attrs, vis, name) = (&network.attrs, &network.vis, &network.name);
    let generics: Vec<_> = network.generics.iter().collect();
    quote! {
        #(#attrs)*
        #vis struct #name<#(const #generics: usize,)* T = f32> { nothing: ::nn_runtime::Nothing<T> }
    }
}

/// Names of the layers, for the completion and the hover of an editor; compiled by nothing else.
pub fn completion() -> TokenStream {
    let names = layers::REGISTRY.iter().map(|l| format_ident!("{}", l.name()));
    quote! {
        #[allow(unexpected_cfgs)]
        const _: () = {
            #[cfg(rust_analyzer)]
            {
                #(use ::nn_runtime::layers::#names as _;)*
            }
        };
    }
}

//! What editors read.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::layers;

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

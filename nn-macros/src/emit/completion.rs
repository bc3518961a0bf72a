//! What editors read.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Ident;

use crate::syntax::ast::{File, Stmt};

/// The names of layers as they are written, half-typed ones too, in a place where an editor completes and explains them by
/// the modules of the runtime. Compiled by nothing else.
pub fn completion(file: &File) -> TokenStream {
    let own = file.networks.iter().flat_map(|network| &network.body).filter_map(|stmt| match stmt {
        Stmt::Layer { name, .. } => Some(name),
        Stmt::Let { .. } | Stmt::Assign { .. } => None,
    });
    let lost = file.networks.iter().flat_map(|network| &network.lost);
    let own: Vec<_> = own.chain(lost).collect();
    // A keyword of Rust in the place of a stage is an error already, and `use` would be another one.
    let is_name = |word: &Ident| syn::parse2::<Ident>(word.to_token_stream()).is_ok();
    let words: Vec<_> = file.words.iter().filter(|word| is_name(word) && !own.contains(word)).collect();
    if words.is_empty() {
        return TokenStream::new();
    }
    quote! {
        #[allow(unexpected_cfgs, unused_imports)]
        const _: () = {
            #[cfg(rust_analyzer)]
            {
                #(use ::nn_runtime::layers::#words as _;)*
            }
        };
    }
}

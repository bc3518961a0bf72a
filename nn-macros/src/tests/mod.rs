//! Tests of the whole way, from tokens to Rust.

use proc_macro2::TokenStream;

/// What a definition expands to, as a file.
fn expanded(source: &str) -> syn::File {
    let tokens: TokenStream = source.parse().expect("tokens");
    syn::parse2(crate::expand(tokens)).expect("items")
}

//! The `network!` macro. Use it through `nn-runtime`, which re-exports it.

#![allow(dead_code)]

mod emit;
mod graph;
mod layers;
mod report;
mod suggest;
mod syntax;

use proc_macro2::TokenStream;
use quote::quote;

use crate::report::Report;

/// Declares networks.
#[proc_macro]
pub fn network(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(input.into()).into()
}

/// The way of a definition: tokens → syntax → graph → Rust.
fn expand(input: TokenStream) -> TokenStream {
    let mut report = Report::default();
    let completion = emit::completion();

    let file = syntax::parse(input, &mut report);
    let graphs = graph::build::build(&file, &mut report);
    if report.has_errors() {
        let fallbacks = file.networks.iter().map(emit::fallback);
        let errors = report.into_tokens();
        return quote!(#completion #(#fallbacks)* #errors);
    }

    let networks: Result<Vec<_>, _> = graphs.iter().map(emit::network).collect();
    match networks {
        Ok(networks) => {
            let warnings = report.into_tokens();
            quote!(#completion #(#networks)* #warnings)
        }
        Err(broken) => {
            let text = format!("`network!` is broken, which is not your fault; please report this: {}", broken.0);
            quote!(::core::compile_error!(#text);)
        }
    }
}

//! The `network!` macro. Use it through `nn-runtime`, which re-exports it.

mod emit;
mod graph;
mod layers;
mod report;
mod shape;
mod suggest;
mod syntax;
#[cfg(test)]
mod tests;
mod words;

use proc_macro2::TokenStream;
use quote::quote;

use crate::report::Report;

/// Declares networks.
#[proc_macro]
pub fn network(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(input.into()).into()
}

/// The way of a definition: tokens → syntax → graph → Rust. Where something is wrong, its graph is a skeleton, so that the
/// public items are there all the same.
fn expand(input: TokenStream) -> TokenStream {
    let mut report = Report::default();
    let file = syntax::parse(input, &mut report);
    let graphs = graph::build::build(&file, &mut report);
    let networks: Result<Vec<_>, _> = graphs.iter().map(emit::network).collect();
    match networks {
        Ok(networks) => {
            let (completion, report) = (emit::completion(&file), report.into_tokens());
            quote!(#completion #(#networks)* #report)
        }
        Err(broken) => {
            let text = format!("`network!` is broken, which is not your fault; please report this: {}", broken.0);
            quote!(::core::compile_error!(#text);)
        }
    }
}

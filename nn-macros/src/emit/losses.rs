//! For a network with several outputs: a struct with one field an output, for their losses and for their targets.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Parts, contract, fresh};
use crate::graph::dim::mentions;

/// The struct itself, outside the block of generated code.
pub fn emit_struct(parts: &Parts<'_>) -> TokenStream {
    if !parts.graph.named_outputs || parts.graph.outputs.len() < 2 {
        return TokenStream::new();
    }
    let graph = parts.graph;
    let (vis, name) = (&graph.vis, format_ident!("{}Outputs", graph.name));
    let doc = format!(" One thing for each output of [`{}`]: its loss, or its target.", graph.name);
    let (names, types) = names(parts);
    let docs = graph.outputs.iter().map(|o| format!(" For `{}: {}`.", o.name, o.shape));
    quote! {
        #[doc = #doc]
        #[derive(Clone, Copy, Debug, Default)]
        #vis struct #name<#(#types),*> { #(#[doc = #docs] pub #names: #types),* }
    }
}

fn names(parts: &Parts<'_>) -> (Vec<proc_macro2::Ident>, Vec<proc_macro2::Ident>) {
    let names = parts.graph.outputs.iter().map(|o| o.name.clone()).collect();
    let types = (0..parts.graph.outputs.len()).map(|i| fresh(parts.graph, &format!("L{i}"))).collect();
    (names, types)
}

/// A struct of losses is a loss for the network where each is one for its output; the sum is what is trained. Where each can
/// draw targets, so can the struct.
pub fn emit(parts: &Parts<'_>) -> TokenStream {
    if !parts.graph.named_outputs || parts.graph.outputs.len() < 2 {
        return TokenStream::new();
    }
    let name = format_ident!("{}Outputs", parts.graph.name);
    let ((names, types), outputs) = (names(parts), contract::output_types(parts));
    // A const parameter that no output depends on is not determined by this impl.
    let all = quote!(#(#outputs)*);
    let consts = parts.graph.generics.iter().filter(|g| mentions(&all, g));
    let drawn = consts.clone();
    let none = names.iter().map(|_| quote!(::core::option::Option::None));
    let ys: Vec<_> = names.iter().map(|n| format_ident!("y_{n}")).collect();
    let dys: Vec<_> = names.iter().map(|n| format_ident!("dy_{n}")).collect();
    let (scalar, batch) = (&parts.generics.scalar, &parts.generics.batch);
    quote! {
        impl<#(const #consts: usize,)* #(#types: nn::LossFor<#outputs>),*> nn::LossFor<(#(#outputs),*)> for #name<#(#types),*> {
            type Target<'a, #scalar: nn::Scalar, const #batch: usize> = #name<#(#types::Target<'a, #scalar, #batch>),*>;

            #[inline(always)]
            fn evaluate<#scalar: nn::Scalar, const #batch: usize>(
                &self,
                (#(#ys),*): <(#(#outputs),*) as nn::Outputs>::Out<'_, #scalar, #batch>,
                target: Self::Target<'_, #scalar, #batch>,
                dy: ::core::option::Option<<(#(#outputs),*) as nn::Outputs>::Out<'_, #scalar, #batch>>,
                n: usize,
            ) -> #scalar {
                let (#(#dys),*) = match dy {
                    ::core::option::Option::Some((#(#dys),*)) => (#(::core::option::Option::Some(#dys)),*),
                    ::core::option::Option::None => (#(#none),*),
                };
                #scalar::ZERO #(+ self.#names.evaluate(#ys, target.#names, #dys, n))*
            }
        }

        impl<#(const #drawn: usize,)* #(#types: nn::DrawTargets<#outputs>),*> nn::DrawTargets<(#(#outputs),*)> for #name<#(#types),*> {
            type Drawn<#scalar: nn::Scalar, const #batch: usize> = #name<#(#types::Drawn<#scalar, #batch>),*>;

            fn draw<#scalar: nn::Scalar, const #batch: usize>(&self, rng: &mut nn::Rng) -> Self::Drawn<#scalar, #batch> {
                #name { #(#names: self.#names.draw::<#scalar, #batch>(rng)),* }
            }
            fn lend<#scalar: nn::Scalar, const #batch: usize>(
                drawn: &Self::Drawn<#scalar, #batch>,
            ) -> Self::Target<'_, #scalar, #batch> {
                #name { #(#names: #types::lend::<#scalar, #batch>(&drawn.#names)),* }
            }
        }
    }
}

//! For a network with several outputs: a struct with one field an output, for their losses and for their targets.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Parts, contract};
use crate::graph::dim::mentions;

/// The struct itself, outside the block of generated code.
pub fn emit_struct(parts: &Parts<'_>) -> TokenStream {
    if !parts.graph.named_outputs || parts.graph.outputs.len() < 2 {
        return TokenStream::new();
    }
    let graph = parts.graph;
    let (vis, name) = (&graph.vis, format_ident!("{}Outputs", graph.name));
    let doc = format!("One thing for each output of [`{}`]: its loss, or its target.", graph.name);
    let (names, types) = names(parts);
    let docs = graph.outputs.iter().map(|o| format!("For `{}: {}`.", o.name, o.shape));
    quote! {
        #[doc = #doc]
        #[derive(Clone, Copy, Debug, Default)]
        #vis struct #name<#(#types),*> { #(#[doc = #docs] pub #names: #types),* }
    }
}

fn names(parts: &Parts<'_>) -> (Vec<proc_macro2::Ident>, Vec<proc_macro2::Ident>) {
    let names = parts.graph.outputs.iter().map(|o| o.name.clone()).collect();
    let types = (0..parts.graph.outputs.len()).map(|i| format_ident!("L{i}")).collect();
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
    quote! {
        impl<#(const #consts: usize,)* #(#types: nn::LossFor<#outputs>),*> nn::LossFor<(#(#outputs),*)> for #name<#(#types),*> {
            type Target<'a, T: nn::Scalar, const B: usize> = #name<#(#types::Target<'a, T, B>),*>;

            #[inline(always)]
            fn evaluate<T: nn::Scalar, const B: usize>(
                &self,
                (#(#ys),*): <(#(#outputs),*) as nn::Outputs>::Out<'_, T, B>,
                target: Self::Target<'_, T, B>,
                dy: ::core::option::Option<<(#(#outputs),*) as nn::Outputs>::Out<'_, T, B>>,
                n: usize,
            ) -> T {
                let (#(#dys),*) = match dy {
                    ::core::option::Option::Some((#(#dys),*)) => (#(::core::option::Option::Some(#dys)),*),
                    ::core::option::Option::None => (#(#none),*),
                };
                T::ZERO #(+ self.#names.evaluate(#ys, target.#names, #dys, n))*
            }
        }

        impl<#(const #drawn: usize,)* #(#types: nn::DrawTargets<#outputs>),*> nn::DrawTargets<(#(#outputs),*)> for #name<#(#types),*> {
            type Drawn<T: nn::Scalar, const B: usize> = #name<#(#types::Drawn<T, B>),*>;

            fn draw<T: nn::Scalar, const B: usize>(&self, rng: &mut nn::Rng) -> Self::Drawn<T, B> {
                #name { #(#names: self.#names.draw::<T, B>(rng)),* }
            }
            fn lend<T: nn::Scalar, const B: usize>(drawn: &Self::Drawn<T, B>) -> Self::Target<'_, T, B> {
                #name { #(#names: #types::lend::<T, B>(&drawn.#names)),* }
            }
        }
    }
}

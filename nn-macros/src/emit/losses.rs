//! For a network with several outputs: a struct with one field an output, for their losses and for their targets.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::Parts;

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

/// The names of the outputs, and a type parameter for each.
fn names(parts: &Parts<'_>) -> (Vec<Ident>, Vec<Ident>) {
    let names = parts.graph.outputs.iter().map(|o| o.name.clone()).collect();
    (names, numbered(parts, "L"))
}

/// `L0`, `L1`, … as many as there are outputs.
fn numbered(parts: &Parts<'_>, letter: &str) -> Vec<Ident> {
    (0..parts.graph.outputs.len()).map(|i| format_ident!("{letter}{i}")).collect()
}

/// A struct of losses is a loss for outputs where each is one for its output; the sum is what is trained. Where each can draw
/// targets, so can the struct.
pub fn emit(parts: &Parts<'_>) -> TokenStream {
    if !parts.graph.named_outputs || parts.graph.outputs.len() < 2 {
        return TokenStream::new();
    }
    let name = format_ident!("{}Outputs", parts.graph.name);
    let ((names, losses), outputs) = (names(parts), numbered(parts, "O"));
    let none = names.iter().map(|_| quote!(::core::option::Option::None));
    let ys: Vec<_> = names.iter().map(|n| format_ident!("y_{n}")).collect();
    let dys: Vec<_> = names.iter().map(|n| format_ident!("dy_{n}")).collect();
    let parameters = quote! {
        (#(#ys),*): (#(#outputs::Out<'_, T, B>),*),
        target: Self::Target<'_, T, B>,
        dy: ::core::option::Option<(#(#outputs::Out<'_, T, B>),*)>,
        n: usize,
        weights: ::core::option::Option<&[T]>
    };
    let split = quote! {
        let (#(#dys),*) = match dy {
            ::core::option::Option::Some((#(#dys),*)) => (#(::core::option::Option::Some(#dys)),*),
            ::core::option::Option::None => (#(#none),*),
        };
    };
    quote! {
        impl<#(#outputs: nn::Outputs, #losses: nn::LossFor<#outputs>),*> nn::LossFor<(#(#outputs),*)> for #name<#(#losses),*> {
            type Target<'a, T: nn::Scalar, const B: usize> = #name<#(#losses::Target<'a, T, B>),*>;

            fn check_target<T: nn::Scalar, const B: usize>(
                &self,
                target: Self::Target<'_, T, B>,
                samples: ::core::ops::Range<usize>
            ) -> ::core::result::Result<(), nn::TargetError> {
                #(self.#names.check_target(target.#names, samples.clone())?;)*
                ::core::result::Result::Ok(())
            }

            #[inline(always)]
            fn evaluate<T: nn::Scalar, const B: usize>(
                &self,
                #parameters
            ) -> T {
                #split
                T::ZERO #(+ self.#names.evaluate(#ys, target.#names, #dys, n, weights))*
            }

            #[inline(always)]
            fn evaluate_on<S: nn::Isa, T: nn::Scalar, const B: usize>(
                &self,
                isa: S,
                #parameters
            ) -> T {
                #split
                T::ZERO #(+ self.#names.evaluate_on(isa, #ys, target.#names, #dys, n, weights))*
            }
        }

        impl<#(#outputs, #losses: nn::TargetFrom<#outputs>),*> nn::TargetFrom<(#(#outputs),*)> for #name<#(#losses),*> {
            #[inline(always)]
            fn target((#(#names),*): (#(#outputs),*)) -> Self {
                Self { #(#names: nn::TargetFrom::target(#names)),* }
            }
        }

        impl<#(#outputs: nn::Outputs, #losses: nn::DrawTargets<#outputs>),*> nn::DrawTargets<(#(#outputs),*)>
            for #name<#(#losses),*>
        {
            type Drawn<T: nn::Scalar, const B: usize> = #name<#(#losses::Drawn<T, B>),*>;

            fn draw<T: nn::Scalar, const B: usize>(&self, rng: &mut nn::Rng) -> Self::Drawn<T, B> {
                #name { #(#names: self.#names.draw::<T, B>(rng)),* }
            }
            fn lend<T: nn::Scalar, const B: usize>(drawn: &Self::Drawn<T, B>) -> Self::Target<'_, T, B> {
                #name { #(#names: #losses::lend::<T, B>(&drawn.#names)),* }
            }
        }
    }
}

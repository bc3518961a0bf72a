//! What users call on the type: constructors and consts, on `f32` alone, so that `Digits::init(1)` needs no annotation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Parts, fresh};

pub fn emit(parts: &Parts<'_>) -> TokenStream {
    if parts.graph.block_of.is_some() {
        return TokenStream::new();
    }
    let graph = parts.graph;
    let (vis, consts, ty) = (&graph.vis, parts.const_params(), parts.ty("", &format_ident!("f32")));
    let other = fresh(graph, "U");
    // The length of an array may not depend on a const parameter.
    let from_bytes = graph.generics.is_empty().then(|| {
        quote! {
            /// The parameters from their bytes, least significant first, as `to_le_bytes` writes them: for a `static`, from
            /// `include_bytes!`. Bytes of another length do not compile.
            #vis const fn from_le_bytes(bytes: &[u8; 4 * <#ty as nn::Flat>::LEN]) -> Self {
                nn::from_le_bytes(bytes)
            }
        }
    });
    quote! {
        impl<#consts> #ty {
            /// The table of stages, to print.
            #vis const SUMMARY: nn::Summary = <Self as nn::Network>::SUMMARY;
            /// The number of parameters.
            #vis const PARAMS: usize = <Self as nn::Flat>::LEN;

            /// The scalars of a training workspace with a capacity of `batch` samples.
            #vis const fn training_len(batch: usize) -> usize {
                nn::training_len::<Self>(batch)
            }

            /// The scalars of an inference workspace with a capacity of `batch` samples.
            #vis const fn inference_len(batch: usize) -> usize {
                nn::inference_len::<Self>(batch)
            }

            #from_bytes

            nn::constructors! { #vis, #other }
        }
    }
}

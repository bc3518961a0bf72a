//! The plan of a network's memory: slots with sizes and lives, which the runtime places.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::Parts;
use crate::graph::liveness::Slot;
use crate::layers::storage::Size;

pub fn emit(parts: &Parts<'_>) -> TokenStream {
    let list = |slots: &[Slot]| {
        let slots = slots.iter().map(|s| slot(parts, s));
        quote!(&[#(#slots),*])
    };
    let infer = list(&parts.infer_layout.slots);
    let saved = list(&parts.training.saved.slots);
    let forward = list(&parts.training.forward.slots);
    let backward = list(&parts.training.backward.slots);
    let training = Literal::usize_unsuffixed(parts.training.unasked);
    quote! {
        nn::Plan {
            infer: #infer,
            saved: #saved,
            forward: #forward,
            backward: #backward,
            training: #training,
        }
    }
}

fn slot(parts: &Parts<'_>, slot: &Slot) -> TokenStream {
    let size = match &slot.size {
        Size::PerSample(dim) => quote!(nn::Size::PerSample(#dim)),
        Size::Chunk(dim, most) => quote!(nn::Size::Chunk(#dim, #most)),
        Size::Fixed(dim) => quote!(nn::Size::Fixed(#dim)),
        Size::Network { network, part, times } => {
            let (ty, part) = (network.over(&parts.generics.scalar), format_ident!("{part}"));
            quote!(nn::Size::Network(&<#ty as nn::Network>::PLAN, nn::Part::#part, #times))
        }
    };
    let (from, to) = (Literal::usize_unsuffixed(slot.from), Literal::usize_unsuffixed(slot.to));
    quote!(nn::Slot::new(#size, #from, #to))
}

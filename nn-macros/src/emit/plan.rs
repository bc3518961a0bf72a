//! The plan of a network's memory: slots with sizes and lives, which the runtime places.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Parts;
use crate::graph::liveness::Slot;
use crate::layers::storage::{Size, TypePath};

pub fn emit(parts: &Parts<'_>) -> TokenStream {
    let list = |slots: &[Slot]| {
        let slots = slots.iter().map(|s| slot(parts, s));
        quote!(&[#(#slots),*])
    };
    let (infer, train) = (list(&parts.inference.slots), list(&parts.training.slots));
    let turn = Literal::usize_unsuffixed(parts.train.nodes.len());
    quote!(nn::Plan { infer: #infer, train: #train, turn: #turn })
}

fn slot(parts: &Parts<'_>, slot: &Slot) -> TokenStream {
    let plan = |network: &TypePath| {
        let ty = network.over(&parts.generics.scalar);
        quote!(&<#ty as nn::Network>::PLAN)
    };
    let asks = if slot.asks { quote!(nn::Ask::Always) } else { quote!(nn::Ask::AsCaller) };
    let size = match &slot.size {
        Size::PerSample(dim) => quote!(nn::Size::PerSample(#dim)),
        Size::Chunk(dim, most) => quote!(nn::Size::Chunk(#dim, #most)),
        Size::Fixed(dim) => quote!(nn::Size::Fixed(#dim)),
        Size::Network(network) => {
            let plan = plan(network);
            quote!(nn::Size::Network(#plan, #asks))
        }
        Size::Blocks { block, value, times } => {
            let plan = plan(block);
            quote!(nn::Size::Blocks(#plan, #asks, #value, #times))
        }
    };
    let (from, to) = (Literal::usize_unsuffixed(slot.from), Literal::usize_unsuffixed(slot.to));
    let unasked = match slot.unasked {
        Some(unasked) if unasked == slot.to => quote!(),
        Some(unasked) => {
            let unasked = Literal::usize_unsuffixed(unasked);
            quote!(.or_until(#unasked))
        }
        None => quote!(.if_asked()),
    };
    quote!(nn::Slot::new(#size, #from, #to) #unasked)
}

//! The plan of a network's memory: slots with sizes and lives, which the runtime places.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Parts;
use crate::graph::liveness::{End, Slot};
use crate::graph::{NodeId, Within};
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

/// Whether a network within reads its input or output of a number in its backward pass: `<Body<T> as nn::Network>::READS.output(0)`.
pub fn reads(parts: &Parts<'_>, within: Within) -> TokenStream {
    let (Within { node, output, number }, scalar) = (within, &parts.generics.scalar);
    let network = parts.train.nodes[node].layer.within().map(|path| path.over(scalar));
    let (end, number) = (if output { quote!(output) } else { quote!(input) }, Literal::usize_unsuffixed(number));
    quote!(<#network as nn::Network>::READS.#end(#number))
}

/// Whether a network within works in place: `<Body<T> as nn::Network>::IN_PLACE`.
pub fn in_place(parts: &Parts<'_>, node: NodeId) -> TokenStream {
    parts.train.nodes[node].layer.works_in_place(&parts.generics).unwrap_or_else(|| quote!(false))
}

/// The last step of a slot, a number or `if … { 5 } else { 2 }`.
fn end(parts: &Parts<'_>, End { step, later }: &End) -> TokenStream {
    let step = Literal::usize_unsuffixed(*step);
    later.iter().rev().fold(quote!(#step), |otherwise, &(within, step)| {
        let (reads, step) = (reads(parts, within), Literal::usize_unsuffixed(step));
        quote!(if #reads { #step } else { #otherwise })
    })
}

fn slot(parts: &Parts<'_>, slot: &Slot) -> TokenStream {
    let plan = |network: &TypePath| {
        let ty = network.over(&parts.generics.scalar);
        quote!(&<#ty as nn::Network>::PLAN)
    };
    let asks = if slot.asks { quote!(nn::Ask::Always) } else { quote!(nn::Ask::AsCaller) };
    let size = match &slot.size {
        Size::PerSample(dim) => quote!(nn::Size::PerSample(#dim)),
        Size::Fixed(dim) => quote!(nn::Size::Fixed(#dim)),
        Size::Code(size) => size.clone(),
        Size::Network(network) => {
            let plan = plan(network);
            quote!(nn::Size::Network(#plan, #asks))
        }
        Size::Blocks { block, value, times } => {
            let (plan, ty) = (plan(block), block.over(&parts.generics.scalar));
            let (reads, in_place) = (quote!(<#ty as nn::Network>::READS), quote!(<#ty as nn::Network>::IN_PLACE));
            quote! {
                nn::Size::Blocks {
                    plan: #plan, reads: #reads, in_place: #in_place, ask: #asks, value: #value, times: #times,
                }
            }
        }
    };
    let only_for: Vec<_> = slot.only_for.iter().map(|&within| reads(parts, within)).collect();
    let size = if only_for.is_empty() { size } else { quote!(#size.only_if(#(#only_for)||*)) };
    let (from, to) = (Literal::usize_unsuffixed(slot.from), end(parts, &slot.to));
    let unasked = match &slot.unasked {
        Some(unasked) if *unasked == slot.to => quote!(),
        Some(unasked) => {
            let unasked = end(parts, unasked);
            quote!(.or_until(#unasked))
        }
        None => quote!(.if_asked()),
    };
    let over = slot.over.map(|(under, within)| {
        let under = Literal::usize_unsuffixed(under);
        match within.map(|node| in_place(parts, node)) {
            None => quote!(.over(#under)),
            Some(in_place) => quote!(.over_if(#in_place, #under)),
        }
    });
    quote!(nn::Slot::new(#size, #from, #to) #unasked #over)
}

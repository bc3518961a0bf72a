//! `repeat<N> { … }`: equal blocks one after the other, each with weights of its own; a loop over one block network.

use proc_macro2::TokenStream;
use quote::quote;

use super::call::{Backward, Forward};
use super::storage::{Generics, Memory, Size, Storage, TypePath};
use super::{Cx, InPlace, Layer, Needs, Orders, Site};
use crate::layers::head::Head;
use crate::shape::dim::{Dim, Shape};
use crate::shape::order::Order;

pub struct Repeat {
    /// The block's type.
    pub block: TypePath,
    pub times: Dim,
}

/// The order in which a block takes and gives a value of this shape. Of two dimensions, it may be a sequence.
pub fn order(shape: &Shape) -> Order {
    if shape.rank() == 3 { Order::channels_last(shape) } else { Order::RowMajor }
}

impl Layer for Repeat {
    fn name(&self) -> &str {
        "repeat"
    }

    fn about(&self) -> &'static str {
        "equal blocks one after the other, each with weights of its own"
    }

    fn infer(&self, site: &Site, _: &mut Cx<'_>) -> Option<Vec<Shape>> {
        Some(site.ins.clone())
    }

    fn storage(&self, _: &Site) -> Option<Storage> {
        Some(Storage::Repeat(self.block.clone(), self.times.clone()))
    }

    /// Images stay as its blocks take them.
    fn orders(&self, site: &Site) -> Orders {
        match order(site.input()) {
            Order::RowMajor => Orders::RowMajor,
            Order::ChannelsLast(_) => Orders::ChannelsLast,
        }
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::NOTHING
    }

    fn in_place(&self, _: &Site, _: usize) -> InPlace {
        InPlace::Within
    }

    /// Where blocks do or, since gradients lie in two places by turns where they do not, where these are an even number.
    fn works_in_place(&self, generics: &Generics) -> Option<TokenStream> {
        let (ty, times) = (self.block.over(&generics.scalar), &self.times);
        Some(quote!(nn::repeat::works_in_place(<#ty as nn::Network>::IN_PLACE, #times)))
    }

    fn overwrites_gradient(&self, _: &Site) -> bool {
        true
    }

    fn within(&self) -> Option<&TypePath> {
        Some(&self.block)
    }

    /// Values between the blocks are kept in training, if blocks read them; otherwise they alternate between two pieces of memory.
    fn memory(&self, site: &Site) -> Memory {
        let (block, len) = (self.block.clone(), site.input().len());
        let value = Size::PerSample(len.clone());
        Memory {
            saved: vec![Size::Blocks { block: block.clone(), value: len, times: self.times.clone() }],
            infer: vec![value.clone(), value, Size::Network(block)],
            ..Memory::default()
        }
    }

    fn multiply_adds(&self, _: &Site) -> Dim {
        self.block.multiply_adds().mul(&self.times)
    }

    fn coupled(&self, generics: &Generics) -> Option<TokenStream> {
        let ty = self.block.over(&generics.scalar);
        Some(quote!(<#ty as nn::Network>::COUPLED))
    }

    fn fingerprint(&self, generics: &Generics) -> Option<TokenStream> {
        let (ty, times) = (self.block.over(&generics.scalar), &self.times);
        Some(quote!(<#ty as nn::Network>::FINGERPRINT.wrapping_add(#times as u64)))
    }

    fn gives(&self, _: &Site, output: usize) -> Head {
        Head::Applied(self.block.clone(), output)
    }

    fn emit_infer(&self, _: &Site, call: &Forward) -> TokenStream {
        let Forward { ins, outs, net, state, memory, generics: Generics { scalar, isa, batch, .. }, .. } = call;
        let ty = self.block.over(scalar);
        quote!(nn::repeat::infer::<#ty, #isa, #batch, _>(isa, #net, #state, #(#ins)*, #(#outs)*, #(#memory),*, n);)
    }

    fn emit_forward(&self, _: &Site, call: &Forward) -> TokenStream {
        let Forward { ins, outs, net, state, saved, asked, step, generics, .. } = call;
        let Generics { scalar, isa, batch, .. } = generics;
        let ty = self.block.over(scalar);
        quote! {
            nn::repeat::forward::<#ty, #isa, #batch, #asked, _>(isa, #net, #state, #(#ins)*, #(#outs)*, #(#saved)*, n, #step);
        }
    }

    fn emit_backward(&self, _: &Site, call: &Backward) -> TokenStream {
        let Backward { ins, outs, d_outs, net, state, grads, beta, saved, asked, step, generics, .. } = call;
        let Generics { scalar, isa, batch, .. } = generics;
        let (ty, dx) = (self.block.over(scalar), call.d_in());
        quote! {
            nn::repeat::backward::<#ty, #isa, #batch, #asked, _>(
                isa, #net, #state, #(#ins)*, #(#outs)*, #(#d_outs)*, #dx, #grads, #beta, #(#saved)*, n, #step,
            );
        }
    }
}

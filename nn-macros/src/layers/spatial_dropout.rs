//! `spatial_dropout<p>`: in training each channel is dropped as a whole with probability p and the others grow by 1/(1 − p).

use proc_macro2::TokenStream;
use quote::quote;

use super::args::{ArgSpec, Args};
use super::call::{Backward, Forward};
use super::dropout::{P, p};
use super::storage::{Memory, Size};
use super::{AtInference, Cx, InPlace, Layer, Needs, Orders, Site};
use crate::shape::dim::Shape;
use crate::shape::outline::Outline;

pub struct SpatialDropout;

impl Layer for SpatialDropout {
    fn name(&self) -> &str {
        "spatial_dropout"
    }

    fn about(&self) -> &'static str {
        "in training, drops each channel as a whole with probability p and scales the others by 1/(1 − p)"
    }

    fn args(&self) -> &'static [ArgSpec] {
        const { &[P] }
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        let help = "`dropout` in its place drops single features";
        cx.takes_channels("spatial_dropout", site, help).then(|| site.ins.clone())
    }

    /// What it takes, whatever that is.
    fn outline(&self, _: &Args, input: Option<&Outline>) -> Outline {
        input.cloned().unwrap_or(Outline::NOTHING)
    }

    fn at_inference(&self) -> AtInference {
        AtInference::Absent
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::ChannelsLast
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::NOTHING
    }

    fn in_place(&self, _: &Site, _: usize) -> InPlace {
        InPlace::Call
    }

    /// The factor of each channel of each sample.
    fn memory(&self, site: &Site) -> Memory {
        Memory { saved: vec![Size::PerSample(site.input().0[0].clone())], ..Memory::default() }
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, saved, step, .. }, p) = (call, p(site));
        let (channels, pixels) = site.input().channels();
        quote! {
            nn::spatial_dropout::forward(
                isa, #p, #(#ins)*, #(#outs)*, #(#saved)*, #pixels, #channels, n, #step.key,
            );
        }
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let (Backward { d_outs, saved, .. }, dx) = (call, call.d_in());
        let (channels, pixels) = site.input().channels();
        quote!(nn::spatial_dropout::backward(isa, #(#d_outs)*, #(#saved)*, #dx, #pixels, #channels, n);)
    }
}

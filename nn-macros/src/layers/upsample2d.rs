//! `upsample2d<factor>`: every pixel of an image becomes a block of equal ones.

use proc_macro2::TokenStream;
use quote::quote;

use super::args::{ArgKind, ArgSpec, Args, Sizes};
use super::call::{Backward, Forward};
use super::{Cx, Layer, Needs, Orders, Site, window};
use crate::shape::dim::{Dim, Shape};
use crate::shape::outline::Outline;

pub struct Upsample2d;

/// The rows and columns of the blocks.
fn factors(site: &Site) -> &[Dim] {
    site.args.sizes("factor").unwrap_or_default()
}

/// What the kernels are told beside the slices: sizes, factors and channels.
fn numbers(site: &Site) -> TokenStream {
    let (channels, sizes, factors) = (&site.input().0[0], &site.input().0[1..], factors(site));
    quote!([#(#sizes),*], [#(#factors),*], #channels)
}

impl Layer for Upsample2d {
    fn name(&self) -> &str {
        "upsample2d"
    }

    fn about(&self) -> &'static str {
        "every pixel of an image as a block of equal ones"
    }

    fn args(&self) -> &'static [ArgSpec] {
        const { &[ArgSpec::required("factor", ArgKind::Sizes(Sizes { axes: 2, zero: false, same: false }))] }
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        let larger = || site.input().0[1..].iter().zip(factors(site)).map(|(len, factor)| len.mul(factor));
        let image = cx.takes_image("upsample2d", site);
        image.then(|| vec![Shape::of_channels(&site.input().0[0], larger())])
    }

    /// The channels that it takes.
    fn outline(&self, _: &Args, input: Option<&Outline>) -> Outline {
        window::outline_of_same_channels(input, 2)
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::ChannelsLast
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::NOTHING
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, .. }, numbers) = (call, numbers(site));
        quote!(nn::upsample2d::forward(isa, #(#ins)*, #(#outs)*, #numbers, n);)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let (Backward { d_outs, .. }, dx, numbers) = (call, call.d_in(), numbers(site));
        quote!(nn::upsample2d::backward(isa, #(#d_outs)*, #dx, #numbers, n);)
    }
}

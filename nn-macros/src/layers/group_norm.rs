//! `group_norm<groups, eps = 1e-5>`: the channels of an image or a signal in groups, each at mean 0 and variance 1 in every
//! sample, then scaled and shifted.

use proc_macro2::TokenStream;
use quote::quote;

use super::args::{ArgKind, ArgSpec, Args, Default};
use super::call::{Backward, Forward};
use super::layer_norm::{EPS, EPS_KIND, eps};
use super::storage::{Memory, Size, Storage, Tensor, TensorInit};
use super::{Cx, InPlace, Layer, Needs, Orders, Site};
use crate::shape::check::Relation;
use crate::shape::dim::{Dim, Shape};
use crate::shape::outline::Outline;

pub struct GroupNorm;

fn groups(site: &Site) -> Dim {
    site.args.dim("groups").cloned().unwrap_or(Dim::Known(1))
}

/// What the kernels are told beside the slices: groups and pixels.
fn numbers(site: &Site) -> TokenStream {
    let (groups, (_, pixels)) = (groups(site), site.input().channels());
    quote!(#groups, #pixels)
}

impl Layer for GroupNorm {
    fn name(&self) -> &str {
        "group_norm"
    }

    fn about(&self) -> &'static str {
        "groups of channels of each sample at mean 0 and variance 1, scaled and shifted"
    }

    fn args(&self) -> &'static [ArgSpec] {
        const { &[ArgSpec::required("groups", ArgKind::Dim), ArgSpec::optional("eps", EPS_KIND, Default::Number(EPS))] }
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        let (groups, channels, place) = (groups(site), &site.input().0[0], site.args.place("groups", site.place));
        let after = format!(" channels of the input, {}", site.input());
        let text =
            ["the groups of `group_norm` are equal, but ".to_string(), " does not divide the ".to_string(), after];
        let fits = cx.require(place, Relation::Divides, &groups, channels, text);
        fits.then(|| site.ins.clone())
    }

    /// What it takes, whatever that is.
    fn outline(&self, _: &Args, input: Option<&Outline>) -> Outline {
        input.cloned().unwrap_or(Outline::NOTHING)
    }

    fn storage(&self, site: &Site) -> Option<Storage> {
        let channels = site.input().0[0].clone();
        let weight = Tensor::vector("weight", channels.clone(), TensorInit::Always("ones", &[]));
        let bias = Tensor::vector("bias", channels.clone(), TensorInit::Always("zeros", &[]));
        Some(Storage::params("GroupNorm", vec![channels], vec![weight, bias]))
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::ChannelsLast
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::INPUT
    }

    fn in_place(&self, _: &Site, _: usize) -> InPlace {
        InPlace::Call
    }

    /// Mean and inverse deviation of each group of each sample.
    fn memory(&self, site: &Site) -> Memory {
        let stats = Size::PerSample(groups(site).mul(&Dim::Known(2)));
        Memory { saved: vec![stats], ..Memory::default() }
    }

    fn emit_infer(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, net, .. }, eps, numbers) = (call, eps(site), numbers(site));
        quote!(nn::group_norm::infer(isa, #net, #eps, #(#ins)*, #(#outs)*, #numbers, n);)
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, net, saved, .. }, eps, numbers) = (call, eps(site), numbers(site));
        quote!(nn::group_norm::forward(isa, #net, #eps, #(#ins)*, #(#outs)*, #(#saved)*, #numbers, n);)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let Backward { ins, d_outs, net, saved, grads, beta, .. } = call;
        let (dx, numbers) = (call.d_in(), numbers(site));
        quote! {
            nn::group_norm::backward(
                isa, #net, #(#ins)*, #(#saved)*, #(#d_outs)*, #dx, #grads, #beta, #numbers, n,
            );
        }
    }
}

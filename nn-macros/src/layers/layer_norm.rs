//! `layer_norm<eps = 1e-5>`: the features of a sample, or of each step, brought to mean 0 and variance 1, then scaled and
//! shifted.

use proc_macro2::TokenStream;
use quote::quote;

use super::args::{ArgKind, ArgSpec, Args, Default};
use super::call::{Backward, Forward};
use super::storage::{Memory, Size, Storage, Tensor, TensorInit, number};
use super::{Cx, InPlace, Layer, Needs, Site};
use crate::shape::dim::{Dim, Shape};
use crate::shape::outline::Outline;

pub struct LayerNorm;

pub const EPS: f64 = 1e-5;

/// What keeps the norms from dividing by zero. The upper bound catches who writes the number of features here.
pub const EPS_KIND: ArgKind = ArgKind::Number(|x| x > 0.0 && x < 1.0, "a number above 0 and below 1");

/// The argument `eps` as code.
pub fn eps(site: &Site) -> TokenStream {
    number(site.args.number("eps").unwrap_or(EPS))
}

impl Layer for LayerNorm {
    fn name(&self) -> &str {
        "layer_norm"
    }

    fn about(&self) -> &'static str {
        "the features of each sample or step at mean 0 and variance 1, scaled and shifted"
    }

    fn args(&self) -> &'static [ArgSpec] {
        const { &[ArgSpec::optional("eps", EPS_KIND, Default::Number(EPS))] }
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        cx.takes_features("layer_norm", site).then(|| site.ins.clone())
    }

    /// What it takes, whatever that is.
    fn outline(&self, _: &Args, input: Option<&Outline>) -> Outline {
        input.cloned().unwrap_or(Outline::NOTHING)
    }

    fn storage(&self, site: &Site) -> Option<Storage> {
        let features = site.input().features();
        let weight = Tensor::vector("weight", features.clone(), TensorInit::Always("ones", &[]));
        let bias = Tensor::vector("bias", features.clone(), TensorInit::Always("zeros", &[]));
        Some(Storage::params("LayerNorm", vec![features], vec![weight, bias]))
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::INPUT
    }

    fn in_place(&self, _: &Site, _: usize) -> InPlace {
        InPlace::Call
    }

    /// Mean and inverse deviation of each column.
    fn memory(&self, site: &Site) -> Memory {
        let stats = Size::PerSample(site.input().steps().mul(&Dim::Known(2)));
        Memory { saved: vec![stats], ..Memory::default() }
    }

    fn emit_infer(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, net, .. }, eps, columns) = (call, eps(site), site.input().columns());
        quote!(nn::layer_norm::infer(isa, #net, #eps, #(#ins)*, #(#outs)*, #columns);)
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, net, saved, .. }, eps, columns) = (call, eps(site), site.input().columns());
        quote!(nn::layer_norm::forward(isa, #net, #eps, #(#ins)*, #(#outs)*, #(#saved)*, #columns);)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let Backward { ins, d_outs, net, saved, grads, beta, .. } = call;
        let (dx, columns) = (call.d_in(), site.input().columns());
        quote! {
            nn::layer_norm::backward(
                isa, #net, #(#ins)*, #(#saved)*, #(#d_outs)*, #dx, #grads, #beta, #columns,
            );
        }
    }
}

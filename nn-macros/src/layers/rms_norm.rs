//! `rms_norm<eps = …>`: the features of a sample, or of each step, divided by their root mean square, then scaled.

use proc_macro2::TokenStream;
use quote::quote;

use super::args::{ArgSpec, Args, Default};
use super::call::{Backward, Forward};
use super::layer_norm::EPS_KIND;
use super::storage::{Memory, Size, Storage, Tensor, TensorInit, number};
use super::{Cx, InPlace, Layer, Needs, Site};
use crate::shape::dim::Shape;
use crate::shape::outline::Outline;

pub struct RmsNorm;

/// As in PyTorch, the epsilon of the scalar type stands in for one that is left out.
fn eps(site: &Site) -> TokenStream {
    match site.args.number("eps").map(number) {
        Some(eps) => quote!(::core::option::Option::Some(#eps)),
        None => quote!(::core::option::Option::None),
    }
}

impl Layer for RmsNorm {
    fn name(&self) -> &str {
        "rms_norm"
    }

    fn about(&self) -> &'static str {
        "the features of each sample or step divided by their root mean square, scaled"
    }

    fn args(&self) -> &'static [ArgSpec] {
        const { &[ArgSpec::optional("eps", EPS_KIND, Default::Nothing)] }
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        cx.takes_features("rms_norm", site).then(|| site.ins.clone())
    }

    /// What it takes, whatever that is.
    fn outline(&self, _: &Args, input: Option<&Outline>) -> Outline {
        input.cloned().unwrap_or(Outline::NOTHING)
    }

    fn storage(&self, site: &Site) -> Option<Storage> {
        let features = site.input().features();
        let weight = Tensor::vector("weight", features.clone(), TensorInit::Always("ones", &[]));
        Some(Storage::params("RmsNorm", vec![features], vec![weight]))
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::INPUT
    }

    fn in_place(&self, _: &Site, _: usize) -> InPlace {
        InPlace::Call
    }

    /// The inverse root mean square of each column.
    fn memory(&self, site: &Site) -> Memory {
        Memory { saved: vec![Size::PerSample(site.input().steps())], ..Memory::default() }
    }

    fn emit_infer(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, net, .. }, eps, columns) = (call, eps(site), site.input().columns());
        quote!(nn::rms_norm::infer(isa, #net, #eps, #(#ins)*, #(#outs)*, #columns);)
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, net, saved, .. }, eps, columns) = (call, eps(site), site.input().columns());
        quote!(nn::rms_norm::forward(isa, #net, #eps, #(#ins)*, #(#outs)*, #(#saved)*, #columns);)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let Backward { ins, d_outs, net, saved, grads, beta, .. } = call;
        let (dx, columns) = (call.d_in(), site.input().columns());
        quote! {
            nn::rms_norm::backward(
                isa, #net, #(#ins)*, #(#saved)*, #(#d_outs)*, #dx, #grads, #beta, #columns,
            );
        }
    }
}

//! `prelu`: y = x where x > 0, else w·x, with one learned slope w.

use proc_macro2::TokenStream;
use quote::quote;

use super::args::Args;
use super::call::{Backward, Forward};
use super::leaky_relu::gain;
use super::storage::{Storage, Tensor, TensorInit};
use super::{Cx, InPlace, Layer, Needs, Orders, Site};
use crate::layers::storage::Init;
use crate::shape::dim::{Dim, Shape};
use crate::shape::outline::Outline;

pub struct Prelu;

/// The slope at first.
const SLOPE: f64 = 0.25;

impl Layer for Prelu {
    fn name(&self) -> &str {
        "prelu"
    }

    fn about(&self) -> &'static str {
        "y = x where x > 0, else w·x, with one learned slope w"
    }

    fn infer(&self, site: &Site, _: &mut Cx<'_>) -> Option<Vec<Shape>> {
        Some(site.ins.clone())
    }

    /// What it takes, whatever that is.
    fn outline(&self, _: &Args, input: Option<&Outline>) -> Outline {
        input.cloned().unwrap_or(Outline::NOTHING)
    }

    fn storage(&self, _: &Site) -> Option<Storage> {
        let weight = Tensor::vector("weight", Dim::Known(1), TensorInit::Always("constant", &[SLOPE]));
        Some(Storage::params("Prelu", vec![], vec![weight]))
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::Kept
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::INPUT
    }

    fn in_place(&self, _: &Site, _: usize) -> InPlace {
        InPlace::Call
    }

    fn is_activation(&self, _: &Site) -> bool {
        true
    }

    fn suits(&self, _: &Site) -> Option<Init> {
        Some(Init { name: "kaiming_uniform", gain: gain(SLOPE), args: vec![] })
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, net, .. }, len) = (call, site.input().live());
        quote!(nn::prelu::forward(isa, #net, #(#ins)*, #(#outs)*, #len);)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let Backward { ins, d_outs, net, grads, beta, .. } = call;
        let (dx, len) = (call.d_in(), site.input().live());
        quote!(nn::prelu::backward(isa, #net, #(#ins)*, #(#d_outs)*, #dx, #grads, #beta, #len);)
    }
}

//! `batch_norm<eps = 1e-5, momentum = 0.1>`: each feature, or each channel of images and signals, brought to mean 0 and
//! variance 1 over the batch, then scaled and shifted; in inference and in frozen stages by running statistics.

use proc_macro2::TokenStream;
use quote::quote;

use super::args::{ArgKind, ArgSpec, Args, Default};
use super::call::{Backward, Forward};
use super::layer_norm::{EPS, EPS_KIND, eps};
use super::storage::{Generics, Memory, Size, Storage, Tensor, TensorInit, number};
use super::{Cx, Fold, InPlace, Layer, Needs, Orders, Site};
use crate::shape::dim::{Dim, Shape, times_n};
use crate::shape::outline::Outline;

pub struct BatchNorm;

const MOMENTUM: f64 = 0.1;

/// The columns whose features are normalised: the samples, all pixels of images, all steps of signals.
fn columns(site: &Site) -> TokenStream {
    times_n(&site.input().channels().1)
}

impl Layer for BatchNorm {
    fn name(&self) -> &str {
        "batch_norm"
    }

    fn about(&self) -> &'static str {
        "each feature or channel at mean 0 and variance 1 over the batch, scaled and shifted"
    }

    fn args(&self) -> &'static [ArgSpec] {
        const {
            let momentum = ArgKind::Number(|x| (0.0..=1.0).contains(&x), "a number from 0 to 1");
            &[
                ArgSpec::optional("eps", EPS_KIND, Default::Number(EPS)),
                ArgSpec::optional("momentum", momentum, Default::Number(MOMENTUM)),
            ]
        }
    }

    fn infer(&self, site: &Site, _: &mut Cx<'_>) -> Option<Vec<Shape>> {
        Some(site.ins.clone())
    }

    /// What it takes, whatever that is.
    fn outline(&self, _: &Args, input: Option<&Outline>) -> Outline {
        input.cloned().unwrap_or(Outline::NOTHING)
    }

    fn storage(&self, site: &Site) -> Option<Storage> {
        let (features, _) = site.input().channels();
        let tensor = |name, init| Tensor::vector(name, features.clone(), TensorInit::Always(init, &[]));
        let state = vec![tensor("running_mean", "zeros"), tensor("running_var", "ones")];
        Some(Storage::Tensors {
            params: ("BatchNorm", vec![features.clone()]),
            tensors: vec![tensor("weight", "ones"), tensor("bias", "zeros")],
            state: Some(("BatchNormState", vec![features.clone()], state)),
        })
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::ChannelsLast
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::INPUT
    }

    /// That of a summand is that of the sum.
    fn in_place(&self, _: &Site, input: usize) -> InPlace {
        if input == 0 { InPlace::Call } else { InPlace::Same }
    }

    /// With that of the sum, behind the activation.
    fn overwrites_gradient(&self, site: &Site) -> bool {
        site.ins.len() > 1
    }

    /// Mean and inverse deviation of each feature, of the batch as a whole.
    fn memory(&self, site: &Site) -> Memory {
        let stats = Size::Fixed(site.input().channels().0.mul(&Dim::Known(2)));
        Memory { saved: vec![stats], ..Memory::default() }
    }

    fn coupled(&self, _: &Generics) -> Option<TokenStream> {
        Some(quote!(true))
    }

    /// One that vectors know.
    fn folds_activation(&self, fold: Fold) -> bool {
        fold == Fold::Store
    }

    /// From its input, if no summand was added.
    fn recomputes(&self, site: &Site) -> bool {
        site.ins.len() == 1
    }

    fn folds_sum(&self) -> bool {
        true
    }

    fn splits_inputs(&self) -> bool {
        false
    }

    fn is_norm(&self) -> bool {
        true
    }

    fn emit_norm(&self, site: &Site, net: &TokenStream, state: &TokenStream) -> TokenStream {
        let eps = eps(site);
        quote!(nn::batch_norm::Running::new(#net, #state, #eps))
    }

    fn emit_infer(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, net, state, activation, .. }, eps) = (call, eps(site));
        let (x, addend, columns) = (&ins[0], call.addend(), columns(site));
        quote!(nn::batch_norm::infer(isa, #activation, #net, #state, #eps, #x, #addend, #(#outs)*, #columns);)
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let Forward { ins, outs, net, state, saved, step, activation, .. } = call;
        let (eps, momentum) = (eps(site), number(site.args.number("momentum").unwrap_or(MOMENTUM)));
        let (x, addend, columns) = (&ins[0], call.addend(), columns(site));
        quote! {
            nn::batch_norm::forward(
                isa, #activation, #net, #state, #eps, #momentum, #x, #addend, #(#outs)*, #(#saved)*, #columns,
                #step.frozen,
            );
        }
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let Backward { ins, outs, d_outs, net, saved, grads, beta, step, activation, .. } = call;
        let (x, dx, d_addend) = (&ins[0], call.d_in(), call.d_addend());
        let columns = columns(site);
        quote! {
            nn::batch_norm::backward(
                isa, #activation, #net, #x, #(#outs)*, #(#saved)*, #(#d_outs)*, #dx, #d_addend, #grads, #beta,
                #columns, #step.frozen,
            );
        }
    }
}

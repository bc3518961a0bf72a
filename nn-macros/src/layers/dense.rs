//! `dense<features, bias = true>`: y = W·x + b on the features, step by step on a sequence.

use proc_macro2::TokenStream;
use quote::quote;

use super::args::{ArgKind, ArgSpec, Args, Default};
use super::call::{Backward, Forward};
use super::storage::{Storage, Tensor, TensorInit, TensorOrder};
use super::{Cx, Fold, Layer, Needs, Orders, Site};
use crate::shape::dim::{Dim, Shape};
use crate::shape::outline::Outline;

pub struct Dense;

fn features(args: &Args) -> Dim {
    args.dim("features").cloned().unwrap_or(Dim::Known(1))
}

impl Layer for Dense {
    fn name(&self) -> &str {
        "dense"
    }

    fn about(&self) -> &'static str {
        "y = W·x + b on the features, on every step of a sequence"
    }

    fn args(&self) -> &'static [ArgSpec] {
        const {
            &[
                ArgSpec::required("features", ArgKind::Dim),
                ArgSpec::optional("bias", ArgKind::Bool, Default::Bool(true)),
            ]
        }
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        if !cx.takes_features(&format!("dense<{}>", features(&site.args)), site) {
            return None;
        }
        let mut dims = site.input().0.clone();
        *dims.last_mut()? = features(&site.args);
        Some(vec![Shape(dims)])
    }

    /// Its features, even of an image.
    fn outline(&self, args: &Args, input: Option<&Outline>) -> Outline {
        input.cloned().unwrap_or(Outline::NOTHING).with_features(args.dim("features").cloned())
    }

    fn storage(&self, site: &Site) -> Option<Storage> {
        let (fan_in, fan_out) = (site.input().features(), features(&site.args));
        let dims = vec![fan_in.clone(), fan_out.clone()];
        let weight = Tensor {
            name: "weight",
            shape: vec![fan_out.clone(), fan_in.clone()],
            order: TensorOrder::Transposed,
            init: TensorInit::Weight { fan_in, fan_out: fan_out.clone() },
        };
        if site.args.bool("bias") == Some(false) {
            return Some(Storage::params("DenseNoBias", dims, vec![weight]));
        }
        let bias = Tensor::vector("bias", fan_out, TensorInit::Always("zeros", &[]));
        Some(Storage::params("Dense", dims, vec![weight, bias]))
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::Absorbed
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::INPUT
    }

    fn multiply_adds(&self, site: &Site) -> Dim {
        site.input().len().mul(&features(&site.args))
    }

    fn is_product(&self) -> bool {
        true
    }

    fn folds_activation(&self, fold: Fold) -> bool {
        fold != Fold::Never
    }

    /// One of its features, which are not the channels of a sequence.
    fn folds_norm(&self, site: &Site) -> bool {
        site.output().rank() == 1
    }

    fn emit_infer(&self, site: &Site, call: &Forward) -> TokenStream {
        let Forward { ins, outs, net, activation, norm: Some(norm), .. } = call else {
            return self.emit_forward(site, call);
        };
        let (x, addend, columns) = (&ins[0], call.addend(), site.input().columns());
        quote!(nn::dense::normed(isa, #activation, #net, #norm, #x, #addend, #(#outs)*, #columns);)
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let Forward { ins, outs, net, activation, .. } = call;
        let columns = site.input().columns();
        quote!(nn::dense::forward(isa, #activation, #net, #(#ins)*, #(#outs)*, #columns);)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let Backward { ins, outs, d_outs, net, grads, beta, activation, .. } = call;
        let (dx, columns) = (call.d_in(), site.input().columns());
        quote! {
            nn::dense::backward(
                isa, #activation, #net, #(#ins)*, #(#outs)*, #(#d_outs)*, #dx, #grads, #beta, #columns,
            );
        }
    }
}

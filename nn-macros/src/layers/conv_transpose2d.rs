//! `conv_transpose2d<channels, kernel, stride = 1, padding = 0, output_padding = 0, dilation = 1, groups = 1, bias = true>`: each
//! pixel of the input, times a kernel, is added to the output, where the convolution of the same arguments would read it.

use proc_macro2::TokenStream;
use quote::format_ident;

use super::args::{ArgKind, ArgSpec, Args, Default, Sizes};
use super::call::{Backward, Forward};
use super::convolution::{Calls, channels, check_groups, tensors};
use super::storage::{Memory, Storage, Tensor, TensorInit, TensorOrder};
use super::window::{self, Window, kernel, padding, step};
use super::{Cx, Fold, Layer, Needs, Orders, Site};
use crate::shape::check::Relation;
use crate::shape::dim::{Dim, Shape, product};
use crate::shape::outline::Outline;

pub struct ConvTranspose2d;

/// What PyTorch calls `output_padding`: rows and columns at the end that no other argument tells of.
const OUTPUT_PADDING: ArgSpec = ArgSpec::optional(
    "output_padding",
    ArgKind::Sizes(Sizes { axes: 2, zero: true, same: false }),
    Default::Sizes(2, 0),
);

/// The windows of the convolution that it is the transpose of: they move over the output, and take as many places as the input
/// has pixels.
fn windows(site: &Site) -> Vec<Window> {
    let mut windows = window::windows(&site.args, site.input());
    for (window, whole) in windows.iter_mut().zip(whole(site)) {
        window.len = whole.saturating_sub(&window.before.add(&window.after));
    }
    windows
}

/// The output along each axis before padding cuts something off.
fn whole(site: &Site) -> Vec<Dim> {
    let windows = window::windows(&site.args, site.input());
    let whole = windows.iter().zip(extra(site)).map(|(window, extra)| {
        let steps = window.len.sub(&Dim::Known(1)).mul(&window.stride);
        steps.add(&window.span()).add(&extra)
    });
    whole.collect()
}

/// `output_padding`
fn extra(site: &Site) -> Vec<Dim> {
    site.args.sizes("output_padding").map_or(vec![Dim::Known(0); 2], <[_]>::to_vec)
}

fn calls(site: &Site) -> Calls {
    let groups = channels(&site.args).1;
    Calls { module: format_ident!("conv_transpose2d"), windows: window::code(&windows(site)), groups }
}

/// Padding leaves something of the output, and what is added at the end is less than a step.
fn check_sizes(site: &Site, cx: &mut Cx<'_>) -> bool {
    let (input, windows) = (site.input(), window::windows(&site.args, site.input()));
    let at = |name| site.args.place(name, site.place);
    let axes = windows.iter().zip(whole(site)).zip(extra(site)).zip(["rows", "columns"]);
    axes.into_iter().all(|(((window, whole), extra), noun)| {
        let cut = window.before.add(&window.after);
        let text = [
            "the padding of `conv_transpose2d` cuts ".to_string(),
            format!(" {noun} off the output, which has no more than "),
            format!(" for an input of {input}"),
        ];
        let less = [
            "`output_padding` of `conv_transpose2d` is ".to_string(),
            ", but has to be less than the stride, ".to_string(),
            String::new(),
        ];
        cx.require(at("padding"), Relation::Less, &cut, &whole, text)
            && cx.require(at("output_padding"), Relation::Less, &extra, &window.stride, less)
    })
}

impl Layer for ConvTranspose2d {
    fn name(&self) -> &str {
        "conv_transpose2d"
    }

    fn about(&self) -> &'static str {
        "each pixel times a kernel, added up where the kernels overlap: a convolution backwards"
    }

    fn args(&self) -> &'static [ArgSpec] {
        const {
            &[
                ArgSpec::required("channels", ArgKind::Dim),
                kernel(2),
                step("stride", 2),
                padding(2, false),
                OUTPUT_PADDING,
                step("dilation", 2),
                ArgSpec::optional("groups", ArgKind::Dim, Default::Dim(1)),
                ArgSpec::optional("bias", ArgKind::Bool, Default::Bool(true)),
            ]
        }
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        if !cx.takes_image("conv_transpose2d", site) {
            return None;
        }
        let sound = [check_groups("conv_transpose2d", site, cx), check_sizes(site, cx)];
        let sizes = windows(site).into_iter().map(|window| window.len);
        (!sound.contains(&false)).then(|| vec![Shape::of_channels(&channels(&site.args).0, sizes)])
    }

    /// Its channels.
    fn outline(&self, args: &Args, input: Option<&Outline>) -> Outline {
        window::outline(input, args.dim("channels").cloned(), 2)
    }

    fn storage(&self, site: &Site) -> Option<Storage> {
        let (inputs, outputs, (_, groups)) = (&site.input().0[0], &site.output().0[0], channels(&site.args));
        let kernel: Vec<_> = windows(site).into_iter().map(|window| window.kernel).collect();
        let (taps, part) = (product(&kernel), outputs.div(&groups));
        // As PyTorch counts: of a weight [IN, OUT, KH, KW] the second dimension is taken for what comes in.
        let (fan_in, fan_out) = (part.mul(&taps), inputs.mul(&taps));
        let weight = Tensor {
            name: "weight",
            shape: [inputs, &part].into_iter().chain(&kernel).cloned().collect(),
            order: TensorOrder::Axes(&[2, 3, 1, 0]),
            init: TensorInit::Weight { fan_in, fan_out },
        };
        let mut dims: Vec<_> = [inputs.clone(), part].into_iter().chain(kernel).collect();
        let tensors = tensors(site, weight);
        if tensors.len() == 1 {
            return Some(Storage::params("ConvTranspose2dNoBias", dims, tensors));
        }
        dims.push(outputs.clone());
        Some(Storage::params("ConvTranspose2d", dims, tensors))
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::ChannelsLast
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::INPUT
    }

    fn memory(&self, site: &Site) -> Memory {
        calls(site).memory(site)
    }

    fn multiply_adds(&self, site: &Site) -> Dim {
        let (channels, groups) = channels(&site.args);
        let taps = windows(site).iter().fold(channels.div(&groups), |taps, window| taps.mul(&window.kernel));
        site.input().len().mul(&taps)
    }

    fn is_product(&self) -> bool {
        true
    }

    fn folds_activation(&self, fold: Fold) -> bool {
        fold != Fold::Never
    }

    fn folds_norm(&self, _: &Site) -> bool {
        true
    }

    fn emit_infer(&self, site: &Site, call: &Forward) -> TokenStream {
        calls(site).infer(site, call)
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        calls(site).forward(site, call)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        calls(site).backward(site, call)
    }
}

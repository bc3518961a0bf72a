//! What convolutions have in common: each is a description, and its file holds just that.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::args::{ArgSpec, Args};
use super::call::{Backward, Forward};
use super::storage::{Memory, Size, Storage, Tensor, TensorInit, TensorOrder};
use super::window::{self, Window, windows};
use super::{Cx, Fold, Layer, Maxima, Needs, Orders, Site};
use crate::shape::check::Relation;
use crate::shape::dim::{Dim, Shape, product};
use crate::shape::outline::Outline;

/// A convolution over the axes behind the channels.
pub struct Convolution {
    pub name: &'static str,
    pub about: &'static str,
    pub args: &'static [ArgSpec],
    /// 1 for signals, 2 for images.
    pub axes: usize,
    /// Each channel by itself, with one kernel.
    pub depthwise: bool,
    /// The runtime's struct of parameters, with bias and without.
    pub params: [&'static str; 2],
    /// The order of the weight's axes in memory.
    pub order: &'static [usize],
}

/// The arguments `channels` and `groups`: the channels that it gives, and the groups they are made in.
pub fn channels(args: &Args) -> (Dim, Dim) {
    let or_one = |dim: Option<&Dim>| dim.cloned().unwrap_or(Dim::Known(1));
    (or_one(args.dim("channels")), or_one(args.dim("groups")))
}

/// Reports unless the groups divide the channels on both sides.
pub fn check_groups(layer: &str, site: &Site, cx: &mut Cx<'_>) -> bool {
    let (input, (channels, groups)) = (site.input(), channels(&site.args));
    let place = site.args.place("groups", site.place);
    let takes = (&input.0[0], format!("that `{layer}` takes, of {input}"));
    let gives = (&channels, format!("that `{layer}` gives"));
    [takes, gives].into_iter().all(|(whole, which)| {
        let text = [
            "groups are equal parts of the channels, but ".to_string(),
            " groups do not divide the ".to_string(),
            format!(" channels {which}"),
        ];
        cx.require(place, Relation::Divides, &groups, whole, text)
    })
}

/// The weight, and the bias unless there is none.
pub fn tensors(site: &Site, weight: Tensor) -> Vec<Tensor> {
    let bias = Tensor::vector("bias", site.output().0[0].clone(), TensorInit::Always("zeros", &[]));
    if site.args.bool("bias") == Some(false) { vec![weight] } else { vec![weight, bias] }
}

/// The calls of a convolution or of its transpose: the runtime's module, and what is handed over behind slices.
pub struct Calls {
    pub module: Ident,
    pub windows: TokenStream,
    pub groups: Dim,
}

impl Calls {
    /// A bordered copy of a sample, weights in the order of the kernel, and gradients of weights, where they are needed.
    ///
    /// Of maxima also their places, and the outputs of the convolution for a few samples.
    pub fn memory(&self, site: &Site) -> Memory {
        let Self { module, windows, groups } = self;
        let (inputs, outputs) = (&site.input().0[0], &site.output().0[0]);
        let size = |name: &str| {
            let name = format_ident!("{name}");
            Size::Code(quote!(nn::#module::#name(#inputs, #outputs, #windows, #groups)))
        };
        let maxima = site.maxima.is_some();
        let of = |name: &str| [Some(size(name)), maxima.then(|| size("pooled_values"))].into_iter().flatten().collect();
        let saved = maxima.then(|| Size::PerSample(site.output().len())).into_iter().collect();
        let infer = if site.normed { "normed_memory" } else { "forward_memory" };
        Memory { saved, infer: of(infer), forward: of("forward_memory"), backward: of("backward_memory") }
    }

    pub fn infer(&self, site: &Site, call: &Forward) -> TokenStream {
        let Self { module, windows, groups } = self;
        let Forward { ins, outs, net, memory, activation, norm: Some(norm), .. } = call else {
            return self.forward(site, call);
        };
        let (x, addend) = (&ins[0], call.addend());
        quote! {
            nn::#module::normed(
                isa, #activation, #net, #norm, #x, #addend, #(#outs)*, #(#memory)*, #windows, #groups, n,
            );
        }
    }

    pub fn forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let Self { module, windows, groups } = self;
        let Forward { ins, outs, net, memory, activation, .. } = call;
        if let Some(Maxima { windows: pool, .. }) = &site.maxima {
            let places = call.places();
            return quote! {
                nn::#module::forward_pooled(
                    isa, #activation, #net, #(#ins)*, #(#outs)*, #places, #(#memory),*, #windows, #groups, #pool, n,
                );
            };
        }
        quote! {
            nn::#module::forward(isa, #activation, #net, #(#ins)*, #(#outs)*, #(#memory)*, #windows, #groups, n);
        }
    }

    pub fn backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let Self { module, windows, groups } = self;
        let (Backward { ins, outs, d_outs, net, grads, beta, memory, activation, saved, .. }, dx) = (call, call.d_in());
        if let Some(Maxima { windows: pool, .. }) = &site.maxima {
            return quote! {
                nn::#module::backward_pooled(
                    isa, #activation, #net, #(#ins)*, #(#outs)*, #(#d_outs)*, #dx, #grads, #beta, #(#saved)*,
                    #(#memory),*, #windows, #groups, #pool, n,
                );
            };
        }
        quote! {
            nn::#module::backward(
                isa, #activation, #net, #(#ins)*, #(#outs)*, #(#d_outs)*, #dx, #grads, #beta, #(#memory)*, #windows,
                #groups, n,
            );
        }
    }
}

impl Convolution {
    /// The channels that it gives, and the groups they are made in.
    fn channels(&self, args: &Args, input: &Dim) -> (Dim, Dim) {
        if self.depthwise { (input.clone(), input.clone()) } else { channels(args) }
    }

    /// `padding = same` has one meaning with stride 1 alone.
    fn check_same(&self, site: &Site, windows: &[Window], cx: &mut Cx<'_>) -> bool {
        let strides = windows.iter().any(|window| window.stride.known() != Some(1));
        let fails = site.args.word("padding") == Some("same") && strides;
        if fails {
            let half: Vec<_> = windows.iter().map(|w| w.span().div(&Dim::Known(2)).to_string()).collect();
            let half =
                if half.len() == 1 || half[0] == half[1] { half[0].clone() } else { format!("({})", half.join(", ")) };
            let text = format!(
                "`padding = same` keeps the size, which stride {} does not\nhelp: write `padding = {half}`",
                windows[0].stride
            );
            cx.report.error(site.args.place("padding", site.place), text);
        }
        !fails
    }

    /// What it makes before it takes any maxima.
    fn whole(&self, site: &Site) -> Shape {
        window::output(&site.output().0[0], &windows(&site.args, site.input()))
    }

    fn calls(&self, site: &Site) -> Calls {
        let (_, groups) = self.channels(&site.args, &site.input().0[0]);
        Calls { module: format_ident!("conv2d"), windows: window::code(&windows(&site.args, site.input())), groups }
    }
}

impl Layer for Convolution {
    fn name(&self) -> &str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn args(&self) -> &'static [ArgSpec] {
        self.args
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        if !cx.takes_axes(self.name, site, self.axes) {
            return None;
        }
        let windows = windows(&site.args, site.input());
        let sound = [
            self.depthwise || check_groups(self.name, site, cx),
            self.check_same(site, &windows, cx),
            window::check_fits("kernel", site, &windows, cx),
        ];
        if sound.contains(&false) {
            return None;
        }
        window::warn_of_lost(site, &windows, cx);
        let (channels, _) = self.channels(&site.args, &site.input().0[0]);
        Some(vec![window::output(&channels, &windows)])
    }

    /// Its channels.
    fn outline(&self, args: &Args, input: Option<&Outline>) -> Outline {
        window::outline(input, args.dim("channels").cloned(), self.axes)
    }

    fn storage(&self, site: &Site) -> Option<Storage> {
        let (inputs, outputs) = (&site.input().0[0], &site.output().0[0]);
        let (_, groups) = self.channels(&site.args, inputs);
        let inputs = if self.depthwise { Dim::Known(1) } else { inputs.div(&groups) };
        let kernel: Vec<_> = windows(&site.args, site.input()).into_iter().map(|w| w.kernel).collect();
        let taps = product(&kernel);
        let (fan_in, fan_out) = (inputs.mul(&taps), outputs.mul(&taps));
        let weight = Tensor {
            name: "weight",
            shape: [outputs, &inputs].into_iter().chain(&kernel).cloned().collect(),
            order: TensorOrder::Axes(self.order),
            init: TensorInit::Weight { fan_in, fan_out },
        };
        let channels = if self.depthwise { vec![outputs.clone()] } else { vec![inputs, outputs.clone()] };
        let dims = channels.into_iter().chain(kernel).collect();
        let tensors = tensors(site, weight);
        let name = if tensors.len() > 1 { self.params[0] } else { self.params[1] };
        Some(Storage::params(name, dims, tensors))
    }

    fn strides(&self, site: &Site) -> Option<Vec<Dim>> {
        Some(window::strides(&site.args, site.input()))
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::ChannelsLast
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::INPUT
    }

    fn memory(&self, site: &Site) -> Memory {
        self.calls(site).memory(site)
    }

    fn multiply_adds(&self, site: &Site) -> Dim {
        let (_, groups) = self.channels(&site.args, &site.input().0[0]);
        let inputs = if self.depthwise { Dim::Known(1) } else { site.input().0[0].div(&groups) };
        let taps = windows(&site.args, site.input()).iter().fold(Dim::Known(1), |taps, w| taps.mul(&w.kernel));
        self.whole(site).len().mul(&inputs).mul(&taps)
    }

    /// Channels that stay apart are mixed by what follows, with nothing between them.
    fn is_product(&self) -> bool {
        !self.depthwise
    }

    fn folds_activation(&self, fold: Fold) -> bool {
        fold != Fold::Never
    }

    fn folds_norm(&self, _: &Site) -> bool {
        true
    }

    fn folds_maxima(&self) -> bool {
        true
    }

    fn emit_infer(&self, site: &Site, call: &Forward) -> TokenStream {
        self.calls(site).infer(site, call)
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        self.calls(site).forward(site, call)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        self.calls(site).backward(site, call)
    }
}

//! What `pad1d` and `pad2d` have in common: each is a description, and its file holds just that.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::args::{ArgKind, ArgSpec, Args, Sizes};
use super::call::{Backward, Forward};
use super::window::{self, Window};
use super::{Cx, Layer, Needs, Orders, Site};
use crate::shape::dim::{Dim, Shape};
use crate::shape::outline::Outline;

/// Zeros around an image or a signal.
pub struct Pad {
    pub name: &'static str,
    pub about: &'static str,
    /// The axes behind the channels.
    pub axes: usize,
}

/// `padding`, which has to be given.
const fn args(axes: usize) -> [ArgSpec; 1] {
    [ArgSpec::required("padding", ArgKind::Sizes(Sizes { axes, zero: true, same: false }))]
}

/// The axes as windows of one number, with the padding around them.
fn axes(site: &Site) -> Vec<Window> {
    let one = Dim::Known(1);
    let padding = site.args.sizes("padding").unwrap_or_default();
    let axes = site.input().0[1..].iter().zip(padding).map(|(len, padding)| Window {
        len: len.clone(),
        before: padding.clone(),
        after: padding.clone(),
        kernel: one.clone(),
        stride: one.clone(),
        dilation: one.clone(),
    });
    axes.collect()
}

impl Layer for Pad {
    fn name(&self) -> &str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn args(&self) -> &'static [ArgSpec] {
        static SIGNAL: [ArgSpec; 1] = args(1);
        static IMAGE: [ArgSpec; 1] = args(2);
        if self.axes == 1 { &SIGNAL } else { &IMAGE }
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        let padded = || Shape::of_channels(&site.input().0[0], axes(site).iter().map(Window::padded));
        cx.takes_axes(self.name, site, self.axes).then(|| vec![padded()])
    }

    /// The channels that it takes, and the axes.
    fn outline(&self, _: &Args, input: Option<&Outline>) -> Outline {
        window::outline_of_same_channels(input, self.axes)
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::ChannelsLast
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::NOTHING
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, .. }, module) = (call, format_ident!("{}", self.name));
        let (axes, channels) = (window::code(&axes(site)), &site.input().0[0]);
        quote!(nn::#module::forward(isa, #(#ins)*, #(#outs)*, #axes, #channels, n);)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let (Backward { d_outs, .. }, module, dx) = (call, format_ident!("{}", self.name), call.d_in());
        let (axes, channels) = (window::code(&axes(site)), &site.input().0[0]);
        quote!(nn::#module::backward(isa, #(#d_outs)*, #dx, #axes, #channels, n);)
    }
}

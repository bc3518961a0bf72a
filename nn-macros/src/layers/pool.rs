//! What pooling layers have in common: each is a description, and its file holds just that.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::args::{ArgKind, ArgSpec, Args, Default, Sizes};
use super::call::{Backward, Forward};
use super::window::{self, Window, check_fits, windows};
use super::{Cx, Layer, Maxima, Needs, Orders, Site};
use crate::shape::check::Relation;
use crate::shape::dim::{Dim, Shape};
use crate::shape::outline::Outline;

/// A pool with windows.
pub struct Pool {
    pub name: &'static str,
    pub about: &'static str,
    /// The axes behind the channels.
    pub axes: usize,
    /// Whether the gradient depends on the input.
    pub needs: Needs,
    /// Whether it takes the largest numbers.
    pub maxima: bool,
}

/// `kernel, stride = kernel, padding = 0`
const fn args(axes: usize) -> [ArgSpec; 3] {
    let sizes = ArgKind::Sizes(Sizes { axes, zero: false, same: false });
    let stride = ArgSpec::optional("stride", sizes, Default::Word("kernel"));
    [window::kernel(axes), stride, window::padding(axes, false)]
}

impl Pool {
    /// A window may not lie in the padding by more than half, or some would see nothing else.
    fn check_padding(&self, site: &Site, windows: &[Window], cx: &mut Cx<'_>) -> bool {
        let place = site.args.place("padding", site.place);
        let sides = window::sides(windows, |window| [window.before.clone(), window.kernel.clone()]);
        sides.into_iter().all(|(_, window)| {
            let before = format!(
                "`{}` takes a padding of at most half its window: {} and {} are ",
                self.name, window.before, window.after
            );
            let text = [before, ", and the window has ".to_string(), String::new()];
            cx.require(place, Relation::AtMost, &window.before.add(&window.after), &window.kernel, text)
        })
    }
}

impl Layer for Pool {
    fn name(&self) -> &str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn args(&self) -> &'static [ArgSpec] {
        static SIGNAL: [ArgSpec; 3] = args(1);
        static IMAGE: [ArgSpec; 3] = args(2);
        if self.axes == 1 { &SIGNAL } else { &IMAGE }
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        if !cx.takes_axes(self.name, site, self.axes) {
            return None;
        }
        let windows = windows(&site.args, site.input());
        let sound = self.check_padding(site, &windows, cx) && check_fits("window", site, &windows, cx);
        sound.then(|| vec![window::output(&site.input().0[0], &windows)])
    }

    /// The channels that it takes, and the axes.
    fn outline(&self, _: &Args, input: Option<&Outline>) -> Outline {
        window::outline_of_same_channels(input, self.axes)
    }

    fn strides(&self, site: &Site) -> Option<Vec<Dim>> {
        Some(window::strides(&site.args, site.input()))
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::ChannelsLast
    }

    fn needs(&self, _: &Site) -> Needs {
        self.needs
    }

    fn maxima(&self, site: &Site) -> Option<Maxima> {
        let windows = windows(&site.args, site.input());
        let text = format!("{}<{}>", self.name, site.args.text());
        (self.maxima && windows.iter().all(Window::tiles)).then(|| Maxima { windows: window::code(&windows), text })
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, .. }, module) = (call, format_ident!("{}", self.name));
        let (windows, channels) = (window::code(&windows(&site.args, site.input())), &site.input().0[0]);
        quote!(nn::#module::forward(isa, #(#ins)*, #(#outs)*, #windows, #channels, n);)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let (Backward { ins, d_outs, .. }, module, dx) = (call, format_ident!("{}", self.name), call.d_in());
        let (windows, channels) = (window::code(&windows(&site.args, site.input())), &site.input().0[0]);
        let x = self.needs.input.then(|| quote!(#(#ins)*,));
        quote!(nn::#module::backward(isa, #x #(#d_outs)*, #dx, #windows, #channels, n);)
    }
}

/// A pool whose only window is the whole image or signal.
pub struct GlobalPool {
    pub name: &'static str,
    pub about: &'static str,
    /// Whether the gradient depends on the input.
    pub needs: Needs,
}

impl Layer for GlobalPool {
    fn name(&self) -> &str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        let input = site.input();
        if cx.takes_channels(self.name, site, "there is one number a feature already: leave it out") {
            return Some(vec![Shape(vec![input.0[0].clone()])]);
        }
        None
    }

    /// The channels that it takes.
    fn outline(&self, _: &Args, input: Option<&Outline>) -> Outline {
        if input.is_none() {
            return Outline::NOTHING;
        }
        let dims = input.and_then(Outline::dims).filter(|dims| dims.len() > 1);
        Outline::of_rank(vec![dims.and_then(|dims| dims[0].clone())])
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::ChannelsLast
    }

    fn needs(&self, _: &Site) -> Needs {
        self.needs
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, .. }, module) = (call, format_ident!("{}", self.name));
        let (channels, pixels): (Dim, Dim) = site.input().channels();
        quote!(nn::#module::forward(isa, #(#ins)*, #(#outs)*, #pixels, #channels, n);)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let (Backward { ins, d_outs, .. }, module, dx) = (call, format_ident!("{}", self.name), call.d_in());
        let (channels, pixels) = site.input().channels();
        let x = self.needs.input.then(|| quote!(#(#ins)*,));
        quote!(nn::#module::backward(isa, #x #(#d_outs)*, #dx, #pixels, #channels, n);)
    }
}

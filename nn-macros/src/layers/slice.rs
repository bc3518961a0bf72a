//! `slice<a..b, axis = 0>`: the elements a to b of an axis, b not included.

use proc_macro2::TokenStream;
use quote::quote;

use super::args::{ArgKind, ArgSpec, Args};
use super::call::{Backward, Forward};
use super::strip::{AXIS, axis, check_axis, strip};
use super::{Cx, Layer, Needs, Orders, Site};
use crate::shape::check::Relation;
use crate::shape::dim::{Dim, Shape};
use crate::shape::outline::Outline;

pub struct Slice;

/// The first element, and the first behind the last.
fn ends(site: &Site) -> (Dim, Dim) {
    let (from, to) = site.args.range("range").unwrap_or((None, None));
    let whole = || site.input().0[axis(site)].clone();
    (from.cloned().unwrap_or(Dim::Known(0)), to.cloned().unwrap_or_else(whole))
}

fn strip_of(site: &Site) -> TokenStream {
    let (from, to) = ends(site);
    strip(site.input(), &site.in_orders[0], axis(site), &from, &to.saturating_sub(&from))
}

impl Layer for Slice {
    fn name(&self) -> &str {
        "slice"
    }

    fn about(&self) -> &'static str {
        "the elements a to b of an axis, b not included"
    }

    fn args(&self) -> &'static [ArgSpec] {
        const { &[ArgSpec::required("range", ArgKind::Range), AXIS] }
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        let axis = check_axis("slice", site, cx)?;
        let (input, (from, to)) = (site.input(), ends(site));
        let (whole, place) = (&input.0[axis], site.args.place("range", site.place));
        let text =
            ["`slice` ends at ".to_string(), format!(", but axis {axis} of its input, {input}, has "), String::new()];
        let fits = cx.require(place, Relation::AtMost, &to, whole, text);
        let before = format!("`slice` takes nothing of axis {axis} of its input, {input}: it starts at ");
        let text = [before, " and ends at ".to_string(), String::new()];
        if !fits || !cx.require(place, Relation::Less, &from, &to, text) {
            return None;
        }
        let mut dims = input.0.clone();
        dims[axis] = to.saturating_sub(&from);
        Some(vec![Shape(dims)])
    }

    /// All dimensions but that of the axis stay.
    fn outline(&self, args: &Args, input: Option<&Outline>) -> Outline {
        let (axis, range) = (args.index("axis"), args.range("range"));
        let dims = input.and_then(Outline::dims).map(<[_]>::to_vec);
        let (Some(axis), Some(mut dims)) = (axis, dims) else { return Outline::NOTHING };
        if let Some(dim) = dims.get_mut(axis) {
            *dim = range.and_then(|(from, to)| Some(to?.saturating_sub(from.unwrap_or(&Dim::Known(0)))));
        }
        Outline::of_rank(dims)
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::ByAxes
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::NOTHING
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, .. }, strip) = (call, strip_of(site));
        quote!(nn::slice::forward(isa, #(#ins)*, #(#outs)*, #strip, n);)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let (Backward { d_outs, .. }, dx, strip) = (call, call.d_in(), strip_of(site));
        quote!(nn::slice::backward(isa, #(#d_outs)*, #dx, #strip, n);)
    }
}

//! `concat<axis = 0>(a, b, …)`: values joined along an axis, their shapes equal but for it.

use proc_macro2::TokenStream;
use quote::quote;

use super::args::ArgSpec;
use super::call::{Backward, Forward};
use super::strip::{AXIS, axis, check_axis, strip};
use super::{Arity, Cx, Layer, Needs, Orders, Site};
use crate::shape::check::Relation;
use crate::shape::dim::{Dim, Shape};

pub struct Concat;

/// The strip that an input fills.
fn strip_of(site: &Site, input: usize) -> TokenStream {
    let axis = axis(site);
    let before = length(&site.ins[..input], axis);
    strip(site.output(), &site.out_orders[0], axis, &before, &site.ins[input].0[axis])
}

/// The elements of an axis of several values together.
fn length(values: &[Shape], axis: usize) -> Dim {
    values.iter().fold(Dim::Known(0), |sum, value| sum.add(&value.0[axis]))
}

/// The first shape that is not equal to the first one but for an axis, as far as the macro can tell.
fn misfit(shapes: &[Shape], axis: usize) -> Option<usize> {
    let but_for_axis = |shape: &Shape| {
        let mut dims = shape.0.clone();
        dims[axis] = Dim::Known(1);
        Shape(dims)
    };
    let same = |a: &Shape, b: &Shape| a.rank() == b.rank() && but_for_axis(a).same(&but_for_axis(b)) != Some(false);
    shapes.iter().position(|shape| !same(&shapes[0], shape))
}

/// `[4, 8], [4, 2] and [5, 8]`
fn list(shapes: &[Shape]) -> String {
    let mut texts: Vec<_> = shapes.iter().map(Shape::to_string).collect();
    let last = texts.pop().unwrap_or_default();
    format!("{} and {last}", texts.join(", "))
}

impl Layer for Concat {
    fn name(&self) -> &str {
        "concat"
    }

    fn about(&self) -> &'static str {
        "values joined along an axis"
    }

    fn args(&self) -> &'static [ArgSpec] {
        const { &[AXIS] }
    }

    fn arity(&self) -> Arity {
        Arity::Many
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        let axis = check_axis("concat", site, cx)?;
        let (first, mut dims) = (site.input(), site.input().0.clone());
        let shapes = list(&site.ins);
        if let Some(wrong) = misfit(&site.ins, axis) {
            let other = (0..first.rank()).find(|&other| misfit(&site.ins, other).is_none());
            let help = other.map_or(String::new(), |other| {
                format!("\nhelp: along axis {other} they fit, `concat<axis = {other}>`")
            });
            let text = format!(
                "`concat` along axis {axis} needs shapes that are equal but for that axis: they are {shapes}{help}"
            );
            cx.report.error(site.place_of(wrong), text);
            return None;
        }
        for (input, other) in site.ins.iter().enumerate().skip(1) {
            for (i, (a, b)) in first.0.iter().zip(&other.0).enumerate().filter(|(i, _)| *i != axis) {
                let before =
                    format!("`concat` of {shapes} along axis {axis} needs dimension {i} to be the same: it is ");
                cx.require(site.place_of(input), Relation::Equal, a, b, [before, " and ".to_string(), String::new()]);
            }
        }
        dims[axis] = length(&site.ins, axis);
        Some(vec![Shape(dims)])
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::ByAxes
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::NOTHING
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let Forward { ins, outs, .. } = call;
        let parts = ins.iter().enumerate().map(|(i, x)| {
            let strip = strip_of(site, i);
            quote!(nn::concat::forward(isa, #x, #(#outs)*, #strip, n);)
        });
        quote!(#(#parts)*)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let Backward { d_outs, d_ins, .. } = call;
        let parts = d_ins.iter().map(|(i, dx)| {
            let strip = strip_of(site, *i);
            quote!(nn::concat::backward(isa, #(#d_outs)*, #dx, #strip, n);)
        });
        quote!(#(#parts)*)
    }
}

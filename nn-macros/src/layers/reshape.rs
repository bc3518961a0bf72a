//! `reshape<[…]>`: the same numbers in another shape. A view: there is nothing to compute.

use proc_macro2::TokenStream;

use super::args::{ArgKind, ArgSpec, Args};
use super::call::{Backward, Forward};
use super::{Cx, Layer, Needs, Site};
use crate::shape::check::Relation;
use crate::shape::dim::Shape;
use crate::shape::outline::Outline;

pub struct Reshape;

impl Layer for Reshape {
    fn name(&self) -> &str {
        "reshape"
    }

    fn about(&self) -> &'static str {
        "the same numbers in another shape"
    }

    fn args(&self) -> &'static [ArgSpec] {
        const { &[ArgSpec::required("shape", ArgKind::Shape)] }
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        let (from, to) = (site.input(), Shape(site.args.shape("shape")?.to_vec()));
        let place = site.args.place("shape", site.place);
        let before = format!("`reshape` keeps every number, but its input, {from}, has ");
        let between = format!(" and {to} has ");
        let text = [before, between, String::new()];
        cx.require(place, Relation::Equal, &from.len(), &to.len(), text).then(|| vec![to])
    }

    /// The shape, unless that is what does not fit.
    fn outline(&self, args: &Args, input: Option<&Outline>) -> Outline {
        let shape = input.and_then(|_| args.shape("shape"));
        shape.map_or(Outline::NOTHING, |dims| Outline::of_rank(dims.iter().cloned().map(Some).collect()))
    }

    fn is_view(&self) -> bool {
        true
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::NOTHING
    }

    fn emit_forward(&self, _: &Site, _: &Forward) -> TokenStream {
        TokenStream::new()
    }

    fn emit_backward(&self, _: &Site, _: &Backward) -> TokenStream {
        TokenStream::new()
    }
}

//! `flatten`: the same numbers as one row of features. A view: there is nothing to compute.

use proc_macro2::TokenStream;

use super::args::Args;
use super::call::{Backward, Forward};
use super::{Cx, Layer, Needs, Orders, Site};
use crate::shape::dim::Shape;
use crate::shape::outline::Outline;

pub struct Flatten;

impl Layer for Flatten {
    fn name(&self) -> &str {
        "flatten"
    }

    fn about(&self) -> &'static str {
        "the same numbers as one row of features"
    }

    fn infer(&self, site: &Site, _: &mut Cx<'_>) -> Option<Vec<Shape>> {
        Some(vec![Shape(vec![site.input().len()])])
    }

    fn outline(&self, _: &Args, input: Option<&Outline>) -> Outline {
        let len = input.and_then(Outline::whole).map(|shape| shape.len());
        Outline::of_rank(vec![len])
    }

    fn is_view(&self) -> bool {
        true
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::Kept
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

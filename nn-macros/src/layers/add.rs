//! `a + b`, element by element; also the end of `residual { … }`.

use proc_macro2::TokenStream;

use super::call::{Backward, Forward};
use super::{Arity, Cx, Layer, Needs, Site, binary};
use crate::graph::dim::Shape;

pub struct Add;

impl Layer for Add {
    fn name(&self) -> &str {
        "add"
    }

    fn about(&self) -> &'static str {
        "a + b, element by element"
    }

    fn arity(&self) -> Arity {
        Arity::Many
    }

    fn infer(&self, site: &Site, _: &mut Cx<'_>) -> Option<Vec<Shape>> {
        Some(vec![site.input().clone()])
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::NOTHING
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        binary::forward("add", site, call)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        binary::backward("add", |_| "backward", site, call)
    }
}

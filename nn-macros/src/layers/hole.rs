//! What stands for the body of a network with errors: it gives all outputs and does nothing.

use proc_macro2::TokenStream;

use super::call::{Backward, Forward};
use super::{Cx, Layer, Needs, Site};
use crate::graph::dim::Shape;

pub struct Hole;

impl Layer for Hole {
    fn name(&self) -> &str {
        "…"
    }

    fn about(&self) -> &'static str {
        "a body with errors"
    }

    fn splits_inputs(&self) -> bool {
        false
    }

    fn infer(&self, site: &Site, _: &mut Cx<'_>) -> Option<Vec<Shape>> {
        Some(site.outs.clone())
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

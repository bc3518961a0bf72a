//! What remains of a network with errors: its name, its inputs and outputs, the parameters of the stages that are right, and
//! one node that does nothing.
//!
//! It is written like any other network, so that users of the network have all that they name and one mistake gives one
//! message.

use proc_macro2::{Ident, TokenStream};

use super::Builder;
use crate::graph::{Graph, Node, Port, Value};
use crate::layers::args::Args;
use crate::layers::call::{Backward, Forward};
use crate::layers::head::Head;
use crate::layers::{Cx, Layer, LayerRef, Needs, Site};
use crate::report::Place;
use crate::shape::dim::{Dim, Shape};

/// Stands for a shape that is wrong.
pub(super) fn unknown_shape() -> Shape {
    Shape(vec![Dim::Known(1)])
}

impl Builder<'_, '_> {
    /// The skeleton of what has been built so far.
    pub(super) fn skeleton(mut self) -> Graph {
        if self.graph.inputs.is_empty() {
            let input = self.value("input", unknown_shape());
            self.graph.inputs.push(input);
            self.graph.input_names.push("input".to_string());
        }
        if self.promised.is_empty() {
            let name = Ident::new("output", self.graph.name.span());
            self.promised.push((name, unknown_shape(), Place::from(self.graph.name.span())));
        }
        self.graph.nodes.clear();
        for (name, shape, _) in self.promised.drain(..) {
            let shape = if shape.rank() == 0 { unknown_shape() } else { shape };
            let local = if self.graph.named_outputs { self.names.local(&name.to_string()) } else { "y".to_string() };
            // Not called as the output is, which may be this value in another order.
            let made = self.graph.fresh(format!("{local}_made"));
            self.graph.values.push(Value::new(made, shape.clone()));
            let value = self.graph.values.len() - 1;
            self.graph.outputs.push(Port { name, local, value, shape, head: Head::Type("Linear") });
        }
        self.graph.nodes.push(Node {
            layer: LayerRef::Known(&Hole),
            args: Args::default(),
            stage: None,
            ins: self.graph.inputs.clone(),
            outs: self.graph.outputs.iter().map(|output| output.value).collect(),
            norm: None,
            fused: None,
            maxima: None,
            part: 0,
            frozen: false,
            headless: false,
            place: Place::from(self.graph.name.span()),
        });
        self.graph
    }
}

/// What stands for the body: it gives all outputs and does nothing.
struct Hole;

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

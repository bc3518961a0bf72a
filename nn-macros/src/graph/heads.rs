//! Pass: takes the activations that end an output out of the graph and makes them the output's head.
//!
//! A loss is fused with the head it meets, so the body stops at pre-activations. An activation that something else reads
//! too stays in the body, as does one that no loss is fused with; the head then says that values are activated.

use proc_macro2::Ident;
use quote::quote;

use super::{Graph, NodeId, ValueId};
use crate::layers::AtInference;
use crate::layers::head::Head;
use crate::layers::storage::TypePath;
use crate::report::Place;
use crate::shape::check::Check;

/// Extracts the heads of all outputs.
pub fn extract(graph: &mut Graph) {
    for output in 0..graph.outputs.len() {
        let value = graph.outputs[output].value;
        let Some(node) = graph.producer(value) else { continue };
        let alone =
            graph.consumers(value).iter().all(|&n| graph.nodes[n].layer.is_view()) && graph.outputs_of(value) == 1;
        let site = graph.site(&graph.nodes[node]);
        let head = graph.nodes[node].layer.head(&site).filter(|_| alone && graph.nodes[node].outs.len() == 1);
        graph.outputs[output].head = match head {
            Some(head) if graph.nodes[node].layer.passes_head_on() => {
                graph.nodes[node].headless = true;
                if let Head::Of(path, true) = &head {
                    graph.checks.push(gives_one(path, graph.nodes[node].place));
                }
                head
            }
            Some(head) => {
                remove(graph, node);
                head
            }
            None => body_head(graph, value),
        };
    }
}

/// The type of the output is whatever a network from elsewhere gives: one value, as rustc has to check.
fn gives_one(path: &TypePath, place: Place) -> Check {
    let ty = path.over(&Ident::new("f32", place.start));
    let args = quote!(<#ty as nn::Network>::NAME, <#ty as nn::Network>::OUTPUT_SHAPES);
    Check::call(place, "check_gives_one", args, &path.dims)
}

/// Leaves all activations in the body: of a block, whose output the next block reads.
pub fn keep(graph: &mut Graph) {
    for output in 0..graph.outputs.len() {
        graph.outputs[output].head = body_head(graph, graph.outputs[output].value);
    }
}

/// What a value is: activated, or any number. Layers that are absent in inference change nothing about it.
fn body_head(graph: &Graph, mut value: ValueId) -> Head {
    loop {
        let Some(node) = graph.producer(value).map(|n| &graph.nodes[n]) else { return Head::Type("Linear") };
        if node.layer.at_inference() == AtInference::Same {
            let output = node.outs.iter().position(|&v| v == graph.root(value)).unwrap_or(0);
            return node.layer.gives(&graph.site(node), output);
        }
        value = node.ins[0];
    }
}

/// Removes a node of one input and one output.
pub fn remove(graph: &mut Graph, node: NodeId) {
    let removed = graph.nodes.remove(node);
    graph.replace(removed.outs[0], removed.ins[0]);
}

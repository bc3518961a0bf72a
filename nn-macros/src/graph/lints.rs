//! What is allowed by the shapes but hardly meant.

use super::{Graph, NodeId};
use crate::layers::AtInference;
use crate::report::Report;

/// Errors: what cannot be meant. The graph may lack what is wrong with it otherwise.
pub fn mistakes(graph: &Graph, report: &mut Report) {
    for node in 0..graph.nodes.len() {
        normalised_twice(graph, node, report);
    }
}

/// Warnings: what may be meant. The graph is complete.
pub fn doubts(graph: &Graph, report: &mut Report) {
    for node in 0..graph.nodes.len() {
        nothing_bends_between(graph, node, report);
    }
}

/// `x -> softmax -> softmax`
fn normalised_twice(graph: &Graph, node: NodeId, report: &mut Report) {
    let this = &graph.nodes[node];
    let Some(before) = before(graph, node).map(|n| &graph.nodes[n]) else { return };
    if this.layer.normalises() && before.layer.normalises() {
        let (first, second) = (before.layer.name(), this.layer.name());
        let text = format!("`{second}` after `{first}`: its input is normalised already\nhelp: leave one of them out");
        report.error(this.place, text);
    }
}

/// `x -> dense<8> -> dense<4>`
fn nothing_bends_between(graph: &Graph, node: NodeId, report: &mut Report) {
    let this = &graph.nodes[node];
    let Some(before) = before(graph, node).map(|n| &graph.nodes[n]) else { return };
    let alone = graph.consumers(before.outs[0]).len() == 1 && graph.outputs_of(before.outs[0]) == 0;
    if this.layer.is_product() && before.layer.is_product() && alone {
        let text = format!(
            "nothing non-linear lies between this `{}` and the `{}` before it, so the two compute no more than one; put an \
             activation such as `relu` between them",
            this.layer.name(),
            before.layer.name()
        );
        report.warning(this.place, text);
    }
}

/// The node before, past views and what is absent in inference.
fn before(graph: &Graph, node: NodeId) -> Option<NodeId> {
    let mut value = *graph.nodes[node].ins.first()?;
    loop {
        let node = graph.nodes.iter().position(|n| n.outs.contains(&value))?;
        let layer = &graph.nodes[node].layer;
        if !layer.is_view() && layer.at_inference() == AtInference::Same {
            return Some(node);
        }
        value = *graph.nodes[node].ins.first()?;
    }
}

//! Pass: folds activations into the layers before them, which apply them in their last store.

use super::Graph;
use crate::layers::Fold;

pub fn fuse(graph: &mut Graph) {
    let mut node = 0;
    while node < graph.nodes.len() {
        let this = &graph.nodes[node];
        let activation = this.layer.activation(&graph.site(this));
        let before = activation.as_ref().and_then(|_| graph.nodes.iter().position(|n| n.outs == this.ins));
        match (activation, before) {
            (Some(activation), Some(before)) if folds(graph, before, activation.fold) => {
                let removed = graph.nodes.remove(node);
                graph.nodes[before].outs = removed.outs;
                graph.nodes[before].fused = Some(activation);
            }
            _ => node += 1,
        }
    }
}

/// Whether a node can take an activation in: nothing else may read what it gives.
fn folds(graph: &Graph, node: usize, fold: Fold) -> bool {
    let this = &graph.nodes[node];
    this.layer.folds_activation(fold)
        && this.fused.is_none()
        && graph.consumers(this.outs[0]).len() == 1
        && graph.outputs_of(this.outs[0]) == 0
}

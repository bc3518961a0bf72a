//! Pass: folds activations into the layers before them, which apply them in their last store, and maxima over windows into
//! convolutions, of which nothing else is then kept.

use super::{Graph, NodeId};
use crate::layers::{ActivationExpr, Maxima};

/// What a layer can take in.
enum Part {
    Activation(ActivationExpr),
    Maxima(Maxima),
}

pub fn fuse(graph: &mut Graph) {
    let mut node = 0;
    while node < graph.nodes.len() {
        let Some((before, part)) = part(graph, node) else {
            node += 1;
            continue;
        };
        let outs = graph.nodes.remove(node).outs;
        let before = &mut graph.nodes[before];
        before.outs = outs;
        match part {
            Part::Activation(activation) => before.fused = Some(activation),
            Part::Maxima(maxima) => before.maxima = Some(maxima),
        }
    }
}

/// What a node is to the one before it, if that can take it in: nothing else may read what it gives.
///
/// What folds is non-decreasing, so that it may be applied to maxima as well as before them, whichever is written.
fn part(graph: &Graph, node: NodeId) -> Option<(NodeId, Part)> {
    let (this, site) = (&graph.nodes[node], graph.site(&graph.nodes[node]));
    let activation = this.layer.activation(&site).map(Part::Activation);
    let part = activation.or_else(|| this.layer.maxima(&site).map(Part::Maxima))?;
    let before = graph.nodes.iter().position(|n| n.outs == this.ins)?;
    let host = &graph.nodes[before];
    let folds = match &part {
        Part::Activation(activation) => host.layer.folds_activation(activation.fold) && host.fused.is_none(),
        Part::Maxima(_) => host.layer.folds_maxima() && host.maxima.is_none() && host.norm.is_none(),
    };
    let alone = graph.consumers(host.outs[0]).len() == 1 && graph.outputs_of(host.outs[0]) == 0;
    (folds && alone).then_some((before, part))
}

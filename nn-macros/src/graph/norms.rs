//! Pass: folds norms into the products before them, where a norm is no more than a scale and a shift of each channel: at inference.

use super::{Graph, NodeId};

pub fn fold(graph: &mut Graph) {
    let mut node = 0;
    while node < graph.nodes.len() {
        let Some(before) = product(graph, node) else {
            node += 1;
            continue;
        };
        let (norm, mut product) = (graph.nodes.remove(node), graph.nodes.remove(before));
        product.ins.extend(&norm.ins[1..]);
        product.outs.clone_from(&norm.outs);
        product.fused.clone_from(&norm.fused);
        product.norm = Some(Box::new(norm));
        // Where the norm was: what it adds may be made between the two.
        graph.nodes.insert(node - 1, product);
    }
}

/// The product that makes what a norm takes, if nothing else reads that.
fn product(graph: &Graph, node: NodeId) -> Option<NodeId> {
    let norm = &graph.nodes[node];
    let value = norm.ins[0];
    let before = graph.nodes.iter().position(|n| norm.layer.is_norm() && n.outs == [value])?;
    let this = &graph.nodes[before];
    let folds = this.layer.folds_norm(&graph.site(this))
        && this.fused.is_none()
        && this.norm.is_none()
        && this.maxima.is_none()
        && graph.consumers(value).len() == 1
        && graph.outputs_of(value) == 0;
    folds.then_some(before)
}

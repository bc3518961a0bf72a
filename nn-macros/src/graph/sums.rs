//! Pass: folds sums into the norms before them, `x -> batch_norm` and `+ a` into one node that takes both x and a.
//!
//! So what ends a residual connection, a sum and often an activation, costs no pass over memory of its own.

use super::{Graph, NodeId};

pub fn fold(graph: &mut Graph) {
    let mut node = 0;
    while node < graph.nodes.len() {
        let Some((before, input)) = taker(graph, node) else {
            node += 1;
            continue;
        };
        let (sum, mut taker) = (graph.nodes.remove(node), graph.nodes.remove(before));
        taker.ins.push(sum.ins[1 - input]);
        taker.outs = sum.outs;
        // Where the sum was: the other summand may be made between the two.
        graph.nodes.insert(node - 1, taker);
    }
}

/// The last node that can take a sum in, and the summand that it makes: nothing else may read that.
fn taker(graph: &Graph, node: NodeId) -> Option<(NodeId, usize)> {
    let sum = &graph.nodes[node];
    if !sum.layer.is_sum() || graph.root(sum.ins[0]) == graph.root(sum.ins[1]) {
        return None;
    }
    let takers = (0..2).filter_map(|input| {
        let value = sum.ins[input];
        let before = graph.nodes.iter().position(|n| n.outs == [value])?;
        let this = &graph.nodes[before];
        let folds = this.layer.folds_sum()
            && this.ins.len() == 1
            && this.fused.is_none()
            // The order in which several move the statistics they share is kept.
            && this.stage.is_none_or(|stage| !graph.stages[stage].shared)
            && graph.root(this.ins[0]) != graph.root(sum.ins[1 - input])
            && graph.consumers(value).len() == 1
            && graph.outputs_of(value) == 0;
        folds.then_some((before, input))
    });
    takers.max()
}

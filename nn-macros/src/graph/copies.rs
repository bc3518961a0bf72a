//! Pass: gives every output memory of its own.
//!
//! Outputs are written straight into the caller's memory. So an output that is an input or is given twice is copied. A network
//! that is handed one value for two of its inputs gets a copy too, for it computes both gradients in one call.

use super::{Graph, Node, Value, ValueId};
use crate::layers::args::Args;
use crate::layers::{self, LayerRef};
use crate::report::Place;

pub fn insert(graph: &mut Graph) {
    for output in 0..graph.outputs.len() {
        let value = graph.outputs[output].value;
        if graph.producer(value).is_none() || graph.outputs_of(value) > 1 {
            let name = graph.outputs[output].local.clone();
            let at = graph.nodes.len();
            graph.outputs[output].value = copy(graph, value, &name, at);
        }
    }
    let mut node = 0;
    while node < graph.nodes.len() {
        let ins = graph.nodes[node].ins.clone();
        let twice = (1..ins.len()).find(|&i| ins[..i].iter().any(|&v| graph.root(v) == graph.root(ins[i])));
        match twice.filter(|_| !graph.nodes[node].layer.splits_inputs()) {
            Some(i) => {
                let name = graph.fresh(format!("{}_again_{node}", graph.values[ins[i]].name));
                let copied = copy(graph, ins[i], &name, node);
                graph.nodes[node + 1].ins[i] = copied;
            }
            None => node += 1,
        }
    }
}

/// Inserts a copy of `value` before node `at`.
fn copy(graph: &mut Graph, value: ValueId, name: &str, at: usize) -> ValueId {
    let copy = Value { name: name.to_string(), view_of: None, ..graph.values[value].clone() };
    graph.values.push(copy);
    let copied = graph.values.len() - 1;
    let part = graph.nodes.iter().map(|n| n.part + 1).max().unwrap_or(0);
    let (layer, place) = (LayerRef::Known(layers::COPY), Place::from(graph.name.span()));
    let node = Node::plain(layer, Args::default(), vec![value], vec![copied], part, place);
    graph.nodes.insert(at, node);
    copied
}

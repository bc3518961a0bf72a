//! Pass: gives every value its order in memory, and inserts permutations where a layer takes another order than it is given.
//!
//! What callers see is row-major; layers of images work channels last. A `dense` behind a flattened image takes it as it
//! lies: its weight is permuted on the way from and to files. What no layer takes up is permuted by a node of its own, which
//! the summary lists.

use std::collections::BTreeMap;

use super::{Graph, Node, Value, ValueId};
use crate::layers::args::Args;
use crate::layers::{self, LayerRef, Orders, repeat};
use crate::report::Place;
use crate::shape::order::Order;

/// The graph with orders; one that was just checked has none.
pub fn assign(checked: &Graph) -> Graph {
    let mut pass = Pass { graph: Graph { nodes: vec![], ..checked.clone() }, permuted: BTreeMap::new() };
    for &input in &checked.inputs {
        pass.graph.values[input].order = ends(checked, input);
    }
    for node in &checked.nodes {
        pass.node(node.clone());
    }
    for output in 0..checked.outputs.len() {
        let value = checked.outputs[output].value;
        pass.graph.outputs[output].value = pass.in_order(value, &ends(checked, value));
    }
    // Of the node's numbers, masks alone know: those of the nodes that were there must stay as they were.
    let first = checked.nodes.iter().map(|node| node.part + 1).max().unwrap_or(0);
    let inserted = pass.graph.nodes.iter_mut().filter(|node| node.part == INSERTED);
    inserted.zip(first..).for_each(|(node, part)| node.part = part);
    pass.graph
}

/// The number of a node that was inserted, until it gets one of its own.
const INSERTED: u64 = u64::MAX;

/// The order of what callers give and take. Nobody but `repeat` calls its block, so images may stay there as they are.
fn ends(graph: &Graph, value: ValueId) -> Order {
    if graph.block_of.is_some() { repeat::order(graph.shape(value)) } else { Order::RowMajor }
}

struct Pass {
    graph: Graph,
    /// The permutations of a value that have been made.
    permuted: BTreeMap<ValueId, Vec<ValueId>>,
}

impl Pass {
    /// Adds a node, behind the permutations of what it takes.
    fn node(&mut self, mut node: Node) {
        let rule = node.layer.orders(&self.graph.site(&node));
        let own = |graph: &Graph, v: ValueId| Order::channels_last(graph.shape(v));
        let kept = self.kept(&node);
        let mut outs = vec![Order::RowMajor; node.outs.len()];
        let ins: Vec<_> = match rule {
            Orders::RowMajor => node.ins.iter().map(|_| Order::RowMajor).collect(),
            Orders::ChannelsLast => {
                outs = node.outs.iter().map(|&v| own(&self.graph, v)).collect();
                node.ins.iter().map(|&v| own(&self.graph, v)).collect()
            }
            Orders::Kept => {
                outs.fill(kept.clone());
                node.ins.iter().map(|_| kept.clone()).collect()
            }
            Orders::Swapped => {
                let image = kept.is_channels_last(self.graph.shape(node.ins[0]));
                outs = node.outs.iter().map(|&v| if image { Order::RowMajor } else { own(&self.graph, v) }).collect();
                vec![if image { kept } else { Order::RowMajor }]
            }
            Orders::ByAxes if node.ins.iter().any(|&v| kept.is_channels_last(self.graph.shape(v))) => {
                outs = node.outs.iter().map(|&v| own(&self.graph, v)).collect();
                node.ins.iter().map(|&v| own(&self.graph, v)).collect()
            }
            Orders::ByAxes => node.ins.iter().map(|_| Order::RowMajor).collect(),
            Orders::Absorbed => vec![if self.absorbs(&node) { kept } else { Order::RowMajor }],
        };
        node.ins = node.ins.iter().zip(&ins).map(|(&value, order)| self.in_order(value, order)).collect();
        for (&value, order) in node.outs.iter().zip(outs) {
            self.graph.values[value].order = order;
            if node.layer.is_view() {
                self.graph.values[value].view_of = Some(node.ins[0]);
            }
        }
        self.graph.nodes.push(node);
    }

    /// The order that a node keeps if it can: that of the images among its inputs. A flattened image that meets a vector is
    /// permuted, not the vector.
    fn kept(&self, node: &Node) -> Order {
        let order = |v: &ValueId| &self.graph.values[*v].order;
        let Some(permuted) = node.ins.iter().find(|&v| !order(v).same(&Order::RowMajor)) else {
            return Order::RowMajor;
        };
        let (kept, image) = (order(permuted), order(permuted).is_channels_last(self.graph.shape(*permuted)));
        let agree = node.ins.iter().all(|v| order(v).same(kept));
        if agree || image { kept.clone() } else { Order::RowMajor }
    }

    /// Has the weight of a node take up the order of what it is given, if it can: a weight that is shared meets other values
    /// too.
    fn absorbs(&mut self, node: &Node) -> bool {
        let Order::ChannelsLast(image) = self.graph.values[node.ins[0]].order.clone() else { return true };
        let Some(stage) = node.stage else { return false };
        let alone = !self.graph.stages[stage].shared && self.graph.shape(node.ins[0]).rank() == 1;
        alone && self.graph.stages[stage].storage.take_up(&image)
    }

    /// The value, or what has the same numbers in that order.
    fn in_order(&mut self, value: ValueId, order: &Order) -> ValueId {
        if self.graph.values[value].order.same(order) {
            return value;
        }
        let made = self.permuted.get(&value).into_iter().flatten();
        if let Some(&made) = made.clone().find(|&&made| self.graph.values[made].order.same(order)) {
            return made;
        }
        let between = match (&self.graph.values[value].order, order) {
            (Order::ChannelsLast(_), Order::ChannelsLast(_)) => self.in_order(value, &Order::RowMajor),
            _ => value,
        };
        let permuted = self.permute(between, order);
        self.permuted.entry(value).or_default().push(permuted);
        permuted
    }

    fn permute(&mut self, value: ValueId, order: &Order) -> ValueId {
        let (layer, word) = match order {
            Order::RowMajor => (layers::TO_ROW_MAJOR, "row_major"),
            Order::ChannelsLast(_) => (layers::TO_CHANNELS_LAST, "channels_last"),
        };
        let Value { name, shape, .. } = self.graph.values[value].clone();
        let name = self.graph.fresh(format!("{name}_{word}"));
        self.graph.values.push(Value { name, shape, order: order.clone(), view_of: None });
        let permuted = self.graph.values.len() - 1;
        let place = Place::from(self.graph.name.span());
        let layer = LayerRef::Known(layer);
        let node = Node::plain(layer, Args::default(), vec![value], vec![permuted], INSERTED, place);
        self.graph.nodes.push(node);
        permuted
    }
}

//! When each value is made and last read, and from that the slots of every pass.
//!
//! Offsets are not computed here: the runtime places the slots while the compiler runs, since only then all sizes are known.

use std::collections::{BTreeMap, BTreeSet};

use super::{Graph, Node, NodeId, ValueId};
use crate::layers::storage::Size;

/// Where the memory of a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Loc {
    /// The caller's input of this number.
    Input(usize),
    /// The caller's output of this number.
    Output(usize),
    /// A slot that lives from the forward to the backward pass.
    Saved(usize),
    /// A slot of the pass.
    Memory(usize),
}

/// A slot and the nodes (counted in the order of its pass) between which it is needed.
pub struct Slot {
    /// What it is called in generated code.
    pub name: String,
    pub size: Size,
    pub from: usize,
    pub to: usize,
}

/// The slots of one pass and where its values are.
#[derive(Default)]
pub struct Layout {
    pub slots: Vec<Slot>,
    /// By root value.
    pub values: BTreeMap<ValueId, Loc>,
    /// The slots that a node has beside its inputs and outputs.
    pub extra: BTreeMap<NodeId, Vec<usize>>,
}

impl Layout {
    fn slot(&mut self, name: String, size: Size, from: usize, to: usize) -> usize {
        self.slots.push(Slot { name, size, from, to });
        self.slots.len() - 1
    }

    /// Slots that are no values: `hidden_saved1`, …
    fn extras(&mut self, graph: &Graph, node: NodeId, kind: &str, sizes: Vec<Size>, at: (usize, usize)) {
        let label = &graph.values[graph.nodes[node].outs[0]].name;
        let slots = sizes.into_iter().enumerate().map(|(i, size)| {
            let name = graph.fresh(format!("{label}_{kind}{}", i + 1));
            self.slot(name, size, at.0, at.1)
        });
        let slots = slots.collect();
        self.extra.insert(node, slots);
    }

    fn ends(&mut self, graph: &Graph) {
        for (i, &input) in graph.inputs.iter().enumerate() {
            self.values.insert(input, Loc::Input(i));
        }
        for (i, output) in graph.outputs.iter().enumerate() {
            self.values.insert(graph.root(output.value), Loc::Output(i));
        }
    }
}

fn size_of(graph: &Graph, value: ValueId) -> Size {
    Size::PerSample(graph.values[value].shape.len())
}

/// The layout of `infer`.
pub fn inference(graph: &Graph) -> Layout {
    let mut layout = Layout::default();
    layout.ends(graph);
    for node in 0..graph.nodes.len() {
        values_of(graph, node, &mut layout);
        let sizes = graph.nodes[node].layer.memory(&graph.site(&graph.nodes[node])).infer;
        layout.extras(graph, node, "memory", sizes, (node, node));
    }
    layout
}

/// Slots for what a node makes, from the node to its last reader.
fn values_of(graph: &Graph, node: NodeId, layout: &mut Layout) {
    for &value in &graph.nodes[node].outs {
        if !layout.values.contains_key(&value) {
            let last = graph.consumers(value).into_iter().max().unwrap_or(node);
            let slot = layout.slot(graph.values[value].name.clone(), size_of(graph, value), node, last);
            layout.values.insert(value, Loc::Memory(slot));
        }
    }
}

/// The layouts of training.
pub struct Training {
    /// Values that live from the forward to the backward pass.
    pub saved: Layout,
    /// The forward pass; knows the saved values too.
    pub forward: Layout,
    /// The backward pass: its values are gradients.
    pub backward: Layout,
    /// How many slots of the backward pass, the first, are enough where nobody asks for gradients of inputs.
    pub unasked: usize,
    /// What each value's gradient is wanted for, by root.
    pub wants: BTreeMap<ValueId, Want>,
}

/// Who wants a gradient.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Want {
    /// A trained stage, so it is always computed.
    pub always: bool,
    /// Callers that ask for the gradients of these inputs.
    pub inputs: BTreeSet<usize>,
}

impl Want {
    /// Where either is wanted.
    pub fn or(mut self, other: &Self) -> Self {
        self.always |= other.always;
        self.inputs.extend(&other.inputs);
        self
    }
}

pub fn training(graph: &Graph) -> Training {
    let saved = saved(graph);
    let mut forward = Layout::default();
    forward.ends(graph);
    forward.values.extend(&saved.values);
    let mut backward = Layout::default();
    for (i, output) in graph.outputs.iter().enumerate() {
        backward.values.insert(graph.root(output.value), Loc::Output(i));
    }
    for (i, &input) in graph.inputs.iter().enumerate() {
        backward.values.insert(input, Loc::Input(i));
    }
    for node in 0..graph.nodes.len() {
        values_of(graph, node, &mut forward);
        let memory = graph.nodes[node].layer.memory(&graph.site(&graph.nodes[node]));
        forward.extras(graph, node, "memory", memory.forward, (node, node));
    }
    let wants = wants(graph);
    let (always, asked): (Vec<_>, Vec<_>) =
        (0..graph.nodes.len()).partition(|&i| runs(graph, &wants, &graph.nodes[i]).always);
    always.into_iter().for_each(|node| backward_of(graph, node, &mut backward));
    let unasked = backward.slots.len();
    asked.into_iter().for_each(|node| backward_of(graph, node, &mut backward));
    Training { saved, forward, backward, unasked, wants }
}

/// Slots for the backward pass of a node: for the gradients that come in, and beside them.
fn backward_of(graph: &Graph, node: NodeId, layout: &mut Layout) {
    let (step, site) = (backward_step(graph, node), graph.site(&graph.nodes[node]));
    let sizes = graph.nodes[node].layer.memory(&site).backward;
    layout.extras(graph, node, "memory", sizes, (step, step));
    gradients_of(graph, node, layout);
}

/// The place of a node in the order of the backward pass.
fn backward_step(graph: &Graph, node: NodeId) -> usize {
    graph.nodes.len() - 1 - node
}

/// Slots for the gradients of what a node makes, from its last reader, which comes first, back to the node.
fn gradients_of(graph: &Graph, node: NodeId, layout: &mut Layout) {
    for &value in &graph.nodes[node].outs {
        if !layout.values.contains_key(&value) {
            let last = graph.consumers(value).into_iter().max().unwrap_or(node);
            let (from, to) = (backward_step(graph, last), backward_step(graph, node));
            let slot = layout.slot(format!("d_{}", graph.values[value].name), size_of(graph, value), from, to);
            layout.values.insert(value, Loc::Memory(slot));
        }
    }
}

/// The values that the backward pass reads, and what nodes leave for it beside them.
fn saved(graph: &Graph) -> Layout {
    let mut read = BTreeSet::new();
    for node in &graph.nodes {
        read.extend(graph.read_again(node).iter().map(|&v| graph.root(v)));
        read.extend(node.outs.iter().filter(|_| graph.needs(node).output));
    }
    let (mut layout, all) = (Layout::default(), (0, 0));
    for (i, node) in graph.nodes.iter().enumerate() {
        for &value in node.outs.iter().filter(|v| read.contains(v)) {
            let slot = layout.slot(graph.values[value].name.clone(), size_of(graph, value), all.0, all.1);
            layout.values.insert(value, Loc::Saved(slot));
        }
        layout.extras(graph, i, "saved", node.layer.memory(&graph.site(node)).saved, all);
    }
    layout
}

/// A gradient is wanted where something trained lies before it, or an input that a caller may ask about.
fn wants(graph: &Graph) -> BTreeMap<ValueId, Want> {
    let mut wants: BTreeMap<ValueId, Want> = BTreeMap::new();
    for (i, &input) in graph.inputs.iter().enumerate() {
        wants.insert(input, Want { always: false, inputs: BTreeSet::from([i]) });
    }
    for node in &graph.nodes {
        let want = runs(graph, &wants, node);
        wants.extend(node.outs.iter().map(|&v| (v, want.clone())));
    }
    wants
}

/// Who wants the backward pass of a node to run: whoever wants a gradient that it gives.
fn runs(graph: &Graph, wants: &BTreeMap<ValueId, Want>, node: &Node) -> Want {
    let trained = Want { always: graph.trains(node), ..Want::default() };
    node.ins.iter().filter_map(|&v| wants.get(&graph.root(v))).fold(trained, Want::or)
}

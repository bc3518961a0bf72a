//! When each value is made and last read, and from that the slots of every pass.
//!
//! Steps are counted through the nodes and, in training, on through their backward passes, the last node first. Offsets are not
//! computed here: the runtime places the slots while the compiler runs, since only then all sizes are known.

use std::collections::{BTreeMap, BTreeSet};

use super::{Graph, Node, NodeId, Read, ValueId, Within, in_place};
use crate::layers::InPlace;
use crate::layers::head::Head;
use crate::layers::storage::Size;

/// Where the memory of a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Loc {
    /// The caller's input of this number.
    Input(usize),
    /// The caller's output of this number.
    Output(usize),
    Slot(usize),
}

/// The last step in which a slot is needed.
#[derive(Clone, PartialEq, Eq)]
pub struct End {
    /// Whatever networks within read.
    pub step: usize,
    /// Later ones where these read the value, the latest first.
    pub later: Vec<(Within, usize)>,
}

/// A slot and the steps between which it is needed.
pub struct Slot {
    /// What it is called in generated code.
    pub name: String,
    pub size: Size,
    pub from: usize,
    /// The last step where gradients of inputs may be asked for.
    pub to: End,
    /// The last step where not; `None` if it is not needed then.
    pub unasked: Option<End>,
    /// Those of which one must read it, or it is not there; empty if it always is.
    pub only_for: Vec<Within>,
    /// The slot in whose place it lies; where that is so for a network within alone, its node.
    pub over: Option<(usize, Option<NodeId>)>,
    /// Whether a network within, whose memory it is, is asked for gradients of its inputs in each step.
    pub asks: bool,
}

/// Where a pass finds what it works on.
#[derive(Default)]
pub struct Places {
    /// By root value: the values themselves, or in a backward pass their gradients.
    pub values: BTreeMap<ValueId, Loc>,
    /// The slots that a node has beside its inputs and outputs.
    pub memory: BTreeMap<NodeId, Vec<usize>>,
}

/// The layout of inference.
#[derive(Default)]
pub struct Inference {
    pub slots: Vec<Slot>,
    pub places: Places,
}

/// The layout of training.
pub struct Training {
    /// Those of both passes. Those that live from one to the other come first, in the order in which they are made: what networks
    /// within keep behind what their node gives.
    pub slots: Vec<Slot>,
    pub forward: Places,
    pub backward: Places,
    /// What nodes leave for their backward pass, beside values.
    pub saved: BTreeMap<NodeId, Vec<usize>>,
    /// Where outputs are kept that backward passes may read and whose heads a loss applies to them in place, by number.
    pub before_heads: BTreeMap<usize, usize>,
    /// What each value's gradient is wanted for, by root.
    pub wants: BTreeMap<ValueId, Want>,
    /// Which gradients take the place of others.
    pub in_place: in_place::Places,
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

/// The steps in which a slot is needed.
#[derive(Clone)]
struct Life {
    from: usize,
    to: End,
    unasked: Option<End>,
}

impl From<usize> for End {
    fn from(step: usize) -> Self {
        Self { step, later: vec![] }
    }
}

impl Life {
    /// Whether or not gradients of inputs may be asked for.
    fn new(from: usize, to: usize) -> Self {
        Self { from, to: to.into(), unasked: Some(to.into()) }
    }
}

impl Places {
    fn ends(graph: &Graph) -> Self {
        let inputs = graph.inputs.iter().enumerate().map(|(i, &input)| (input, Loc::Input(i)));
        let outputs = graph.outputs.iter().enumerate().map(|(i, output)| (graph.root(output.value), Loc::Output(i)));
        Self { values: inputs.chain(outputs).collect(), memory: BTreeMap::new() }
    }
}

/// Adds the slot of a value, or of its gradient.
fn slot_of(graph: &Graph, slots: &mut Vec<Slot>, prefix: &str, value: ValueId, life: Life) -> Loc {
    let (name, size) = (&graph.values[value].name, Size::PerSample(graph.values[value].shape.len()));
    push(slots, format!("{prefix}{name}"), size, life, false);
    Loc::Slot(slots.len() - 1)
}

fn push(slots: &mut Vec<Slot>, name: String, size: Size, Life { from, to, unasked }: Life, asks: bool) {
    slots.push(Slot { name, size, from, to, unasked, only_for: vec![], over: None, asks });
}

/// Adds slots that are no values: `hidden_saved1`, …
fn extras(
    graph: &Graph,
    slots: &mut Vec<Slot>,
    node: NodeId,
    kind: &str,
    sizes: Vec<Size>,
    life: Life,
    asks: impl Fn(&Size) -> bool,
) -> Vec<usize> {
    let (label, first) = (&graph.values[graph.nodes[node].outs[0]].name, slots.len());
    for (i, size) in sizes.into_iter().enumerate() {
        let (name, asks) = (graph.fresh(format!("{label}_{kind}{}", i + 1)), asks(&size));
        push(slots, name, size, life.clone(), asks);
    }
    (first..slots.len()).collect()
}

/// The last node that reads what another one gives.
fn last_reader(graph: &Graph, node: NodeId, value: ValueId) -> NodeId {
    graph.consumers(value).into_iter().max().unwrap_or(node)
}

/// The layout of `infer`.
pub fn inference(graph: &Graph) -> Inference {
    let Inference { mut slots, mut places } = Inference { slots: vec![], places: Places::ends(graph) };
    for (i, node) in graph.nodes.iter().enumerate() {
        for &value in &node.outs {
            let life = Life::new(i, last_reader(graph, i, value));
            places.values.entry(value).or_insert_with(|| slot_of(graph, &mut slots, "", value, life));
        }
        let sizes = node.layer.memory(&graph.site(node)).infer;
        places.memory.insert(i, extras(graph, &mut slots, i, "memory", sizes, Life::new(i, i), |_| false));
    }
    Inference { slots, places }
}

/// The layout of `forward` and `backward`.
pub fn training(graph: &Graph) -> Training {
    let (forward, backward) = (Places::ends(graph), Places::ends(graph));
    let (saved, before_heads) = (BTreeMap::new(), BTreeMap::new());
    let wants = wants(graph);
    let in_place = in_place::find(graph, &wants);
    let mut training = Training { slots: vec![], forward, backward, saved, before_heads, wants, in_place };
    let nodes = 0..graph.nodes.len();
    training.backward.values.extend(training.in_place.behind.iter().map(|&value| (value, Loc::Output(0))));
    nodes.clone().for_each(|node| training.keep(graph, node));
    nodes.clone().for_each(|node| training.pass(graph, node));
    nodes.clone().rev().for_each(|node| training.take_places_at_caller(graph, node));
    nodes.clone().for_each(|node| training.back(graph, node));
    nodes.for_each(|node| training.take_places(graph, node));
    training
}

impl Training {
    /// Slots for what a node makes and leaves for the backward pass.
    fn keep(&mut self, graph: &Graph, index: NodeId) {
        let node = &graph.nodes[index];
        for &value in &node.outs {
            let life = self.life(graph, index, value);
            if life.to.latest() >= graph.nodes.len() {
                let slots = &mut self.slots;
                self.forward.values.entry(value).or_insert_with(|| slot_of(graph, slots, "", value, life.clone()));
                self.keep_before_head(graph, value, life);
            }
        }
        let (runs, back) = (runs(graph, &self.wants, node), backward_step(graph, index));
        let unasked = Some(if runs.always { back } else { index });
        let asks = |size: &Size| match size {
            Size::Network(_) => node.ins.iter().any(|&v| self.wants[&graph.root(v)].always),
            // But for the first, each block computes the gradient of its input.
            Size::Blocks { .. } => runs.always,
            Size::PerSample(_) | Size::Fixed(_) | Size::Code(_) => false,
        };
        let life = Life { from: index, to: back.into(), unasked: unasked.map(End::from) };
        let sizes = node.layer.memory(&graph.site(node)).saved;
        self.saved.insert(index, extras(graph, &mut self.slots, index, "saved", sizes, life, asks));
    }

    /// A slot for an output of that life, if its head changes it before the backward pass.
    fn keep_before_head(&mut self, graph: &Graph, value: ValueId, life: Life) {
        let Some(Loc::Output(output)) = self.forward.values.get(&value).copied() else { return };
        // One of a network from elsewhere keeps itself.
        if !matches!(&graph.outputs[output].head, Head::Type(_)) || graph.outputs[output].head.is_nothing() {
            return;
        }
        let only_for =
            if life.to.step < graph.nodes.len() { life.to.later.iter().map(|l| l.0).collect() } else { vec![] };
        let life =
            Life { from: life.from, to: life.to.latest().into(), unasked: life.unasked.map(|end| end.latest().into()) };
        let (name, size) = (
            graph.fresh(format!("{}_before_head", graph.outputs[output].local)),
            Size::PerSample(graph.values[value].shape.len()),
        );
        push(&mut self.slots, name, size, life, false);
        let slot = self.slots.len() - 1;
        self.slots[slot].only_for = only_for;
        self.before_heads.insert(output, slot);
    }

    /// Slots for what the forward pass of a node needs beyond.
    fn pass(&mut self, graph: &Graph, index: NodeId) {
        let node = &graph.nodes[index];
        for &value in &node.outs {
            let (life, slots) = (self.life(graph, index, value), &mut self.slots);
            self.forward.values.entry(value).or_insert_with(|| slot_of(graph, slots, "", value, life));
        }
        let (sizes, life) = (node.layer.memory(&graph.site(node)).forward, Life::new(index, index));
        self.forward.memory.insert(index, extras(graph, &mut self.slots, index, "memory", sizes, life, |_| false));
    }

    /// Slots for the backward pass of a node: for the gradients that come in, from the last reader, which comes first, and
    /// beside them.
    fn back(&mut self, graph: &Graph, index: NodeId) {
        let (node, step) = (&graph.nodes[index], backward_step(graph, index));
        let always = runs(graph, &self.wants, node).always;
        let life = |from| Life { from, to: step.into(), unasked: always.then(|| step.into()) };
        for &value in &node.outs {
            let (from, slots) = (backward_step(graph, last_reader(graph, index, value)), &mut self.slots);
            self.backward.values.entry(value).or_insert_with(|| slot_of(graph, slots, "d_", value, life(from)));
        }
        let sizes = node.layer.memory(&graph.site(node)).backward;
        self.backward
            .memory
            .insert(index, extras(graph, &mut self.slots, index, "memory", sizes, life(step), |_| false));
    }

    /// The inputs of a node whose gradients take the place of that of its output, which has a place, and how.
    fn taken(&self, graph: &Graph, index: NodeId) -> Vec<(ValueId, InPlace)> {
        let ins = graph.nodes[index].ins.iter().enumerate();
        let taken = ins.filter_map(|(i, &v)| Some((graph.root(v), *self.in_place.taken.get(&(index, i))?)));
        taken.filter(|(value, _)| !graph.inputs.contains(value)).collect()
    }

    /// Of a node whose output's gradient is where the caller has it.
    fn take_places_at_caller(&mut self, graph: &Graph, index: NodeId) {
        let place = graph.nodes[index].outs.first().and_then(|output| self.backward.values.get(output)).copied();
        for (value, _) in self.taken(graph, index) {
            self.backward.values.extend(place.map(|place| (value, place)));
        }
    }

    /// Of a node whose output's gradient has a slot.
    fn take_places(&mut self, graph: &Graph, index: NodeId) {
        let place = graph.nodes[index].outs.first().and_then(|output| self.backward.values.get(output));
        let Some(&Loc::Slot(under)) = place else { return };
        for (value, how) in self.taken(graph, index) {
            if let Some(&Loc::Slot(slot)) = self.backward.values.get(&value) {
                self.slots[slot].over = Some((under, (how == InPlace::Within).then_some(index)));
            }
        }
    }

    /// From the node that makes a value to the last reader in the backward pass, or in the forward pass if there is none.
    fn life(&self, graph: &Graph, index: NodeId, value: ValueId) -> Life {
        let mut readers = graph.read_again(value);
        let to = End::of(graph, last_reader(graph, index, value), &readers);
        readers.retain(|&(n, _)| runs(graph, &self.wants, &graph.nodes[n]).always);
        Life { from: index, to, unasked: Some(End::of(graph, last_reader(graph, index, value), &readers)) }
    }
}

impl End {
    /// The last of the steps in which nodes read a value again, or `step` if none does.
    fn of(graph: &Graph, step: usize, readers: &[(NodeId, Read)]) -> Self {
        let (mut end, mut readers) = (Self::from(step), readers.to_vec());
        readers.sort_by_key(|reader| reader.0);
        for (node, read) in readers {
            match read {
                Read::Never => {}
                Read::Within(within) => end.later.push((within, backward_step(graph, node))),
                Read::Always => {
                    end.step = backward_step(graph, node);
                    break;
                }
            }
        }
        end
    }

    /// Where all networks within read the value.
    pub fn latest(&self) -> usize {
        self.later.first().map_or(self.step, |later| later.1)
    }
}

/// The step of the backward pass of a node.
fn backward_step(graph: &Graph, node: NodeId) -> usize {
    2 * graph.nodes.len() - 1 - node
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

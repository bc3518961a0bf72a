//! Which gradients take the place of others: that of a layer's input the place of that of its output, which nobody else reads, where the layer can
//! compute it there or has nothing to compute.

use std::collections::{BTreeMap, BTreeSet};

use super::liveness::Want;
use super::{Graph, NodeId, Port, ValueId};
use crate::layers::InPlace;
use crate::layers::head::Head;

/// What lies in whose place.
#[derive(Default)]
pub struct Places {
    /// By node and number of the input.
    pub taken: BTreeMap<(NodeId, usize), InPlace>,
    /// Values whose gradients lie where the caller has that of the only output, once that was read.
    pub behind: BTreeSet<ValueId>,
    /// What the network as a whole can do.
    pub whole: Whole,
}

/// Whether the gradient of the only input of a network can take the place of that of its only output.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Whole {
    #[default]
    Never,
    /// From before the backward pass of the node on, if there is one, it is stored or added to there.
    Always(Option<NodeId>),
    /// As above, where the network within that is the node can.
    Within(NodeId, Option<NodeId>),
}

impl Whole {
    /// The node before which the gradient of the output is no longer needed, and that of the input goes to its place.
    pub fn turn(self) -> Option<NodeId> {
        match self {
            Self::Never => None,
            Self::Always(node) | Self::Within(_, node) => node,
        }
    }
}

struct Search<'a> {
    graph: &'a Graph,
    wants: &'a BTreeMap<ValueId, Want>,
    places: Places,
    /// Values whose gradients lie where the caller has that of an output.
    at_caller: BTreeSet<ValueId>,
    /// Values whose gradients somebody else goes on with: they are read alone.
    lent: BTreeSet<ValueId>,
    /// Values whose gradients have the place of another.
    placed: BTreeSet<ValueId>,
}

/// Whether the gradient of an output is whatever a network from elsewhere takes it for.
fn is_foreign(output: &Port) -> bool {
    matches!(output.head, Head::Of(_, true))
}

pub fn find(graph: &Graph, wants: &BTreeMap<ValueId, Want>) -> Places {
    let at_caller = graph.outputs.iter().map(|output| graph.root(output.value)).collect();
    let (lent, placed) = (BTreeSet::new(), BTreeSet::new());
    let mut search = Search { graph, wants, places: Places::default(), at_caller, lent, placed };
    for node in (0..graph.nodes.len()).rev() {
        search.node(node);
    }
    search.turn();
    search.places
}

impl Search<'_> {
    fn node(&mut self, index: NodeId) {
        let (graph, node) = (self.graph, &self.graph.nodes[index]);
        let &[output] = &node.outs[..] else { return };
        if self.lent.contains(&output) {
            return;
        }
        if !self.placed.contains(&output) && self.may_lie_at_caller(index, output) {
            self.places.behind.insert(output);
            self.at_caller.insert(output);
        }
        let candidates = (0..node.ins.len()).filter_map(|input| {
            let (value, how) = (graph.root(node.ins[input]), node.layer.in_place(&graph.site(node), input));
            let at_caller = self.at_caller.contains(&output);
            self.may(index, at_caller, value, how).then_some((input, value, how))
        });
        let candidates: Vec<_> = candidates.collect();
        // Where there is nothing to compute, rather than where there is; then the one that others add to for the longest.
        let Some(&(input, value, how)) =
            candidates.iter().min_by_key(|(_, value, how)| (*how != InPlace::Same, graph.producer(*value)))
        else {
            return;
        };
        self.take(index, output, input, value, how);
        if how == InPlace::Same {
            for &(other, lent, how) in candidates.iter().filter(|(_, _, how)| *how == InPlace::Same) {
                if lent != value && self.may_be_lent(index, value, lent) {
                    self.lent.insert(lent);
                    self.take(index, output, other, lent, how);
                }
            }
        }
    }

    /// Whether the gradient of an input can take the place of that of the output: the node must be the first to contribute to it.
    fn may(&self, node: NodeId, at_caller: bool, value: ValueId, how: InPlace) -> bool {
        let graph = self.graph;
        let readers = graph.consumers(value);
        let first =
            readers.iter().max() == Some(&node) && readers.iter().filter(|&&reader| reader == node).count() == 1;
        let place = match graph.inputs.contains(&value) {
            true => at_caller && self.keeps_size(),
            // Whether a network within leaves it there is not known to the macro, and it has no slot but a caller's.
            false => !(at_caller && how == InPlace::Within),
        };
        how != InPlace::Never && first && place && self.is_wanted(value) && graph.outputs_of(value) == 0
    }

    fn is_wanted(&self, value: ValueId) -> bool {
        self.wants.get(&value).is_some_and(|want| *want != Want::default())
    }

    /// Whether the gradient of `value`, which `maker` makes, may lie where the caller has that of the output: nothing else may lie there then, nor
    /// that of the input, which comes first.
    fn may_lie_at_caller(&self, maker: NodeId, value: ValueId) -> bool {
        let (graph, last) = (self.graph, |value| self.graph.consumers(value).into_iter().max());
        let ([output], Some(first)) = (&graph.outputs[..], last(value)) else { return false };
        let before_input = !self.keeps_size() || last(graph.inputs[0]).is_none_or(|input| maker > input);
        let fits = !is_foreign(output) && graph.shape(value).len().same(&output.shape.len()) == Some(true);
        fits && before_input && self.is_wanted(value) && self.is_free_at_caller(first)
    }

    /// Whether everything that lies where the caller has the gradient of the output was read before the backward pass of a node.
    fn is_free_at_caller(&self, node: NodeId) -> bool {
        self.at_caller.iter().all(|&value| self.graph.producer(value).is_some_and(|maker| maker > node))
    }

    /// Whether one that is the same as that of a sum may be read where the other summand's is: before anything is added to that.
    fn may_be_lent(&self, sum: NodeId, owner: ValueId, lent: ValueId) -> bool {
        let graph = self.graph;
        let Some(maker) = graph.producer(lent) else { return false };
        let others_later = graph.consumers(owner).into_iter().all(|reader| reader == sum || reader < maker);
        graph.consumers(lent) == [sum] && others_later && !graph.overwrites_gradient(maker)
    }

    fn take(&mut self, node: NodeId, output: ValueId, input: usize, value: ValueId, how: InPlace) {
        self.places.taken.insert((node, input), how);
        self.placed.insert(value);
        if !self.graph.inputs.contains(&value) {
            if self.at_caller.contains(&output) {
                self.at_caller.insert(value);
            }
            return;
        }
        // The others add to what is there.
        let next = self.graph.consumers(value).into_iter().filter(|&reader| reader != node).max();
        self.places.whole = if how == InPlace::Within { Whole::Within(node, next) } else { Whole::Always(next) };
    }

    /// Where the gradient of the input is not made of that of the output at once, it may go to its place once that was read.
    fn turn(&mut self) {
        let graph = self.graph;
        if self.places.whole != Whole::Never || !self.keeps_size() {
            return;
        }
        let Some(first) = graph.consumers(graph.inputs[0]).into_iter().max() else { return };
        if self.is_wanted(graph.inputs[0]) && self.is_free_at_caller(first) {
            self.places.whole = Whole::Always(Some(first));
        }
    }

    /// Whether the network has one input and one output, of the same size.
    fn keeps_size(&self) -> bool {
        let graph = self.graph;
        let ([input], [output]) = (&graph.inputs[..], &graph.outputs[..]) else { return false };
        !is_foreign(output) && graph.shape(*input).len().same(&output.shape.len()) == Some(true)
    }
}

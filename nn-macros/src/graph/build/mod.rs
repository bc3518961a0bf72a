//! From syntax to graph: resolves every name, infers and checks every shape, and reports all that is wrong.
//!
//! What is wrong once is reported once: a value that could not be made is a [`hole`] from there on, and silent but for what is
//! certain all the same. A network with errors still has a graph, its [`skeleton`], so that whoever uses it is checked as well.

mod blocks;
mod body;
mod expr;
mod finish;
mod header;
mod hole;
mod names;
mod path;
mod shapes;
mod shared;
mod skeleton;
mod stage;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Ident;

use self::body::Binding;
use self::hole::Made;
use self::names::Names;
use self::shared::{Frame, Shared};
use super::{Graph, Value, ValueId};
use crate::layers::Cx;
use crate::layers::network::Signature;
use crate::layers::storage::Totals;
use crate::report::{Place, Report};
use crate::shape::dim::Shape;
use crate::syntax::ast;

/// The graphs of all networks of a call, blocks of `repeat` before the network they belong to.
pub fn build(file: &ast::File, report: &mut Report) -> Vec<Graph> {
    let states = file.networks.iter().map(|_| State::Untouched).collect();
    let mut library = Library { file, states, open: vec![], graphs: vec![] };
    library.check_names(report);
    for index in 0..file.networks.len() {
        library.network(index, report);
    }
    library.graphs
}

/// The networks of a call. Each is built when it is first needed, so that their order does not matter.
struct Library<'a> {
    file: &'a ast::File,
    states: Vec<State>,
    /// The networks being built, each needed by the one before.
    open: Vec<usize>,
    graphs: Vec<Graph>,
}

enum State {
    Untouched,
    /// Being built: whoever needs it now is part of it.
    Open,
    Done(Signature),
}

impl<'a> Library<'a> {
    /// `network! { A(…) … A(…) … }`, and `network! { A(…) … AView(…) … }`
    fn check_names(&self, report: &mut Report) {
        for (i, network) in self.file.networks.iter().enumerate() {
            let name = &network.name;
            if let Some(first) = self.file.networks[..i].iter().find(|n| n.name == *name) {
                report.error(name.span(), format!("network `{name}` is defined twice"));
                report.also(first.name.span(), format!("`{name}` is first defined here"));
            }
            if let Some(owner) = self.companion_of(name) {
                report.error(
                    name.span(),
                    format!(
                        "`{name}` is the name of a type that `network!` writes for `{owner}`\nhelp: choose another name"
                    ),
                );
            }
        }
    }

    /// The network for which a type of this name is written.
    fn companion_of(&self, name: &Ident) -> Option<&'a Ident> {
        let name = name.to_string();
        let stems = ["Grads", "State", "View", "Outputs"].iter().filter_map(|suffix| name.strip_suffix(suffix));
        let mut owners = stems.filter_map(|stem| self.file.networks.iter().find(|n| n.name == stem));
        owners.next().map(|owner| &owner.name)
    }

    /// Whether the types of a network would clash with those of another one, as has been said.
    fn clashes(&self, index: usize) -> bool {
        let name = &self.file.networks[index].name;
        self.find(name) != Some(index) || self.companion_of(name).is_some()
    }

    /// The number of the network of a name.
    fn find(&self, name: &Ident) -> Option<usize> {
        self.file.networks.iter().position(|n| n.name == *name)
    }

    /// What a network or a block that is built comes to, where the macro knows it.
    fn totals(&self, name: &Ident) -> Option<Totals> {
        self.graphs.iter().find(|graph| graph.name == *name).and_then(Graph::totals)
    }

    /// What a network takes and gives; `None` where it contains itself.
    fn network(&mut self, index: usize, report: &mut Report) -> Option<Signature> {
        match &self.states[index] {
            State::Done(signature) => return Some(signature.clone()),
            State::Open => return None,
            State::Untouched => {}
        }
        self.states[index] = State::Open;
        self.open.push(index);
        let network = &self.file.networks[index];
        let mut builder = Builder::new(self, network, report);
        builder.header(network);
        builder.body(network);
        let (graph, signature) = builder.finish();
        if !self.clashes(index) {
            self.graphs.push(graph);
        }
        self.open.pop();
        self.states[index] = State::Done(signature.clone());
        Some(signature)
    }

    /// How a network that is being built contains itself: `` `A` → `B` → `A` ``.
    fn cycle(&self, index: usize) -> String {
        let from = self.open.iter().position(|&open| open == index).unwrap_or(0);
        let around = self.open[from..].iter().chain([&index]);
        around.map(|&i| format!("`{}`", self.file.networks[i].name)).collect::<Vec<_>>().join(" → ")
    }
}

/// Builds the graph of one network, or of one block.
struct Builder<'a, 'b> {
    library: &'b mut Library<'a>,
    network: &'a ast::Network,
    report: &'b mut Report,
    /// The number of errors that are no errors of this network: those before it, and those of networks within.
    others: usize,
    graph: Graph,
    names: Names,
    scope: BTreeMap<String, Binding>,
    shared: BTreeMap<String, Shared<'a>>,
    /// Values that are used before they are made.
    early: BTreeSet<String>,
    frames: Vec<Frame>,
    /// The shared layers around a block.
    outer_layers: Vec<String>,
    /// The values of the call at hand, as they are written.
    arg_places: Vec<Place>,
    /// What made a value, as it is written.
    made_by: BTreeMap<ValueId, String>,
    /// Outputs of networks from elsewhere whose shape nobody has claimed yet.
    unclaimed: BTreeMap<ValueId, path::Unclaimed>,
    /// For each output the value assigned to it and where.
    assigned: Vec<Option<Assigned>>,
    /// The outputs with the shapes that they promise; without dimensions where a shape is wrong.
    promised: Vec<(Ident, Shape, Place)>,
}

/// What is assigned to an output, and where.
type Assigned = (Made, Place);

impl<'a, 'b> Builder<'a, 'b> {
    fn new(library: &'b mut Library<'a>, network: &'a ast::Network, report: &'b mut Report) -> Self {
        let graph = Graph {
            name: network.name.clone(),
            attrs: network.attrs.clone(),
            vis: network.vis.clone(),
            generics: network.generics.clone(),
            block_of: None,
            named_outputs: matches!(network.outputs, ast::Outputs::Named(_)),
            inputs: vec![],
            input_names: vec![],
            outputs: vec![],
            values: vec![],
            nodes: vec![],
            stages: vec![],
            checks: vec![],
            foreign: vec![],
        };
        Self {
            library,
            network,
            others: report.count(),
            report,
            graph,
            names: Names::default(),
            scope: BTreeMap::new(),
            shared: BTreeMap::new(),
            early: BTreeSet::new(),
            frames: vec![],
            outer_layers: vec![],
            arg_places: vec![],
            made_by: BTreeMap::new(),
            unclaimed: BTreeMap::new(),
            assigned: vec![],
            promised: vec![],
        }
    }

    fn cx(&mut self) -> Cx<'_> {
        Cx { report: self.report, checks: &mut self.graph.checks }
    }

    fn error(&mut self, place: impl Into<Place>, text: impl Into<String>) {
        self.report.error(place, text);
    }

    /// Whether anything is wrong with this network.
    fn has_errors(&self) -> bool {
        self.network.broken || self.report.count() > self.others
    }

    fn value(&mut self, name: &str, shape: Shape) -> ValueId {
        let name = self.names.local(name);
        self.graph.values.push(Value::new(name, shape));
        self.graph.values.len() - 1
    }
}

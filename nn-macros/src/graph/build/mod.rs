//! From syntax to graph: resolves every name, infers and checks every shape, and reports all that is wrong.
//!
//! What is wrong once is reported once: a value that could not be made is `None` from there on, and silent.

mod expr;
mod names;
mod path;
mod shapes;
mod stage;
pub mod texts;

use std::collections::BTreeMap;

use proc_macro2::Ident;

use self::names::Names;
use super::dim::{Dim, Shape};
use super::{Graph, Head, Port, StageId, Value, ValueId, heads, initial, lints};
use crate::layers::Cx;
use crate::layers::network::Signature;
use crate::report::{Place, Report};
use crate::suggest::did_you_mean;
use crate::syntax::ast;

/// The graphs of all networks of a call, blocks of `repeat` before the network they belong to. A network with errors has
/// none.
pub fn build(file: &ast::File, report: &mut Report) -> Vec<Graph> {
    let mut library =
        Library { file, states: file.networks.iter().map(|_| State::Untouched).collect(), graphs: vec![] };
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
    graphs: Vec<Graph>,
}

enum State {
    Untouched,
    /// Being built: whoever needs it now is part of it.
    Open,
    Done(Signature),
}

impl<'a> Library<'a> {
    /// `network! { A(…) … A(…) … }`
    fn check_names(&self, report: &mut Report) {
        for (i, network) in self.file.networks.iter().enumerate() {
            if let Some(first) = self.file.networks[..i].iter().find(|n| n.name == network.name) {
                report.error(network.name.span(), format!("network `{}` is defined twice", network.name));
                report.error(first.name.span(), format!("`{}` is first defined here", network.name));
            }
        }
    }

    /// The number of the network of a name.
    fn find(&self, name: &Ident) -> Option<usize> {
        self.file.networks.iter().position(|n| n.name == *name)
    }

    /// What a network takes and gives; `None` where it contains itself.
    fn network(&mut self, index: usize, report: &mut Report) -> Option<Signature> {
        match &self.states[index] {
            State::Done(signature) => return Some(signature.clone()),
            State::Open => return None,
            State::Untouched => {}
        }
        self.states[index] = State::Open;
        let network = &self.file.networks[index];
        let mut builder = Builder::new(self, network, report);
        builder.header(network);
        builder.body(network);
        let signature = builder.finish();
        self.states[index] = State::Done(signature.clone());
        Some(signature)
    }
}

/// Builds the graph of one network, or of one block.
struct Builder<'a, 'b> {
    library: &'b mut Library<'a>,
    network: &'a ast::Network,
    report: &'b mut Report,
    graph: Graph,
    names: Names,
    scope: BTreeMap<String, Binding>,
    shared: BTreeMap<String, Shared<'a>>,
    frames: Vec<Frame>,
    /// The shared layers around a block.
    outer_layers: Vec<String>,
    /// The stage that made a value, as it is written.
    made_by: BTreeMap<ValueId, String>,
    /// Outputs of networks from elsewhere whose shape nobody has claimed yet, with the network's name.
    unclaimed: BTreeMap<ValueId, path::Unclaimed>,
    /// For each output the value assigned to it (`None` inside where it could not be made) and where.
    assigned: Vec<Option<Assigned>>,
    /// The shapes that the outputs promise.
    promised: Vec<(Ident, Shape, Place)>,
}

/// What is assigned to an output: the value, unless it could not be made, and where.
type Assigned = (Option<ValueId>, Place);

/// What a name stands for.
struct Binding {
    value: Option<ValueId>,
    place: Place,
    used: bool,
    what: &'static str,
}

/// `layer name = stages;`
struct Shared<'a> {
    stages: &'a [ast::Stage],
    place: Place,
    /// The parameters and the input shape of the first use.
    first: Option<(Vec<StageId>, Shape)>,
    used: bool,
}

/// Whether stages are made for the first time or used again.
enum Frame {
    Record(Vec<StageId>),
    Replay(std::vec::IntoIter<StageId>),
}

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
            outputs: vec![],
            values: vec![],
            nodes: vec![],
            stages: vec![],
            checks: vec![],
        };
        Self {
            library,
            network,
            report,
            graph,
            names: Names::default(),
            scope: BTreeMap::new(),
            shared: BTreeMap::new(),
            frames: vec![],
            outer_layers: vec![],
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

    fn value(&mut self, name: &str, shape: Shape) -> ValueId {
        let name = self.names.local(name);
        self.graph.values.push(Value { name, shape, view_of: None });
        self.graph.values.len() - 1
    }

    /// An input; the only one may have the name that generated code uses for it.
    fn input(&mut self, name: &Ident, shape: Shape) -> ValueId {
        if self.network.inputs.len() == 1 && name == "x" {
            self.names.sole_input("x");
            self.graph.values.push(Value { name: "x".to_string(), shape, view_of: None });
            return self.graph.values.len() - 1;
        }
        self.value(&name.to_string(), shape)
    }

    fn header(&mut self, network: &'a ast::Network) {
        for input in &network.inputs {
            if let Some(place) = input.ids {
                let text = "ids are turned into features by `embedding`, which this version does not have\n\
                            help: declare an input of numbers, `name: [features]`";
                self.error(place, text);
            }
            if let Some(place) = input.lengths {
                self.error(place, "`with lengths` is for recurrent layers, which this version does not have");
            }
            let shape = self.shape(&input.shape, "an input");
            let value = shape.map(|shape| self.input(&input.name, shape));
            self.graph.inputs.extend(value);
            self.bind(&input.name, value, "input");
        }
        let named: Vec<_> = match &network.outputs {
            ast::Outputs::Single(shape) => vec![(Ident::new("output", network.name.span()), shape)],
            ast::Outputs::Named(ports) => ports.iter().map(|(name, shape)| (name.clone(), shape)).collect(),
        };
        for (i, (name, shape)) in named.iter().enumerate() {
            if named[..i].iter().any(|(n, _)| n == name) {
                self.error(name.span(), format!("output `{name}` is declared twice"));
            }
            let promised = self.shape(shape, "an output").unwrap_or(Shape(vec![]));
            self.promised.push((name.clone(), promised, shape.place));
        }
        self.assigned = named.iter().map(|_| None).collect();
    }

    /// A shape of the header, or an error: 1 to 3 dimensions, none of them 0.
    fn shape(&mut self, shape: &ast::Shape, what: &str) -> Option<Shape> {
        if shape.dims.is_empty() {
            if !self.network.broken {
                self.error(shape.place, format!("{what} has at least one dimension, such as `[64]`"));
            }
            return None;
        }
        if shape.dims.len() > 3 {
            let text = format!("{what} has at most three dimensions, `[channels, height, width]`");
            self.error(shape.place, text);
            return None;
        }
        let dims: Option<Vec<_>> = shape.dims.iter().map(|d| self.dim(d, what)).collect();
        dims.map(Shape)
    }

    /// A dimension, or an error where it is 0 or absurd.
    fn dim(&mut self, dim: &ast::Dim, what: &str) -> Option<Dim> {
        let (place, dim) = (dim.place, Dim::of(dim, &self.graph.generics));
        match dim.known() {
            Some(0) => self.error(place, format!("a dimension of {what} must be at least 1")),
            Some(n) if n > crate::layers::args::MAX_DIM => {
                self.error(place, format!("a dimension of {n} is more than any memory holds"));
            }
            _ => return Some(dim),
        }
        None
    }

    fn bind(&mut self, name: &Ident, value: Option<ValueId>, what: &'static str) {
        let text = name.to_string();
        if let Some(first) = self.scope.get(&text) {
            let (place, what) = (first.place, first.what);
            self.error(name.span(), format!("`{name}` is defined twice"));
            self.error(place, format!("`{name}` is first defined here, as an {what}").replace("an value", "a value"));
            return;
        }
        self.scope.insert(text, Binding { value, place: name.span().into(), used: false, what });
    }

    fn body(&mut self, network: &'a ast::Network) {
        for stmt in &network.body {
            self.statement(stmt);
        }
        match (&network.outputs, &network.tail) {
            (ast::Outputs::Single(_), Some(tail)) => {
                let value = self.single(tail);
                self.assign(0, value, shapes::last_place(tail));
            }
            (ast::Outputs::Named(_), Some(tail)) => {
                let names: Vec<_> = self.promised.iter().map(|p| format!("`{}`", p.0)).collect();
                let text = format!("the outputs of `{}` have names; assign to {}", network.name, names.join(" and "));
                self.error(tail.place, text);
            }
            _ => {}
        }
    }

    fn statement(&mut self, stmt: &'a ast::Stmt) {
        match stmt {
            ast::Stmt::Let { names, expr } => {
                let values = self.several(expr, names.len());
                for (i, name) in names.iter().enumerate() {
                    let value = values.as_ref().map(|v| v[i]);
                    if let Some(value) = value {
                        self.rename(value, name);
                    }
                    self.bind(name, value, "value");
                }
            }
            ast::Stmt::Layer { name, stages } => self.shared_layer(name, stages),
            ast::Stmt::Assign { name, expr } => {
                let value = self.single(expr);
                let place = shapes::last_place(expr);
                match self.promised.iter().position(|p| p.0 == *name) {
                    Some(_) if !self.graph.named_outputs => self.unnamed_output(name),
                    Some(i) if self.assigned[i].is_some() => {
                        self.error(name.span(), format!("output `{name}` is assigned twice"));
                    }
                    Some(i) => {
                        self.assign(i, value, place);
                        self.scope.entry(name.to_string()).or_insert(Binding {
                            value,
                            place: name.span().into(),
                            used: true,
                            what: "output",
                        });
                    }
                    None if !self.graph.named_outputs => self.unnamed_output(name),
                    None => {
                        let names: Vec<_> = self.promised.iter().map(|p| p.0.to_string()).collect();
                        let names: Vec<_> = names.iter().map(String::as_str).collect();
                        let hint = did_you_mean(&name.to_string(), &names);
                        self.error(name.span(), format!("`{}` has no output `{name}`{hint}", self.network.name));
                    }
                }
            }
        }
    }

    fn unnamed_output(&mut self, name: &Ident) {
        let text = format!(
            "the output of `{}` has no name, so nothing can be assigned to it\n\
             help: write `let {name} = …;` for a value, and end the body with the output, without `;`",
            self.network.name
        );
        self.error(name.span(), text);
    }

    /// The local name of a value that its stage did not name.
    fn rename(&mut self, value: ValueId, name: &Ident) {
        if !self.graph.inputs.contains(&value) {
            self.graph.values[value].name = self.names.local(&name.to_string());
        }
    }

    fn assign(&mut self, output: usize, value: Option<ValueId>, place: Place) {
        self.assigned[output] = Some((value, place));
    }

    /// Checks what only the whole body shows, and hands the graph to the library unless something is wrong.
    fn finish(mut self) -> Signature {
        let signature = Signature {
            inputs: self.graph.inputs.iter().map(|&v| self.graph.values[v].shape.clone()).collect(),
            outputs: self.promised.iter().map(|p| p.1.clone()).collect(),
            linear: false,
        };
        if !self.network.broken {
            self.check_outputs();
            self.check_used();
        }
        if self.report.has_errors() || self.network.broken {
            return signature;
        }
        for (i, (name, shape, _)) in self.promised.iter().enumerate() {
            if let Some((Some(value), _)) = self.assigned[i] {
                let (name, shape) = (name.clone(), shape.clone());
                let local =
                    if self.graph.named_outputs { self.names.local(&name.to_string()) } else { "y".to_string() };
                self.graph.outputs.push(Port { name, local, value, shape, head: Head::Type("Linear") });
            }
        }
        lints::check(&self.graph, self.report);
        if self.report.has_errors() {
            return signature;
        }
        initial::choose(&mut self.graph);
        heads::extract(&mut self.graph);
        let linear = self.graph.outputs.iter().all(|o| matches!(o.head, Head::Type("Linear" | "Activated")));
        self.library.graphs.push(self.graph);
        Signature { linear, ..signature }
    }

    /// Every output is assigned, with the shape it promises.
    fn check_outputs(&mut self) {
        for i in 0..self.promised.len() {
            let (name, promised, place) = self.promised[i].clone();
            let assigned = self.assigned[i];
            match assigned {
                None if self.graph.named_outputs => {
                    self.error(name.span(), format!("output `{name}` is never assigned\nhelp: add `{name} = …;`"));
                }
                None => {
                    let text = format!(
                        "network `{}` promises {promised}, but its body gives nothing\n\
                         help: end the body with an expression, without `;`",
                        self.network.name
                    );
                    self.error(place, text);
                }
                Some((Some(value), place)) if promised.rank() > 0 && self.claimed(value, place) => {
                    let last = self.describe(value);
                    let (network, named) = (self.network.name.clone(), self.graph.named_outputs);
                    let given = self.graph.values[value].shape.clone();
                    self.cx().same_shape(place, &promised, &given, |p, g| match named {
                        true => format!("output `{name}` promises {p}, but {last} gives {g}"),
                        false => format!("network `{network}` promises {p}, but its last stage, {last}, gives {g}"),
                    });
                }
                Some(_) => {}
            }
        }
    }

    /// Every input, value and shared layer is used.
    fn check_used(&mut self) {
        let unused: Vec<_> = self
            .scope
            .iter()
            .filter(|(_, b)| !b.used)
            .map(|(name, b)| (b.place, if b.what == "input" { format!("input `{name}`") } else { format!("`{name}`") }))
            .chain(self.shared.iter().filter(|(_, s)| !s.used).map(|(name, s)| (s.place, format!("layer `{name}`"))))
            .collect();
        for (place, what) in unused {
            self.error(place, format!("{what} is never used"));
        }
    }
}

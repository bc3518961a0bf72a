//! The graph of a network: values, the nodes that make them, and the stages that hold parameters.
//!
//! Built from the syntax by `build`, with every name and shape checked; rewritten by passes (`heads`, `fuse`, `modes`,
//! `copies`), each of which leaves a graph that `verify` accepts; laid out in memory by `liveness`.

pub mod build;
pub mod copies;
pub mod fuse;
pub mod heads;
pub mod in_place;
pub mod initial;
pub mod lints;
pub mod liveness;
pub mod modes;
pub mod norms;
pub mod orders;
pub mod sums;
pub mod text;
pub mod verify;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, Visibility};

use crate::layers::args::Args;
use crate::layers::head::Head;
use crate::layers::storage::Init;
use crate::layers::storage::{Storage, Totals, TypePath};
use crate::layers::{ActivationExpr, Arity, LayerRef, Maxima, Site};
use crate::report::Place;
use crate::shape::check::Check;
use crate::shape::dim::{Dim, Shape};
use crate::shape::order::Order;

pub type ValueId = usize;
pub type NodeId = usize;
pub type StageId = usize;

/// A network whose every name and shape is right.
#[derive(Clone)]
pub struct Graph {
    pub name: Ident,
    /// The attributes that go to the struct.
    pub attrs: Vec<Attribute>,
    pub vis: Visibility,
    /// The const parameters.
    pub generics: Vec<Ident>,
    /// The network whose `repeat` block this is.
    pub block_of: Option<Ident>,
    /// Whether the outputs have names (and a struct for their losses).
    pub named_outputs: bool,
    pub inputs: Vec<ValueId>,
    /// The inputs as they are written.
    pub input_names: Vec<String>,
    pub outputs: Vec<Port>,
    pub values: Vec<Value>,
    /// In the order in which they run.
    pub nodes: Vec<Node>,
    /// In the order of the fields.
    pub stages: Vec<Stage>,
    /// What only rustc can check.
    pub checks: Vec<Check>,
    /// The networks from elsewhere, as far as they do not depend on const parameters.
    pub foreign: Vec<TypePath>,
}

/// Whether the backward pass of a node reads a value of the forward pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Read {
    Never,
    Always,
    Within(Within),
}

/// Where a network within reads it, as that says in a const: its input or its output of a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Within {
    pub node: NodeId,
    pub output: bool,
    pub number: usize,
}

/// An output: the value it gives and the activation that ends it.
#[derive(Clone)]
pub struct Port {
    pub name: Ident,
    /// What its memory is called in generated code.
    pub local: String,
    pub value: ValueId,
    pub shape: Shape,
    pub head: Head,
}

#[derive(Clone)]
pub struct Value {
    /// The name it has in the code: the user's, or its stage's.
    pub name: String,
    pub shape: Shape,
    /// How its numbers lie in memory.
    pub order: Order,
    /// Views (`flatten`, `reshape`) share the memory of another value.
    pub view_of: Option<ValueId>,
}

impl Value {
    /// A value of its own, before orders are chosen.
    pub fn new(name: impl Into<String>, shape: Shape) -> Self {
        Self { name: name.into(), shape, order: Order::RowMajor, view_of: None }
    }
}

#[derive(Clone)]
pub struct Node {
    pub layer: LayerRef,
    pub args: Args,
    /// Where its parameters are.
    pub stage: Option<StageId>,
    pub ins: Vec<ValueId>,
    pub outs: Vec<ValueId>,
    /// The norm folded into it, before the activation.
    pub norm: Option<Box<Self>>,
    /// The activation folded into it.
    pub fused: Option<ActivationExpr>,
    /// The maxima folded into it; its output is what is left of them.
    pub maxima: Option<Maxima>,
    /// The number that tells its random masks from those of other nodes.
    pub part: u64,
    pub frozen: bool,
    /// Whether the head of another network is left to whoever reads its outputs.
    pub headless: bool,
    pub place: Place,
}

/// A field of the parameter struct.
#[derive(Clone)]
pub struct Stage {
    pub field: Ident,
    /// The stem of its keys in files.
    pub key: String,
    /// The stage as it is written, for tables.
    pub text: String,
    pub storage: Storage,
    /// Whether several nodes use it.
    pub shared: bool,
    pub frozen: bool,
    pub decay: Option<f64>,
    pub init: Option<Init>,
}

impl Graph {
    /// The value that holds the memory of `id`.
    pub fn root(&self, mut id: ValueId) -> ValueId {
        while let Some(of) = self.values[id].view_of {
            id = of;
        }
        id
    }

    pub fn shape(&self, id: ValueId) -> &Shape {
        &self.values[id].shape
    }

    /// The shapes of the inputs of a node.
    pub fn shapes_in(&self, node: &Node) -> Vec<Shape> {
        node.ins.iter().map(|&v| self.values[v].shape.clone()).collect()
    }

    /// The shapes of the outputs of a node.
    pub fn shapes_out(&self, node: &Node) -> Vec<Shape> {
        node.outs.iter().map(|&v| self.values[v].shape.clone()).collect()
    }

    /// What a layer is told of a node.
    pub fn site(&self, node: &Node) -> Site {
        Site {
            args: node.args.clone(),
            ins: self.shapes_in(node),
            outs: self.shapes_out(node),
            in_orders: node.ins.iter().map(|&v| self.values[v].order.clone()).collect(),
            out_orders: node.outs.iter().map(|&v| self.values[v].order.clone()).collect(),
            headless: node.headless,
            normed: node.norm.is_some(),
            maxima: node.maxima.clone(),
            place: node.place,
            in_places: vec![],
        }
    }

    /// Whether the backward pass of a node reads its input of this number again: not a summand that it has taken in.
    pub fn reads_input(&self, node: NodeId, number: usize) -> Read {
        let this = &self.nodes[node];
        let one = this.layer.arity() == Arity::One;
        match this.layer.within() {
            Some(_) => Read::Within(Within { node, output: false, number }),
            None if this.layer.needs(&self.site(this)).input && !(one && number > 0) => Read::Always,
            None => Read::Never,
        }
    }

    /// Whether it reads its output of this number: an activation folded in does, unless it is computed anew.
    pub fn reads_output(&self, node: NodeId, number: usize) -> Read {
        let (this, site) = (&self.nodes[node], self.site(&self.nodes[node]));
        match this.layer.within() {
            _ if this.layer.needs(&site).output => Read::Always,
            _ if this.fused.is_some() && !this.layer.recomputes(&site) => Read::Always,
            Some(_) => Read::Within(Within { node, output: true, number }),
            None => Read::Never,
        }
    }

    /// Whether the backward pass of a node may change the gradient of its output, although that of its input goes elsewhere.
    pub fn overwrites_gradient(&self, node: NodeId) -> bool {
        let this = &self.nodes[node];
        this.fused.is_some() || this.maxima.is_some() || this.layer.overwrites_gradient(&self.site(this))
    }

    /// The nodes whose backward passes may read a value, or one that shares its memory.
    pub fn read_again(&self, value: ValueId) -> Vec<(NodeId, Read)> {
        let root = self.root(value);
        let mut all = vec![];
        for (i, node) in self.nodes.iter().enumerate() {
            let ins = (0..node.ins.len()).filter(|&at| self.root(node.ins[at]) == root);
            let outs = (0..node.outs.len()).filter(|&at| node.outs[at] == root);
            all.extend(ins.map(|at| (i, self.reads_input(i, at))));
            all.extend(outs.map(|at| (i, self.reads_output(i, at))));
        }
        all.retain(|(_, read)| *read != Read::Never);
        all
    }

    /// Whether a node has parameters that are trained.
    pub fn trains(&self, node: &Node) -> bool {
        node.stage.is_some_and(|s| !self.stages[s].frozen)
    }

    /// The node that writes the memory of a value; `None` for inputs.
    pub fn producer(&self, id: ValueId) -> Option<NodeId> {
        let root = self.root(id);
        self.nodes.iter().position(|n| n.outs.contains(&root))
    }

    /// The nodes that read the memory of a value, each as often as it does.
    pub fn consumers(&self, id: ValueId) -> Vec<NodeId> {
        let root = self.root(id);
        let reads = |n: &Node| n.ins.iter().filter(|&&v| self.root(v) == root).count();
        self.nodes.iter().enumerate().flat_map(|(i, n)| std::iter::repeat_n(i, reads(n))).collect()
    }

    /// How many outputs give the memory of a value.
    pub fn outputs_of(&self, id: ValueId) -> usize {
        let root = self.root(id);
        self.outputs.iter().filter(|o| self.root(o.value) == root).count()
    }

    /// Lets every reader of `old` read `new`.
    pub fn replace(&mut self, old: ValueId, new: ValueId) {
        for v in self.nodes.iter_mut().flat_map(|n| &mut n.ins) {
            if *v == old {
                *v = new;
            }
        }
        for output in &mut self.outputs {
            if output.value == old {
                output.value = new;
            }
        }
        for value in &mut self.values {
            if value.view_of == Some(old) {
                value.view_of = Some(new);
            }
        }
    }

    /// `name`, or nearly so where a value or an output has it. Two names that differ stay different, unless one of them ends
    /// in `_`.
    pub fn fresh(&self, mut name: String) -> String {
        let taken =
            |name: &str| self.values.iter().any(|v| v.name == name) || self.outputs.iter().any(|o| o.local == name);
        while taken(&name) {
            name.push('_');
        }
        name
    }

    /// Whether a name occurs anywhere in what the user wrote: among const parameters, dimensions or paths.
    pub fn mentions(&self, name: &Ident) -> bool {
        let dims = self.values.iter().flat_map(|v| &v.shape.0);
        let dims = dims.chain(self.stages.iter().flat_map(|s| s.storage.type_dims()));
        let dims = dims.chain(self.nodes.iter().flat_map(|n| n.args.dims()));
        self.generics.contains(name)
            || dims.into_iter().any(|d| crate::shape::dim::mentions(&d.to_token_stream(), name))
            || self.stages.iter().any(|s| crate::shape::dim::mentions(&s.storage.path(), name))
    }

    /// The type whose consts say that networks from elsewhere are networks. They depend on no const parameter.
    pub fn guard_owner(&self) -> TokenStream {
        let (name, generics) = (&self.name, self.generics.iter().map(|_| Dim::Known(1)));
        quote!(#name<#(#generics,)* f32>)
    }

    /// The name of the const of one of `foreign`.
    pub fn guard_const(index: usize) -> Ident {
        format_ident!("IS_NETWORK_{}", index + 1)
    }

    /// The multiply-adds of a forward pass, a sample.
    pub fn multiply_adds(&self) -> Dim {
        self.nodes.iter().fold(Dim::Known(0), |sum, n| sum.add(&n.layer.multiply_adds(&self.site(n))))
    }
}

impl Graph {
    /// Parameters and multiply-adds, where the macro knows them.
    pub fn totals(&self) -> Option<Totals> {
        let params = self.stages.iter().fold(Dim::Known(0), |sum, s| sum.add(&s.storage.len()));
        Some(Totals { params: params.known()?, multiply_adds: self.multiply_adds().known()? })
    }
}

impl Node {
    /// A node without parameters.
    pub fn plain(layer: LayerRef, args: Args, ins: Vec<ValueId>, outs: Vec<ValueId>, part: u64, place: Place) -> Self {
        Self {
            layer,
            args,
            stage: None,
            ins,
            outs,
            norm: None,
            fused: None,
            maxima: None,
            part,
            frozen: false,
            headless: false,
            place,
        }
    }

    /// The node as tables write it, where no stage says it better.
    pub fn text(&self) -> String {
        match self.args.text() {
            args if args.is_empty() => self.layer.name().to_string(),
            args => format!("{}<{args}>", self.layer.name()),
        }
    }
}

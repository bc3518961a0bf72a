//! Networks as stages: of the same call, whose shapes are known, and from elsewhere, which a claim must follow.

use std::rc::Rc;

use proc_macro2::Ident;
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;

use super::hole::{Hole, Made};
use super::names::snake_case;
use super::{Builder, State, shapes};
use crate::graph::{Graph, ValueId};
use crate::layers;
use crate::layers::LayerRef;
use crate::layers::args::Args;
use crate::layers::network::{self, Network, Signature};
use crate::layers::storage::{Guard, TypePath};
use crate::report::Place;
use crate::shape::check::Check;
use crate::shape::dim::{Dim, Shape};
use crate::shape::outline::Outline;
use crate::suggest::from_elsewhere;
use crate::syntax::ast;
use crate::syntax::texts;
use crate::words::{count, how_many};

/// An output of a network from elsewhere whose shape is to be claimed.
#[derive(Clone)]
pub struct Unclaimed {
    name: String,
    ty: TypePath,
    output: usize,
    /// The stage, where a claim has to follow directly.
    pub place: Option<Place>,
}

impl Unclaimed {
    /// The message that asks for the claim.
    pub fn ask_for_claim(&self) -> String {
        let name = &self.name;
        let mut text = match self.place {
            Some(_) => format!(
                "nothing is known here of `{name}`, a network from elsewhere\n\
                 help: say what it gives, `-> {name} -> [features]`"
            ),
            None => format!(
                "nothing is known here of this output of `{name}`, a network from elsewhere\n\
                 help: say what shape it has where it is used, `output -> [features]`"
            ),
        };
        let names: Vec<_> = layers::REGISTRY.iter().map(|layer| layer.name()).collect();
        if let Some(layer) = from_elsewhere(&self.name, &names) {
            text.push_str(&format!("; or did you mean the layer `{layer}`?"));
        }
        text
    }
}

impl<'a> Builder<'a, '_> {
    pub(super) fn path(
        &mut self,
        stage: &'a ast::Stage,
        path: &syn::Path,
        dims: &[ast::Dim],
        inputs: Made<Vec<ValueId>>,
        wanted: usize,
    ) -> Made<Vec<ValueId>> {
        if path.leading_colon.is_none() && path.segments.len() > 1 && path.segments[0].ident == "nn" {
            let text = format!(
                "a path cannot begin with `nn`, a name that generated code uses\nhelp: write `self::{}`",
                texts::path_text(path)
            );
            self.error(stage.place, text);
            return Err(Hole::UNKNOWN);
        }
        let dims: Vec<_> = dims.iter().map(|d| self.dim(d, "a network's argument")).collect();
        let Some(dims) = dims.into_iter().collect::<Option<Vec<_>>>() else { return Err(Hole::UNKNOWN) };
        let (name, ty) = (
            texts::path_text(path),
            TypePath { path: path.to_token_stream(), dims, known: None, vis: None, guard: None },
        );
        let field = path.segments.last().map(|last| snake_case(&last.ident.unraw().to_string())).unwrap_or_default();
        match path.get_ident().and_then(|ident| self.library.find(ident)) {
            Some(index) => self.local_network(index, stage, name, ty, field, inputs),
            None => self.foreign_network(stage, name, ty, field, inputs, wanted),
        }
    }

    /// A network of the same call.
    fn local_network(
        &mut self,
        index: usize,
        stage: &'a ast::Stage,
        name: String,
        mut path: TypePath,
        field: String,
        inputs: Made<Vec<ValueId>>,
    ) -> Made<Vec<ValueId>> {
        if matches!(self.library.states[index], State::Open) {
            let around = match self.library.cycle(index) {
                direct if direct.matches('→').count() < 2 => String::new(),
                around => format!(": {around}"),
            };
            self.error(stage.place, format!("network `{name}` contains itself{around}"));
            return Err(Hole::UNKNOWN);
        }
        let network = &self.library.file.networks[index];
        let generics: Vec<Ident> = network.generics.clone();
        if generics.len() != path.dims.len() {
            let (takes, given) = (count(generics.len(), "const parameter"), how_many(path.dims.len()));
            let written: Vec<_> = generics.iter().map(Ident::to_string).collect();
            let written = if written.is_empty() { name.clone() } else { format!("{name}<{}>", written.join(", ")) };
            self.error(stage.place, format!("`{name}` has {takes}, but {given} given\nhelp: write `{written}`"));
            return Err(Hole::UNKNOWN);
        }
        let before = self.report.count();
        let Some(mut known) = self.library.network(index, self.report) else { return Err(Hole::UNKNOWN) };
        self.others += self.report.count() - before;
        if known.inputs.is_empty()
            || known.outputs.is_empty()
            || known.outputs.iter().chain(&known.inputs).any(|s| s.rank() == 0)
        {
            return Err(Hole::UNKNOWN); // its header is broken, which has been said
        }
        if !generics.is_empty() {
            known = substitute(&known, &generics, &path.dims);
        }
        path.known = self.library.totals(&self.library.file.networks[index].name);
        path.vis = Some(self.library.file.networks[index].vis.clone());
        let kind = name.clone();
        let network = Rc::new(Network { name, path, known, foreign: false });
        let layer = LayerRef::Own(network.clone());
        match inputs {
            Ok(inputs) => self.stage(layer, Args::default(), stage, &kind, Some(field), Ok(inputs)),
            Err(hole) => self.local_on_hole(&network, stage, &hole),
        }
    }

    /// A network of the same call that takes a hole: what it gives is known all the same.
    fn local_on_hole(&mut self, network: &Rc<Network>, stage: &ast::Stage, hole: &Hole) -> Made<Vec<ValueId>> {
        let given = self.arg_places.len().max(1);
        let (name, known) = (&network.name, &network.known);
        if let Some(text) = network.misfit(given) {
            self.error(stage.place, text);
        } else if given == 1 {
            let takes = Outline::from(&known.inputs[0]);
            self.same(stage.place, &takes, &hole.outline, |w, g| network::refusal(name, w, g));
        }
        self.check_on_hole(&LayerRef::Own(network.clone()), Args::default(), stage, name);
        known.outputs.iter().map(|shape| self.fill(Outline::from(shape), name)).collect()
    }

    /// A network from elsewhere, or a stage written by hand.
    fn foreign_network(
        &mut self,
        stage: &'a ast::Stage,
        name: String,
        mut path: TypePath,
        field: String,
        inputs: Made<Vec<ValueId>>,
        wanted: usize,
    ) -> Made<Vec<ValueId>> {
        path.guard = self.guard(&path);
        let takes = inputs.iter().flatten().map(|&v| self.graph.values[v].shape.clone()).collect::<Vec<_>>();
        let known = Signature { inputs: takes.clone(), outputs: vec![Shape(vec![]); wanted], heads: vec![] };
        let layer = LayerRef::Own(Rc::new(Network { name: name.clone(), path: path.clone(), known, foreign: true }));
        let values = match inputs {
            Ok(inputs) => {
                let values = self.stage(layer, Args::default(), stage, &name, Some(field), Ok(inputs))?;
                self.check_takes(stage, &name, &path, &takes);
                values
            }
            Err(_) => {
                self.check_on_hole(&layer, Args::default(), stage, &name);
                (0..wanted).map(|_| self.value(&field, Shape(vec![]))).collect()
            }
        };
        let place = (wanted == 1).then_some(stage.place);
        for (output, &value) in values.iter().enumerate() {
            self.unclaimed.insert(value, Unclaimed { name: name.clone(), ty: path.clone(), output, place });
        }
        Ok(values)
    }

    /// Where rustc is asked whether a path names a network; a const parameter of this one it cannot be asked about.
    fn guard(&mut self, path: &TypePath) -> Option<Rc<Guard>> {
        if path.dims.iter().any(Dim::is_generic) {
            return None;
        }
        let text = |path: &TypePath| path.written(&format_ident!("f32")).to_string();
        if let Some(same) = self.graph.foreign.iter().find(|other| text(other) == text(path)) {
            return same.guard.clone();
        }
        let (index, owner) = (self.graph.foreign.len(), self.graph.guard_owner());
        let (name, alias) = (Graph::guard_const(index), format_ident!("__Foreign{}", index + 1));
        let guard = Rc::new(Guard { is_network: quote!(<#owner>::#name), alias });
        self.graph.foreign.push(TypePath { guard: Some(guard.clone()), ..path.clone() });
        Some(guard)
    }

    /// Lets rustc check what a network from elsewhere takes.
    fn check_takes(&mut self, stage: &ast::Stage, name: &str, path: &TypePath, takes: &[Shape]) {
        let shapes = takes.iter().map(|s| {
            let dims = &s.0;
            quote!(&[#(#dims),*])
        });
        let ty = path.over(&Ident::new("f32", stage.place.start));
        let args = quote!(#name, <#ty as nn::Network>::INPUT_SHAPES, &[#(#shapes),*]);
        let dims = takes.iter().flat_map(|s| &s.0).chain(&path.dims);
        self.graph.checks.push(Check::call(stage.place, "check_takes", args, dims));
    }

    /// The claim behind a network from elsewhere gives the shape, and rustc checks it.
    pub(super) fn claim_foreign(&mut self, dims: &[Option<(Dim, Place)>], place: Place, value: ValueId) -> Made {
        let Some(foreign) = self.unclaimed.remove(&value) else { return Ok(value) };
        let Some(shape) = shapes::complete(dims) else {
            let text = format!("behind `{}`, a network from elsewhere, a claim says every dimension", foreign.name);
            self.error(place, text);
            return Err(Hole::UNKNOWN);
        };
        let (name, output, claimed) = (&foreign.name, foreign.output, &shape.0);
        let ty = foreign.ty.over(&Ident::new("f32", place.start));
        let args = quote!(#name, <#ty as nn::Network>::OUTPUT_SHAPES, #output, &[#(#claimed),*]);
        self.graph.checks.push(Check::call(place, "check_gives", args, shape.0.iter().chain(&foreign.ty.dims)));
        self.graph.values[value].shape = shape;
        Ok(value)
    }
}

/// The shapes of a network with const parameters where these have values.
fn substitute(known: &Signature, generics: &[Ident], dims: &[Dim]) -> Signature {
    let shape = |s: &Shape| Shape(s.0.iter().map(|d| d.substitute(generics, dims)).collect());
    Signature {
        inputs: known.inputs.iter().map(shape).collect(),
        outputs: known.outputs.iter().map(shape).collect(),
        heads: known.heads.clone(),
    }
}

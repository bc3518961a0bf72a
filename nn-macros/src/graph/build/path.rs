//! Networks as stages: of the same call, whose shapes are known, and from elsewhere, which a claim must follow.

use std::rc::Rc;

use proc_macro2::Ident;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;

use super::names::snake_case;
use super::{Builder, State, shapes};
use crate::graph::ValueId;
use crate::layers;
use crate::layers::LayerRef;
use crate::layers::args::Args;
use crate::layers::network::{Network, Signature};
use crate::layers::storage::TypePath;
use crate::report::Place;
use crate::shape::check::Check;
use crate::shape::dim::{Dim, Shape};
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
        if let Some(layer) = layers::find(&snake_case(&self.name)) {
            text.push_str(&format!("; or did you mean the layer `{}`?", layer.name()));
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
        inputs: Option<Vec<ValueId>>,
        wanted: usize,
    ) -> Option<Vec<ValueId>> {
        if path.leading_colon.is_none() && path.segments.len() > 1 && path.segments[0].ident == "nn" {
            let text = format!(
                "a path cannot begin with `nn`, a name that generated code uses\nhelp: write `self::{}`",
                texts::path_text(path)
            );
            self.error(stage.place, text);
            return None;
        }
        let dims: Vec<_> = dims.iter().map(|d| self.dim(d, "a network's argument")).collect();
        let dims = dims.into_iter().collect::<Option<Vec<_>>>()?;
        let (name, ty) =
            (texts::path_text(path), TypePath { path: path.to_token_stream(), dims, known: None, vis: None });
        let field = snake_case(&path.segments.last()?.ident.unraw().to_string());
        match path.get_ident().and_then(|ident| self.library.find(ident)) {
            Some(index) => self.local_network(index, stage, name, ty, field, inputs),
            None => self.foreign_network(stage, name, ty, field, inputs?, wanted),
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
        inputs: Option<Vec<ValueId>>,
    ) -> Option<Vec<ValueId>> {
        if matches!(self.library.states[index], State::Open) {
            let around = match self.library.cycle(index) {
                direct if direct.matches('→').count() < 2 => String::new(),
                around => format!(": {around}"),
            };
            self.error(stage.place, format!("network `{name}` contains itself{around}"));
            return None;
        }
        let network = &self.library.file.networks[index];
        let generics: Vec<Ident> = network.generics.clone();
        if generics.len() != path.dims.len() {
            let (takes, given) = (count(generics.len(), "const parameter"), how_many(path.dims.len()));
            let written: Vec<_> = generics.iter().map(Ident::to_string).collect();
            let written = if written.is_empty() { name.clone() } else { format!("{name}<{}>", written.join(", ")) };
            self.error(stage.place, format!("`{name}` has {takes}, but {given} given\nhelp: write `{written}`"));
            return None;
        }
        let before = self.report.count();
        let mut known = self.library.network(index, self.report)?;
        self.others += self.report.count() - before;
        if known.inputs.is_empty()
            || known.outputs.is_empty()
            || known.outputs.iter().chain(&known.inputs).any(|s| s.rank() == 0)
        {
            return None; // its header is broken, which has been said
        }
        if !generics.is_empty() {
            known = substitute(&known, &generics, &path.dims);
        }
        path.known = self.library.totals(&self.library.file.networks[index].name);
        path.vis = Some(self.library.file.networks[index].vis.clone());
        let inputs = inputs?;
        let kind = name.clone();
        let layer = LayerRef::Own(Rc::new(Network { name, path, known, foreign: false }));
        self.stage(layer, Args::default(), stage, &kind, Some(field), inputs)
    }

    /// A network from elsewhere, or a stage written by hand.
    fn foreign_network(
        &mut self,
        stage: &'a ast::Stage,
        name: String,
        path: TypePath,
        field: String,
        inputs: Vec<ValueId>,
        wanted: usize,
    ) -> Option<Vec<ValueId>> {
        let takes = inputs.iter().map(|&v| self.graph.values[v].shape.clone()).collect::<Vec<_>>();
        let known = Signature { inputs: takes.clone(), outputs: vec![Shape(vec![]); wanted], heads: vec![] };
        let layer = Network { name: name.clone(), path: path.clone(), known, foreign: true };
        if !inputs.iter().all(|&v| self.claimed(v, stage.place)) {
            return None;
        }
        let (layer, kind) = (LayerRef::Own(Rc::new(layer)), name.clone());
        let values = self.stage(layer, Args::default(), stage, &kind, Some(field), inputs)?;
        let shapes = takes.iter().map(|s| {
            let dims = &s.0;
            quote!(&[#(#dims),*])
        });
        let ty = path.over(&Ident::new("f32", stage.place.start));
        let args = quote!(#name, <#ty as nn::Network>::INPUT_SHAPES, &[#(#shapes),*]);
        let dims = takes.iter().flat_map(|s| &s.0).chain(&path.dims);
        self.graph.checks.push(Check::call(stage.place, "check_takes", args, dims));
        let place = (wanted == 1).then_some(stage.place);
        for (output, &value) in values.iter().enumerate() {
            self.unclaimed.insert(value, Unclaimed { name: name.clone(), ty: path.clone(), output, place });
        }
        Some(values)
    }

    /// The claim behind a network from elsewhere gives the shape, and rustc checks it.
    pub(super) fn claim_foreign(
        &mut self,
        dims: &[Option<(Dim, Place)>],
        place: Place,
        value: ValueId,
    ) -> Option<ValueId> {
        let foreign = self.unclaimed.remove(&value)?;
        let Some(shape) = shapes::complete(dims) else {
            let text = format!("behind `{}`, a network from elsewhere, a claim says every dimension", foreign.name);
            self.error(place, text);
            return None;
        };
        let (name, output, claimed) = (&foreign.name, foreign.output, &shape.0);
        let ty = foreign.ty.over(&Ident::new("f32", place.start));
        let args = quote!(#name, <#ty as nn::Network>::OUTPUT_SHAPES, #output, &[#(#claimed),*]);
        self.graph.checks.push(Check::call(place, "check_gives", args, shape.0.iter().chain(&foreign.ty.dims)));
        self.graph.values[value].shape = shape;
        Some(value)
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

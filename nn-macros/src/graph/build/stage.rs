//! Stages: what each one is, its attributes, its parameters, its node.

use proc_macro2::Ident;

use super::Builder;
use super::hole::{Hole, Made};
use super::shared::Frame;
use crate::graph::{Node, Stage, StageId, ValueId, initial};
use crate::layers;
use crate::layers::args::{self, Args};
use crate::layers::storage::Init;
use crate::layers::storage::Storage;
use crate::layers::{Arity, Cx, LayerRef, Site};
use crate::report::Place;
use crate::shape::dim::Shape;
use crate::suggest::{did_you_mean, from_elsewhere};
use crate::syntax::{ast, is_capital, texts};

/// More parameters in one stage than any memory holds.
const MAX_PARAMS: u64 = 1 << 40;

impl<'a> Builder<'a, '_> {
    /// Applies one stage. Its arguments are checked even where its input could not be made.
    pub(super) fn apply(
        &mut self,
        stage: &'a ast::Stage,
        inputs: Made<Vec<ValueId>>,
        wanted: usize,
    ) -> Made<Vec<ValueId>> {
        let inputs = match (&stage.kind, inputs) {
            (ast::StageKind::Claim(_), inputs) | (_, inputs @ Err(_)) => inputs,
            (_, Ok(inputs)) => inputs.into_iter().map(|input| self.claimed(Ok(input), stage.place)).collect(),
        };
        let one = |inputs: Made<Vec<ValueId>>| inputs.map(|i| i[0]);
        match &stage.kind {
            ast::StageKind::Claim(dims) => self.claim(dims, stage.place, one(inputs)),
            ast::StageKind::Path { path, dims } => return self.path(stage, path, dims, inputs, wanted),
            ast::StageKind::Residual(stages) => self.residual(stages, stage.place, one(inputs)),
            ast::StageKind::Repeat { times, stages } => self.repeat(stage, times, stages, one(inputs)),
            ast::StageKind::Layer { name, args } if self.shared.contains_key(&name.to_string()) => {
                self.use_shared(stage, name, args, one(inputs))
            }
            ast::StageKind::Layer { name, args } => return self.layer(stage, name, args, inputs),
        }
        .map(|value| vec![value])
    }

    /// A layer of the registry.
    fn layer(
        &mut self,
        stage: &'a ast::Stage,
        name: &Ident,
        given: &[ast::Arg],
        inputs: Made<Vec<ValueId>>,
    ) -> Made<Vec<ValueId>> {
        let Some(layer) = layers::find(&name.to_string()) else {
            match is_capital(name) {
                true => self.no_network(stage, name, given),
                false => self.unknown_layer(name),
            }
            return Err(Hole::UNKNOWN);
        };
        let mut cx = Cx { report: self.report, checks: &mut self.graph.checks };
        let args = args::resolve(layer, given, &self.graph.generics, stage.place, &mut cx);
        // Only a call hands several values over.
        if layer.arity() == Arity::Many && self.arg_places.len() < 2 {
            let text = format!("`{name}` takes several values\nhelp: write `{name}(a, b)`");
            self.error(stage.place, text);
            return Err(Hole::UNKNOWN);
        }
        let (layer, kind) = (LayerRef::Known(layer), name.to_string());
        match args {
            Some(args) => self.stage(layer, args, stage, &kind, None, inputs),
            None => {
                let input = self.outline(&inputs.map(|inputs| inputs[0]));
                self.stage_on_hole(&layer, Args::default(), stage, &kind, Some(&input))
            }
        }
    }

    /// `LeakyReLU<0.1>`, `Body<0.5>`: what is called like a network, but has arguments that only layers have.
    fn no_network(&mut self, stage: &ast::Stage, name: &Ident, given: &[ast::Arg]) {
        let names: Vec<_> = layers::REGISTRY.iter().map(|layer| layer.name()).collect();
        if let Some(layer) = from_elsewhere(&name.to_string(), &names) {
            let meant = texts::layer(layer, given);
            self.error(stage.place, format!("unknown layer `{name}`; did you mean `{meant}`?"));
            return;
        }
        let is_dim =
            |arg: &ast::Arg| arg.name.is_none() && matches!(arg.value, ast::Value::Dim(_) | ast::Value::Name(_));
        for arg in given.iter().filter(|arg| !is_dim(arg)) {
            let text = format!("`{}` is no dimension, and networks take nothing else", texts::arg(arg));
            self.error(arg.place, text);
        }
    }

    fn unknown_layer(&mut self, name: &Ident) {
        if self.network.lost.contains(name) {
            return;
        }
        let text = name.to_string();
        if self.scope.contains_key(&text) {
            self.error(
                name.span(),
                format!("`{name}` is a value, not a layer\nhelp: combine values with `+`, `-`, `*`"),
            );
            return;
        }
        if self.outer_layers.contains(&text) {
            let text = format!(
                "the shared layer `{name}` cannot be used inside `repeat`, whose blocks have weights of their own"
            );
            self.error(name.span(), text);
            return;
        }
        let shared = self.shared.keys().map(String::as_str);
        let names: Vec<_> =
            layers::REGISTRY.iter().map(|l| l.name()).chain(shared).chain(["residual", "repeat"]).collect();
        let hint = match from_elsewhere(&text, &names) {
            Some(meant) => format!("; did you mean `{meant}`?"),
            None => did_you_mean(&text, &names),
        };
        self.error(name.span(), format!("unknown layer `{name}`{hint}"));
    }

    /// A stage with a layer of its own: checks it, makes room for its parameters, and adds its node.
    pub(super) fn stage(
        &mut self,
        layer: LayerRef,
        args: Args,
        stage: &'a ast::Stage,
        kind: &str,
        field: Option<String>,
        inputs: Made<Vec<ValueId>>,
    ) -> Made<Vec<ValueId>> {
        let in_places = std::mem::take(&mut self.arg_places);
        let inputs = match inputs {
            Ok(inputs) => inputs,
            Err(hole) => return self.stage_on_hole(&layer, args, stage, kind, Some(&hole.outline)),
        };
        let ins = inputs.iter().map(|&v| self.graph.values[v].shape.clone()).collect();
        let mut site = Site { in_places, ..Site::checked(args.clone(), ins, vec![], stage.place) };
        let Some(outs) = layer.infer(&site, &mut self.cx()) else {
            return self.stage_on_hole(&layer, args, stage, kind, None);
        };
        site.outs = outs;
        let storage = layer.storage(&site);
        self.check_attributes(stage, kind, storage.as_ref());
        let name = match (&stage.name, field) {
            (Some(name), _) => name.to_string(),
            (None, Some(field)) => field,
            (None, None) => self.replayed().filter(|_| storage.is_some()).unwrap_or_else(|| self.names.ordinal(kind)),
        };
        let id = match storage {
            Some(storage) if !self.check_storage(stage, &storage) => return Err(Hole::UNKNOWN),
            Some(storage) => self.field(stage, &name, storage),
            None => None,
        };
        let values = self.node(layer, args, inputs, site.outs, &name, stage.place);
        if let Some(node) = self.graph.nodes.last_mut() {
            node.stage = id;
            node.frozen = stage.attrs.frozen.is_some();
        }
        for &value in &values {
            self.made_by.insert(value, texts::stage(stage));
        }
        Ok(values)
    }

    /// The field that the next stage with parameters finds again, in a further use of a shared layer.
    pub(super) fn replayed(&self) -> Option<String> {
        match self.frames.last() {
            Some(Frame::Replay(ids)) => ids.as_slice().first().map(|&id| self.graph.stages[id].field.to_string()),
            _ => None,
        }
    }

    /// The parameters of a stage: made at its first use, found again by shared layers. `None` where their name is taken.
    fn field(&mut self, stage: &ast::Stage, name: &str, storage: Storage) -> Option<StageId> {
        if let Some(Frame::Replay(ids)) = self.frames.last_mut() {
            let id = ids.next();
            id.into_iter().for_each(|id| self.graph.stages[id].shared = true);
            return id;
        }
        let place = stage.name.as_ref().map_or(stage.place, |n| n.span().into());
        if let Err(first) = self.names.field(name, place) {
            let text =
                format!("a second stage is called `{name}`\nhelp: give one of them a name of its own, `name: …`");
            self.error(place, text);
            self.report.also(first, format!("the first `{name}` is here"));
            return None;
        }
        let (key, key_place) = match &stage.attrs.key {
            Some((key, place)) => (key.clone(), *place),
            None => (name.to_string(), place),
        };
        if let Err(first) = self.names.key(&key, key_place) {
            self.error(key_place, format!("a second stage has the key `{key}` in files\nhelp: choose another key"));
            self.report.also(first, format!("the first stage with the key `{key}` is here"));
        }
        let init = self.init(stage);
        self.graph.stages.push(Stage {
            field: Ident::new(name, stage.name.as_ref().map_or(stage.place.start, Ident::span)),
            key,
            text: texts::stage(stage),
            storage,
            shared: false,
            frozen: stage.attrs.frozen.is_some(),
            decay: stage.attrs.weight_decay.map(|(decay, _)| decay),
            init,
        });
        let id = self.graph.stages.len() - 1;
        if let Some(Frame::Record(ids)) = self.frames.last_mut() {
            ids.push(id);
        }
        Some(id)
    }

    /// `#[init(normal(0.0, 0.02))]`
    pub(super) fn init(&mut self, stage: &ast::Stage) -> Option<Init> {
        let attr = stage.attrs.init.as_ref()?;
        match initial::find(&attr.name.to_string(), &attr.args) {
            Ok(init) => Some(init),
            Err(text) => {
                self.error(attr.place, text);
                None
            }
        }
    }

    /// Attributes that mean nothing on a stage are mistakes.
    pub(super) fn check_attributes(&mut self, stage: &ast::Stage, kind: &str, storage: Option<&Storage>) {
        let attrs = &stage.attrs;
        // Of a block the first phase has said it.
        let is_block = matches!(stage.kind, ast::StageKind::Repeat { .. });
        if let (Some(init), false) = (&attrs.init, is_block || storage.is_some_and(Storage::has_weight)) {
            self.error(init.place, format!("`{kind}` has no weight that `init` could set"));
        }
        if storage.is_none() {
            let places = [attrs.frozen, attrs.weight_decay.map(|d| d.1), attrs.key.as_ref().map(|k| k.1)];
            for place in places.into_iter().flatten() {
                self.error(place, format!("`{kind}` has no parameters, so this attribute means nothing here"));
            }
        } else if let (Some(_), Some((_, place))) = (attrs.frozen, attrs.weight_decay) {
            self.error(place, "a frozen stage is not updated, so its weights cannot decay");
        }
    }

    /// What a struct of parameters cannot hold: arithmetic on a const parameter in its type, or more than any memory.
    fn check_storage(&mut self, stage: &ast::Stage, storage: &Storage) -> bool {
        for dim in storage.type_dims() {
            if let Some(name) = dim.generic_arithmetic() {
                let text = format!(
                    "the parameters of `{}` need the size `{dim}`, but stable Rust cannot compute with the const parameter \
                     `{name}` in a type\nhelp: make the result a const parameter of its own",
                    texts::stage(stage)
                );
                self.report.error(stage.place, text);
                return false;
            }
        }
        if let Some(len) = storage.len().known().filter(|&len| len > MAX_PARAMS) {
            let text = format!("`{}` needs {len} parameters, more than any memory holds", texts::stage(stage));
            self.report.error(stage.place, text);
            return false;
        }
        true
    }

    /// Adds a node, or for a view just a value.
    pub(super) fn node(
        &mut self,
        layer: LayerRef,
        args: Args,
        ins: Vec<ValueId>,
        outs: Vec<Shape>,
        name: &str,
        place: Place,
    ) -> Vec<ValueId> {
        let view_of = layer.is_view().then(|| ins[0]);
        let mut values = vec![];
        for shape in outs {
            let id = self.value(name, shape);
            self.graph.values[id].view_of = view_of;
            values.push(id);
        }
        let part = self.graph.nodes.len() as u64;
        let node = Node::plain(layer, args, ins, values.clone(), part, place);
        self.graph.nodes.push(node);
        values
    }
}

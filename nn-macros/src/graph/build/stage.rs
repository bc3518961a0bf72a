//! Stages: layers, shared layers, `residual` and `repeat` blocks.

use std::rc::Rc;

use proc_macro2::Ident;
use quote::{ToTokens, format_ident};

use super::names::camel_case;
use super::{Builder, Frame, Shared, texts};
use crate::graph::dim::{Dim, Shape};
use crate::graph::{Head, Init, Node, Port, Stage, StageId, Value, ValueId, heads, initial, lints};
use crate::layers;
use crate::layers::args::{self, Args};
use crate::layers::repeat::Repeat;
use crate::layers::storage::{Storage, TypePath};
use crate::layers::{Arity, Cx, LayerRef, Site};
use crate::report::Place;
use crate::suggest::did_you_mean;
use crate::syntax::ast;

/// More parameters in one stage than any memory holds.
const MAX_PARAMS: u64 = 1 << 40;

impl<'a> Builder<'a, '_> {
    /// Applies one stage. Its arguments are checked even where its input could not be made.
    pub(super) fn apply(
        &mut self,
        stage: &'a ast::Stage,
        inputs: Option<Vec<ValueId>>,
        wanted: usize,
    ) -> Option<Vec<ValueId>> {
        match &stage.kind {
            ast::StageKind::Claim(dims) => self.claim(dims, stage.place, inputs?[0]).map(|v| vec![v]),
            ast::StageKind::Path { path, dims } => self.path(stage, path, dims, inputs, wanted),
            ast::StageKind::Residual(stages) => {
                let input = inputs.filter(|i| self.claimed(i[0], stage.place)).map(|i| i[0]);
                self.residual(stages, stage.place, input).map(|v| vec![v])
            }
            ast::StageKind::Repeat { times, stages } => {
                let input = inputs.filter(|i| self.claimed(i[0], stage.place)).map(|i| i[0]);
                self.repeat(stage, times, stages, input).map(|v| vec![v])
            }
            ast::StageKind::Layer { name, args } => {
                if self.shared.contains_key(&name.to_string()) {
                    let input = inputs.filter(|i| self.claimed(i[0], stage.place)).map(|i| i[0]);
                    return self.use_shared(stage, name, args, input).map(|v| vec![v]);
                }
                self.layer(stage, name, args, inputs)
            }
        }
    }

    /// A layer of the registry.
    fn layer(
        &mut self,
        stage: &'a ast::Stage,
        name: &Ident,
        given: &[ast::Arg],
        inputs: Option<Vec<ValueId>>,
    ) -> Option<Vec<ValueId>> {
        let Some(layer) = layers::find(&name.to_string()) else {
            self.unknown_layer(name);
            return None;
        };
        let args = args::resolve(layer, given, &self.graph.generics, stage.place, self.report);
        let (args, inputs) = (args?, inputs?);
        if layer.arity() == Arity::Many && inputs.len() < 2 {
            let text = format!("`{name}` takes several values\nhelp: write `{name}(a, b)`");
            self.error(stage.place, text);
            return None;
        }
        if !self.claimed(inputs[0], stage.place) {
            return None;
        }
        self.stage(LayerRef::Known(layer), args, stage, &name.to_string(), None, inputs)
    }

    fn unknown_layer(&mut self, name: &Ident) {
        if self.network.lost.contains(name) {
            return;
        }
        let text = name.to_string();
        if self.scope.contains_key(&text) {
            self.error(name.span(), format!("`{name}` is a value, not a layer"));
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
        let hint = did_you_mean(&text, &names);
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
        inputs: Vec<ValueId>,
    ) -> Option<Vec<ValueId>> {
        let ins = inputs.iter().map(|&v| self.graph.values[v].shape.clone()).collect();
        let mut site = Site { args: args.clone(), ins, outs: vec![], headless: false, place: stage.place };
        site.outs = layer.infer(&site, &mut Cx { report: self.report, checks: &mut self.graph.checks })?;
        let storage = layer.storage(&site);
        self.check_attributes(stage, kind, storage.as_ref());
        let name = match (&stage.name, field) {
            (Some(name), _) => name.to_string(),
            (None, Some(field)) => field,
            (None, None) => self.names.ordinal(kind),
        };
        let id = match storage {
            Some(storage) => Some(self.field(stage, &name, storage)?),
            None => None,
        };
        let values = self.node(layer, args, inputs, site.outs, &name, stage.place);
        let node = self.graph.nodes.last_mut()?;
        node.stage = id;
        node.frozen = stage.attrs.frozen.is_some();
        for &value in &values {
            self.made_by.insert(value, texts::stage(stage));
        }
        Some(values)
    }

    /// The parameters of a stage: made at its first use, found again by shared layers.
    fn field(&mut self, stage: &ast::Stage, name: &str, storage: Storage) -> Option<StageId> {
        if let Some(Frame::Replay(ids)) = self.frames.last_mut() {
            return ids.next();
        }
        self.check_storage(stage, &storage);
        let place = stage.name.as_ref().map_or(stage.place, |n| n.span().into());
        if !self.names.field(name) {
            let text =
                format!("a second stage is called `{name}`\nhelp: give one of them a name of its own, `name: …`");
            self.error(place, text);
            return None;
        }
        let (key, key_place) = match &stage.attrs.key {
            Some((key, place)) => (key.clone(), *place),
            None => (name.to_string(), place),
        };
        if !self.names.key(&key) {
            self.error(key_place, format!("a second stage has the key `{key}`"));
        }
        let init = self.init(stage);
        self.graph.stages.push(Stage {
            field: Ident::new(name, stage.name.as_ref().map_or(stage.place.start, Ident::span)),
            key,
            text: texts::stage(stage),
            storage,
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
    fn init(&mut self, stage: &ast::Stage) -> Option<Init> {
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
    fn check_attributes(&mut self, stage: &ast::Stage, kind: &str, storage: Option<&Storage>) {
        let attrs = &stage.attrs;
        if let (Some(init), false) = (&attrs.init, storage.is_some_and(Storage::has_weight)) {
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
    fn check_storage(&mut self, stage: &ast::Stage, storage: &Storage) {
        for dim in storage.type_dims() {
            if let Some(name) = dim.generic_arithmetic() {
                let text = format!(
                    "the parameters of `{}` need the size `{dim}`, but stable Rust cannot compute with the const parameter \
                     `{name}` in a type\nhelp: make the result a const parameter of its own",
                    texts::stage(stage)
                );
                self.report.error(stage.place, text);
            }
        }
        if let Some(len) = storage.len().known().filter(|&len| len > MAX_PARAMS) {
            let text = format!("`{}` needs {len} parameters, more than any memory holds", texts::stage(stage));
            self.report.error(stage.place, text);
        }
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
        let node = Node {
            layer,
            args,
            stage: None,
            ins,
            outs: values.clone(),
            fused: None,
            part,
            frozen: false,
            headless: false,
            place,
        };
        self.graph.nodes.push(node);
        values
    }

    /// `residual { … }`: the block's output plus its input.
    fn residual(&mut self, stages: &'a [ast::Stage], place: Place, input: Option<ValueId>) -> Option<ValueId> {
        let output = self.chain(stages, input, 1)?[0];
        let input = input?;
        let last = stages.last().map_or(place, |s| s.place);
        if !self.claimed(output, last) {
            return None;
        }
        let (sa, sb) = (self.graph.values[input].shape.clone(), self.graph.values[output].shape.clone());
        let same = self.cx().same_shape(place, &sa, &sb, |a, b| {
            format!("`residual` adds its block's output to its input, but the block turns {a} into {b}")
        });
        let name = self.names.ordinal("residual");
        let (layer, ins) = (LayerRef::Known(layers::ADD), vec![input, output]);
        same.then(|| self.node(layer, Args::default(), ins, vec![sa], &name, place)[0])
    }

    /// `layer name = …;`
    pub(super) fn shared_layer(&mut self, name: &'a Ident, stages: &'a [ast::Stage]) {
        let text = name.to_string();
        if layers::find(&text).is_some() {
            self.error(name.span(), format!("`{name}` is a built-in layer and cannot be defined anew"));
        } else if let Some(first) = self.shared.get(&text) {
            let place = first.place;
            self.error(name.span(), format!("layer `{name}` is defined twice"));
            self.error(place, format!("layer `{name}` is first defined here"));
        } else {
            self.shared.insert(text, Shared { stages, place: name.span().into(), first: None, used: false });
        }
    }

    /// A use of a shared layer: the first makes its parameters, the others find them again.
    fn use_shared(
        &mut self,
        stage: &'a ast::Stage,
        name: &Ident,
        args: &[ast::Arg],
        input: Option<ValueId>,
    ) -> Option<ValueId> {
        let shared = self.shared.get_mut(&name.to_string())?;
        shared.used = true;
        let (stages, first) = (shared.stages, shared.first.clone());
        if let Some(arg) = args.first() {
            self.error(arg.place, format!("`{name}` is a shared layer and takes no arguments"));
        }
        if stage.name.is_some() {
            self.error(stage.place, format!("`{name}` is a shared layer; its stages are named where it is defined"));
        }
        let input = input?;
        let shape = self.graph.values[input].shape.clone();
        if let Some((_, before)) = &first {
            let same = self.cx().same_shape(stage.place, before, &shape, |a, b| {
                format!("the shared layer `{name}` was applied to {a} before, so it cannot be applied to {b}")
            });
            if !same {
                return None;
            }
        }
        self.frames.push(match first {
            Some((ids, _)) => Frame::Replay(ids.into_iter()),
            None => Frame::Record(vec![]),
        });
        let output = self.chain(stages, Some(input), 1);
        if let (Some(Frame::Record(ids)), Some(shared)) = (self.frames.pop(), self.shared.get_mut(&name.to_string())) {
            shared.first = Some((ids, shape));
        }
        output.map(|v| v[0])
    }

    /// `repeat<N> { … }`: the block becomes a network of its own.
    fn repeat(
        &mut self,
        stage: &'a ast::Stage,
        times: &'a ast::Dim,
        stages: &'a [ast::Stage],
        input: Option<ValueId>,
    ) -> Option<ValueId> {
        let count = Dim::of(times, &self.graph.generics);
        if count.known() == Some(0) {
            self.error(times.place, "`repeat<0>` repeats nothing; the count must be at least 1");
        }
        if let Some(n) = count.known().filter(|&n| n > 10_000) {
            self.error(times.place, format!("`repeat<{n}>` is absurd; the count must be at most 10000"));
        }
        let input = input?;
        let name = match (&stage.name, self.frames.last()) {
            (Some(name), _) => name.to_string(),
            (None, Some(Frame::Replay(ids))) => {
                let next = ids.as_slice().first().map(|&id| self.graph.stages[id].field.to_string());
                next.unwrap_or_default()
            }
            (None, _) => self.names.ordinal("repeat"),
        };
        let ident = format_ident!("{}{}", self.graph.name, camel_case(&name), span = stage.place.start);
        if !matches!(self.frames.last(), Some(Frame::Replay(_))) {
            self.block(ident.clone(), stages, stage.place, input)?;
        }
        let generics = self.graph.generics.iter().map(|g| {
            let dim = ast::Dim { kind: ast::DimKind::Path(g.clone().into()), place: g.span().into() };
            Dim::of(&dim, &self.graph.generics)
        });
        let block = TypePath { path: ident.into_token_stream(), dims: generics.collect() };
        let layer = LayerRef::Own(Rc::new(Repeat { block, times: count }));
        self.stage(layer, Args::default(), stage, "repeat", Some(name), vec![input]).map(|v| v[0])
    }

    /// The network of a block, handed to the library.
    fn block(&mut self, name: Ident, stages: &'a [ast::Stage], place: Place, input: ValueId) -> Option<()> {
        let shape = self.graph.values[input].shape.clone();
        let mut inner = Builder::new(self.library, self.network, self.report);
        inner.graph.name = name;
        inner.graph.attrs.clear();
        inner.graph.block_of = Some(self.graph.block_of.clone().unwrap_or_else(|| self.graph.name.clone()));
        inner.graph.named_outputs = false;
        inner.names.sole_input("x");
        inner.graph.values.push(Value { name: "x".to_string(), shape: shape.clone(), view_of: None });
        let x = 0;
        inner.graph.inputs.push(x);
        inner.outer_layers = self.shared.keys().chain(&self.outer_layers).cloned().collect();
        let output = inner.chain(stages, Some(x), 1)?[0];
        let last = stages.last().map_or(place, |s| s.place);
        if !inner.claimed(output, last) {
            return None;
        }
        let given = inner.graph.values[output].shape.clone();
        let same = inner.cx().same_shape(last, &shape, &given, |a, b| {
            format!("`repeat` feeds its block's output to the next block, but the block turns {a} into {b}")
        });
        if !same || inner.report.has_errors() {
            return None;
        }
        inner.graph.outputs.push(Port {
            name: Ident::new("output", place.start),
            local: "y".to_string(),
            value: output,
            shape,
            head: Head::Type("Linear"),
        });
        lints::check(&inner.graph, inner.report);
        initial::choose(&mut inner.graph);
        // The next block reads the output, so whatever activation ends it is applied within.
        heads::keep(&mut inner.graph);
        inner.library.graphs.push(inner.graph);
        Some(())
    }
}

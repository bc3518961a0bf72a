//! Shared layers: stages that are defined once, `layer name = …;`, and used with one set of parameters.

use proc_macro2::Ident;

use super::Builder;
use super::hole::{Hole, Made};
use crate::graph::StageId;
use crate::layers;
use crate::report::Place;
use crate::shape::outline::Outline;
use crate::syntax::ast;

/// `layer name = stages;`
pub(super) struct Shared<'a> {
    pub stages: &'a [ast::Stage],
    pub place: Place,
    pub used: bool,
    /// Defined more than once, so that nobody knows what is meant.
    ambiguous: bool,
    /// Being applied: whoever needs it now is part of it.
    open: bool,
    /// The first use.
    first: Option<First>,
}

#[derive(Clone)]
struct First {
    /// The parameters made for it.
    ids: Vec<StageId>,
    /// What is certain of the shape that it was applied to, and where.
    shape: Outline,
    place: Place,
}

/// Whether stages are made for the first time or used again.
pub(super) enum Frame {
    Record(Vec<StageId>),
    Replay(std::vec::IntoIter<StageId>),
}

impl<'a> Builder<'a, '_> {
    /// `layer name = …;`
    pub(super) fn shared_layer(&mut self, name: &'a Ident, stages: &'a [ast::Stage]) {
        let text = name.to_string();
        if layers::find(&text).is_some() {
            let text = format!("`{name}` is a built-in layer and cannot be defined anew\nhelp: choose another name");
            self.error(name.span(), text);
        } else if let Some(first) = self.shared.get_mut(&text) {
            first.ambiguous = true;
            let place = first.place;
            self.error(name.span(), format!("layer `{name}` is defined twice"));
            self.report.also(place, format!("layer `{name}` is first defined here"));
        } else {
            let place = name.span().into();
            let layer = Shared { stages, place, used: false, ambiguous: false, open: false, first: None };
            self.shared.insert(text, layer);
        }
    }

    /// A use of a shared layer: the first makes its parameters, the others find them again.
    pub(super) fn use_shared(&mut self, stage: &'a ast::Stage, name: &Ident, args: &[ast::Arg], input: Made) -> Made {
        let Some(shared) = self.shared.get_mut(&name.to_string()) else { return Err(Hole::UNKNOWN) };
        shared.used = true;
        let (stages, first) = (shared.stages, shared.first.clone());
        if std::mem::replace(&mut shared.open, true) {
            self.error(stage.place, format!("the shared layer `{name}` contains itself"));
            return Err(Hole::UNKNOWN);
        }
        let ambiguous = shared.ambiguous;
        self.check_use(stage, name, args);
        let input = if ambiguous { Err(Hole::UNKNOWN) } else { input };
        let output = self.apply_shared(stage, name, stages, first, input);
        if let Some(shared) = self.shared.get_mut(&name.to_string()) {
            shared.open = false;
        }
        if ambiguous { Err(Hole::UNKNOWN) } else { output }
    }

    fn apply_shared(
        &mut self,
        stage: &'a ast::Stage,
        name: &Ident,
        stages: &'a [ast::Stage],
        first: Option<First>,
        mut input: Made,
    ) -> Made {
        let shape = self.outline(&input);
        if let Some(first) = &first {
            let same = self.same(stage.place, &first.shape, &shape, |a, b| {
                format!("the shared layer `{name}` has weights for {a}, so it cannot be applied to {b}")
            });
            if !same {
                self.report.also(first.place, format!("`{name}` is first applied here, to {}", first.shape));
                input = Err(Hole::UNKNOWN);
            }
        }
        self.frames.push(match first {
            Some(first) => Frame::Replay(first.ids.into_iter()),
            None => Frame::Record(vec![]),
        });
        let output = self.block_value(stages, input);
        if let (Some(Frame::Record(ids)), Some(shared)) = (self.frames.pop(), self.shared.get_mut(&name.to_string())) {
            shared.first = Some(First { ids, shape, place: stage.place });
        }
        output
    }

    /// What belongs to the definition is no part of a use.
    fn check_use(&mut self, stage: &ast::Stage, name: &Ident, args: &[ast::Arg]) {
        let there = "where it is defined";
        if let (Some(first), Some(last)) = (args.first(), args.last()) {
            let text = format!("`{name}` is a shared layer; its stages have their arguments {there}");
            self.error(first.place.to(last.place), text);
        }
        if let Some(label) = &stage.name {
            self.error(label.span(), format!("`{name}` is a shared layer; its stages have their names {there}"));
        }
        for (attr, place) in stage.attrs.places() {
            let text = format!("`{name}` is a shared layer; its stages have their `#[{attr}]` {there}");
            self.error(place, format!("{text}\nhelp: put it before a stage of `layer {name} = …;`"));
        }
    }

    /// What is wrong with shared layers that nothing uses, beside that.
    pub(super) fn check_unused_layers(&mut self) {
        let unused: Vec<_> = self.shared.values().filter(|s| !s.used).map(|s| s.stages).collect();
        for stages in unused {
            self.block_value(stages, Err(Hole::UNKNOWN)).ok();
        }
    }
}

//! Values that could not be made, and what is certain of them all the same: so that one mistake gives one message, and a
//! second one behind it gives its own.

use super::{Builder, skeleton};
use crate::graph::ValueId;
use crate::layers::args::Args;
use crate::layers::{LayerRef, Site};
use crate::report::Place;
use crate::shape::outline::Outline;
use crate::syntax::{ast, texts};

/// A value; in its place, where something is wrong, a hole. That has been said, and whatever follows from it is silent.
pub(super) type Made<T = ValueId> = Result<T, Hole>;

/// In the place of one value or of several.
#[derive(Clone)]
pub(super) struct Hole {
    /// What is certain of the value; of several, of each.
    pub outline: Outline,
    /// What would have made it, for messages about the outline.
    made_by: String,
}

impl Hole {
    /// Nothing is certain.
    pub const UNKNOWN: Self = Self { outline: Outline::NOTHING, made_by: String::new() };

    pub fn new(outline: Outline, made_by: impl Into<String>) -> Self {
        Self { outline, made_by: made_by.into() }
    }
}

impl Builder<'_, '_> {
    /// What is certain of the shape of a value; nothing where a claim is still to follow.
    pub(super) fn outline(&self, value: &Made) -> Outline {
        match value {
            Ok(value) if self.unclaimed.contains_key(value) => Outline::NOTHING,
            Ok(value) => Outline::from(&self.graph.values[*value].shape),
            Err(hole) => hole.outline.clone(),
        }
    }

    /// How messages call what made a value, or would have made it: the stage, or the name of an input.
    pub(super) fn describe(&self, value: &Made) -> String {
        let made_by = match value {
            Ok(value) => self.made_by.get(value).unwrap_or(&self.graph.values[*value].name),
            Err(hole) => &hole.made_by,
        };
        format!("`{made_by}`")
    }

    /// A value of this shape, where all of it is certain; else a hole.
    pub(super) fn fill(&mut self, outline: Outline, made_by: &str) -> Made {
        let Some(shape) = outline.whole() else { return Err(Hole::new(outline, made_by)) };
        let value = self.value("certain", shape);
        self.made_by.insert(value, made_by.to_string());
        Ok(value)
    }

    /// Reports unless two shapes are the same, as far as they are certain; where only rustc can tell, leaves the check to it.
    /// `text` makes the message of the two.
    pub(super) fn same(&mut self, place: Place, a: &Outline, b: &Outline, text: impl Fn(&str, &str) -> String) -> bool {
        if let (Some(a), Some(b)) = (a.whole(), b.whole()) {
            return self.cx().same_shape(place, &a, &b, text);
        }
        let contradicts = a.contradicts(b);
        if contradicts {
            self.error(place, text(&a.beside(b), &b.beside(a)));
        }
        !contradicts
    }

    /// A stage that takes a hole, whose arguments are wrong, or that has refused what it takes (`None`): it gives what is
    /// certain all the same.
    pub(super) fn stage_on_hole(
        &mut self,
        layer: &LayerRef,
        args: Args,
        stage: &ast::Stage,
        kind: &str,
        input: Option<&Outline>,
    ) -> Made<Vec<ValueId>> {
        let outline = layer.outline(&args, input);
        self.check_on_hole(layer, args, stage, kind);
        self.fill(outline, &texts::stage(stage)).map(|value| vec![value])
    }

    /// What can be checked of a stage that takes a hole, or that has refused what it takes.
    pub(super) fn check_on_hole(&mut self, layer: &LayerRef, args: Args, stage: &ast::Stage, kind: &str) {
        // Whether a layer has parameters does not depend on what it takes.
        let (ins, outs) = (vec![skeleton::unknown_shape()], vec![skeleton::unknown_shape()]);
        let site = Site::checked(args, ins, outs, stage.place);
        self.check_attributes(stage, kind, layer.storage(&site).as_ref());
        self.init(stage);
    }
}

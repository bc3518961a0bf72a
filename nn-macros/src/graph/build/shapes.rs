//! Claims about shapes, and where in an expression a shape comes from.

use super::Builder;
use super::hole::{Hole, Made};
use crate::report::Place;
use crate::shape::check::Relation;
use crate::shape::dim::{Dim, Shape};
use crate::shape::outline::Outline;
use crate::syntax::ast;
use crate::syntax::texts;

/// The tokens that decide the shape of an expression: its last stage.
pub fn last_place(expr: &ast::Expr) -> Place {
    match &expr.kind {
        ast::ExprKind::Chain { stages, .. } => stages.last().map_or(expr.place, |s| s.place),
        _ => expr.place,
    }
}

impl Builder<'_, '_> {
    /// `-> [16, _, 5]`. Behind something wrong a claim is believed, so that what follows can be checked.
    pub(super) fn claim(&mut self, claim: &[Option<ast::Dim>], place: Place, input: Made) -> Made {
        let dims: Vec<_> = claim
            .iter()
            .map(|d| match d {
                Some(d) => self.dim(d, "a claim").map(|dim| Some((dim, d.place))),
                None => Some(None),
            })
            .collect();
        let Some(dims) = dims.into_iter().collect::<Option<Vec<_>>>() else { return Err(Hole::UNKNOWN) };
        let said = Outline::of_rank(dims.iter().map(|d| d.as_ref().map(|(dim, _)| dim.clone())).collect());
        let (outline, written) = (self.outline(&input), texts::claim(claim));
        if outline.contradicts(&said) {
            self.error(place, format!("the shape here is {}, not {written}", outline.beside(&said)));
            // Which of the two is meant, nobody knows.
            return self.fill(outline.or(&said), &written);
        }
        let Ok(input) = input else { return self.fill(outline.and(&said), &written) };
        if self.unclaimed.contains_key(&input) {
            return self.claim_foreign(&dims, place, input);
        }
        let shape = self.graph.values[input].shape.clone();
        for (i, (claimed, actual)) in dims.iter().zip(&shape.0).enumerate() {
            if let Some((claimed, place)) = claimed {
                let before = format!("the claim says that dimension {i} of {shape} is ");
                let text = [before, ", but it is ".to_string(), String::new()];
                self.cx().require(*place, Relation::Equal, claimed, actual, text);
            }
        }
        Ok(input)
    }

    /// Requires that the shape of a value is known; a network from elsewhere must be followed by a claim.
    pub(super) fn claimed(&mut self, value: Made, place: Place) -> Made {
        let foreign = value.as_ref().ok().and_then(|value| self.unclaimed.get(value));
        let Some(foreign) = foreign else { return value };
        let text = foreign.ask_for_claim();
        // Where the network stands, unless several outputs were taken apart and this one is used far from it.
        let place = foreign.place.unwrap_or(place);
        self.error(place, text);
        Err(Hole::UNKNOWN)
    }
}

/// The dimensions of a claim that leaves none open.
pub fn complete(dims: &[Option<(Dim, Place)>]) -> Option<Shape> {
    dims.iter().map(|d| d.as_ref().map(|(dim, _)| dim.clone())).collect::<Option<Vec<_>>>().map(Shape)
}

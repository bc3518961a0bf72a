//! Claims about shapes, and where in an expression a shape comes from.

use super::Builder;
use crate::graph::ValueId;
use crate::report::Place;
use crate::shape::check::Relation;
use crate::shape::dim::{Dim, Shape};
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
    /// `-> [16, _, 5]`. A claim behind something wrong is believed, so that what follows can be checked.
    pub(super) fn claim(
        &mut self,
        claim: &[Option<ast::Dim>],
        place: Place,
        input: Option<ValueId>,
    ) -> Option<ValueId> {
        let dims: Vec<_> = claim
            .iter()
            .map(|d| match d {
                Some(d) => self.dim(d, "a claim").map(|dim| Some((dim, d.place))),
                None => Some(None),
            })
            .collect();
        let dims = dims.into_iter().collect::<Option<Vec<_>>>()?;
        let Some(input) = input else {
            return complete(&dims).map(|shape| self.value("claim", shape));
        };
        if self.unclaimed.contains_key(&input) {
            return self.claim_foreign(&dims, place, input);
        }
        let shape = self.graph.values[input].shape.clone();
        let says = || texts::claim(claim);
        if shape.rank() != dims.len() {
            self.error(place, format!("the shape here is {shape}, not {}", says()));
            return Some(input);
        }
        let mut wrong = false;
        for (i, (claimed, actual)) in dims.iter().zip(&shape.0).enumerate() {
            let Some((claimed, dim_place)) = claimed else { continue };
            match claimed.same(actual) {
                Some(true) => {}
                Some(false) => wrong = true,
                None => {
                    let before = format!("the claim says that dimension {i} of {shape} is ");
                    let text = [before, ", but it is ".to_string(), String::new()];
                    self.cx().require(*dim_place, Relation::Equal, claimed, actual, text);
                }
            }
        }
        if wrong {
            self.error(place, format!("the shape here is {shape}, not {}", says()));
        }
        Some(input)
    }

    /// Requires that the shape of a value is known; a network from elsewhere must be followed by a claim.
    pub(super) fn claimed(&mut self, value: ValueId, place: Place) -> bool {
        let Some(foreign) = self.unclaimed.get(&value) else { return true };
        let text = foreign.ask_for_claim();
        // Where the network stands, unless several outputs were taken apart and this one is used far from it.
        let place = foreign.place.unwrap_or(place);
        self.error(place, text);
        false
    }
}

/// The dimensions of a claim that leaves none open.
pub fn complete(dims: &[Option<(Dim, Place)>]) -> Option<Shape> {
    dims.iter().map(|d| d.as_ref().map(|(dim, _)| dim.clone())).collect::<Option<Vec<_>>>().map(Shape)
}

//! The body: statements, what they bind, and the expression at the end.

use proc_macro2::Ident;

use super::hole::{Hole, Made};
use super::{Builder, shapes};
use crate::graph::ValueId;
use crate::report::Place;
use crate::suggest::{closest, did_you_mean};
use crate::syntax::ast;

/// What a name stands for.
pub(super) struct Binding {
    pub value: Made,
    pub place: Place,
    pub used: bool,
    pub what: &'static str,
}

impl<'a> Builder<'a, '_> {
    pub(super) fn bind(&mut self, name: &Ident, value: Made, what: &'static str) {
        let text = name.to_string();
        if let Some(first) = self.scope.get_mut(&text) {
            // Nobody knows which of the two is meant from here on.
            (first.value, first.used) = (Err(Hole::UNKNOWN), true);
            let (place, what) = (first.place, first.what);
            let article = if what == "value" { "a" } else { "an" };
            self.error(name.span(), format!("`{name}` is defined twice"));
            self.report.also(place, format!("`{name}` is first defined here, as {article} {what}"));
            return;
        }
        let used = self.early.contains(&text);
        self.scope.insert(text, Binding { value, place: name.span().into(), used, what });
    }

    pub(super) fn body(&mut self, network: &'a ast::Network) {
        for stmt in &network.body {
            self.statement(stmt);
        }
        match (&network.outputs, &network.tail) {
            (ast::Outputs::Single(_), Some(tail)) => {
                let value = self.single(tail);
                self.assigned[0] = Some((value, shapes::last_place(tail)));
            }
            // Nobody knows what was meant as outputs.
            (ast::Outputs::Named(_), Some(tail)) if self.promised.is_empty() => {
                self.several(tail, 1).ok();
            }
            (ast::Outputs::Named(_), Some(tail)) => {
                let text = format!(
                    "the outputs of `{}` have names, so its body gives nothing at its end\nhelp: write {}",
                    network.name,
                    self.promised.iter().map(|p| format!("`{} = …;`", p.0)).collect::<Vec<_>>().join(" and ")
                );
                self.error(tail.place, text);
                self.several(tail, 1).ok();
                // Whatever was meant as an output is in there.
                self.assigned.fill(Some((Err(Hole::UNKNOWN), tail.place)));
            }
            _ => {}
        }
    }

    fn statement(&mut self, stmt: &'a ast::Stmt) {
        match stmt {
            ast::Stmt::Let { names, expr } => {
                let values = self.several(expr, names.len());
                for (i, name) in names.iter().enumerate() {
                    self.let_name(name, values.as_ref().map(|v| v[i]).map_err(Hole::clone), expr);
                }
            }
            ast::Stmt::Layer { name, stages } => self.shared_layer(name, stages),
            ast::Stmt::Assign { name, expr } => {
                let value = self.single(expr);
                self.assign(name, value, expr);
            }
        }
    }

    fn let_name(&mut self, name: &Ident, value: Made, expr: &'a ast::Expr) {
        if self.graph.named_outputs && self.promised.iter().any(|p| p.0 == *name) {
            let text = format!("`{name}` is an output, not a new name\nhelp: leave `let` out: `{name} = …;`");
            self.error(name.span(), text);
            self.assign(name, value, expr);
            return;
        }
        if let Ok(value) = value {
            self.rename(value, name);
        }
        self.bind(name, value, "value");
    }

    /// `output = expr;`
    fn assign(&mut self, name: &Ident, value: Made, expr: &'a ast::Expr) {
        if !self.graph.named_outputs {
            let text = match self.scope.contains_key(&name.to_string()) {
                true => format!("`{name}` never changes\nhelp: give the new value a name of its own: `let name = …;`"),
                false => format!(
                    "the output of `{}` has no name, so nothing can be assigned to it\n\
                     help: write `let {name} = …;` for a value, and end the body with the output, without `;`",
                    self.network.name
                ),
            };
            self.error(name.span(), text);
            // Whether it is a value or the output that was meant: it is used, and the output may be in there.
            self.assigned[0].get_or_insert((Err(Hole::UNKNOWN), expr.place));
            self.scope.entry(name.to_string()).or_insert(Binding::output(value, name));
            return;
        }
        match self.promised.iter().position(|p| p.0 == *name) {
            Some(i) if self.assigned[i].is_some() => {
                self.error(name.span(), format!("output `{name}` is assigned twice"));
                if let Some(first) = self.scope.get(&name.to_string()) {
                    let place = first.place;
                    self.report.also(place, format!("`{name}` is first assigned here"));
                }
            }
            Some(i) => {
                self.assigned[i] = Some((value.clone(), shapes::last_place(expr)));
                self.scope.entry(name.to_string()).or_insert(Binding::output(value, name));
            }
            None => {
                let names: Vec<_> = self.promised.iter().map(|p| p.0.to_string()).collect();
                let names: Vec<_> = names.iter().map(String::as_str).collect();
                let hint = did_you_mean(&name.to_string(), &names);
                let meant = closest(&name.to_string(), &names).and_then(|m| names.iter().position(|n| *n == m));
                if let Some(meant) = meant {
                    self.assigned[meant].get_or_insert((value, shapes::last_place(expr)));
                }
                self.error(name.span(), format!("`{}` has no output `{name}`{hint}", self.network.name));
            }
        }
    }

    /// The local name of a value that its stage did not name.
    fn rename(&mut self, value: ValueId, name: &Ident) {
        if !self.graph.inputs.contains(&value) {
            self.graph.values[value].name = self.names.local(&name.to_string());
        }
    }
}

impl Binding {
    /// An output is used, whoever reads it.
    fn output(value: Made, name: &Ident) -> Self {
        Self { value, place: name.span().into(), used: true, what: "output" }
    }
}

//! What only the whole body shows, and what becomes of the graph.

use super::Builder;
use super::hole::Made;
use crate::graph::{Graph, Port, heads, initial, lints};
use crate::layers::head::Head;
use crate::layers::network::Signature;
use crate::report::Place;
use crate::shape::dim::Shape;
use crate::shape::outline::Outline;
use crate::syntax::ast;

impl Builder<'_, '_> {
    /// The last checks; then the graph, complete or a skeleton.
    pub(super) fn finish(mut self) -> (Graph, Signature) {
        self.check_outputs();
        self.check_used();
        lints::mistakes(&self.graph, self.report);
        let inputs = self.network.inputs.iter().map(|input| {
            let known = self.scope.get(&input.name.to_string()).and_then(|binding| binding.value.as_ref().ok());
            known.map_or(Shape(vec![]), |&value| self.graph.values[value].shape.clone())
        });
        let signature = Signature {
            inputs: inputs.collect(),
            outputs: self.promised.iter().map(|p| p.1.clone()).collect(),
            heads: self.promised.iter().map(|_| Head::Type("Linear")).collect(),
        };
        if self.has_errors() {
            return (self.skeleton(), signature);
        }
        for i in 0..self.promised.len() {
            let ((name, shape, _), Some((Ok(value), _))) = (self.promised[i].clone(), self.assigned[i].clone()) else {
                continue;
            };
            let local = if self.graph.named_outputs { self.names.local(&name.to_string()) } else { "y".to_string() };
            self.graph.outputs.push(Port { name, local, value, shape, head: Head::Type("Linear") });
        }
        lints::doubts(&self.graph, self.report);
        initial::choose(&mut self.graph);
        heads::extract(&mut self.graph);
        let heads = self.graph.outputs.iter().map(|o| o.head.clone()).collect();
        (self.graph, Signature { heads, ..signature })
    }

    /// Every output is assigned, with the shape it promises.
    fn check_outputs(&mut self) {
        for i in 0..self.promised.len() {
            match self.assigned[i].clone() {
                Some((value, place)) => self.check_output(i, value, place),
                None if self.network.broken => {}
                None => self.unassigned(i),
            }
        }
    }

    fn check_output(&mut self, output: usize, value: Made, place: Place) {
        let (name, promised, _) = self.promised[output].clone();
        if promised.rank() == 0 {
            return;
        }
        let value = self.claimed(value, place);
        let promises = match self.graph.named_outputs {
            true => format!("output `{name}` promises"),
            false => format!("network `{}` promises", self.network.name),
        };
        let is_input = value.as_ref().is_ok_and(|value| self.graph.inputs.contains(value));
        let gives = match (is_input, self.graph.named_outputs) {
            (true, _) => format!("the input {} is", self.describe(&value)),
            (false, true) => format!("{} gives", self.describe(&value)),
            (false, false) => format!("its last stage, {}, gives", self.describe(&value)),
        };
        let (promised, given) = (Outline::from(&promised), self.outline(&value));
        self.same(place, &promised, &given, |p, g| format!("{promises} {p}, but {gives} {g}"));
    }

    fn unassigned(&mut self, output: usize) {
        let (name, promised, place) = self.promised[output].clone();
        if self.graph.named_outputs {
            self.error(name.span(), format!("output `{name}` is never assigned\nhelp: add `{name} = …;`"));
        } else {
            let end = match self.network.body.last() {
                Some(ast::Stmt::Let { names, .. }) if names.len() == 1 => {
                    // So this is no unused value.
                    self.scope.entry(names[0].to_string()).and_modify(|binding| binding.used = true);
                    format!("end the body with `{}`", names[0])
                }
                _ => "end the body with an expression, without `;`".to_string(),
            };
            let text = format!("network `{}` promises {promised}, but its body gives nothing", self.network.name);
            self.error(place, format!("{text}\nhelp: {end}"));
        }
    }

    /// Every input, value and shared layer is used.
    fn check_used(&mut self) {
        self.check_unused_layers();
        if self.network.broken {
            return;
        }
        let names = self.scope.iter().filter(|(_, binding)| !binding.used).map(|(name, binding)| match binding.what {
            "input" => (binding.place, format!("input `{name}` is never used\nhelp: use it or leave it out")),
            _ => (binding.place, format!("`{name}` is never used\nhelp: use it or leave it out")),
        });
        let layers = self.shared.iter().filter(|(_, layer)| !layer.used).map(|(name, layer)| {
            (layer.place, format!("layer `{name}` is never used\nhelp: apply it to a value: `x -> {name}`"))
        });
        for (place, text) in names.chain(layers).collect::<Vec<_>>() {
            self.error(place, text);
        }
    }
}

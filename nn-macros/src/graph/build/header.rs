//! The header: inputs and outputs with their shapes.

use proc_macro2::Ident;

use super::hole::Hole;
use super::{Builder, skeleton};
use crate::graph::{Value, ValueId};
use crate::layers::args::MAX_DIM;
use crate::shape::dim::{Dim, Shape};
use crate::syntax::ast;

impl<'a> Builder<'a, '_> {
    pub(super) fn header(&mut self, network: &'a ast::Network) {
        for input in &network.inputs {
            if let Some(place) = input.ids {
                let text = "ids are turned into features by `embedding`, which this version does not have\n\
                            help: declare an input of numbers, `name: [features]`";
                self.error(place, text);
            }
            if let Some(place) = input.lengths {
                self.error(place, "`with lengths` is for recurrent layers, which this version does not have");
            }
            let shape = self.shape(&input.shape, "an input");
            let known = shape.is_some() && input.ids.is_none();
            let value = self.input(&input.name, shape.unwrap_or_else(skeleton::unknown_shape));
            self.graph.inputs.push(value);
            self.graph.input_names.push(input.name.to_string());
            self.bind(&input.name, if known { Ok(value) } else { Err(Hole::UNKNOWN) }, "input");
        }
        let named: Vec<_> = match &network.outputs {
            ast::Outputs::Single(shape) => vec![(Ident::new("output", network.name.span()), shape)],
            ast::Outputs::Named(ports) => ports.iter().map(|(name, shape)| (name.clone(), shape)).collect(),
        };
        for (name, shape) in named {
            if !self.output_name(&name) {
                continue;
            }
            let promised = self.shape(shape, "an output").unwrap_or(Shape(vec![]));
            self.promised.push((name, promised, shape.place));
        }
        self.assigned = self.promised.iter().map(|_| None).collect();
    }

    /// `-> (a: [1], a: [2])`, or an output with the name of an input. False: it is no further output.
    fn output_name(&mut self, name: &Ident) -> bool {
        if !self.graph.named_outputs {
            return true;
        }
        let first = self.promised.iter().find(|p| p.0 == *name).map(|p| p.0.span());
        if let Some(first) = first {
            self.error(name.span(), format!("output `{name}` is declared twice"));
            self.report.also(first, format!("`{name}` is first declared here"));
            return false;
        }
        if let Some(input) = self.scope.get(&name.to_string()) {
            let place = input.place;
            self.error(name.span(), format!("output `{name}` has the name of an input"));
            self.report.also(place, format!("the input `{name}` is here"));
        }
        true
    }

    /// An input; the only one may have the name that generated code uses for it.
    fn input(&mut self, name: &Ident, shape: Shape) -> ValueId {
        if self.network.inputs.len() == 1 && name == "x" {
            self.names.sole_input("x");
            self.graph.values.push(Value::new("x".to_string(), shape));
            return self.graph.values.len() - 1;
        }
        self.value(&name.to_string(), shape)
    }

    /// A shape of the header, or an error: 1 to 3 dimensions, none of them 0.
    fn shape(&mut self, shape: &ast::Shape, what: &str) -> Option<Shape> {
        if shape.dims.is_empty() {
            if !self.network.broken {
                self.error(shape.place, format!("{what} has at least one dimension, such as `[64]`"));
            }
            return None;
        }
        if shape.dims.len() > 3 {
            let text = format!("{what} has at most three dimensions, `[channels, height, width]`");
            self.error(shape.place, text);
            return None;
        }
        let dims: Vec<_> = shape.dims.iter().map(|d| self.dim(d, what)).collect();
        let dims = Shape(dims.into_iter().collect::<Option<_>>()?);
        let len = dims.len();
        if let Some(name) = len.generic_arithmetic() {
            let text = format!(
                "{what} of shape {dims} has {len} numbers, but stable Rust cannot compute with the const parameter `{name}` in a \
                 type\nhelp: make the result a const parameter of its own"
            );
            self.error(shape.place, text);
            return None;
        }
        Some(dims)
    }

    /// A dimension, or an error where it is 0 or absurd.
    pub(super) fn dim(&mut self, dim: &ast::Dim, what: &str) -> Option<Dim> {
        let (place, dim) = (dim.place, Dim::of(dim, &self.graph.generics));
        match dim.known() {
            Some(0) => self.error(place, format!("a dimension of {what} must be at least 1")),
            Some(n) if n > MAX_DIM => {
                self.error(place, format!("a dimension of {n} is more than any memory holds"));
            }
            _ => return Some(dim),
        }
        None
    }
}

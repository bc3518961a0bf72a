//! `residual { … }` and `repeat<N> { … }`. Both keep the shape of what they take, so that reading goes on behind them whatever is
//! wrong within.

use std::rc::Rc;

use proc_macro2::Ident;
use quote::{ToTokens, format_ident};

use super::Builder;
use super::hole::{Hole, Made};
use super::names::camel_case;
use super::shared::Frame;
use crate::graph::{Port, Value, ValueId, heads, initial, lints};
use crate::layers::args::Args;
use crate::layers::head::Head;
use crate::layers::repeat::Repeat;
use crate::layers::storage::TypePath;
use crate::layers::{self, LayerRef};
use crate::report::Place;
use crate::shape::dim::{Dim, Shape};
use crate::syntax::ast;

/// More blocks are taken for a mistake.
const MAX_TIMES: u64 = 10_000;

impl<'a> Builder<'a, '_> {
    /// `residual { … }`: the block's output plus its input.
    pub(super) fn residual(&mut self, stages: &'a [ast::Stage], place: Place, input: Made) -> Made {
        let output = self.block_value(stages, input.clone());
        let last = stages.last().map_or(place, |s| s.place);
        let output = self.claimed(output, last);
        let (sa, sb) = (self.outline(&input), self.outline(&output));
        let same = self.same(last, &sa, &sb, |a, b| {
            format!(
                "`residual` adds its block's output to its input, but the block turns {a} into {b}\n\
                 help: let the last stage of the block give {a}"
            )
        });
        let (Ok(a), Ok(b)) = (input, output) else {
            return self.fill(if same { sa.and(&sb) } else { sa }, "residual");
        };
        let shape = self.graph.values[a].shape.clone();
        let name = self.names.ordinal("residual");
        let (layer, ins) = (LayerRef::Known(layers::ADD), vec![a, b]);
        let sum = self.node(layer, Args::default(), ins, vec![shape], &name, place)[0];
        self.made_by.insert(sum, "residual".to_string());
        Ok(sum)
    }

    /// `repeat<N> { … }`: the block becomes a network of its own.
    pub(super) fn repeat(
        &mut self,
        stage: &'a ast::Stage,
        times: &ast::Dim,
        stages: &'a [ast::Stage],
        input: Made,
    ) -> Made {
        let times = self.times(times);
        let input = match input {
            Ok(input) => input,
            Err(hole) => {
                let mut inner = self.inner(Ident::new("Block", stage.place.start));
                let output = inner.block_output(stages, stage.place, Err(hole.clone()));
                let outline = hole.outline.and(&inner.outline(&output));
                return self.fill(outline, "repeat");
            }
        };
        let name = match &stage.name {
            Some(name) => name.to_string(),
            None => self.replayed().unwrap_or_else(|| self.names.ordinal("repeat")),
        };
        let ident = format_ident!("{}{}", self.graph.name, camel_case(&name), span = stage.place.start);
        if !matches!(self.frames.last(), Some(Frame::Replay(_))) {
            self.block(ident.clone(), stages, stage.place, input);
        }
        let generics = self.graph.generics.iter().map(|g| {
            let dim = ast::Dim { kind: ast::DimKind::Path(g.clone().into()), place: g.span().into() };
            Dim::of(&dim, &self.graph.generics)
        });
        let block = TypePath {
            known: self.library.totals(&ident),
            vis: None,
            guard: None,
            path: ident.into_token_stream(),
            dims: generics.collect(),
        };
        let layer = LayerRef::Own(Rc::new(Repeat { block, times }));
        let output = self.stage(layer, Args::default(), stage, "repeat", Some(name), Ok(vec![input]));
        Ok(output.map_or(input, |v| v[0]))
    }

    /// How often; 1 after an error.
    fn times(&mut self, times: &ast::Dim) -> Dim {
        let count = Dim::of(times, &self.graph.generics);
        match count.known() {
            Some(0) => {
                self.error(times.place, "`repeat<0>` repeats nothing\nhelp: the number of blocks is at least 1");
            }
            Some(n) if n > MAX_TIMES => {
                let text = format!("`repeat<{n}>` is absurd\nhelp: the number of blocks is at most {MAX_TIMES}");
                self.error(times.place, text);
            }
            _ => return count,
        }
        Dim::Known(1)
    }

    /// A builder for the network of a block.
    fn inner(&mut self, name: Ident) -> Builder<'a, '_> {
        let mut inner = Builder::new(self.library, self.network, self.report);
        inner.graph.name = name;
        inner.graph.attrs.clear();
        inner.graph.block_of = Some(self.graph.block_of.clone().unwrap_or_else(|| self.graph.name.clone()));
        inner.graph.named_outputs = false;
        inner.outer_layers = self.shared.keys().chain(&self.outer_layers).cloned().collect();
        inner
    }

    /// The network of a block, handed to the library.
    fn block(&mut self, name: Ident, stages: &'a [ast::Stage], place: Place, input: ValueId) {
        if self.library.find(&name).is_some() {
            let text = format!(
                "the block of this `repeat` is called `{name}`, as another network is\n\
                 help: give it a name of its own, `name: repeat<…> {{ … }}`"
            );
            self.error(place, text);
        }
        let shape = self.graph.values[input].shape.clone();
        let mut inner = self.inner(name);
        inner.names.sole_input("x");
        inner.graph.values.push(Value::new("x".to_string(), shape.clone()));
        inner.graph.inputs.push(0);
        inner.graph.input_names.push("x".to_string());
        let output = inner.block_output(stages, place, Ok(0));
        let graph = inner.finish_block(output, shape, place);
        if self.library.find(&graph.name).is_none() {
            self.library.graphs.push(graph);
        }
    }

    /// What a block of `repeat` gives, which is to be what it takes.
    fn block_output(&mut self, stages: &'a [ast::Stage], place: Place, input: Made) -> Made {
        let output = self.block_value(stages, input.clone());
        let last = stages.last().map_or(place, |s| s.place);
        let output = self.claimed(output, last);
        let (takes, gives) = (self.outline(&input), self.outline(&output));
        let same = self.same(last, &takes, &gives, |a, b| {
            format!(
                "`repeat` feeds its block's output to the next block, but the block turns {a} into {b}\n\
                 help: let the last stage of the block give {a}"
            )
        });
        lints::mistakes(&self.graph, self.report);
        if same { output } else { Err(Hole::UNKNOWN) }
    }

    fn finish_block(mut self, output: Made, shape: Shape, place: Place) -> crate::graph::Graph {
        let name = Ident::new("output", place.start);
        let (Ok(value), false) = (output, self.has_errors()) else {
            self.promised.push((name, shape, place));
            return self.skeleton();
        };
        self.graph.outputs.push(Port { name, local: "y".to_string(), value, shape, head: Head::Type("Linear") });
        lints::doubts(&self.graph, self.report);
        initial::choose(&mut self.graph);
        // The next block reads the output, so whatever activation ends it is applied within.
        heads::keep(&mut self.graph);
        self.graph
    }
}

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

/// `2`, or `(2, 1)` where they differ.
fn sizes(sizes: &[u64]) -> String {
    match sizes {
        [first, others @ ..] if others.iter().all(|other| other == first) => first.to_string(),
        _ => format!("({})", sizes.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")),
    }
}

/// More blocks are taken for a mistake.
const MAX_TIMES: u64 = 10_000;

/// What strides within a block do to its image or signal.
struct Shrunk {
    /// The first stage that has one.
    place: Place,
    why: String,
    help: String,
}

impl<'a> Builder<'a, '_> {
    /// `residual { … }`: the block's output plus its input.
    pub(super) fn residual(&mut self, stages: &'a [ast::Stage], place: Place, input: Made) -> Made {
        let first = self.graph.nodes.len();
        let output = self.block_value(stages, input.clone());
        let last = stages.last().map_or(place, |s| s.place);
        let output = self.claimed(output, last);
        let (sa, sb) = (self.outline(&input), self.outline(&output));
        let shrunk = self.shrunk(first, &input, &output);
        let blamed = shrunk.as_ref().map_or(last, |shrunk| shrunk.place);
        let same = self.same(blamed, &sa, &sb, |a, b| {
            let said = format!("`residual` adds its block's output to its input, but the block turns {a} into {b}");
            match &shrunk {
                Some(Shrunk { why, help, .. }) => format!("{said}: {why}\nhelp: {help}"),
                None => format!("{said}\nhelp: let the last stage of the block give {a}"),
            }
        });
        if !same {
            // Which of the two is meant, nobody knows.
            return self.fill(sa.or(&sb), "residual");
        }
        let (Ok(a), Ok(b)) = (input, output) else { return self.fill(sa.and(&sb), "residual") };
        let shape = self.graph.values[a].shape.clone();
        let name = self.names.ordinal("residual");
        let (layer, ins) = (LayerRef::Known(layers::ADD), vec![a, b]);
        let sum = self.node(layer, Args::default(), ins, vec![shape], &name, place)[0];
        self.made_by.insert(sum, "residual".to_string());
        Ok(sum)
    }

    /// Which strides among the nodes from `first` on make the output smaller than the input, if any do.
    fn shrunk(&self, first: usize, input: &Made, output: &Made) -> Option<Shrunk> {
        let (Ok(input), Ok(output)) = (input, output) else { return None };
        let [takes, gives] = [*input, *output].map(|value| &self.graph.values[value].shape);
        if takes.rank() != gives.rank() || takes.0[1..].iter().zip(&gives.0[1..]).all(|(a, b)| a.same(b) == Some(true))
        {
            return None;
        }
        let (mut all, mut stages) = (vec![1; takes.rank() - 1], vec![]);
        for node in &self.graph.nodes[first..] {
            let strides = node.layer.strides(&self.graph.site(node)).unwrap_or_default();
            let strides: Vec<_> = strides.iter().map(|stride| stride.known().unwrap_or(1)).collect();
            if strides.len() != all.len() || strides.iter().all(|&stride| stride == 1) {
                continue;
            }
            all.iter_mut().zip(&strides).for_each(|(all, stride)| *all *= stride);
            stages.push((node.place, sizes(&strides), self.describe(&Ok(node.outs[0]))));
        }
        let (place, ..) = *stages.first()?;
        let whys: Vec<_> = stages.iter().map(|(_, stride, stage)| format!("the stride {stride} of {stage}")).collect();
        let why = format!("{} {} it", whys.join(" and "), if whys.len() == 1 { "shrinks" } else { "shrink" });
        let (channels, axes) = (&gives.0[0], all.len());
        let fits = takes.0[1..].iter().zip(&gives.0[1..]).zip(&all).all(|((takes, gives), &stride)| {
            matches!((takes.known(), gives.known()), (Some(takes), Some(gives)) if takes.div_ceil(stride) == gives)
        });
        let (them, stride) = (if whys.len() == 1 { "it" } else { "them" }, sizes(&all));
        let help = match fits {
            true => format!(
                "give {them} stride 1, or write the sum out with a projection of the input: \
                 `(x -> …) + (x -> conv{axes}d<{channels}, 1, stride = {stride}>)`"
            ),
            false => format!(
                "give {them} stride 1 and a padding that keeps the size, or write the sum out with a projection of the input to \
                 {gives}: `(x -> …) + (x -> …)`"
            ),
        };
        Some(Shrunk { place, why, help })
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

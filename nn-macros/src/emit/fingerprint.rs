//! The fingerprint of an architecture: layers, arguments and wiring as text, dimensions as numbers that rustc evaluates.

use std::collections::BTreeMap;
use std::fmt::Write;

use proc_macro2::TokenStream;
use quote::quote;

use super::Parts;
use crate::layers::head::Head;
use crate::shape::dim::{Dim, Shape};

/// The expression of the fingerprint. Names of values and stages are no part of it, nor is how values lie in memory.
pub fn emit(parts: &Parts<'_>) -> TokenStream {
    let graph = parts.checked;
    let (mut text, mut dims, mut below) = (String::new(), vec![], vec![]);
    for &input in &graph.inputs {
        shape(&mut text, &mut dims, graph.shape(input));
    }
    let mut first_uses = BTreeMap::new();
    for node in &graph.nodes {
        let words = node.args.words();
        let words = if words.is_empty() { words } else { format!("<{words}>") };
        let ins: Vec<_> = node.ins.iter().map(ToString::to_string).collect();
        let _ = write!(text, ";{}{words}({})=", node.layer.kind(), ins.join(","));
        for &value in &node.outs {
            let _ = write!(text, "{value}");
            shape(&mut text, &mut dims, graph.shape(value));
        }
        // Weights that are used again: those of the node that makes this value.
        if let Some(stage) = node.stage {
            match first_uses.get(&stage) {
                Some(first) => drop(write!(text, "@{first}")),
                None => drop(first_uses.insert(stage, node.outs[0])),
            }
        }
        dims.extend(node.args.dims().into_iter().cloned());
        below.extend(node.layer.fingerprint(&parts.generics));
    }
    for output in &graph.outputs {
        let head = match &output.head {
            Head::Type(name) => name,
            Head::Of(..) => "of",
            Head::Applied(..) => "applied",
        };
        let _ = write!(text, ";{}={head}", output.value);
    }
    quote! {
        nn::Fingerprint::new(#text).dims(&[#(#dims),*])#(.with(#below))*.finish()
    }
}

/// A shape: its rank as text, its dimensions as numbers.
fn shape(text: &mut String, dims: &mut Vec<Dim>, shape: &Shape) {
    let _ = write!(text, "[{}]", shape.rank());
    dims.extend(shape.0.iter().cloned());
}

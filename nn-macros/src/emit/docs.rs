//! The table that an editor shows where the pointer rests on a network's name.

use std::collections::BTreeSet;

use crate::graph::Graph;
use crate::shape::dim::Dim;

/// The lines of the doc comment, behind the user's own.
pub fn network(graph: &Graph) -> Vec<String> {
    let mut lines = vec![];
    if let Some(of) = &graph.block_of {
        lines.push(format!(" A block of `repeat` in [`{of}`]."));
    }
    let inputs = graph.inputs.iter().zip(&graph.input_names);
    let inputs = inputs.map(|(&v, name)| format!("`{name}: {}`", graph.values[v].shape));
    let outputs = graph.outputs.iter().map(|o| match graph.named_outputs {
        true => format!("`{}: {}`", o.name, o.shape),
        false => format!("`{}`", o.shape),
    });
    let (inputs, outputs) = (inputs.collect::<Vec<_>>().join(", "), outputs.collect::<Vec<_>>().join(", "));
    if !lines.is_empty() || graph.attrs.iter().any(|attr| attr.path().is_ident("doc")) {
        lines.push(String::new());
    }
    lines.extend([format!(" {inputs} → {outputs}"), String::new()]);
    lines.extend([" | stage | gives | parameters |".to_string(), " | --- | --- | --- |".to_string()]);
    let (mut total, mut counted) = (Dim::Known(0), BTreeSet::new());
    for node in &graph.nodes {
        let shapes: Vec<_> = graph.shapes_out(node).iter().map(|s| s.to_string()).collect();
        let (stage, params) = match node.stage.map(|s| &graph.stages[s]) {
            Some(stage) => {
                let frozen = if stage.frozen { ", frozen" } else { "" };
                // A shared layer has several rows, but its parameters once.
                let first = counted.insert(node.stage);
                let params = if first { stage.storage.len().to_string() } else { String::new() };
                (format!("`{}`: `{}`{frozen}", stage.field, stage.text), params)
            }
            None => (format!("`{}`", node.text()), String::new()),
        };
        lines.push(format!(" | {stage} | `{}` | {params} |", shapes.join(", ")));
    }
    for stage in &graph.stages {
        total = total.add(&stage.storage.len());
    }
    let bytes = total.mul(&Dim::Known(4));
    lines.extend([
        String::new(),
        format!(" {total} parameters ({bytes} bytes as `f32`), {} multiply-adds a sample.", graph.multiply_adds()),
    ]);
    lines
}

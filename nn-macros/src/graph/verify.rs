//! The verifier, run between passes: what every graph must be, whichever pass made it.

use super::{Graph, text};

/// What a pass broke; a mistake of the macro's, never of its user's.
#[derive(Debug)]
pub struct Broken(pub String);

/// Checks that values are made once and before they are read, and that all numbers lead somewhere.
pub fn verify(graph: &Graph, pass: &str) -> Result<(), Broken> {
    let mut made = vec![false; graph.values.len()];
    let fail = |what: String| Err(Broken(format!("after the pass `{pass}`, {what}:\n{}", text::write(graph))));
    for &input in &graph.inputs {
        made[input] = true;
    }
    for (i, node) in graph.nodes.iter().enumerate() {
        let name = node.layer.name();
        if let Some(&value) = node.ins.iter().find(|&&v| !made[graph.root(v)]) {
            return fail(format!("node {i}, `{name}`, reads %{value} before it is made"));
        }
        for &value in &node.outs {
            let view = graph.values[value].view_of.is_some();
            if made[value] || view != node.layer.is_view() {
                return fail(format!("node {i}, `{name}`, makes %{value}, which is made already or a view"));
            }
            made[value] = !view;
        }
        if node.stage.is_some_and(|s| s >= graph.stages.len()) {
            return fail(format!("node {i}, `{name}`, has a stage that does not exist"));
        }
        if node.norm.is_some() && !node.layer.folds_norm(&graph.site(node)) {
            return fail(format!("node {i}, `{name}`, cannot fold a norm in"));
        }
        if node.fused.as_ref().is_some_and(|activation| !node.layer.folds_activation(activation.fold)) {
            return fail(format!("node {i}, `{name}`, cannot fold an activation in"));
        }
        if node.maxima.is_some() && !node.layer.folds_maxima() {
            return fail(format!("node {i}, `{name}`, cannot fold maxima in"));
        }
    }
    match graph.outputs.iter().find(|o| !made[graph.root(o.value)]) {
        Some(output) => fail(format!("output `{}` is never made", output.name)),
        None => Ok(()),
    }
}

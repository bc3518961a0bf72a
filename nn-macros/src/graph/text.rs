//! The readable form of a graph, for snapshots and for the message of the verifier.

use std::fmt::Write;

use super::{Graph, Value, ValueId};
use crate::layers::head::Head;
use crate::shape::order::Order;

/// One line an input, a node, an output:
///
/// ```text
/// Digits
///   %0 pixels: [64]
///   %2 relu_1: [32] = dense(%0) + relu  hidden
///   y: [10] = %3  linear
/// ```
pub fn write(graph: &Graph) -> String {
    let mut text = format!("{}\n", graph.name);
    // Writing to a string cannot fail.
    let _ = lines(graph, &mut text);
    text
}

fn lines(graph: &Graph, to: &mut String) -> std::fmt::Result {
    let value = |v: ValueId| {
        let Value { name, shape, order, .. } = &graph.values[v];
        let order = if matches!(order, Order::ChannelsLast(_)) { " channels last" } else { "" };
        format!("%{v} {name}: {shape}{order}")
    };
    for &input in &graph.inputs {
        writeln!(to, "  {}", value(input))?;
    }
    for node in &graph.nodes {
        let outs: Vec<_> = node.outs.iter().map(|&v| value(v)).collect();
        let ins: Vec<_> = node.ins.iter().map(|&v| read(graph, v)).collect();
        write!(to, "  {} = {}", outs.join(", "), node.layer.name())?;
        match node.args.text() {
            args if args.is_empty() => {}
            args => write!(to, "<{args}>")?,
        }
        write!(to, "({})", ins.join(", "))?;
        if let Some(norm) = &node.norm {
            write!(to, " + {}", norm.stage.map_or_else(|| norm.text(), |stage| graph.stages[stage].field.to_string()))?;
        }
        if let Some(activation) = &node.fused {
            write!(to, " + {}", activation.text)?;
        }
        if let Some(maxima) = &node.maxima {
            write!(to, " + {}", maxima.text)?;
        }
        if let Some(stage) = node.stage {
            write!(to, "  {}", graph.stages[stage].field)?;
        }
        for (set, word) in [(node.frozen, "frozen"), (node.headless, "headless")] {
            if set {
                write!(to, "  {word}")?;
            }
        }
        writeln!(to)?;
    }
    for output in &graph.outputs {
        let head = match &output.head {
            Head::Type(name) => name.to_string(),
            Head::Of(path, _) => format!("head of {}", path.path),
            Head::Applied(path, output) => format!("applied head {output} of {}", path.path),
        };
        writeln!(to, "  {}: {} = {}  {head}", output.local, output.shape, read(graph, output.value))?;
    }
    Ok(())
}

/// A value as it is read; a view with the value whose memory it shares.
fn read(graph: &Graph, value: ValueId) -> String {
    match graph.root(value) {
        root if root == value => format!("%{value}"),
        root => format!("%{value} of %{root}"),
    }
}

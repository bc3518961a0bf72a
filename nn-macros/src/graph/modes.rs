//! The graphs of the two modes, derived from the one that was checked.

use super::verify::{Broken, verify};
use super::{Graph, copies, fuse, heads, norms, sums};
use crate::layers::AtInference;

/// What `forward` and `backward` run.
pub fn training(checked: &Graph) -> Result<Graph, Broken> {
    lower(checked.clone(), true)
}

/// What `infer` runs: without layers that only training has.
pub fn inference(checked: &Graph) -> Result<Graph, Broken> {
    let mut graph = checked.clone();
    while let Some(node) = graph.nodes.iter().position(|n| n.layer.at_inference() == AtInference::Absent) {
        heads::remove(&mut graph, node);
    }
    verify(&graph, "absent layers")?;
    lower(graph, false)
}

/// The passes that both modes share.
fn lower(mut graph: Graph, training: bool) -> Result<Graph, Broken> {
    // Views need no code: their values share the memory of what they are views of.
    graph.nodes.retain(|n| !n.layer.is_view());
    verify(&graph, "views")?;
    sums::fold(&mut graph);
    verify(&graph, "sums")?;
    fuse::fuse(&mut graph);
    verify(&graph, "fuse")?;
    if !training {
        norms::fold(&mut graph);
        verify(&graph, "norms")?;
        // What a norm cannot take in, a product may.
        fuse::fuse(&mut graph);
        verify(&graph, "fuse behind norms")?;
    }
    copies::insert(&mut graph);
    verify(&graph, "copies")?;
    Ok(graph)
}

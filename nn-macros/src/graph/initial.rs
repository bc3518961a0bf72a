//! Initialisers: those that a user chooses, and those that suit the activation behind a weight.

use std::collections::BTreeSet;

use super::{Graph, NodeId};
use crate::layers::AtInference;
use crate::layers::storage::Init;
use crate::suggest::did_you_mean;
use crate::words::{count, how_many};

/// The initialisers of the runtime with the numbers they take.
const INITIALIZERS: &[(&str, &[&str])] = &[
    ("zeros", &[]),
    ("ones", &[]),
    ("constant", &["value"]),
    ("uniform", &["low", "high"]),
    ("normal", &["mean", "std"]),
    ("xavier_uniform", &[]),
    ("xavier_normal", &[]),
    ("kaiming_uniform", &[]),
    ("kaiming_normal", &[]),
    ("lecun_normal", &[]),
    ("truncated_normal", &["mean", "std"]),
    ("orthogonal", &[]),
];

/// The initialiser that `#[init(name(args))]` names, or what is wrong with it.
pub fn find(name: &str, args: &[f64]) -> Result<Init, String> {
    let Some((known, takes)) = INITIALIZERS.iter().find(|(n, _)| *n == name) else {
        let names: Vec<_> = INITIALIZERS.iter().map(|(n, _)| *n).collect();
        // What Keras calls them.
        let name_here = name.replace("he_", "kaiming_").replace("glorot_", "xavier_");
        return Err(format!("unknown initialiser `{name}`{}", did_you_mean(&name_here, &names)));
    };
    if takes.len() != args.len() {
        let written = if takes.is_empty() { name.to_string() } else { format!("{name}({})", takes.join(", ")) };
        let (takes, given) = (count(takes.len(), "number"), how_many(args.len()));
        return Err(format!("`{name}` takes {takes}, but {given} given\nhelp: write `{written}`"));
    }
    if args.iter().any(|x| !x.is_finite()) {
        return Err(format!("the numbers of `{name}` must be finite"));
    }
    match (*known, args) {
        ("uniform", [low, high]) if low > high => {
            Err(format!("`uniform` goes from {low} up to {high}, which is below it"))
        }
        ("normal" | "truncated_normal", [_, std]) if *std < 0.0 => {
            Err(format!("the standard deviation of `{name}` is {std}, but it cannot be negative"))
        }
        _ => Ok(Init { name: known, gain: 1.0, args: args.to_vec() }),
    }
}

/// Gives every weight the initialiser that suits the activation behind it; one that a user chose keeps its kind and takes
/// the gain where it has one. Of a weight that is used several times the first use decides.
pub fn choose(graph: &mut Graph) {
    let mut chosen = BTreeSet::new();
    for node in 0..graph.nodes.len() {
        let weight = graph.nodes[node].stage.filter(|&s| graph.stages[s].storage.has_weight());
        let Some(stage) = weight.filter(|&s| chosen.insert(s)) else { continue };
        let suits = suits(graph, node);
        let init = match (graph.stages[stage].init.take(), suits) {
            (Some(chosen), suits) => Some(Init { gain: suits.map_or(1.0, |s| s.gain), ..chosen }),
            (None, suits) => suits,
        };
        graph.stages[stage].init = init;
    }
}

/// What suits the first layer behind a node that does something in inference.
fn suits(graph: &Graph, mut node: NodeId) -> Option<Init> {
    loop {
        node = *graph.consumers(graph.nodes[node].outs[0]).iter().find(|&&n| !graph.nodes[n].layer.is_view())?;
        let next = &graph.nodes[node];
        if next.layer.at_inference() == AtInference::Same {
            return next.layer.suits(&graph.site(next));
        }
    }
}

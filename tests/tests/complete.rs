//! Every layer has all that a layer needs. What is missing is named by its file.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Files beside the layers in `nn-macros/src/layers/` and `nn-runtime/src/layers/`.
const NO_LAYERS: &[&str] = &[
    "mod",
    "args",
    "call",
    "head",
    "site",
    "storage",
    "activation",
    "binary",
    "convolution",
    "hole",
    "strip",
    "sums",
    "blocks",
    "columns",
    "window",
    "pieces",
    "pool",
    "pooled",
    "pad",
];
/// Layers that show the same numbers in another shape: there is nothing to compute.
const VIEWS: &[&str] = &["flatten", "reshape", "transpose"];
/// Layers that no word of the language names: operators, blocks, other networks. Their errors are in other folders of
/// `tests/tests/ui/`, and PyTorch has no module for them.
const NO_WORDS: &[&str] = &["add", "sub", "mul", "copy", "permute", "repeat", "network"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the workspace").to_path_buf()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names of the layers that have a file in a folder.
fn layers(folder: &str) -> BTreeSet<String> {
    let files = fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let names = files.map(|f| f.expect("the folder can be listed").path());
    let names = names.filter(|p| p.extension().is_some_and(|e| e == "rs"));
    let names = names.filter_map(|p| p.file_stem().map(|s| s.to_string_lossy().into_owned()));
    names.filter(|n| !NO_LAYERS.contains(&n.as_str())).collect()
}

/// Checks every layer, and fails with the list of what is missing.
fn each_layer(missing: impl Fn(&str) -> Option<String>) {
    let all: BTreeSet<_> = layers("nn-macros/src/layers").union(&layers("nn-runtime/src/layers")).cloned().collect();
    assert!(all.len() > 20, "the folders of the layers have moved");
    let missing: Vec<_> = all.iter().filter_map(|name| missing(name)).collect();
    assert!(missing.is_empty(), "missing:\n  {}", missing.join("\n  "));
}

fn file(path: String) -> Option<String> {
    (!root().join(&path).is_file()).then_some(path)
}

#[test]
fn every_layer_has_both_rooms() {
    each_layer(|name| file(format!("nn-macros/src/layers/{name}.rs")));
    each_layer(|name| {
        let computed = !VIEWS.contains(&name) && name != "network";
        computed.then(|| file(format!("nn-runtime/src/layers/{name}.rs"))).flatten()
    });
}

#[test]
fn every_layer_is_registered() {
    let registry = read("nn-macros/src/layers/mod.rs");
    each_layer(|name| {
        let known = registry.contains(&format!("mod {name};")) && registry.contains(&format!("{name}::"));
        let own = ["repeat", "network"].contains(&name);
        (!known && !own).then(|| format!("`{name}` in `nn-macros/src/layers/mod.rs`"))
    });
}

#[test]
fn every_layer_has_a_gradient_check() {
    let main = read("nn-runtime/tests/layers/main.rs");
    each_layer(|name| {
        if VIEWS.contains(&name) || name == "network" {
            return None; // checked with whole networks, in tests/tests/structures/
        }
        let listed = main.contains(&format!("mod {name};"));
        file(format!("nn-runtime/tests/layers/{name}.rs"))
            .or_else(|| (!listed).then(|| format!("`mod {name};` in nn-runtime/tests/layers/main.rs")))
    });
}

#[test]
fn every_layer_is_compared_with_pytorch() {
    let script = read("tests/vectors.py");
    each_layer(|name| {
        let known = NO_WORDS.contains(&name) || script.contains(&format!("\"{name}"));
        (!known).then(|| format!("a case called \"{name}…\" in tests/vectors.py"))
    });
}

#[test]
fn every_layer_has_an_error_case() {
    let cases: Vec<_> = fs::read_dir(root().join("tests/tests/ui/layers")).into_iter().flatten().flatten().collect();
    let names: Vec<_> = cases.iter().map(|c| c.file_name().to_string_lossy().into_owned()).collect();
    each_layer(|name| {
        let has = |end: &str| names.iter().any(|n| n.starts_with(&format!("{name}_")) && n.ends_with(end));
        let known = NO_WORDS.contains(&name) || (has(".rs") && has(".stderr"));
        (!known).then(|| format!("tests/tests/ui/layers/{name}_….rs with its .stderr"))
    });
}

#[test]
fn every_layer_is_documented() {
    let readme = read("README.md");
    each_layer(|name| {
        let path = format!("nn-runtime/src/layers/{name}.rs");
        let opens = |path: &str| fs::read_to_string(root().join(path)).is_ok_and(|text| text.starts_with("//!"));
        let kernel = VIEWS.contains(&name) || name == "network" || opens(&path);
        if !kernel || !opens(&format!("nn-macros/src/layers/{name}.rs")) {
            return Some(format!("an opening comment in both files of `{name}`"));
        }
        let known = NO_WORDS.contains(&name) || readme.contains(&format!("`{name}"));
        (!known).then(|| format!("`{name}` in the table of layers of README.md"))
    });
}

#[test]
fn losses_optimisers_and_regularisers_are_compared_with_pytorch() {
    let script = read("tests/vectors.py").to_lowercase();
    let mut missing = vec![];
    for (folder, not) in [
        (
            "losses",
            &[
                "mod",
                "draw",
                "elementwise",
                "near",
                "sample_by_sample",
                "side_by_side",
                "target",
                "unfit",
                "weighted",
                "weights",
            ][..],
        ),
        // PyTorch has no Lion: a test of its own follows the paper.
        ("optimizers", &["mod", "tests", "clip", "each", "lion", "means", "optimizer", "rule"][..]),
        ("regularizers", &["mod", "tests", "penalty"][..]),
    ] {
        for name in layers(&format!("nn-runtime/src/{folder}")).iter().filter(|n| !not.contains(&n.as_str())) {
            if !script.contains(&name.replace('_', "")) && !script.contains(name.as_str()) {
                missing.push(format!("`{name}` in tests/vectors.py"));
            }
        }
    }
    assert!(missing.is_empty(), "missing:\n  {}", missing.join("\n  "));
}

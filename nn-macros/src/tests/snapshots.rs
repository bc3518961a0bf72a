//! What a few definitions become, to be read: graphs in their text form, and the Rust that is written.
//!
//! After a change, `INSTA_UPDATE=always cargo test -p nn-macros snapshots` writes them anew.

use std::fmt::Write;

use super::{errors, examples, expanded};
use crate::graph::{build, modes, orders, text};
use crate::report::Report;
use crate::syntax;

/// The graphs of a definition: as it was checked, and as the passes leave it.
fn graphs(source: &str) -> String {
    let file = syntax::parse(source.parse().expect("tokens"), &mut Report::default());
    let mut all = String::new();
    for graph in build::build(&file, &mut Report::default()) {
        let ordered = orders::assign(&graph);
        let (training, inference) =
            (modes::training(&ordered).expect("sound"), modes::inference(&ordered).expect("sound"));
        for (what, graph) in [("checked", &graph), ("training", &training), ("inference", &inference)] {
            writeln!(all, "{what}\n{}", text::write(graph)).expect("a string takes all");
        }
    }
    all
}

/// The Rust of a definition. What editors read is left out.
fn rust(source: &str) -> String {
    let mut file = expanded(source);
    file.items.remove(0);
    prettyplease::unparse(&file)
}

#[test]
fn mlp() {
    insta::assert_snapshot!("mlp_graph", graphs(examples::MLP));
    insta::assert_snapshot!("mlp_rust", rust(examples::MLP));
}

#[test]
fn two_outputs() {
    insta::assert_snapshot!("two_outputs_graph", graphs(examples::TWO_OUTPUTS));
    insta::assert_snapshot!("two_outputs_rust", rust(examples::TWO_OUTPUTS));
}

#[test]
fn blocks() {
    insta::assert_snapshot!("blocks_graph", graphs(examples::BLOCKS));
    insta::assert_snapshot!("blocks_rust", rust(examples::BLOCKS));
}

#[test]
fn nested() {
    insta::assert_snapshot!("nested_graph", graphs(examples::NESTED));
    insta::assert_snapshot!("nested_rust", rust(examples::NESTED));
}

#[test]
fn images() {
    insta::assert_snapshot!("images_graph", graphs(examples::IMAGES));
    insta::assert_snapshot!("images_rust", rust(examples::IMAGES));
}

#[test]
fn pooled() {
    insta::assert_snapshot!("pooled_graph", graphs(examples::POOLED));
    insta::assert_snapshot!("pooled_rust", rust(examples::POOLED));
}

/// The nodes of a body on an image, as training runs them.
fn training(body: &str) -> String {
    let graphs = graphs(&format!("Net(x: [2, 9, 9]) -> [2] {{ {body} -> flatten -> dense<2> }}"));
    let (_, training) = graphs.split_once("training\n").expect("three graphs");
    let (training, _) = training.split_once("inference\n").expect("three graphs");
    let nodes = training.lines().filter_map(|line| line.split_once(" = "));
    let words = nodes.map(|(_, node)| node.split("  ").next().unwrap_or(node));
    words.filter(|node| node.contains("2d")).collect::<Vec<_>>().join("; ")
}

/// What a convolution takes in, and what stays a node of its own.
#[test]
fn folding() {
    let bodies = [
        "x -> conv2d<3, 2> -> relu -> max_pool2d<2>",
        "x -> conv2d<3, 2> -> max_pool2d<2> -> relu",
        "x -> depthwise_conv2d<2> -> max_pool2d<(3, 2)>",
        "x -> conv2d<3, 2> -> tanh -> max_pool2d<2, stride = 2>",
        "x -> conv2d<3, 2> -> tanh -> max_pool2d<3, stride = 2>",
        "x -> conv2d<3, 2> -> tanh -> max_pool2d<2, padding = 1>",
        "x -> conv2d<3, 2> -> tanh -> avg_pool2d<2>",
        "x -> conv2d<3, 2> -> gelu -> max_pool2d<2>",
        "x -> conv2d<3, 2> -> batch_norm -> relu -> max_pool2d<2>",
        "x -> conv2d<3, 2> -> relu -> max_pool2d<2> -> max_pool2d<2>",
        "x -> conv_transpose2d<3, 2> -> relu -> max_pool2d<2>",
        "let h = x -> conv2d<3, 2> -> relu; concat(h -> max_pool2d<2>, h -> slice<..4, axis = 1> -> slice<..4, axis = 2>)",
    ];
    let mut all = String::new();
    for body in bodies {
        writeln!(all, "{body}\n    {}", training(body)).expect("a string takes all");
    }
    insta::assert_snapshot!("folding", all);
}

#[test]
fn generic() {
    insta::assert_snapshot!("generic_graph", graphs(examples::GENERIC));
}

#[test]
fn norms() {
    insta::assert_snapshot!("norms_graph", graphs(examples::NORMS));
    insta::assert_snapshot!("norms_apart_graph", graphs(examples::NORMS_APART));
}

#[test]
fn wrong() {
    let source = "
        /// Reads digits.
        pub Digits(pixels: [8, 8]) -> [10] {
            layer encode = dense<32> -> reluu;
            let wide = pixels -> flatten -> encode -> [32];
            let deep = wide -> repeat<0> { dense<32> };
            deep + pixels -> dense<10, bais = true> -> softmax
        }";
    let mut all = String::new();
    for (at, text) in errors(source) {
        writeln!(all, "`{at}`\n    {}", text.replace('\n', "\n    ")).expect("a string takes all");
    }
    insta::assert_snapshot!("wrong_errors", all);
    insta::assert_snapshot!("wrong_rust", rust(source));
}

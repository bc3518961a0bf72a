//! What is read from definitions that are right and from those that are wrong.

mod errors;
mod examples;
mod mutated;
mod recovery;
mod rules;

use super::ast::{File, Network};
use super::parse;
use crate::report::Report;

/// Reads a definition in which nothing is wrong.
fn read(source: &str) -> File {
    let (file, errors) = read_wrong(source);
    assert_eq!(errors, [], "in {source}");
    assert!(file.networks.iter().all(|network| !network.broken));
    file
}

/// Reads one network around a body in which nothing is wrong.
fn read_body(body: &str) -> Network {
    read(&format!("Net(x: [4], y: [4]) -> [4] {{ {body} }}")).networks.remove(0)
}

/// Reads a definition in which something may be wrong: what is underlined, and what is said of it.
fn read_wrong(source: &str) -> (File, Vec<(String, String)>) {
    let mut report = Report::default();
    let file = parse(source.parse().expect("tokens"), &mut report);
    let errors = report.underlined().into_iter().map(|(at, text)| (at, text.to_owned())).collect();
    (file, errors)
}

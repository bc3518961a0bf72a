//! What is read from definitions that are right and from those that are wrong.

mod examples;

use super::ast::{File, Network};
use super::parse;
use crate::report::Report;

/// Reads a definition in which nothing is wrong.
fn read(source: &str) -> File {
    let mut report = Report::default();
    let file = parse(source.parse().expect("tokens"), &mut report);
    assert_eq!(report.texts(), Vec::<&str>::new(), "in {source}");
    assert!(file.networks.iter().all(|network| !network.broken));
    file
}

/// Reads one network around a body in which nothing is wrong.
fn read_body(body: &str) -> Network {
    read(&format!("Net(x: [4], y: [4]) -> [4] {{ {body} }}")).networks.remove(0)
}

/// What is wrong with a definition: the tokens that are underlined, and the text.
fn errors(source: &str) -> (File, Vec<(String, String)>) {
    let mut report = Report::default();
    let file = parse(source.parse().expect("tokens"), &mut report);
    let errors = report.underlined().into_iter().map(|(at, text)| (at, text.to_owned())).collect();
    (file, errors)
}

//! Tests of the whole way, from tokens to Rust.

mod completion;
pub mod examples;
mod several;
mod snapshots;

use proc_macro2::TokenStream;
use syn::{File, Item};

use crate::report::Report;
use crate::{graph, syntax};

/// What a definition expands to, as a file.
fn expanded(source: &str) -> File {
    let tokens: TokenStream = source.parse().expect("tokens");
    syn::parse2(crate::expand(tokens)).expect("items")
}

/// What is wrong with a definition: the tokens that are underlined, and the text.
fn errors(source: &str) -> Vec<(String, String)> {
    let mut report = Report::default();
    let file = syntax::parse(source.parse().expect("tokens"), &mut report);
    graph::build::build(&file, &mut report);
    report.underlined().into_iter().map(|(at, text)| (at, text.to_owned())).collect()
}

#[test]
fn what_is_right_is_accepted() {
    for example in examples::ALL {
        assert_eq!(errors(example), [], "in {example}");
    }
}

#[test]
fn a_network_with_errors_keeps_its_items() {
    let whole = expanded(examples::TWO_OUTPUTS);
    let broken = expanded(&examples::TWO_OUTPUTS.replace("dense<1>", "dense<2>"));
    let structs = |file: &File| -> Vec<String> {
        let structs = file.items.iter().filter_map(|item| match item {
            Item::Struct(item) => Some((item.ident.to_string(), item.fields.len())),
            _ => None,
        });
        structs.map(|(name, fields)| format!("{name}: {fields}")).collect()
    };
    assert_eq!(structs(&broken), structs(&whole));
    assert_eq!(structs(&whole), ["Same: 3", "SameGrads: 3", "SameView: 3", "SameOutputs: 2"]);
}

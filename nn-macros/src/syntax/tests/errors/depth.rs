//! Definitions that would overflow the stack of whoever walks them.

use super::super::read_wrong;
use super::body;

const TOO_DEEP: &str = "brackets are nested too deeply here\nhelp: give parts of the expression names with `let`";

fn nested(open: &str, inside: &str, close: &str, times: usize) -> String {
    format!("{}{inside}{}", open.repeat(times), close.repeat(times))
}

#[test]
fn as_deep_as_can_be() {
    body(&nested("(", "x", ")", 63), &[]);
    body(&format!("x -> {}", nested("residual { ", "relu", " }", 63)), &[]);
}

#[test]
fn a_level_too_deep() {
    let (_, errors) = read_wrong(&format!("Net(x: [4]) -> [4] {{ {} }}", nested("(", "x", ")", 64)));
    assert_eq!(errors, [("(".to_owned(), TOO_DEEP.to_owned())]);
    let (_, errors) = read_wrong(&format!("Net(x: [4]) -> [4] {{ x -> {} }}", nested("residual { ", "relu", " }", 64)));
    assert_eq!(errors, [("{".to_owned(), TOO_DEEP.to_owned())]);
}

#[test]
fn very_deep() {
    for (open, close) in [("(", ")"), ("{", "}"), ("[", "]"), ("concat(", ")"), ("#[a(", ")] x")] {
        let (_, errors) = read_wrong(&format!("Net(x: [4]) -> [4] {{ {} }}", nested(open, "x", close, 20_000)));
        assert_eq!(errors.len(), 1, "{open}");
        assert_eq!(errors[0].1, TOO_DEEP);
    }
}

#[test]
fn many_operators() {
    body(&vec!["x"; 257].join(" + "), &[]);
    let text = "a statement has at most 256 operators\nhelp: give parts of it names with `let`";
    body(&vec!["x"; 258].join(" * "), &[("*", text)]);
    let statement = format!("let a = {};", vec!["x"; 200].join(" - "));
    body(&format!("{} a", statement.repeat(3)), &[]);
    let (_, errors) = read_wrong(&format!("Net(x: [4]) -> [4] {{ {} }}", vec!["x"; 50_000].join(" -> f - ")));
    assert_eq!(errors.last().map(|(_, last)| last.as_str()), Some(text));
}

#[test]
fn long_const_expressions() {
    let text = "this const expression is too long to stand here\nhelp: give it a name: `const WIDTH: usize = …;`";
    let fits = format!("{{ {}1 }}", "!".repeat(127));
    body(&format!("x -> dense<{fits}>"), &[]);
    let long = format!("{{ {}1 }}", "!".repeat(128));
    body(&format!("x -> dense<{long}>"), &[(&long, text)]);
    body(&format!("x -> dense<{{ {} }}>", "!".repeat(20_000)), &[(&format!("{{ {} }}", "!".repeat(20_000)), text)]);
}

#[test]
fn long_attributes() {
    let attribute = format!("#[a = {}1]", "!".repeat(20_000));
    let (_, errors) = read_wrong(&format!("{attribute} Net(x: [4]) -> [4] {{ x }}"));
    assert_eq!(errors, [(attribute, "this attribute cannot be read: it is too long".to_owned())]);
}

#[test]
fn long_chains_are_fine() {
    body(&format!("x{}", " -> relu".repeat(2_000)), &[]);
}

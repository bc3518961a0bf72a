//! What is kept of a definition in which something is wrong.

use super::super::ast::{ExprKind, Network, Outputs, StageKind, Stmt};
use super::read_wrong;

/// Reads a definition in which something is wrong, of one network.
fn kept(source: &str) -> Network {
    let (mut file, errors) = read_wrong(source);
    assert!(!errors.is_empty(), "in {source}");
    assert_eq!(file.networks.len(), 1, "in {source}");
    file.networks.remove(0)
}

fn kept_body(body: &str) -> Network {
    kept(&format!("Net(x: [4]) -> [4] {{ {body} }}"))
}

#[test]
fn statements_around_a_broken_one() {
    let net = kept_body("let a = x -> relu; let b = a -> 5; let c = a -> tanh; c");
    let names = net.body.iter().map(|statement| match statement {
        Stmt::Let { names, .. } => names[0].to_string(),
        Stmt::Layer { name, .. } | Stmt::Assign { name, .. } => name.to_string(),
    });
    assert_eq!(names.collect::<Vec<_>>(), ["a", "c"]);
    assert!(net.tail.is_some());
    assert!(net.broken);
}

#[test]
fn a_statement_without_an_end() {
    let net = kept_body("let a = x -> 5 let b = x; b");
    assert!(matches!(&net.body[..], [Stmt::Let { names, .. }] if names[0] == "b"));
    assert!(net.broken);
}

#[test]
fn what_was_meant_if_it_is_clear() {
    for body in [
        "x => relu",
        "x -> dense(64)",
        "x -> dense::<64>",
        "x;",
        ";x",
        "x -> #[frozn] relu",
        "x -> relu()",
        "x -> a: [4]",
    ] {
        let net = kept_body(body);
        assert!(net.tail.is_some() && !net.broken, "{body}");
    }
    let net = kept_body("let a = x -> relu let b = a, b");
    assert!(net.body.len() == 2 && net.tail.is_some() && !net.broken);
}

#[test]
fn an_operator_after_a_stage_takes_all_before_it() {
    let net = kept_body("x -> f - x -> g");
    let Some(ExprKind::Chain { head, stages }) = net.tail.map(|tail| tail.kind) else { panic!("no chain") };
    assert_eq!(stages.len(), 1);
    let ExprKind::Binary { left, .. } = head.kind else { panic!("no operator") };
    assert!(matches!(left.kind, ExprKind::Chain { .. }));
    assert!(!net.broken);
}

#[test]
fn arguments_in_parentheses() {
    let net = kept_body("x -> dense(64, bias = true)");
    let Some(ExprKind::Chain { stages, .. }) = net.tail.map(|tail| tail.kind) else { panic!("no chain") };
    assert!(matches!(&stages[0].kind, StageKind::Layer { args, .. } if args.len() == 2));
}

#[test]
fn a_network_with_a_broken_header() {
    for source in [
        "Net(x: [4.5]) -> [4] { x }",
        "Net(x: 4, y: [4]) -> [4] { x }",
        "Net(x: [4]) -> 4 { x }",
        "Net(x: [4]) -> [] { x }",
        "Net(x, y: [4]) -> [4] { x }",
        "Net<T>(x: [4]) -> [4] { x }",
    ] {
        let net = kept(source);
        assert_eq!(net.name, "Net");
        assert!(net.broken && net.tail.is_some(), "{source}");
    }
}

#[test]
fn names_of_broken_shapes() {
    let net = kept("Net(x: [4.5], y: [4] with, z: [4]) -> (a: 4, b: [3]) { a = x; b = x; }");
    let inputs: Vec<_> = net.inputs.iter().map(|input| (input.name.to_string(), input.shape.dims.len())).collect();
    assert_eq!(inputs, [("x".to_owned(), 0), ("z".to_owned(), 1)]);
    assert_eq!(net.lost, ["y"]);
    let Outputs::Named(outputs) = net.outputs else { panic!("one output") };
    let outputs: Vec<_> = outputs.iter().map(|(name, shape)| (name.to_string(), shape.dims.len())).collect();
    assert_eq!(outputs, [("a".to_owned(), 0), ("b".to_owned(), 1)]);
    assert_eq!(net.body.len(), 2);
}

#[test]
fn names_of_what_was_dropped() {
    let lost = |body| kept_body(body).lost.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(lost("let a = x -> 5; let (b, c) = a ->; layer d = 5; e = 5; let f = x; f"), ["a", "b", "c", "d", "e"]);
    assert_eq!(lost("let (a, 3) = x; let b: [4] = x; let 3 = x; b"), ["a", "b"]);
    assert_eq!(lost("let a = x -> relu, 5"), [""; 0]);
}

#[test]
fn a_missing_comma() {
    let net = kept("Net(x: [4] y: [3]; z: [4]) -> (a: [4] b: [3]) { a = x; b = y; }");
    assert!(net.inputs.len() == 3 && net.lost.is_empty());
    assert!(matches!(net.outputs, Outputs::Named(outputs) if outputs.len() == 2));
}

#[test]
fn a_network_without_inputs_has_nothing_to_name() {
    for source in ["Net -> [4] { x }", "Net { x }", "Net() -> [4] { let a = x; a }", "Net(x) -> [4] { x }"] {
        let net = kept(source);
        assert!(net.broken && net.body.is_empty() && net.tail.is_none(), "{source}");
    }
}

#[test]
fn networks_around_a_broken_one() {
    let (file, errors) = read_wrong(
        "A(x: [1]) -> [1] { x -> 5 }
         b(x: [1]) { x }
         (x: [1]) -> [1] { x }
         C(x: [1]) -> [1]
         pub D(x: [1]) -> [1] { x }",
    );
    let names: Vec<_> = file.networks.iter().map(|net| (net.name.to_string(), net.broken)).collect();
    let expected =
        [("A", true), ("b", true), ("C", true), ("D", false)].map(|(name, broken)| (name.to_owned(), broken));
    assert_eq!(names, expected);
    assert_eq!(errors.len(), 5);
}

#[test]
fn nothing_is_said_twice() {
    let (_, errors) =
        read_wrong("Net(x: [4.5]) -> [-1] { let a = x -> ; layer b = 5; a -> dense<\"64\"> -> repeat { relu } }");
    let at: Vec<_> = errors.iter().map(|(at, _)| at.as_str()).collect();
    assert_eq!(at, ["4.5", "-", ";", "5", "\"64\"", "repeat"]);
}

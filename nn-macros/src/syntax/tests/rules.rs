//! What each rule of the grammar becomes.

use quote::ToTokens;

use super::super::ast::{Arg, BinaryOp, Dim, DimKind, Expr, ExprKind, Stage, StageKind, Stmt, Value};
use super::{read, read_body};
use crate::report::Place;

/// The tokens that a place covers.
fn text(place: Place) -> String {
    place.start.join(place.end).and_then(|span| span.source_text()).expect("one run")
}

fn tail(body: &str) -> Expr {
    read_body(body).tail.expect("an expression")
}

/// The stages of a chain that begins with `x`.
fn stages(body: &str) -> Vec<Stage> {
    let ExprKind::Chain { head, stages } = tail(body).kind else { panic!("no chain in {body}") };
    assert!(matches!(head.kind, ExprKind::Name(name) if name == "x"));
    stages
}

fn stage(source: &str) -> Stage {
    let mut stages = stages(&format!("x -> {source}"));
    assert_eq!(stages.len(), 1, "in {source}");
    stages.remove(0)
}

fn args(source: &str) -> Vec<Arg> {
    match stage(&format!("layer_name<{source}>")).kind {
        StageKind::Layer { args, .. } => args,
        _ => panic!("no layer"),
    }
}

fn value(source: &str) -> Value {
    let mut args = args(source);
    assert_eq!(args.len(), 1);
    args.remove(0).value
}

/// A dimension in a form that can be compared.
fn show(dim: &Dim) -> String {
    match &dim.kind {
        DimKind::Int(int) => int.to_string(),
        DimKind::Path(path) => path.to_token_stream().to_string(),
        DimKind::Block(tokens) => format!("{{ {tokens} }}"),
    }
}

/// An expression with all its parentheses.
fn nested(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Name(name) => name.to_string(),
        ExprKind::Chain { head, stages } => format!("({} -> {})", nested(head), stages.len()),
        ExprKind::Binary { op, left, right } => {
            let sign = match op {
                BinaryOp::Add => '+',
                BinaryOp::Sub => '-',
                BinaryOp::Mul => '*',
            };
            format!("({} {sign} {})", nested(left), nested(right))
        }
        ExprKind::Call { args, .. } => format!("call({})", args.iter().map(nested).collect::<Vec<_>>().join(", ")),
    }
}

#[test]
fn operators_bind_as_usual_and_chains_loosest() {
    assert_eq!(nested(&tail("x + y * x - y")), "((x + (y * x)) - y)");
    assert_eq!(nested(&tail("x - y - x")), "((x - y) - x)");
    assert_eq!(nested(&tail("x + y -> relu -> tanh")), "((x + y) -> 2)");
    assert_eq!(nested(&tail("(x -> relu) - (y -> relu) -> tanh")), "(((x -> 1) - (y -> 1)) -> 1)");
    assert_eq!(nested(&tail("x * (y + x)")), "(x * (y + x))");
    assert_eq!(nested(&tail("concat(x -> relu, x + y,) * y")), "(call((x -> 1), (x + y)) * y)");
}

#[test]
fn expressions_know_their_place() {
    let ExprKind::Binary { left, right, .. } = tail("(x -> relu) - concat(x, y)").kind else { panic!("no operator") };
    assert_eq!(text(left.place), "(x -> relu)");
    assert_eq!(text(right.place), "concat(x, y)");
    assert_eq!(text(tail("x + y -> a: dense<3>").place), "x + y -> a: dense<3>");
    assert_eq!(text(tail("#[frozen] a: concat(x, y)").place), "#[frozen] a: concat(x, y)");
}

#[test]
fn stages_know_their_place() {
    for source in
        ["dense<64, bias = true>", "relu", "vision::Body<3>", "residual { relu }", "repeat<2> { relu }", "[4, _]"]
    {
        assert_eq!(text(stage(source).place), source);
    }
    assert_eq!(text(stage("#[frozen] a: dense<3>").place), "dense<3>");
}

#[test]
fn a_lower_case_name_is_a_layer_and_all_else_a_path() {
    let layer = |source: &str| match stage(source).kind {
        StageKind::Layer { name, .. } => name.to_string(),
        StageKind::Path { path, dims } => {
            format!("{} of {}", path.to_token_stream(), dims.iter().map(show).collect::<Vec<_>>().join(", "))
        }
        _ => panic!("neither"),
    };
    assert_eq!(layer("dense<64>"), "dense");
    assert_eq!(layer("Body"), "Body of ");
    assert_eq!(layer("Body<4, W>"), "Body of 4, W");
    assert_eq!(layer("vision::Body<{ W + 1 }>"), "vision :: Body of { W + 1 }");
    assert_eq!(layer("vision::swish"), "vision :: swish of ");
    assert_eq!(layer("crate::Body"), "crate :: Body of ");
    assert_eq!(layer("::my::Swish"), ":: my :: Swish of ");
}

#[test]
fn blocks_hold_chains() {
    let StageKind::Repeat { times, stages } = stage("repeat<N> { relu -> residual { a: dense<4> } }").kind else {
        panic!("no repeat")
    };
    assert_eq!(show(&times), "N");
    assert!(matches!(&stages[1].kind, StageKind::Residual(block) if block.len() == 1 && block[0].name.is_some()));
    assert!(stage("a: residual { relu }").name.is_some());
}

#[test]
fn claims_have_dimensions_and_gaps() {
    let StageKind::Claim(dims) = stage("[_, 13, crate::N, { 2 * N },]").kind else { panic!("no claim") };
    let dims: Vec<_> = dims.iter().map(|dim| dim.as_ref().map_or("_".to_owned(), show)).collect();
    assert_eq!(dims, ["_", "13", "crate :: N", "{ 2 * N }"]);
}

#[test]
fn integers_in_all_forms() {
    for (source, expected) in [
        ("64", "64"),
        ("1_000", "1000"),
        ("0x20", "32"),
        ("0b11", "3"),
        ("0o17", "15"),
        ("64usize", "64"),
        ("0xffu8", "255"),
        ("18446744073709551615", "18446744073709551615"),
        ("HIDDEN", "HIDDEN"),
        ("H", "H"),
        ("_H", "_H"),
        ("sizes::hidden", "sizes :: hidden"),
        ("usize::MAX", "usize :: MAX"),
        ("{ A * H }", "{ A * H }"),
        ("{ let a = 3; a * 2 }", "{ let a = 3 ; a * 2 }"),
    ] {
        let Value::Dim(dim) = value(source) else { panic!("no dimension: {source}") };
        assert_eq!(show(&dim), expected);
        assert_eq!(text(dim.place), source);
    }
}

#[test]
fn numbers_in_all_forms() {
    for (source, expected) in [
        ("0.2", 0.2),
        ("-0.5", -0.5),
        ("1e-5", 1e-5),
        ("-1e5", -1e5),
        ("1.", 1.0),
        ("-3", -3.0),
        ("- 3", -3.0),
        ("-0x10", -16.0),
        ("0.5f32", 0.5),
        ("1_0.5", 10.5),
        ("-18446744073709551616", -18446744073709551616.0),
    ] {
        assert!(matches!(value(source), Value::Number(number) if number == expected), "{source}");
    }
}

#[test]
fn words() {
    assert!(matches!(value("true"), Value::Bool(true)));
    assert!(matches!(value("false"), Value::Bool(false)));
    for source in ["tanh", "same", "last", "return", "type", "_a"] {
        assert!(matches!(value(source), Value::Name(name) if name == source), "{source}");
    }
}

#[test]
fn pairs_ranges_and_shapes() {
    assert!(matches!(value("(3, N)"), Value::Pair(a, b) if show(&a) == "3" && show(&b) == "N"));
    let range = |source: &str| match value(source) {
        Value::Range(from, to) => [from, to].map(|dim| dim.as_ref().map_or(String::new(), show)).join(".."),
        _ => panic!("no range: {source}"),
    };
    for source in ["3..7", "..7", "3..", "..", "A..B", "..{ N }"] {
        assert_eq!(range(source), source);
    }
    let Value::Shape(dims) = value("[4, N]") else { panic!("no shape") };
    assert_eq!(dims.iter().map(show).collect::<Vec<_>>(), ["4", "N"]);
}

#[test]
fn arguments_with_names() {
    let args = args("64, return = last, weight = embed, axis = 0, type = -1,");
    let names: Vec<_> = args.iter().map(|arg| arg.name.as_ref().map_or(String::new(), ToString::to_string)).collect();
    assert_eq!(names, ["", "return", "weight", "axis", "type"]);
    let places: Vec<_> = args.iter().map(|arg| text(arg.place)).collect();
    assert_eq!(places, ["64", "return = last", "weight = embed", "axis = 0", "type = -1"]);
}

#[test]
fn tokens_that_run_into_each_other() {
    for body in [
        "x->dense<3>->relu",
        "x->leaky_relu<-0.5>->relu",
        "x->slice<..3>->a:relu",
        "x->pad<a=-1>->relu",
        "x->slice<3..>->[_]",
    ] {
        assert!(stages(body).len() >= 2, "{body}");
    }
    let net = read_body("layer a=relu;let b=x->a;b");
    assert_eq!(net.body.len(), 2);
}

#[test]
fn attributes() {
    let attrs =
        stage(r#"#[init(normal(0, -0.02))] #[frozen] #[weight_decay(1e-2)] #[key("net.0-a_b")] dense<3>"#).attrs;
    assert!(matches!(&attrs.init, Some(init) if init.name == "normal" && init.args == [0.0, -0.02]));
    assert!(attrs.frozen.is_some());
    assert!(matches!(attrs.weight_decay, Some((decay, _)) if decay == 0.01));
    assert!(matches!(attrs.key, Some((key, _)) if key == "net.0-a_b"));
    assert!(matches!(stage("#[init(ones)] dense<3>").attrs.init, Some(init) if init.args.is_empty()));
    assert_eq!(stage(r#"#[frozen] #[key("a")] #[weight_decay(0)] repeat<2> { relu }"#).attrs.places().count(), 3);
}

#[test]
fn calls_carry_attributes_and_a_name() {
    let ExprKind::Call { stage, args } = tail("#[frozen] attend: cross_attention<4>(x, y -> relu)").kind else {
        panic!("no call")
    };
    assert!(stage.attrs.frozen.is_some());
    assert!(stage.name.is_some_and(|name| name == "attend"));
    assert_eq!(text(stage.place), "cross_attention<4>");
    assert_eq!(args.len(), 2);
}

#[test]
fn statements() {
    let net = read_body("let (a, b,) = x -> lstm<3>; layer e = relu -> tanh; out = a -> e; other = b;");
    assert!(matches!(&net.body[0], Stmt::Let { names, .. } if names.len() == 2));
    assert!(matches!(&net.body[1], Stmt::Layer { stages, .. } if stages.len() == 2));
    assert!(matches!(&net.body[2], Stmt::Assign { name, .. } if name == "out"));
    assert!(net.tail.is_none());
}

#[test]
fn words_that_are_free_elsewhere() {
    // Only in their own places are these words special.
    let net =
        read("Net(ids: ids[4] with lengths, with: [4], lengths: [4]) -> [4] { let with = lengths + with; with + ids }");
    assert_eq!(net.networks[0].inputs.len(), 3);
    assert!(net.networks[0].inputs[0].lengths.is_some_and(|place| text(place) == "with lengths"));
}

#[test]
fn groups_without_delimiters_are_seen_through() {
    use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
    // A `$n:literal` of `macro_rules!` arrives like this.
    let invisible = |tokens: &str| -> TokenTree { Group::new(Delimiter::None, tokens.parse().expect("tokens")).into() };
    let (n, layer) = (invisible("64"), invisible("dense"));
    let tokens = quote::quote!(Net(x: [#n]) -> [#n] { x -> #layer<#n, bias = #n> -> [#n] -> slice<#n..#n> });
    let mut report = crate::report::Report::default();
    let file = super::parse(TokenStream::from_iter(tokens), &mut report);
    assert_eq!(report.texts(), Vec::<&str>::new());
    assert!(file.networks[0].tail.is_some());
}

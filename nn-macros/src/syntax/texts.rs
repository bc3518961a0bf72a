//! Stages as text, as they are written.

use super::ast;

/// `dense<64, bias = false>`
pub fn stage(stage: &ast::Stage) -> String {
    match &stage.kind {
        ast::StageKind::Layer { name, args } => layer(&name.to_string(), args),
        ast::StageKind::Path { path, dims } => with_args(&path_text(path), dims.iter().map(dim).collect()),
        ast::StageKind::Residual(_) => "residual".to_string(),
        ast::StageKind::Repeat { times, .. } => format!("repeat<{}>", dim(times)),
        ast::StageKind::Claim(dims) => claim(dims),
    }
}

/// The same for a layer, whatever it is called.
pub fn layer(name: &str, args: &[ast::Arg]) -> String {
    with_args(name, args.iter().map(arg).collect())
}

/// `[_, 13]`
pub fn claim(dims: &[Option<ast::Dim>]) -> String {
    let dims: Vec<_> = dims.iter().map(|d| d.as_ref().map_or("_".to_string(), dim)).collect();
    format!("[{}]", dims.join(", "))
}

/// A path without the spaces of its tokens.
pub fn path_text(path: &syn::Path) -> String {
    let segments: Vec<_> = path.segments.iter().map(|s| s.ident.to_string()).collect();
    let lead = if path.leading_colon.is_some() { "::" } else { "" };
    format!("{lead}{}", segments.join("::"))
}

fn with_args(name: &str, args: Vec<String>) -> String {
    if args.is_empty() { name.to_string() } else { format!("{name}<{}>", args.join(", ")) }
}

/// `bias = false`
pub fn arg(arg: &ast::Arg) -> String {
    let value = value(&arg.value);
    match &arg.name {
        Some(name) => format!("{name} = {value}"),
        None => value,
    }
}

/// The value of an argument, `0..4`
pub fn value(value: &ast::Value) -> String {
    match value {
        ast::Value::Dim(d) => dim(d),
        ast::Value::Number(x) if *x < 0.0 && x.fract() == 0.0 => x.to_string(), // `-1`; without a sign it is a dimension
        ast::Value::Number(x) => format!("{x:?}"),
        ast::Value::Bool(x) => x.to_string(),
        ast::Value::Name(name) => name.to_string(),
        ast::Value::Pair(a, b) => format!("({}, {})", dim(a), dim(b)),
        ast::Value::Range(a, b) => {
            let end = |d: &Option<ast::Dim>| d.as_ref().map(dim).unwrap_or_default();
            format!("{}..{}", end(a), end(b))
        }
        ast::Value::Shape(dims) => format!("[{}]", dims.iter().map(dim).collect::<Vec<_>>().join(", ")),
    }
}

fn dim(dim: &ast::Dim) -> String {
    match &dim.kind {
        ast::DimKind::Int(n) => n.to_string(),
        ast::DimKind::Path(path) => path_text(path),
        ast::DimKind::Block(tokens) => format!("{{ {tokens} }}"),
    }
}

//! What was read, in the few words that a message has room for.

use super::ast::{BinaryOp, Expr, ExprKind, StageKind};

/// `a -> … -> dense<…>`
pub fn sketch(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Name(name) => name.to_string(),
        ExprKind::Chain { head, stages } => {
            let between = if stages.len() > 1 { " -> …" } else { "" };
            let last = stages.last().map_or_else(|| "…".to_owned(), |stage| sketch_stage(&stage.kind));
            format!("{}{between} -> {last}", sketch(head))
        }
        ExprKind::Call { stage, .. } => format!("{}(…)", sketch_stage(&stage.kind)),
        ExprKind::Binary { .. } => "…".to_owned(),
    }
}

/// `dense<…>`
pub fn sketch_stage(kind: &StageKind) -> String {
    let bare = match kind {
        StageKind::Layer { args, .. } => args.is_empty(),
        StageKind::Path { dims, .. } => dims.is_empty(),
        StageKind::Residual(_) => return "residual { … }".to_owned(),
        StageKind::Repeat { .. } => return "repeat<…> { … }".to_owned(),
        StageKind::Claim(_) => return "[…]".to_owned(),
    };
    format!("{}{}", sketch_callee(kind), if bare { "" } else { "<…>" })
}

/// `dense`, `vision::Body`
pub fn sketch_callee(kind: &StageKind) -> String {
    match kind {
        StageKind::Layer { name, .. } => name.to_string(),
        StageKind::Path { path, .. } => {
            let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            names.join("::")
        }
        StageKind::Residual(_) => "residual".to_owned(),
        StageKind::Repeat { .. } => "repeat".to_owned(),
        StageKind::Claim(_) => "[…]".to_owned(),
    }
}

/// `+`, `-` or `*`
pub fn sign(op: BinaryOp) -> char {
    match op {
        BinaryOp::Add => '+',
        BinaryOp::Sub => '-',
        BinaryOp::Mul => '*',
    }
}

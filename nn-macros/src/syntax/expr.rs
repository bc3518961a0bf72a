//! Expressions: chains, operators, calls.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{Ident, Lit, LitFloat, LitInt, Token, token};

use super::ast::{BinaryOp, Expr, ExprKind, Stage, StageKind};
use super::stage::skip_stage;
use super::tokens::{next, parens, peek_word, since, skip};
use super::value::at_path;
use super::{Broken, MAX_OPERATORS, Parsed, Parser};
use crate::report::Place;

impl Parser<'_> {
    /// `expr = sum ("->" stage)*`
    pub fn expr(&mut self, input: ParseStream) -> Parsed<Expr> {
        let start = input.span();
        let mut expr = self.sum(input);
        if expr.is_err() {
            skip_stage(input);
        }
        loop {
            let mut stages = Vec::new();
            let outcome = self.stages(input, &mut stages);
            if stages.is_empty() && outcome.is_ok() {
                return expr;
            }
            let chain = |head| {
                let kind = ExprKind::Chain { head: Box::new(head), stages };
                outcome.map(|()| Expr { kind, place: since(start, input) })
            };
            expr = expr.and_then(chain);
            if operator(input).is_none() {
                return expr;
            }
            expr = self.misplaced_operator(start, expr?, input);
        }
    }

    /// `a -> f - b`: reported, and read as `(a -> f) - b`.
    fn misplaced_operator(&mut self, start: Span, chain: Expr, input: ParseStream) -> Parsed<Expr> {
        let Some((op, place)) = operator(input) else { return Ok(chain) };
        let left = sketch(&chain);
        let ahead = input.fork();
        skip(&ahead);
        let right = match ahead.cursor().ident() {
            Some((name, _)) => name.to_string(),
            None => "…".to_owned(),
        };
        self.error(
            place,
            format!(
                "`->` binds loosest, so an operator cannot follow a stage\nhelp: write `({left}) {} {right}`",
                op.sign()
            ),
        );
        let product = self.product_from(start, chain, input)?;
        self.sum_from(start, product, input)
    }

    /// `sum = product (("+" | "-") product)*`
    fn sum(&mut self, input: ParseStream) -> Parsed<Expr> {
        let start = input.span();
        let left = self.product(input)?;
        self.sum_from(start, left, input)
    }

    fn sum_from(&mut self, start: Span, mut left: Expr, input: ParseStream) -> Parsed<Expr> {
        while let Some((op @ (BinaryOp::Add | BinaryOp::Sub), place)) = operator(input) {
            skip(input);
            let right = self.product(input)?;
            left = self.binary(start, op, place, left, right, input)?;
        }
        self.no_foreign_operator(input)?;
        Ok(left)
    }

    /// `product = atom ("*" atom)*`
    fn product(&mut self, input: ParseStream) -> Parsed<Expr> {
        let start = input.span();
        let left = self.atom(input)?;
        self.product_from(start, left, input)
    }

    fn product_from(&mut self, start: Span, mut left: Expr, input: ParseStream) -> Parsed<Expr> {
        while let Some((op @ BinaryOp::Mul, place)) = operator(input) {
            skip(input);
            let right = self.atom(input)?;
            left = self.binary(start, op, place, left, right, input)?;
        }
        Ok(left)
    }

    fn binary(
        &mut self,
        start: Span,
        op: BinaryOp,
        at: Place,
        left: Expr,
        right: Expr,
        input: ParseStream,
    ) -> Parsed<Expr> {
        self.operators += 1;
        if self.operators > MAX_OPERATORS {
            let text =
                format!("a statement has at most {MAX_OPERATORS} operators\nhelp: give parts of it names with `let`");
            return self.fail(at, text);
        }
        let kind = ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) };
        Ok(Expr { kind, place: since(start, input) })
    }

    /// `a / b` and the like.
    fn no_foreign_operator(&mut self, input: ParseStream) -> Parsed<()> {
        const FOREIGN: [&str; 19] =
            ["/", "%", "&", "|", "^", "&&", "||", "==", "!=", "<", ">", "<=", ">=", "<<", ">>", "+=", "-=", "*=", "/="];
        let (found, place) = next(input);
        if FOREIGN.contains(&found.trim_matches('`')) {
            return self.fail(
                place,
                format!("{found} is no operator of the language\nhelp: there are `+`, `-` and `*`, element by element"),
            );
        }
        Ok(())
    }

    /// `atom = name | "(" expr ")" | attr* (name ":")? callee "(" expr, … ")"`
    fn atom(&mut self, input: ParseStream) -> Parsed<Expr> {
        if input.peek(token::Paren) {
            return self.parenthesised(input);
        }
        let start = input.span();
        let attrs = self.attrs(input);
        let name = self.label(input)?;
        self.no_other_atom(input)?;
        let callee = input.span();
        let bare = !input.peek2(Token![<]);
        let kind = self.callee(input)?;
        let place = since(callee, input);
        if input.peek(token::Paren) {
            return self.call(start, Stage { attrs, name, kind, place }, input);
        }
        match kind {
            StageKind::Layer { name: value, .. } if bare && name.is_none() && attrs.places().next().is_none() => {
                Ok(Expr { kind: ExprKind::Name(value), place })
            }
            _ => self.fail(place, "a stage needs a value before it\nhelp: write `x -> …`"),
        }
    }

    /// What cannot begin an atom, though it may seem so.
    fn no_other_atom(&mut self, input: ParseStream) -> Parsed<()> {
        const VALUE: &str = "a value: a name, a call or `( … )`";
        let (found, place) = next(input);
        if peek_word(input, "residual") || peek_word(input, "repeat") || input.peek(token::Bracket) {
            return self.fail(place, format!("{found} needs a value before it\nhelp: write `x -> …`"));
        }
        if input.peek(LitInt) || input.peek(LitFloat) {
            let text = format!("{found} is a number, but expressions are made of values of the network");
            return self.fail(place, format!("{text}\nhelp: values are inputs, names by `let`, and calls"));
        }
        if input.peek(Token![-]) && !input.peek(Token![->]) {
            return self.fail(place, "a value cannot be negated\nhelp: subtract it from another: `a - b`");
        }
        if peek_word(input, "concat") && !input.peek2(token::Paren) {
            return self.fail(place, "`concat` is a call\nhelp: write `concat(a, b)`");
        }
        if !at_path(input) {
            return self.expected(VALUE, input);
        }
        if !input.peek(Ident) && !input.peek2(Token![::]) && !input.peek(Token![::]) && !input.peek(Token![let]) {
            return self.fail(place, format!("{found} is a keyword of Rust and means nothing in a network"));
        }
        Ok(())
    }

    /// `"(" expr ")"`
    fn parenthesised(&mut self, input: ParseStream) -> Parsed<Expr> {
        let Some((place, content)) = parens(input) else { return Err(Broken) };
        if content.is_empty() {
            return self.fail(place, "`( )` holds no value");
        }
        let expr = self.expr(&content)?;
        if content.peek(Token![,]) {
            return self.fail(place, "a list of values stands in a call only\nhelp: write `concat(a, b)`");
        }
        if !content.is_empty() {
            return self.expected("`->`, an operator or the end of the parentheses", &content);
        }
        Ok(Expr { kind: expr.kind, place })
    }

    /// `"(" expr, … ")"` behind a callee.
    fn call(&mut self, start: Span, stage: Stage, input: ParseStream) -> Parsed<Expr> {
        let Some((place, content)) = parens(input) else { return Err(Broken) };
        if content.peek(Lit) {
            // Reported there; whatever was meant, a value is missing.
            let _ = self.args_in_parens(stage.kind, &content);
            return Err(Broken);
        }
        let mut args = Vec::new();
        self.list(&content, &mut args, Self::expr)?;
        if args.is_empty() {
            return self.fail(place, "a call takes at least one value");
        }
        let kind = ExprKind::Call { stage: Box::new(stage), args };
        Ok(Expr { kind, place: since(start, input) })
    }
}

impl BinaryOp {
    pub fn sign(self) -> char {
        match self {
            Self::Add => '+',
            Self::Sub => '-',
            Self::Mul => '*',
        }
    }
}

/// The operator that comes next.
fn operator(input: ParseStream) -> Option<(BinaryOp, Place)> {
    let (found, place) = next(input);
    let op = match found.as_str() {
        "`+`" => BinaryOp::Add,
        "`-`" => BinaryOp::Sub,
        "`*`" => BinaryOp::Mul,
        _ => return None,
    };
    Some((op, place))
}

/// A chain as a message shows it: `a -> … -> dense<…>`.
fn sketch(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Name(name) => name.to_string(),
        ExprKind::Chain { head, stages } => {
            let between = if stages.len() > 1 { " -> …" } else { "" };
            let last = stages.last().map_or_else(|| "…".to_owned(), |stage| sketch_stage(&stage.kind));
            format!("{}{between} -> {last}", sketch(head))
        }
        ExprKind::Binary { .. } | ExprKind::Call { .. } => "…".to_owned(),
    }
}

fn sketch_stage(kind: &StageKind) -> String {
    let arguments = |none: bool| if none { "" } else { "<…>" };
    match kind {
        StageKind::Layer { name, args } => format!("{name}{}", arguments(args.is_empty())),
        StageKind::Path { path, dims } => {
            let last = path.segments.last().map_or_else(String::new, |segment| segment.ident.to_string());
            format!("{last}{}", arguments(dims.is_empty()))
        }
        StageKind::Residual(_) => "residual { … }".to_owned(),
        StageKind::Repeat { .. } => "repeat<…> { … }".to_owned(),
        StageKind::Claim(_) => "[…]".to_owned(),
    }
}

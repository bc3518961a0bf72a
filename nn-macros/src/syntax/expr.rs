//! Expressions: chains, operators, calls.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{Ident, LitFloat, LitInt, Token, token};

use super::ast::{BinaryOp, Expr, ExprKind, Stage, StageKind};
use super::sketch::{sign, sketch, sketch_stage};
use super::stage::skip_stage;
use super::tokens::{next, parens, peek_word, since, skip};
use super::value::{at_arg, at_path};
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
        let ahead = input.fork();
        skip(&ahead);
        let right = match ahead.cursor().ident() {
            Some((name, _)) if ahead.peek2(token::Paren) => format!("{name}(…)"),
            Some((name, _)) => name.to_string(),
            None => "…".to_owned(),
        };
        let remedy = format!("({}) {} {right}", sketch(&chain), sign(op));
        let text = "`->` binds loosest, so an operator cannot follow a stage";
        self.error(place, format!("{text}\nhelp: write `{remedy}`"));
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
        const FOREIGN: [&str; 20] = [
            "@", "/", "%", "&", "|", "^", "&&", "||", "==", "!=", "<", ">", "<=", ">=", "<<", ">>", "+=", "-=", "*=",
            "/=",
        ];
        let (found, place) = next(input);
        if FOREIGN.contains(&found.trim_matches('`')) {
            return self.fail(
                place,
                format!(
                    "{found} is not an operator of the language\nhelp: there are `+`, `-` and `*`, element by element"
                ),
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
        let kind = self.callee(input)?;
        let place = since(callee, input);
        if input.peek(token::Paren) {
            return self.call(start, Stage { attrs, name, kind, place }, input);
        }
        match kind {
            kind if is_concat(&kind) => {
                let help = format!("write `{}(a, b)`", sketch_stage(&kind));
                self.fail(place, format!("`concat` is a call\nhelp: {help}"))
            }
            StageKind::Layer { name: value, args } if args.is_empty() => {
                let bare = name.is_none() && attrs.places().next().is_none();
                if !bare {
                    let text = "names and attributes belong to stages and calls, not to values";
                    return self.fail(since(start, input), format!("{text}\nhelp: write `{value}` alone"));
                }
                // A value after all.
                self.words.pop();
                Ok(Expr { kind: ExprKind::Name(value), place })
            }
            kind => {
                let stage = sketch_stage(&kind);
                let help = format!("write `x -> {stage}`, or `layer name = {stage};` for one that is applied later");
                self.fail(place, format!("a stage needs a value before it\nhelp: {help}"))
            }
        }
    }

    /// What cannot begin an atom, though it may seem so.
    fn no_other_atom(&mut self, input: ParseStream) -> Parsed<()> {
        const VALUE: &str = "a value: a name, a call or `( … )`";
        let (found, place) = next(input);
        if peek_word(input, "residual") || peek_word(input, "repeat") {
            let block = found.replace("repeat", "repeat<2>").replace('`', "");
            let help = format!("write `x -> {block} {{ … }}`");
            return self.fail(place, format!("{found} needs a value before it\nhelp: {help}"));
        }
        if input.peek(token::Bracket) {
            return self.fail(
                place,
                format!("{found} needs a value before it\nhelp: write `x -> {}`", found.trim_matches('`')),
            );
        }
        if input.peek(LitInt) || input.peek(LitFloat) {
            let text = format!("{found} is a number, but expressions are made of values of the network");
            return self.fail(place, format!("{text}\nhelp: values are inputs, names by `let`, and calls"));
        }
        if input.peek(Token![-]) && !input.peek(Token![->]) {
            return self.fail(place, "a value cannot be negated\nhelp: subtract it from another: `a - b`");
        }
        if !at_path(input) {
            return self.expected(VALUE, input);
        }
        let keyword = !input.peek(Ident) && found != "`_`";
        if keyword && !input.peek2(Token![::]) && !input.peek(Token![::]) && !input.peek(Token![let]) {
            let help = match found.as_str() {
                "`return`" => "\nhelp: the output is the expression at the end, without `;`",
                "`for`" | "`while`" | "`loop`" => "\nhelp: write `x -> repeat<3> { … }`",
                _ => "",
            };
            return self.fail(place, format!("{found} is a keyword of Rust and means nothing in a network{help}"));
        }
        Ok(())
    }

    /// `"(" expr ")"`
    fn parenthesised(&mut self, input: ParseStream) -> Parsed<Expr> {
        let Some((place, content)) = parens(input) else { return Err(Broken) };
        if content.is_empty() {
            return self.fail(place, "`( )` holds no value");
        }
        let expr = self.inside(|parser| parser.expr(&content))?;
        if content.peek(Token![,]) {
            return self.fail(place, "a list of values stands in a call only\nhelp: write `concat(a, b)`");
        }
        if !content.is_empty() {
            return self.expected("`->`, an operator or the end of the parentheses", &content);
        }
        Ok(Expr { kind: expr.kind, place })
    }

    /// `"(" expr, … ")"` after a callee.
    fn call(&mut self, start: Span, stage: Stage, input: ParseStream) -> Parsed<Expr> {
        let Some((place, content)) = parens(input) else { return Err(Broken) };
        if at_arg(&content) && !is_concat(&stage.kind) {
            // Whatever was meant, a value is missing.
            let mut kind = stage.kind;
            return self.args_in_parens(&mut kind, place, &content).and(Err(Broken));
        }
        let mut args = Vec::new();
        self.inside(|parser| parser.list(&content, &mut args, Self::expr))?;
        if args.is_empty() {
            return self.fail(place, "a call takes at least one value");
        }
        let kind = ExprKind::Call { stage: Box::new(stage), args };
        Ok(Expr { kind, place: since(start, input) })
    }
}

/// The operator that comes next.
pub fn operator(input: ParseStream) -> Option<(BinaryOp, Place)> {
    let (found, place) = next(input);
    let op = match found.as_str() {
        "`+`" => BinaryOp::Add,
        "`-`" => BinaryOp::Sub,
        "`*`" => BinaryOp::Mul,
        _ => return None,
    };
    Some((op, place))
}

fn is_concat(kind: &StageKind) -> bool {
    matches!(kind, StageKind::Layer { name, .. } if name == "concat")
}

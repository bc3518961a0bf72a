//! The body of a network: statements, and the expression at the end.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, Token};

use super::ast::{Network, Stmt};
use super::tokens::{parens, peek_assignment, peek_word, skip, skip_until};
use super::{Parsed, Parser, at_statement};
use crate::report::Place;

impl Parser<'_> {
    /// `stmt* expr?`, the inside of the braces.
    pub fn body(&mut self, content: ParseStream, network: &mut Network) {
        while !content.is_empty() {
            let before = content.cursor();
            self.operators = 0;
            if self.body_item(content, network).is_err() {
                self.broken = true;
                skip_statement(content);
            }
            // Whatever stands here, it is read but once.
            if content.cursor() == before {
                skip(content);
            }
        }
    }

    fn body_item(&mut self, content: ParseStream, network: &mut Network) -> Parsed<()> {
        if content.peek(Token![;]) {
            self.error(content.span(), "this `;` ends nothing\nhelp: leave it out");
            skip(content);
            return Ok(());
        }
        if self.doc_comment(content) && content.is_empty() {
            return Ok(());
        }
        self.no_statement_attrs(content);
        self.ends_in_semicolon = at_statement(content);
        if content.peek(Token![let]) {
            network.body.push(self.let_statement(content)?);
        } else if peek_word(content, "layer") {
            network.body.push(self.layer_statement(content)?);
        } else if peek_assignment(content) {
            network.body.push(self.assignment(content)?);
        } else {
            self.tail(content, network)?;
        }
        Ok(())
    }

    /// Attributes before a statement belong to nothing.
    fn no_statement_attrs(&mut self, content: ParseStream) {
        let ahead = content.fork();
        while ahead.peek(Token![#]) {
            skip_until(&ahead, |input| input.peek(syn::token::Bracket));
            skip(&ahead);
        }
        if content.peek(Token![#]) && at_statement(&ahead) {
            let attrs = self.attrs(content);
            self.no_attrs(&attrs, "a statement", "a stage that has parameters");
        }
    }

    /// `"let" (name | "(" name, … ")") "=" expr ";"`
    fn let_statement(&mut self, content: ParseStream) -> Parsed<Stmt> {
        skip(content);
        if content.peek(Token![mut]) {
            self.error(content.span(), "values of a network never change\nhelp: leave `mut` out");
            skip(content);
        }
        let mut names = Vec::new();
        let read = self.let_names(content, &mut names);
        self.define(names.clone(), |parser| {
            read?;
            if content.peek(Token![:]) {
                let text = "a value has no type\nhelp: claim its shape at the end of the chain: `… -> [64];`";
                return parser.fail(content.span(), text);
            }
            parser.equals(content, "the name of the value")?;
            let expr = parser.expr(content)?;
            parser.statement_end(content, expr.place)?;
            Ok(Stmt::Let { names, expr })
        })
    }

    /// `name | "(" name, … ")"`
    fn let_names(&mut self, content: ParseStream, names: &mut Vec<Ident>) -> Parsed<()> {
        let Some((place, inside)) = parens(content) else {
            names.push(self.lower_name(content, "a value")?);
            return Ok(());
        };
        self.list(&inside, names, |parser, input| parser.lower_name(input, "a value"))?;
        match names.is_empty() {
            true => self.fail(place, "`let` needs a name for each value\nhelp: write `let (a, b) = …;`"),
            false => Ok(()),
        }
    }

    /// `"layer" name "=" stage ("->" stage)* ";"`
    fn layer_statement(&mut self, content: ParseStream) -> Parsed<Stmt> {
        let keyword = content.span();
        skip(content);
        if !content.peek(Ident::peek_any) {
            let text = "`layer` is a word of the language: it declares stages to be used several times";
            return self.fail(keyword, format!("{text}\nhelp: write `layer name = dense<64> -> relu;`"));
        }
        let name = self.lower_name(content, "a shared layer")?;
        self.define(vec![name.clone()], |parser| {
            parser.equals(content, "the name of the layer")?;
            let start = Place::from(content.span());
            let stages = parser.stage_chain(content)?;
            let place = stages.last().map_or(start, |stage| start.to(stage.place));
            parser.statement_end(content, place)?;
            Ok(Stmt::Layer { name, stages })
        })
    }

    /// `output "=" expr ";"`
    fn assignment(&mut self, content: ParseStream) -> Parsed<Stmt> {
        let name = self.lower_name(content, "an output")?;
        self.define(vec![name.clone()], |parser| {
            parser.equals(content, "the name of the output")?;
            let expr = parser.expr(content)?;
            parser.statement_end(content, expr.place)?;
            Ok(Stmt::Assign { name, expr })
        })
    }

    /// The expression at the end, whose value is the output.
    fn tail(&mut self, content: ParseStream, network: &mut Network) -> Parsed<()> {
        let expr = self.expr(content)?;
        if content.is_empty() {
            network.tail = Some(expr);
            return Ok(());
        }
        let missing = at_statement(content);
        if !missing {
            self.statement_end(content, expr.place)?;
        }
        if !missing && content.is_empty() {
            let text = "the last expression is the output, so no `;` follows it\nhelp: leave the `;` out";
            self.error(expr.place, text);
            network.tail = Some(expr);
            return Ok(());
        }
        self.broken = true;
        self.error(expr.place, "the value of this expression is not used\nhelp: give it a name: `let name = …;`");
        Ok(())
    }

    fn equals(&mut self, content: ParseStream, after: &str) -> Parsed<()> {
        if !content.peek(Token![=]) || content.peek(Token![==]) || content.peek(Token![=>]) {
            return self.expected(&format!("`=` after {after}"), content);
        }
        skip(content);
        Ok(())
    }

    /// `;`
    fn statement_end(&mut self, content: ParseStream, statement: Place) -> Parsed<()> {
        if content.peek(Token![;]) {
            skip(content);
            return Ok(());
        }
        if content.peek(Token![,]) {
            self.error(content.span(), "a statement ends with `;`, not with `,`");
            skip(content);
            return Ok(());
        }
        if content.is_empty() || at_statement(content) {
            self.error(Place::from(statement.end), "expected `;` after this statement");
            return Ok(());
        }
        self.expected("`->`, an operator or `;`", content)
    }
}

/// Skips what cannot be read of a statement.
fn skip_statement(content: ParseStream) {
    skip_until(content, |input| input.peek(Token![;]) || input.peek(Token![let]));
    if content.peek(Token![;]) {
        skip(content);
    }
}

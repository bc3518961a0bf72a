//! The first phase: tokens → syntax.
//!
//! Reading is lenient. Every mistake goes into the report, on the tokens that are wrong; then reading goes on at the next
//! place where that makes sense (the next `,`, `->` or `;`, or the end of the brackets), so that all mistakes of a
//! definition are reported in one go. What was read around them is kept. Nothing here knows the layers: whether a name
//! means anything is a question for the next phase.

pub mod ast;
mod attrs;
mod expr;
mod header;
mod sketch;
mod stage;
mod stmt;
#[cfg(test)]
mod tests;
pub mod texts;
mod tokens;
mod value;

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser as _};
use syn::{Ident, Token};

use crate::report::{Place, Report};
use ast::File;
use tokens::{next, peek_word, skip_until, too_deep};

/// How many operators one statement may have: each is a level of the tree that later phases walk.
const MAX_OPERATORS: usize = 256;

/// Words of the language that cannot be names of a user's.
const RESERVED: [&str; 5] = ["let", "layer", "residual", "repeat", "concat"];

/// Reads the networks of one call. Never fails: what is wrong is in the report, and what could be read is returned.
pub fn parse(tokens: TokenStream, report: &mut Report) -> File {
    let mut file = File { networks: Vec::new(), words: Vec::new() };
    if let Some(bracket) = too_deep(&tokens) {
        report
            .error(bracket, "brackets are nested too deeply here\nhelp: give parts of the expression names with `let`");
        return file;
    }
    let mut parser =
        Parser { report, broken: false, lost: Vec::new(), words: Vec::new(), operators: 0, ends_in_semicolon: false };
    let read = |input: ParseStream| {
        file.networks = parser.file(input);
        Ok(())
    };
    // The outcome is dropped: syn complains of tokens left unread in brackets, but those were skipped after an error.
    let _ = read.parse2(tokens);
    file.words = parser.words;
    file
}

/// The error is in the report already. Who sees this skips to where reading can go on, or passes it to who can.
#[derive(Debug)]
struct Broken;

type Parsed<T> = Result<T, Broken>;

/// Reads rules of the grammar, a method each; they are spread over the files of this folder.
struct Parser<'r> {
    report: &'r mut Report,
    /// Something of the network at hand was dropped.
    broken: bool,
    /// The names among what was dropped, or may yet be.
    lost: Vec<Ident>,
    /// The names of stages so far.
    words: Vec<Ident>,
    /// The operators of the statement at hand, so far.
    operators: usize,
    /// Right within a statement that a `;` ends, not in brackets.
    ends_in_semicolon: bool,
}

impl Parser<'_> {
    /// Reports a mistake after which reading goes on as if it had not been made.
    fn error(&mut self, at: impl Into<Place>, text: impl Into<String>) {
        self.report.error(at, text);
    }

    /// Reports a mistake that makes what is being read useless.
    fn fail<T>(&mut self, at: impl Into<Place>, text: impl Into<String>) -> Parsed<T> {
        self.report.error(at, text);
        Err(Broken)
    }

    /// Reports that something else was expected here.
    fn expected<T>(&mut self, what: &str, input: ParseStream) -> Parsed<T> {
        self.expected_or(what, "", input)
    }

    /// The same, with a line `help: …`.
    fn expected_or<T>(&mut self, what: &str, help: &str, input: ParseStream) -> Parsed<T> {
        let (found, place) = next(input);
        let found = if found == "nothing" { ", but nothing follows".to_owned() } else { format!(", found {found}") };
        let help = if help.is_empty() { String::new() } else { format!("\nhelp: {help}") };
        self.fail(place, format!("expected {what}{found}{help}"))
    }

    /// Reads `item, item, …` to the end of some brackets; a comma at the end is allowed. What can be read is kept in any case.
    fn list<T>(
        &mut self,
        content: ParseStream,
        items: &mut Vec<T>,
        mut item: impl FnMut(&mut Self, ParseStream) -> Parsed<T>,
    ) -> Parsed<()> {
        let mut outcome = Ok(());
        while !content.is_empty() {
            self.doc_comment(content);
            if let Err(broken) = item(self, content).map(|item| items.push(item)) {
                outcome = Err(broken);
                skip_until(content, |input| input.peek(Token![,]));
            } else if !content.is_empty() && !content.peek(Token![,]) {
                outcome = match content.peek(Token![;]) {
                    true => self.fail(content.span(), "a list is separated by `,`, not by `;`"),
                    false => self.expected("`,` or the end of the list", content),
                };
                // A comma that is missing costs no more than itself, where a name shows the next item.
                skip_until(content, |input| input.peek(Token![,]) || at_label(input));
            }
            tokens::eat_comma(content);
        }
        outcome
    }

    /// A name that the user gives to `what`: `the value`, `the input`.
    fn name(&mut self, input: ParseStream, what: &str) -> Parsed<Ident> {
        let Some((ident, _)) = input.cursor().ident() else {
            return self.expected(&format!("a name for {what}"), input);
        };
        let keyword = !input.peek(Ident);
        tokens::skip(input);
        if ident == "_" {
            return self.fail(ident.span(), format!("`_` cannot be the name of {what}"));
        }
        if let Some(word) = RESERVED.iter().find(|word| ident == **word) {
            return self
                .fail(ident.span(), format!("`{word}` is a word of the language and cannot be the name of {what}"));
        }
        if let Some(plain) = ident.to_string().strip_prefix("r#") {
            // What is written from names, such as `d_x`, has no raw form.
            let text = format!("`r#` cannot begin the name of {what}\nhelp: write `{plain}_`");
            return self.fail(ident.span(), text);
        }
        if keyword {
            return self.fail(ident.span(), format!("`{ident}` is a keyword of Rust and cannot be the name of {what}"));
        }
        Ok(ident)
    }

    /// Reads the definition of `names`, which are lost if that fails.
    fn define<T>(&mut self, names: Vec<Ident>, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let definition = read(self);
        if definition.is_err() {
            self.lost.extend(names);
        }
        definition
    }

    /// Reads the inside of brackets, where no `;` ends anything.
    fn inside<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let outside = std::mem::replace(&mut self.ends_in_semicolon, false);
        let inside = read(self);
        self.ends_in_semicolon = outside;
        inside
    }

    /// A name that must begin with a lower-case letter, lest it be taken for a network where it is used.
    fn lower_name(&mut self, input: ParseStream, what: &str) -> Parsed<Ident> {
        let name = self.name(input, what)?;
        if is_capital(&name) {
            let lower = name.to_string().to_lowercase();
            let text = format!("the name of {what} begins with a lower-case letter\nhelp: write `{lower}`");
            return self.fail(name.span(), text);
        }
        Ok(name)
    }
}

/// Does the name begin with an upper-case letter? Then it is a network or a const, otherwise a layer or a value.
pub fn is_capital(name: &Ident) -> bool {
    name.unraw().to_string().trim_start_matches('_').starts_with(char::is_uppercase)
}

/// Does a name with a `:` after it come next?
fn at_label(input: ParseStream) -> bool {
    input.peek(Ident::peek_any) && input.peek2(Token![:]) && !input.peek2(Token![::])
}

/// Does a statement with a keyword or a name for its value begin here?
fn at_statement(input: ParseStream) -> bool {
    input.peek(Token![let])
        || tokens::peek_assignment(input)
        || peek_word(input, "layer") && input.peek2(Ident::peek_any) && input.peek3(Token![=])
}

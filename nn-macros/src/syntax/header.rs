//! Networks: attributes, visibility, name, generics, inputs, outputs.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Ident, Lifetime, LitInt, Token, Visibility, token};

use super::ast::{Input, Network, Outputs, Shape};
use super::attrs::STAGE_ATTRS;
use super::tokens::{braces, eat_comma, next, parens, peek_word, since, skip, skip_until};
use super::value::{MAX_CONST_TOKENS, count_tokens};
use super::{Broken, Parsed, Parser, is_capital};
use crate::report::Place;

impl Parser<'_> {
    /// `file = network+`
    pub fn file(&mut self, input: ParseStream) -> Vec<Network> {
        let mut networks = Vec::new();
        if input.is_empty() {
            let help = "write `pub Name(input: [4]) -> [2] { input -> dense<2> }`";
            self.error(input.span(), format!("`network!` holds no network\nhelp: {help}"));
        }
        while !input.is_empty() {
            let before = input.cursor();
            self.broken = false;
            self.lost.clear();
            match self.network(input) {
                Ok(network) => networks.push(network),
                Err(Broken) => {
                    skip_until(input, |input| input.peek(token::Brace));
                    skip(input);
                }
            }
            if input.cursor() == before {
                skip(input);
            }
            self.no_separator(input);
        }
        networks
    }

    /// `,` or `;` between two networks.
    fn no_separator(&mut self, input: ParseStream) {
        while input.peek(Token![;]) || input.peek(Token![,]) {
            let (found, place) = next(input);
            self.error(place, format!("unexpected {found}\nhelp: networks follow each other without it"));
            skip(input);
        }
    }

    /// `network = attr* vis Name generics? "(" input, … ")" "->" outputs "{" stmt* expr? "}"`
    ///
    /// An error: not even its name can be read.
    fn network(&mut self, input: ParseStream) -> Parsed<Network> {
        let attrs = self.network_attrs(input);
        let vis = self.visibility(input);
        self.no_item_keyword(input);
        let name = self.network_name(input)?;
        let outputs = Outputs::Single(Shape { dims: Vec::new(), place: name.span().into() });
        let (generics, inputs, body) = (Vec::new(), Vec::new(), Vec::new());
        let mut network =
            Network { attrs, vis, name, generics, inputs, outputs, body, tail: None, broken: false, lost: Vec::new() };
        let signature = self.signature(input, &mut network);
        if signature.and_then(|()| self.at_body(input, &network.name)).is_err() {
            self.broken = true;
            skip_until(input, |input| input.peek(token::Brace) || at_network(input));
        }
        match braces(input) {
            Some((place, content)) if content.is_empty() => {
                self.broken = true;
                let input = network.inputs.first().map_or("input".to_owned(), |input| input.name.to_string());
                self.error(place, format!("`{}` has an empty body\nhelp: write `{input} -> …`", network.name));
            }
            Some((_, content)) => self.body(&content, &mut network),
            None => {}
        }
        if network.inputs.is_empty() {
            // Any name in the body may be that of an input.
            network.body.clear();
            network.tail = None;
        }
        (network.broken, network.lost) = (self.broken, std::mem::take(&mut self.lost));
        Ok(network)
    }

    fn at_body(&mut self, input: ParseStream, network: &Ident) -> Parsed<()> {
        match input.peek(token::Brace) {
            true => Ok(()),
            false => self.expected(&format!("the body of `{network}`: `{{ … }}`"), input),
        }
    }

    /// `attr*`. One that cannot be read is reported and left out.
    fn network_attrs(&mut self, input: ParseStream) -> Vec<Attribute> {
        let mut attrs = Vec::new();
        while input.peek(Token![#]) {
            let start = input.span();
            let attr = attribute(input);
            let place = since(start, input);
            match attr {
                Ok(attr) => match STAGE_ATTRS.iter().find(|name| attr.path().is_ident(name)) {
                    Some(name) => {
                        self.error(place, format!("`#[{name}]` belongs before a stage, not before the network"))
                    }
                    None => attrs.push(attr),
                },
                Err(error) => self.error(place, format!("this attribute cannot be read: {error}")),
            }
        }
        attrs
    }

    fn visibility(&mut self, input: ParseStream) -> Visibility {
        input.parse().unwrap_or_else(|error: syn::Error| {
            self.error(error.span(), format!("this visibility cannot be read: {error}"));
            skip_until(input, |input| !input.peek(token::Paren));
            Visibility::Inherited
        })
    }

    /// `struct LeNet(…)`, `fn LeNet(…)`
    fn no_item_keyword(&mut self, input: ParseStream) {
        let (found, place) = next(input);
        if ["`struct`", "`fn`", "`enum`", "`type`", "`mod`", "`network`"].contains(&found.as_str())
            && input.peek2(Ident)
        {
            self.error(place, format!("a network is declared without {found}\nhelp: leave it out"));
            skip(input);
        }
    }

    fn network_name(&mut self, input: ParseStream) -> Parsed<Ident> {
        let name = self.name(input, "a network")?;
        if !is_capital(&name) {
            let text =
                format!("the name of a network begins with an upper-case letter\nhelp: write `{}`", camel_case(&name));
            self.error(name.span(), text);
        }
        Ok(name)
    }

    /// `generics? "(" input, … ")" "->" outputs`, each kept as far as it can be read.
    fn signature(&mut self, input: ParseStream, network: &mut Network) -> Parsed<()> {
        if input.peek(Token![<]) {
            self.generics(input, &mut network.generics)?;
        }
        self.inputs(input, network)?;
        self.result_arrow(input, &network.name)?;
        network.outputs = self.outputs(input)?;
        Ok(())
    }

    /// `"<" "const" NAME ":" "usize", … ">"`
    fn generics(&mut self, input: ParseStream, generics: &mut Vec<Ident>) -> Parsed<()> {
        let start = input.span();
        skip(input);
        let stops = |input: ParseStream| input.peek(Token![>]) || input.peek(token::Paren) || input.peek(token::Brace);
        while !input.is_empty() && !stops(input) {
            let read = self.generic(input, generics).map(|name| generics.push(name));
            let comma = read.and_then(|()| match stops(input) || input.peek(Token![,]) {
                true => Ok(()),
                false => self.expected("`,` or `>`", input),
            });
            if comma.is_err() {
                self.broken = true;
                skip_until(input, |input| stops(input) || input.peek(Token![,]));
            }
            eat_comma(input);
        }
        if !input.peek(Token![>]) {
            self.broken = true;
            self.error(start, "this `<` is never closed\nhelp: write `<const WIDTH: usize>`");
            return Ok(());
        }
        skip(input);
        if generics.is_empty() && !self.broken {
            self.error(since(start, input), "`< >` is empty\nhelp: leave it out");
        }
        Ok(())
    }

    /// `"const" NAME ":" "usize"`
    fn generic(&mut self, input: ParseStream, known: &[Ident]) -> Parsed<Ident> {
        let start = input.span();
        if input.peek(Lifetime) {
            return self
                .fail(start, "a network has no lifetimes\nhelp: its parameters are dimensions: `const WIDTH: usize`");
        }
        if input.peek(Ident) {
            let text = "a network has no type parameters: it is generic over its scalar as it is";
            return self.fail(start, format!("{text}\nhelp: its parameters are dimensions: `const WIDTH: usize`"));
        }
        if !input.peek(Token![const]) {
            return self.expected("`const WIDTH: usize`", input);
        }
        skip(input);
        let name = self.name(input, "a const parameter")?;
        if name.to_string().contains(char::is_lowercase) {
            let upper = name.to_string().to_uppercase();
            return self
                .fail(name.span(), format!("a const parameter is written in upper case\nhelp: write `{upper}`"));
        }
        if known.contains(&name) {
            return self.fail(name.span(), format!("const parameter `{name}` is declared twice"));
        }
        if !input.peek(Token![:]) || input.peek(Token![::]) {
            return self.expected(&format!("`: usize` after `{name}`"), input);
        }
        skip(input);
        if !peek_word(input, "usize") {
            let (found, place) = next(input);
            return self.fail(place, format!("a const parameter is a dimension, of type `usize`, not {found}"));
        }
        skip(input);
        if input.peek(Token![=]) {
            let text = format!(
                "`{name}` cannot have a default\nhelp: name a common choice with `type`: `type Small = Mlp<64>;`"
            );
            return self.fail(input.span(), text);
        }
        Ok(name)
    }

    /// `"(" input, … ")"`
    fn inputs(&mut self, input: ParseStream, network: &mut Network) -> Parsed<()> {
        let name = &network.name;
        let Some((place, content)) = parens(input) else {
            return self.expected_or(
                &format!("the inputs of `{name}`"),
                &format!("write `{name}(input: [4]) -> …`"),
                input,
            );
        };
        if content.is_empty() {
            self.broken = true;
            self.error(place, format!("`{name}` has no input\nhelp: write `{name}(input: [4]) -> …`"));
        }
        if self.list(&content, &mut network.inputs, Self::input).is_err() {
            self.broken = true;
        }
        Ok(())
    }

    /// `input = name ":" ( shape | "ids" shape ) ("with" "lengths")?`
    fn input(&mut self, input: ParseStream) -> Parsed<Input> {
        let name = self.lower_name(input, "an input")?;
        self.define(vec![name.clone()], |parser| {
            parser.colon(input, &name)?;
            let ids = parser.ids(input);
            let shape = parser.header_shape(input);
            let lengths = parser.lengths(input)?;
            Ok(Input { name, ids, shape, lengths })
        })
    }

    /// `"ids"?`
    fn ids(&mut self, input: ParseStream) -> Option<Place> {
        let ids = peek_word(input, "ids");
        if !(ids || input.peek(Ident) && input.peek2(token::Bracket)) {
            return None;
        }
        let (found, place) = next(input);
        skip(input);
        if !ids {
            self.broken = true;
            let help = "write `ids[16]` for indices, `[16]` for numbers";
            self.error(place, format!("unknown kind of input {found}\nhelp: {help}"));
        }
        ids.then_some(place)
    }

    /// `("with" "lengths")?`
    fn lengths(&mut self, input: ParseStream) -> Parsed<Option<Place>> {
        if !peek_word(input, "with") {
            return Ok(None);
        }
        let start = input.span();
        skip(input);
        if !peek_word(input, "lengths") {
            return self.expected("`lengths` after `with`", input);
        }
        skip(input);
        Ok(Some(since(start, input)))
    }

    /// A shape in a list; empty if it cannot be read, for the name before it to be known all the same.
    fn header_shape(&mut self, input: ParseStream) -> Shape {
        let place = input.span().into();
        self.shape(input).unwrap_or_else(|Broken| {
            self.broken = true;
            skip_until(input, |input| input.peek(Token![,]));
            Shape { dims: Vec::new(), place }
        })
    }

    /// The `:` between a name and its shape.
    fn colon(&mut self, input: ParseStream, name: &Ident) -> Parsed<()> {
        if !input.peek(Token![:]) || input.peek(Token![::]) {
            return self.expected_or(&format!("`:` after `{name}`"), &format!("write `{name}: [4]`"), input);
        }
        skip(input);
        Ok(())
    }

    /// The `->` before the outputs.
    fn result_arrow(&mut self, input: ParseStream, network: &Ident) -> Parsed<()> {
        if input.peek(Token![->]) {
            let _ = input.parse::<Token![->]>();
            return Ok(());
        }
        let (found, place) = next(input);
        if found == "`=>`" {
            self.error(place, "outputs follow `->`, not `=>`");
            skip(input);
            skip(input);
            return Ok(());
        }
        self.expected_or(&format!("`->` and the outputs of `{network}`"), "write `-> [10]`", input)
    }

    /// `outputs = shape | "(" name ":" shape, … ")"`
    fn outputs(&mut self, input: ParseStream) -> Parsed<Outputs> {
        let Some((place, content)) = parens(input) else {
            return self.shape(input).map(Outputs::Single);
        };
        if content.is_empty() {
            return self.fail(
                place,
                "a network has at least one output\nhelp: write `-> [10]` or `-> (class: [10], bbox: [4])`",
            );
        }
        let mut outputs = Vec::new();
        let read = self.list(&content, &mut outputs, |parser, input| {
            if input.peek(token::Bracket) {
                let help = "write `-> (class: [10], bbox: [4])`, or a single output without parentheses";
                return parser.expected_or("a name for the output", help, input);
            }
            if input.peek(LitInt) {
                let (found, place) = next(input);
                let text = format!("a shape stands in brackets\nhelp: write `-> [{}]`", found.trim_matches('`'));
                return parser.fail(place, text);
            }
            let name = parser.lower_name(input, "an output")?;
            parser.colon(input, &name)?;
            Ok((name, parser.header_shape(input)))
        });
        if read.is_err() {
            self.broken = true;
        }
        Ok(Outputs::Named(outputs))
    }
}

/// Takes `#[…]`.
fn attribute(input: ParseStream) -> syn::Result<Attribute> {
    // On tokens of its own, so that the rest can be read whatever syn makes of these.
    let pound = input.parse::<Token![#]>()?.into_token_stream();
    if input.peek(Token![!]) {
        skip(input);
        skip(input);
        return Err(input.error("it begins with `#!`"));
    }
    if !input.peek(token::Bracket) {
        return Err(input.error("expected `[` after `#`"));
    }
    let bracket: Group = input.parse()?;
    let assigns = bracket.stream().into_iter().any(|token| matches!(token, TokenTree::Punct(p) if p.as_char() == '='));
    // A value after a `=` is an expression, which syn reads by recursion.
    if assigns && count_tokens(bracket.stream()) > MAX_CONST_TOKENS {
        return Err(input.error("it is too long"));
    }
    let tokens = TokenStream::from_iter([pound, bracket.into_token_stream()]);
    let mut attrs = Attribute::parse_outer.parse2(tokens)?;
    attrs.pop().ok_or_else(|| input.error("it is empty"))
}

/// Does another network seem to begin here?
fn at_network(input: ParseStream) -> bool {
    let named = input.cursor().ident().is_some_and(|(name, _)| is_capital(&name)) && input.peek2(token::Paren);
    named || input.peek(Token![#]) || input.peek(Token![pub])
}

/// `my_net` → `MyNet`
fn camel_case(name: &Ident) -> String {
    let capital = |word: &str| {
        let mut chars = word.chars();
        chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect::<String>()
    };
    name.unraw().to_string().split('_').map(capital).collect()
}

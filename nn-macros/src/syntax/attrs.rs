//! Attributes of stages: `#[init(…)]`, `#[frozen]`, `#[weight_decay(…)]`, `#[key("…")]`.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Token, token};

use super::ast::{InitAttr, StageAttrs};
use super::tokens::{brackets, next, parens, peek_word, since, skip};
use super::{Parsed, Parser};
use crate::report::Place;
use crate::suggest::did_you_mean;

/// The attributes of a stage, in the order in which a message lists them.
pub const STAGE_ATTRS: [&str; 4] = ["init", "frozen", "weight_decay", "key"];
/// The attributes of a network that the language has.
const NETWORK_ATTRS: [&str; 2] = ["budget", "weights"];

impl Parser<'_> {
    /// Reads `attr*`. One that is wrong is reported and left out.
    pub fn attrs(&mut self, input: ParseStream) -> StageAttrs {
        let mut attrs = StageAttrs::default();
        while input.peek(Token![#]) {
            if !self.doc_comment(input) {
                // Nothing depends on an attribute that was not understood.
                let _ = self.attr(input, &mut attrs);
            }
        }
        attrs
    }

    /// Reports attributes where they mean nothing, and says where they belong.
    pub fn no_attrs(&mut self, attrs: &StageAttrs, owner: &str, belongs: &str) {
        for (name, place) in attrs.places() {
            self.error(place, format!("`#[{name}]` means nothing on {owner}\nhelp: put it before {belongs}"));
        }
    }

    /// Reports a run of doc comments, once. They arrive as attributes.
    pub fn doc_comment(&mut self, input: ParseStream) -> bool {
        let start = input.span();
        let mut found = false;
        while at_doc_comment(input) {
            found = true;
            skip(input);
            while !input.peek(token::Bracket) {
                skip(input);
            }
            skip(input);
        }
        if found {
            let text = "a doc comment documents nothing within a network\nhelp: write `//`";
            self.error(since(start, input), text);
        }
        found
    }

    fn attr(&mut self, input: ParseStream, attrs: &mut StageAttrs) -> Parsed<()> {
        let start = input.span();
        skip(input);
        if input.peek(Token![!]) {
            skip(input);
            self.error(since(start, input), "an attribute of a stage begins with `#[`, without `!`");
        }
        let Some((_, content)) = brackets(input) else {
            return self.expected("`[` after `#`", input);
        };
        let place = since(start, input);
        let Ok(name) = content.call(Ident::parse_any) else {
            return self.expected("the name of an attribute", &content);
        };
        match name.to_string().as_str() {
            "init" => {
                let init = self.init(&content, place)?;
                self.set(&mut attrs.init, init, &name, place);
            }
            "frozen" => {
                self.attr_end(&content, "write `#[frozen]`")?;
                self.set(&mut attrs.frozen, place, &name, place);
            }
            "weight_decay" => {
                let decay = self.weight_decay(&content, place)?;
                self.set(&mut attrs.weight_decay, (decay, place), &name, place);
            }
            "key" => {
                let key = self.key(&content, place)?;
                self.set(&mut attrs.key, (key, place), &name, place);
            }
            other => return self.unknown_attr(other, place),
        }
        Ok(())
    }

    fn set<T>(&mut self, slot: &mut Option<T>, value: T, name: &Ident, place: Place) {
        match slot {
            Some(_) => self.error(place, format!("`#[{name}]` stands here twice\nhelp: leave one")),
            None => *slot = Some(value),
        }
    }

    fn unknown_attr(&mut self, name: &str, place: Place) -> Parsed<()> {
        if NETWORK_ATTRS.contains(&name) {
            return self.fail(place, format!("`#[{name}]` belongs before the network, not before a stage"));
        }
        self.fail(place, format!("unknown attribute `{name}`{}", did_you_mean(name, &STAGE_ATTRS)))
    }

    /// Nothing more may stand in the attribute.
    fn attr_end(&mut self, content: ParseStream, help: &str) -> Parsed<()> {
        if content.is_empty() {
            return Ok(());
        }
        let (found, place) = next(content);
        self.fail(place, format!("unexpected {found} in the attribute\nhelp: {help}"))
    }

    /// `init(name)` or `init(name(number, …))`, after `init`.
    fn init(&mut self, content: ParseStream, place: Place) -> Parsed<InitAttr> {
        const HELP: &str = "write `#[init(kaiming_normal)]` or `#[init(normal(0.0, 0.02))]`";
        let Some((_, inside)) = parens(content) else {
            return self
                .fail(place, format!("`#[init]` takes the name of an initialiser in parentheses\nhelp: {HELP}"));
        };
        self.attr_end(content, HELP)?;
        let Ok(name) = inside.parse::<Ident>() else {
            return self.expected_or("the name of an initialiser", HELP, &inside);
        };
        let mut args = Vec::new();
        if let Some((_, numbers)) = parens(&inside) {
            self.list(&numbers, &mut args, Self::number)?;
        }
        self.attr_end(&inside, HELP)?;
        Ok(InitAttr { name, args, place })
    }

    /// `weight_decay(number)`, after `weight_decay`.
    fn weight_decay(&mut self, content: ParseStream, place: Place) -> Parsed<f64> {
        const HELP: &str = "write `#[weight_decay(0.0)]`";
        let Some((_, inside)) = parens(content) else {
            return self.fail(place, format!("`#[weight_decay]` takes a number in parentheses\nhelp: {HELP}"));
        };
        self.attr_end(content, HELP)?;
        let start = inside.span();
        let decay = self.number(&inside)?;
        if decay < 0.0 {
            return self.fail(since(start, &inside), format!("weight decay is not negative, but it is {decay} here"));
        }
        self.attr_end(&inside, HELP)?;
        Ok(decay)
    }

    /// `key("stem")`, after `key`.
    fn key(&mut self, content: ParseStream, place: Place) -> Parsed<String> {
        const HELP: &str = "write `#[key(\"net.0\")]`";
        let Some((_, inside)) = parens(content) else {
            return self.fail(place, format!("`#[key]` takes a string in parentheses\nhelp: {HELP}"));
        };
        self.attr_end(content, HELP)?;
        let Ok(stem) = inside.parse::<LitStr>() else {
            return self.expected_or("a string", HELP, &inside);
        };
        self.attr_end(&inside, HELP)?;
        let is_part =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        if !stem.value().split('.').all(is_part) {
            let text = "a key is made of parts joined by `.`, each of letters, digits, `_` or `-`";
            return self.fail(stem.span(), format!("{text}\nhelp: {HELP}"));
        }
        Ok(stem.value())
    }
}

impl StageAttrs {
    /// The attributes that are there.
    pub fn places(&self) -> impl Iterator<Item = (&'static str, Place)> {
        let places = [
            self.init.as_ref().map(|init| init.place),
            self.frozen,
            self.weight_decay.as_ref().map(|(_, place)| *place),
            self.key.as_ref().map(|(_, place)| *place),
        ];
        STAGE_ATTRS.into_iter().zip(places).filter_map(|(name, place)| Some((name, place?)))
    }
}

/// `#[doc = "…"]` or `#![doc = "…"]`
fn at_doc_comment(input: ParseStream) -> bool {
    let ahead = input.fork();
    if !ahead.peek(Token![#]) {
        return false;
    }
    skip(&ahead);
    if ahead.peek(Token![!]) {
        skip(&ahead);
    }
    brackets(&ahead).is_some_and(|(_, content)| peek_word(&content, "doc"))
}

//! Dimensions, shapes, and the values of arguments.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Block, Ident, Lit, LitFloat, LitInt, LitStr, Path, PathSegment, Token, token};

use super::ast::{Arg, Dim, DimKind, Shape, Value};
use super::tokens::{braces, brackets, eat_comma, next, parens, peek_assignment, peek_word, since, skip, skip_until};
use super::{Broken, Parsed, Parser, at_label, is_capital};
use crate::report::Place;

/// How many tokens a braced const expression may have: syn reads it by recursion.
pub const MAX_CONST_TOKENS: usize = 128;

impl Parser<'_> {
    /// `shape = "[" dim, … "]"`
    pub fn shape(&mut self, input: ParseStream) -> Parsed<Shape> {
        let Some((place, content)) = brackets(input) else {
            let (found, _) = next(input);
            let help = match (input.peek(LitInt), input.peek(token::Paren)) {
                (true, _) => format!("write `[{}]`", found.trim_matches('`')),
                (_, true) => "write `[ … ]`".to_string(),
                _ => String::new(),
            };
            return self.expected_or("a shape such as `[3, 28, 28]`", &help, input);
        };
        self.no_array(place, &content)?;
        let mut dims = Vec::new();
        self.list(&content, &mut dims, Self::shape_dim)?;
        if dims.is_empty() {
            return self.fail(place, "a shape has at least one dimension\nhelp: a single number is `[1]`");
        }
        Ok(Shape { dims, place })
    }

    /// `[f32; 4]`, after the bracket
    pub fn no_array(&mut self, place: Place, content: ParseStream) -> Parsed<()> {
        match array_dims(content) {
            Some(dims) => self.fail(place, format!("a shape is written without a type\nhelp: write `[{dims}]`")),
            None => Ok(()),
        }
    }

    /// A dimension of a shape. Elsewhere one of them is the size of a batch.
    fn shape_dim(&mut self, input: ParseStream) -> Parsed<Dim> {
        if peek_word(input, "_") || peek_word(input, "None") {
            let (found, place) = next(input);
            let help = "shapes are those of one sample, without the batch";
            return self.fail(place, format!("{found} is no dimension\nhelp: {help}"));
        }
        self.dim(input)
    }

    /// `dim = integer | const path | "{" const expression "}"`
    pub fn dim(&mut self, input: ParseStream) -> Parsed<Dim> {
        let start = input.span();
        if input.peek(Token![-]) && !input.peek(Token![->]) {
            return self.fail(start, "a dimension cannot be negative");
        }
        let kind = if let Some((place, content)) = braces(input) {
            DimKind::Block(self.const_expression(place, &content)?)
        } else if at_path(input) {
            DimKind::Path(self.path(input)?)
        } else if input.peek(Lit) {
            DimKind::Int(self.integer(input)?)
        } else {
            let what = "a dimension: a whole number, a const or `{ … }`";
            return self.expected(what, input);
        };
        let dim = Dim { kind, place: since(start, input) };
        self.no_arithmetic(start, input)?;
        Ok(dim)
    }

    fn integer(&mut self, input: ParseStream) -> Parsed<u64> {
        let span = input.span();
        match input.parse::<Lit>() {
            Ok(Lit::Int(int)) if !is_integer_suffix(int.suffix()) => {
                self.fail(span, format!("`{}` is not the suffix of a whole number", int.suffix()))
            }
            Ok(Lit::Int(int)) => match int.base10_parse() {
                Ok(value) => Ok(value),
                Err(_) => self.fail(span, format!("{} is too large for a dimension", int.base10_digits())),
            },
            Ok(Lit::Float(float)) => self.fail(span, format!("a dimension is a whole number, not {float}")),
            _ => self.fail(span, "a dimension is a whole number, a const or `{ … }`"),
        }
    }

    /// The inside of `{ … }`: it is left to rustc, but has to be an expression, lest what the macro writes be torn apart.
    fn const_expression(&mut self, place: Place, content: ParseStream) -> Parsed<TokenStream> {
        let tokens: TokenStream = content.parse().unwrap_or_default();
        if tokens.is_empty() {
            return self.fail(place, "`{ }` holds nothing\nhelp: write a const expression, such as `{ 2 * WIDTH }`");
        }
        if count_tokens(tokens.clone()) > MAX_CONST_TOKENS {
            let text =
                "this const expression is too long to stand here\nhelp: give it a name: `const WIDTH: usize = …;`";
            return self.fail(place, text);
        }
        // As a stream of its own: what is left over in a group without delimiters shows at the end of a stream alone.
        let mut block = Group::new(Delimiter::Brace, tokens.clone());
        block.set_span(place.end);
        match syn::parse2::<Block>(block.into_token_stream()) {
            Ok(_) => Ok(tokens),
            Err(error) => self.fail(error.span(), format!("`{{ … }}` does not hold a const expression: {error}")),
        }
    }

    /// `A * H` without braces: where would it end? The tokens of an expression and those of the language overlap.
    fn no_arithmetic(&mut self, start: Span, input: ParseStream) -> Parsed<()> {
        let operator = input.peek(Token![+]) || input.peek(Token![*]) || input.peek(Token![/]) || input.peek(Token![%]);
        if !operator && (!input.peek(Token![-]) || input.peek(Token![->])) {
            return Ok(());
        }
        let ends = |input: ParseStream| at_stage_end(input) || input.peek(Token![,]) || input.peek(Token![>]);
        skip_until(input, ends);
        let place = since(start, input);
        self.fail(place, "arithmetic in a dimension stands in braces\nhelp: write `{ … }` around it")
    }

    /// A path without generics: `WIDTH`, `crate::sizes::WIDTH`, `vision::Body`.
    ///
    /// `Path::parse_mod_style` chokes on `dense::<64>`; here the surplus `::` is reported, and skipped.
    pub fn path(&mut self, input: ParseStream) -> Parsed<Path> {
        let start = input.span();
        let mut path = Path { leading_colon: input.parse().ok(), segments: Default::default() };
        loop {
            let Some((ident, _)) = input.cursor().ident() else {
                return self.expected("a name after `::`", input);
            };
            let keyword = !input.peek(Ident) && !["crate", "self", "super", "Self"].iter().any(|word| ident == *word);
            if ident == "_" || keyword {
                return self.fail(ident.span(), format!("`{ident}` means nothing here"));
            }
            skip(input);
            let last = ident.to_string();
            path.segments.push_value(PathSegment::from(ident));
            if !input.peek(Token![::]) {
                if ["crate", "self", "super", "Self"].contains(&last.as_str()) {
                    return self.fail(since(start, input), format!("a path cannot end in `{last}`"));
                }
                return Ok(path);
            }
            let Ok(colons) = input.parse::<Token![::]>() else { return Err(Broken) };
            if input.peek(Token![<]) {
                self.error(
                    Place { start: colons.spans[0], end: colons.spans[1] },
                    format!("arguments follow without `::`\nhelp: write `{last}<…>`"),
                );
                return Ok(path);
            }
            path.segments.push_punct(colons);
        }
    }

    /// `"<" item, … ">"` after `owner`. The place is all of it.
    pub fn angle<T>(
        &mut self,
        input: ParseStream,
        owner: &str,
        mut item: impl FnMut(&mut Self, ParseStream) -> Parsed<T>,
    ) -> Parsed<Vec<T>> {
        let start = input.span();
        skip(input);
        let mut items = Vec::new();
        let mut outcome = Ok(());
        let stops = |input: ParseStream| at_stage_end(input) || input.peek(Token![,]) || input.peek(Token![>]);
        while !input.peek(Token![>]) && !at_stage_end(input) {
            let read = item(self, input).map(|item| items.push(item));
            let comma = read.and_then(|()| if stops(input) { Ok(()) } else { self.expected("`,` or `>`", input) });
            if comma.is_err() {
                outcome = comma;
                skip_until(input, stops);
            }
            eat_comma(input);
        }
        if !input.peek(Token![>]) {
            return self.fail(start, format!("the `<` after `{owner}` is never closed\nhelp: write `{owner}<…>`"));
        }
        skip(input);
        if items.is_empty() && outcome.is_ok() {
            return self
                .fail(since(start, input), format!("`< >` is empty\nhelp: without arguments write `{owner}` alone"));
        }
        outcome.map(|()| items)
    }

    /// `arg = (name "=")? value`
    pub fn arg(&mut self, input: ParseStream) -> Parsed<Arg> {
        let start = input.span();
        let mut name = None;
        if peek_assignment(input) {
            name = input.call(Ident::parse_any).ok();
            skip(input);
        } else if at_label(input) {
            name = input.call(Ident::parse_any).ok();
            self.error(input.span(), "the value of an argument follows `=`, not `:`");
            skip(input);
        }
        let value = self.value(input)?;
        Ok(Arg { name, value, place: since(start, input) })
    }

    /// `value = dim | "-"? number | "true" | "false" | name | "(" dim "," dim ")" | dim? ".." dim? | shape`
    fn value(&mut self, input: ParseStream) -> Parsed<Value> {
        if input.peek(Token![..]) {
            return self.range(None, input);
        }
        if input.peek(token::Bracket) {
            return self.shape(input).map(|shape| Value::Shape(shape.dims));
        }
        if input.peek(token::Paren) {
            return self.pair(input);
        }
        if input.peek(LitFloat) || input.peek(Token![.]) || input.peek(Token![-]) && !input.peek(Token![->]) {
            return self.number(input).map(Value::Number);
        }
        if let Some(word) = word(input) {
            return Ok(word);
        }
        if let Ok(text) = input.fork().parse::<LitStr>() {
            let help = format!("write `{}` without quotes", text.value());
            return self.fail(text.span(), format!("no argument is a string\nhelp: {help}"));
        }
        if !input.peek(LitInt) && !input.peek(token::Brace) && !at_path(input) {
            return self.expected("a value", input);
        }
        let dim = self.dim(input)?;
        if input.peek(Token![..]) { self.range(Some(dim), input) } else { Ok(Value::Dim(dim)) }
    }

    /// `(3, 5)`
    fn pair(&mut self, input: ParseStream) -> Parsed<Value> {
        let Some((place, content)) = parens(input) else { return Err(Broken) };
        let mut dims = Vec::new();
        self.list(&content, &mut dims, Self::dim)?;
        match <[Dim; 2]>::try_from(dims) {
            Ok([first, second]) => Ok(Value::Pair(first, second)),
            Err(dims) => self.fail(place, format!("a pair has two numbers, not {}\nhelp: write `(3, 5)`", dims.len())),
        }
    }

    /// `a..b`, after `a`.
    fn range(&mut self, from: Option<Dim>, input: ParseStream) -> Parsed<Value> {
        if input.peek(Token![..=]) || input.peek(Token![...]) {
            let (found, place) = next(input);
            return self.fail(
                place,
                format!("{found} is not supported\nhelp: write `a..b`, where `b` is the first to be left out"),
            );
        }
        skip(input);
        skip(input);
        let ends = input.peek(Token![,]) || input.peek(Token![>]) || at_stage_end(input);
        let to = if ends { None } else { Some(self.dim(input)?) };
        Ok(Value::Range(from, to))
    }

    /// A number with or without sign and point.
    pub fn number(&mut self, input: ParseStream) -> Parsed<f64> {
        let start = input.span();
        let minus = input.peek(Token![-]) && !input.peek(Token![->]) && skip(input);
        if input.peek(Token![.]) {
            return self.fail(input.span(), "a number begins with a digit\nhelp: write `0` before the point");
        }
        if minus && !input.peek(Lit) {
            return self.expected_or("a number after `-`", "other expressions stand in braces: `{ … }`", input);
        }
        let value = match input.peek(Lit).then(|| input.parse::<Lit>()) {
            Some(Ok(Lit::Int(int))) if is_integer_suffix(int.suffix()) => int.base10_digits().parse().ok(),
            Some(Ok(Lit::Float(float))) if ["", "f32", "f64"].contains(&float.suffix()) => {
                float.base10_digits().parse().ok()
            }
            Some(Ok(_)) => None,
            Some(Err(_)) | None => return self.expected("a number", input),
        };
        let place = since(start, input);
        match value {
            Some(value) if f64::is_finite(value) => Ok(if minus { -value } else { value }),
            Some(_) => self.fail(place, "this number is too large"),
            None => self.fail(place, "this is not a number"),
        }
    }
}

/// The dimensions of an array of Rust, whose bracket is open, from the outermost inwards: `3, 28` of `[[f32; 28]; 3]`.
fn array_dims(content: ParseStream) -> Option<String> {
    let ahead = content.fork();
    let inner = match brackets(&ahead) {
        Some((_, inner)) => format!(", {}", array_dims(&inner)?),
        None if peek_word(&ahead, "f32") || peek_word(&ahead, "f64") => {
            skip(&ahead);
            String::new()
        }
        None => return None,
    };
    ahead.parse::<Token![;]>().ok()?;
    let outer: TokenStream = ahead.parse().ok()?;
    (!outer.is_empty()).then(|| format!("{outer}{inner}"))
}

/// Does a path begin here, of a const or of a network?
pub fn at_path(input: ParseStream) -> bool {
    input.cursor().ident().is_some() || input.peek(Token![::])
}

/// Is this the end of a stage, so that a `<` before it was left open?
pub fn at_stage_end(input: ParseStream) -> bool {
    input.is_empty() || input.peek(Token![->]) || input.peek(Token![=>]) || input.peek(Token![;])
}

/// Does something begin here that can be an argument, but not a value of the network?
pub fn at_arg(input: ParseStream) -> bool {
    input.peek(Lit) || input.peek(token::Brace) || peek_assignment(input)
}

/// Do arguments come next that no network takes, with a name or a point: `<0.1>`, `<p = 0.5>`?
pub fn beyond_dims(input: ParseStream) -> bool {
    let telling = |input: ParseStream| input.peek(LitFloat) || peek_assignment(input) || at_label(input);
    let ahead = input.fork();
    skip_until(&ahead, |input| telling(input) || input.peek(Token![>]) || at_stage_end(input));
    telling(&ahead)
}

/// `x <- relu`, but not `leaky_relu<-0.01>`.
pub fn at_left_arrow(input: ParseStream) -> bool {
    let ahead = input.fork();
    if ahead.parse::<Token![<-]>().is_err() || ahead.peek(Lit) || ahead.peek(Token![.]) {
        return false;
    }
    skip(&ahead);
    !ahead.peek(Token![>]) && !ahead.peek(Token![,])
}

/// Takes `true`, `false` or a single lower-case name, if that comes next.
fn word(input: ParseStream) -> Option<Value> {
    let (name, _) = input.cursor().ident()?;
    if is_capital(&name) || name == "_" || input.peek2(Token![::]) || input.peek2(Token![..]) {
        return None;
    }
    skip(input);
    Some(match name.to_string().as_str() {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => Value::Name(name),
    })
}

fn is_integer_suffix(suffix: &str) -> bool {
    ["", "usize", "isize", "u8", "u16", "u32", "u64", "u128", "i8", "i16", "i32", "i64", "i128"].contains(&suffix)
}

/// All tokens, those in brackets included.
pub fn count_tokens(tokens: TokenStream) -> usize {
    let count = |token| match token {
        TokenTree::Group(group) => 1 + count_tokens(group.stream()),
        _ => 1,
    };
    tokens.into_iter().map(count).sum()
}

//! Small steps over tokens: looking at what comes next, naming it in a message, skipping to where reading can go on.

use proc_macro2::{Delimiter, Spacing, Span, TokenStream, TokenTree, token_stream};
use syn::parse::{ParseBuffer, ParseStream};
use syn::{Result, Token, braced, bracketed, parenthesized, token};

use crate::report::Place;

/// How deep brackets may lie within each other, the braces of the network included. Every recursion of this phase and of
/// those after it is over brackets or operators, so that this and [`MAX_OPERATORS`](super::MAX_OPERATORS) bound the stack.
const MAX_DEPTH: usize = 64;

/// The first bracket that lies too deep, found without recursion.
pub fn too_deep(tokens: &TokenStream) -> Option<Span> {
    let mut open: Vec<token_stream::IntoIter> = vec![tokens.clone().into_iter()];
    while let Some(innermost) = open.last_mut() {
        match innermost.next() {
            Some(TokenTree::Group(group)) if open.len() > MAX_DEPTH => return Some(group.span_open()),
            Some(TokenTree::Group(group)) => open.push(group.stream().into_iter()),
            Some(_) => {}
            None => drop(open.pop()),
        }
    }
    None
}

/// The run from a token on to the last one that was read.
pub fn since(start: Span, input: ParseStream) -> Place {
    Place { start, end: input.cursor().prev_span() }
}

/// What comes next, as a message names it: `` `relu` ``, `` `=>` ``, `` `( … )` `` or `nothing`.
pub fn next(input: ParseStream) -> (String, Place) {
    // Groups without delimiters, left by `macro_rules!`, are not what the user sees.
    let mut cursor = input.cursor();
    while let Some((inside, _, _)) = cursor.group(Delimiter::None) {
        cursor = inside;
    }
    match cursor.token_tree() {
        Some((TokenTree::Group(group), _)) => {
            let text = match group.delimiter() {
                Delimiter::Parenthesis => "`( … )`",
                Delimiter::Bracket => "`[ … ]`",
                Delimiter::Brace => "`{ … }`",
                Delimiter::None => "nothing",
            };
            (text.to_owned(), Place { start: group.span_open(), end: group.span_close() })
        }
        Some((TokenTree::Punct(punct), mut rest)) => {
            let mut text = punct.as_char().to_string();
            let mut place = Place::from(punct.span());
            let mut last = punct;
            while let (Spacing::Joint, Some((punct, after))) = (last.spacing(), rest.punct()) {
                let longer = format!("{text}{}", punct.as_char());
                if !LONG_PUNCTUATION.contains(&longer.as_str()) {
                    break;
                }
                (text, place.end, last, rest) = (longer, punct.span(), punct, after);
            }
            (format!("`{text}`"), place)
        }
        Some((token, _)) => (format!("`{token}`"), token.span().into()),
        None => ("nothing".to_owned(), input.span().into()),
    }
}

/// Punctuation of more than one character, each with all its beginnings.
const LONG_PUNCTUATION: [&str; 20] = [
    "->", "=>", "==", "..", "..=", "...", "::", "<=", ">=", "<-", "!=", "&&", "||", "|>", "+=", "-=", "*=", "/=", "<<",
    ">>",
];

/// Is the next token this word, whether Rust has it for a keyword or not?
pub fn peek_word(input: ParseStream, word: &str) -> bool {
    input.cursor().ident().is_some_and(|(ident, _)| ident == word)
}

/// Is the next token an identifier or a keyword, and the one after it a lone `=`?
pub fn peek_assignment(input: ParseStream) -> bool {
    let Some((_, rest)) = input.cursor().ident() else { return false };
    // A joined `=` is half of `==` or `=>`, unless what follows is punctuation of its own such as the minus of `=-1`.
    match rest.punct() {
        Some((equals, after)) if equals.as_char() == '=' => {
            let half = |(next, _): (proc_macro2::Punct, _)| matches!(next.as_char(), '=' | '>');
            equals.spacing() == Spacing::Alone || !after.punct().is_some_and(half)
        }
        _ => false,
    }
}

/// Takes a comma if there is one.
pub fn eat_comma(input: ParseStream) -> bool {
    input.peek(Token![,]) && skip(input)
}

/// Skips one token, a bracketed group being one. False at the end.
pub fn skip(input: ParseStream) -> bool {
    let one = input.step(|cursor| match cursor.token_tree() {
        Some((_, rest)) => Ok(((), rest)),
        None => Err(cursor.error("nothing to skip")),
    });
    one.is_ok()
}

/// Skips to the first place where `stop` holds, or to the end.
pub fn skip_until(input: ParseStream, stop: impl Fn(ParseStream) -> bool) {
    while !input.is_empty() && !stop(input) {
        // Both halves at once, lest the second be taken for a token of its own.
        if input.peek(Token![->]) || input.peek(Token![=>]) || input.peek(Token![::]) {
            skip(input);
        }
        skip(input);
    }
}

/// The inside of the parentheses that come next, and where they stand.
pub fn parens<'a>(input: ParseStream<'a>) -> Option<(Place, ParseBuffer<'a>)> {
    fn read<'a>(input: ParseStream<'a>) -> Result<(token::Paren, ParseBuffer<'a>)> {
        let content;
        Ok((parenthesized!(content in input), content))
    }
    let (token, content) = input.peek(token::Paren).then(|| read(input).ok())??;
    Some((Place { start: token.span.open(), end: token.span.close() }, content))
}

/// The inside of the square brackets that come next, and where they stand.
pub fn brackets<'a>(input: ParseStream<'a>) -> Option<(Place, ParseBuffer<'a>)> {
    fn read<'a>(input: ParseStream<'a>) -> Result<(token::Bracket, ParseBuffer<'a>)> {
        let content;
        Ok((bracketed!(content in input), content))
    }
    let (token, content) = input.peek(token::Bracket).then(|| read(input).ok())??;
    Some((Place { start: token.span.open(), end: token.span.close() }, content))
}

/// The inside of the braces that come next, and where they stand.
pub fn braces<'a>(input: ParseStream<'a>) -> Option<(Place, ParseBuffer<'a>)> {
    fn read<'a>(input: ParseStream<'a>) -> Result<(token::Brace, ParseBuffer<'a>)> {
        let content;
        Ok((braced!(content in input), content))
    }
    let (token, content) = input.peek(token::Brace).then(|| read(input).ok())??;
    Some((Place { start: token.span.open(), end: token.span.close() }, content))
}

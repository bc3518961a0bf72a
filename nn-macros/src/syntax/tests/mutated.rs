//! Reading ends, and so does the whole way to Rust, without a panic, whatever comes in; and what comes out is Rust.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use proptest::prelude::*;

use super::super::parse;
use super::examples::{DETECTOR, LE_NET, MUCH, READER, SAME};
use crate::report::Report;
use crate::tests::examples::{ALL, BLOCKS, GENERIC, MLP, NESTED, TWO_OUTPUTS};

const EXAMPLES: [&str; 10] = [LE_NET, DETECTOR, READER, SAME, MUCH, MLP, TWO_OUTPUTS, BLOCKS, NESTED, GENERIC];

/// Reads whatever it is. A definition that lost something must not pass for whole.
fn read(tokens: TokenStream) {
    let mut report = Report::default();
    let file = parse(tokens, &mut report);
    if file.networks.iter().any(|network| network.broken) {
        assert!(report.count() > 0);
    }
    // The errors must be tokens that rustc can read.
    syn::parse2::<syn::File>(report.into_tokens()).expect("items");
}

/// Reads it and goes the whole way with it, to what has to be items.
fn expand(tokens: TokenStream) {
    read(tokens.clone());
    let rust = crate::expand(tokens.clone());
    if let Err(error) = syn::parse2::<syn::File>(rust.clone()) {
        panic!("{error}: {tokens}\nbecomes: {rust}");
    }
}

/// What is done to one token of a definition.
#[derive(Clone, Debug)]
enum Change {
    Delete,
    Double,
    SwapWithNext,
    /// Empties a group; deletes any other token.
    Empty,
    /// Replaces a group by what is in it.
    Unwrap,
    Replace(Token),
    Insert(Token),
}

/// A token, or a group of some; token trees themselves cannot be shown by proptest.
#[derive(Clone, Debug)]
enum Token {
    Word(&'static str),
    Sign(&'static str, bool),
    Number(&'static str),
    Group(u8, Vec<Token>),
}

impl Token {
    fn tree(&self) -> TokenTree {
        match self {
            Self::Word(word) => match word.strip_prefix("r#") {
                Some(raw) => Ident::new_raw(raw, Span::call_site()).into(),
                None => Ident::new(word, Span::call_site()).into(),
            },
            Self::Sign(sign, joint) => {
                let spacing = if *joint { Spacing::Joint } else { Spacing::Alone };
                Punct::new(sign.chars().next().expect("a sign"), spacing).into()
            }
            Self::Number(number) => number.parse::<Literal>().expect("a literal").into(),
            Self::Group(kind, tokens) => {
                let kinds = [Delimiter::Parenthesis, Delimiter::Bracket, Delimiter::Brace, Delimiter::None];
                Group::new(kinds[usize::from(*kind) % 4], tokens.iter().map(Self::tree).collect()).into()
            }
        }
    }
}

const WORDS: &str =
    "Net x let layer residual repeat concat dense relu Body vision _ crate self fn pub const usize true ids with
    lengths frozen init key weight_decay doc N return struct in r#x r#type r#dense r#Net";
const SIGNS: &str = "- > < = : ; , . # ! + * / ' $ | @";
const LITERALS: &str = r#"0 64 2.5 1e999 99999999999999999999999 "a.b" 'c' b"x" 3foo 0xff 1. c"x" r"""#;

fn token() -> impl Strategy<Value = Token> {
    let one_of = |list: &'static str| proptest::sample::select(list.split_whitespace().collect::<Vec<_>>());
    let sign = (one_of(SIGNS), any::<bool>());
    let leaf = prop_oneof![
        4 => one_of(WORDS).prop_map(Token::Word),
        4 => sign.prop_map(|(sign, joint)| Token::Sign(sign, joint)),
        1 => one_of(LITERALS).prop_map(Token::Number),
    ];
    leaf.prop_recursive(4, 40, 8, |inner| {
        (any::<u8>(), proptest::collection::vec(inner, 0..8)).prop_map(|(kind, tokens)| Token::Group(kind, tokens))
    })
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Delete),
        Just(Change::Double),
        Just(Change::SwapWithNext),
        Just(Change::Empty),
        Just(Change::Unwrap),
        token().prop_map(Change::Replace),
        token().prop_map(Change::Insert),
    ]
}

/// Changes the token at `at`, counting through all groups.
fn mutate(tokens: TokenStream, at: &mut usize, change: &Change) -> TokenStream {
    let mut trees: Vec<TokenTree> = tokens.into_iter().collect();
    for i in 0..trees.len() {
        if *at == 0 {
            apply(&mut trees, i, change);
            *at = usize::MAX;
            break;
        }
        *at -= 1;
        if let TokenTree::Group(group) = &trees[i] {
            let inside = mutate(group.stream(), at, change);
            let mut changed = Group::new(group.delimiter(), inside);
            changed.set_span(group.span());
            trees[i] = changed.into();
            if *at == usize::MAX {
                break;
            }
        }
    }
    trees.into_iter().collect()
}

fn apply(trees: &mut Vec<TokenTree>, i: usize, change: &Change) {
    match (change, &trees[i]) {
        (Change::Empty, TokenTree::Group(group)) => trees[i] = Group::new(group.delimiter(), TokenStream::new()).into(),
        (Change::Unwrap, TokenTree::Group(group)) => drop(trees.splice(i..=i, group.stream())),
        (Change::Delete | Change::Empty | Change::Unwrap, _) => drop(trees.remove(i)),
        (Change::Double, tree) => trees.insert(i, tree.clone()),
        (Change::SwapWithNext, _) => {
            let next = (i + 1) % trees.len();
            trees.swap(i, next);
        }
        (Change::Replace(token), _) => trees[i] = token.tree(),
        (Change::Insert(token), _) => trees.insert(i, token.tree()),
    }
}

fn count(tokens: TokenStream) -> usize {
    let one = |tree| match tree {
        TokenTree::Group(group) => 1 + count(group.stream()),
        _ => 1,
    };
    tokens.into_iter().map(one).sum()
}

/// A group without delimiters, as `macro_rules!` leaves it around what it pastes.
fn bare(tokens: TokenStream) -> TokenTree {
    Group::new(Delimiter::None, tokens).into()
}

#[test]
fn leftovers_of_groups_without_delimiters() {
    let (two, open) = (bare(quote::quote!(1 2)), bare(quote::quote!(1 +)));
    expand(quote::quote!(Net(x: [{ #two }]) -> [4] { x -> dense<4> }));
    expand(quote::quote!(Net(x: [4]) -> [4] { x -> dense<{ 1 + #two }> -> [{ #open }] }));
}

#[test]
fn every_prefix_of_the_examples() {
    for example in EXAMPLES {
        let trees: Vec<TokenTree> = example.parse::<TokenStream>().expect("tokens").into_iter().collect();
        for end in 0..trees.len() {
            read(trees[..end].iter().cloned().collect());
            // A body that is being typed ends somewhere within its braces.
            if let TokenTree::Group(body) = &trees[end] {
                let inside: Vec<TokenTree> = body.stream().into_iter().collect();
                for stop in 0..inside.len() {
                    let body = Group::new(body.delimiter(), inside[..stop].iter().cloned().collect());
                    read(trees[..end].iter().cloned().chain([body.into()]).collect());
                }
            }
        }
    }
}

#[test]
fn every_single_token_deleted_or_doubled() {
    for example in EXAMPLES {
        let tokens: TokenStream = example.parse().expect("tokens");
        for at in 0..count(tokens.clone()) {
            for change in [Change::Delete, Change::Double, Change::SwapWithNext, Change::Empty, Change::Unwrap] {
                read(mutate(tokens.clone(), &mut at.clone(), &change));
            }
        }
    }
}

#[test]
fn every_single_token_deleted_goes_the_whole_way() {
    for example in ALL {
        let tokens: TokenStream = example.parse().expect("tokens");
        for at in 0..count(tokens.clone()) {
            expand(mutate(tokens.clone(), &mut at.clone(), &Change::Delete));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn examples_with_some_changes(
        example in 0..EXAMPLES.len(),
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), change()), 1..6),
    ) {
        let mut tokens: TokenStream = EXAMPLES[example].parse().expect("tokens");
        for (at, change) in changes {
            let size = count(tokens.clone());
            if size > 0 {
                tokens = mutate(tokens, &mut at.index(size), &change);
            }
        }
        expand(tokens);
    }

    #[test]
    fn random_tokens(tokens in proptest::collection::vec(token(), 0..40)) {
        expand(tokens.iter().map(Token::tree).collect());
    }

    #[test]
    fn random_bodies(tokens in proptest::collection::vec(token(), 0..40)) {
        let body: TokenStream = tokens.iter().map(Token::tree).collect();
        expand(quote::quote!(Net(x: [4]) -> [4] { x -> #body }));
        expand(quote::quote!(Net(x: [4]) -> [4] { x -> dense<#body> }));
        expand(quote::quote!(Net<#body>(x: #body) -> (y: [#body]) { y = x -> residual { #body } }));
    }
}

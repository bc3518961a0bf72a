//! Dimensions: numbers the macro knows, and expressions that only rustc can evaluate.

use std::fmt;

use proc_macro2::{Literal, Punct, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Ident;

use crate::syntax::ast;

/// A dimension. Arithmetic on known ones is done at once; everything else becomes an expression.
#[derive(Clone, Debug)]
pub enum Dim {
    Known(u64),
    Const(Expr),
}

/// A const expression of type `usize`.
#[derive(Clone, Debug)]
pub struct Expr {
    tokens: TokenStream,
    /// How messages and tables write it.
    text: String,
    /// The const parameter of the network that it mentions, if any.
    generic: Option<String>,
    form: Form,
}

/// What an expression is, and so where it needs parentheses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    /// A path.
    Path,
    Product,
    Sum,
    /// Whatever a user wrote between braces.
    Block,
}

impl Dim {
    /// The dimension as it is written; `generics` are the network's const parameters.
    pub fn of(dim: &ast::Dim, generics: &[Ident]) -> Self {
        match &dim.kind {
            ast::DimKind::Int(n) => Self::Known(*n),
            ast::DimKind::Path(path) => Self::expr(path.to_token_stream(), generics, Form::Path),
            // Statements stay in their braces, which make them one operand.
            ast::DimKind::Block(tokens) => match syn::parse2::<syn::Expr>(tokens.clone()) {
                Ok(_) => Self::expr(tokens.clone(), generics, Form::Block),
                Err(_) => Self::expr(quote!({ #tokens }), generics, Form::Block),
            },
        }
    }

    /// An expression that the macro itself writes, such as the length of another network's parameters.
    pub fn code(tokens: TokenStream, text: impl Into<String>) -> Self {
        Self::Const(Expr { tokens, text: text.into(), generic: None, form: Form::Path })
    }

    fn expr(tokens: TokenStream, generics: &[Ident], form: Form) -> Self {
        let generic = generics.iter().find(|g| mentions(&tokens, g)).map(Ident::to_string);
        let text = plain_text(&tokens);
        Self::Const(Expr { tokens, text, generic, form })
    }

    pub fn known(&self) -> Option<u64> {
        match self {
            Self::Known(n) => Some(*n),
            Self::Const(_) => None,
        }
    }

    /// Whether both are the same; `None` where only rustc can tell.
    pub fn same(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Known(a), Self::Known(b)) => Some(a == b),
            (Self::Const(a), Self::Const(b)) if a.text == b.text => Some(true),
            _ => None,
        }
    }

    /// The const parameter that stands in the way of using this as an argument of a type: stable Rust takes a parameter
    /// there, but no arithmetic on one.
    pub fn generic_arithmetic(&self) -> Option<&str> {
        match self {
            Self::Const(Expr { generic: Some(name), form, .. }) if *form != Form::Path => Some(name),
            _ => None,
        }
    }

    /// Whether it mentions a const parameter.
    pub fn is_generic(&self) -> bool {
        matches!(self, Self::Const(Expr { generic: Some(_), .. }))
    }

    /// The dimension where const parameters have values.
    pub fn substitute(&self, parameters: &[Ident], values: &[Dim]) -> Self {
        let Self::Const(expr) = self else { return self.clone() };
        let tokens = expr.tokens.clone().into_iter();
        if let [TokenTree::Ident(name)] = &tokens.clone().collect::<Vec<_>>()[..]
            && let Some(i) = parameters.iter().position(|p| p == name)
        {
            return values[i].clone();
        }
        let replaced: TokenStream = replace(expr.tokens.clone(), parameters, values);
        let generic = values.iter().find_map(|v| match v {
            Self::Const(e) => e.generic.clone(),
            Self::Known(_) => None,
        });
        let text = plain_text(&replaced);
        Self::Const(Expr { tokens: replaced, text, generic, form: expr.form })
    }

    /// Whether a number is its first token. Numbers stand first in sums and products: of a const that is not there rustc then
    /// says no more than that; in front of a number it would take it for a scalar.
    fn begins_with_number(&self) -> bool {
        match self {
            Self::Known(_) => true,
            Self::Const(e) => matches!(e.tokens.clone().into_iter().next(), Some(TokenTree::Literal(_))),
        }
    }

    pub fn add(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Known(a), Self::Known(b)) => Self::Known(a.saturating_add(*b)),
            (Self::Known(0), d) | (d, Self::Known(0)) => d.clone(),
            _ if other.begins_with_number() && !self.begins_with_number() => other.combine(self, '+'),
            _ => self.combine(other, '+'),
        }
    }

    pub fn sub(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Known(a), Self::Known(b)) => Self::Known(a.saturating_sub(*b)),
            (d, Self::Known(0)) => d.clone(),
            _ => self.combine(other, '-'),
        }
    }

    /// The difference, or 0 where it is negative, so that a check with words of its own is all that fails.
    pub fn saturating_sub(&self, other: &Self) -> Self {
        match self.sub(other) {
            Self::Const(e) if other.known() != Some(0) => {
                let tokens = quote!(::core::primitive::usize::saturating_sub(#self, #other));
                Self::Const(Expr { tokens, ..e })
            }
            difference => difference,
        }
    }

    pub fn mul(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Known(a), Self::Known(b)) => Self::Known(a.saturating_mul(*b)),
            (Self::Known(1), d) | (d, Self::Known(1)) => d.clone(),
            _ if other.begins_with_number() && !self.begins_with_number() => other.combine(self, '*'),
            _ => self.combine(other, '*'),
        }
    }

    /// The quotient, rounded down.
    pub fn div(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Known(a), Self::Known(b)) => Self::Known(a / (*b).max(1)),
            (d, Self::Known(1)) => d.clone(),
            _ => self.combine(other, '/'),
        }
    }

    fn combine(&self, other: &Self, sign: char) -> Self {
        // A quotient is one operand: `(a / b) * c` may not become `a / b * c` the other way round.
        let form = match sign {
            '*' => Form::Product,
            '/' => Form::Block,
            _ => Form::Sum,
        };
        // In `a + (b + c)` the parentheses are not needed, in `a - (b + c)` they are.
        let (a, b) = match sign {
            '-' => (self.operand(form), other.operand(Form::Product)),
            '/' => (self.operand(Form::Product), other.operand(Form::Path)),
            _ => (self.operand(form), other.operand(form)),
        };
        let op = Punct::new(sign, Spacing::Alone);
        let generic = [self, other].into_iter().find_map(|d| match d {
            Self::Const(e) => e.generic.clone(),
            Self::Known(_) => None,
        });
        Self::Const(Expr {
            tokens: [a.0, op.to_token_stream(), b.0].into_iter().collect(),
            text: format!("{} {sign} {}", a.1, b.1),
            generic,
            form,
        })
    }

    /// As an operand in an expression of this form, in code and in text.
    fn operand(&self, within: Form) -> (TokenStream, String) {
        let Self::Const(Expr { tokens, text, form, .. }) = self else {
            return (self.to_token_stream(), self.to_string());
        };
        match (form, within) {
            (Form::Path, _) | (Form::Product, Form::Product | Form::Sum) | (Form::Sum, Form::Sum) => {
                (tokens.clone(), text.clone())
            }
            _ => (quote!((#tokens)), format!("({text})")),
        }
    }

    /// As an argument of a type, in braces where it is not a number.
    pub fn argument(&self) -> TokenStream {
        match self {
            Self::Known(_) => self.to_token_stream(),
            Self::Const(e) => {
                let tokens = &e.tokens;
                quote!({ #tokens })
            }
        }
    }
}

impl From<u64> for Dim {
    fn from(n: u64) -> Self {
        Self::Known(n)
    }
}

impl ToTokens for Dim {
    fn to_tokens(&self, to: &mut TokenStream) {
        match self {
            Self::Known(n) => Literal::u64_unsuffixed(*n).to_tokens(to),
            // Wherever it is put, it is one operand.
            Self::Const(e) if e.form != Form::Path => {
                let tokens = &e.tokens;
                to.extend(quote!((#tokens)));
            }
            Self::Const(e) => e.tokens.to_tokens(to),
        }
    }
}

impl fmt::Display for Dim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(n) => write!(f, "{n}"),
            Self::Const(e) => f.write_str(&e.text),
        }
    }
}

/// Whether an identifier occurs anywhere in the tokens.
pub fn mentions(tokens: &TokenStream, name: &Ident) -> bool {
    tokens.clone().into_iter().any(|t| match t {
        TokenTree::Ident(i) => i == *name,
        TokenTree::Group(g) => mentions(&g.stream(), name),
        _ => false,
    })
}

/// The tokens with values in the place of const parameters.
fn replace(tokens: TokenStream, parameters: &[Ident], values: &[Dim]) -> TokenStream {
    let one = |t: TokenTree| match t {
        TokenTree::Ident(name) => match parameters.iter().position(|p| *p == name) {
            Some(i) => values[i].to_token_stream(),
            None => TokenTree::Ident(name).into(),
        },
        TokenTree::Group(g) => {
            let inner = replace(g.stream(), parameters, values);
            TokenTree::Group(proc_macro2::Group::new(g.delimiter(), inner)).into()
        }
        other => other.into(),
    };
    tokens.into_iter().map(one).collect()
}

/// Tokens as text, without the spaces that the compiler puts around `::`.
fn plain_text(tokens: &TokenStream) -> String {
    tokens.to_string().replace(" :: ", "::").replace(":: ", "::")
}

/// The dimensions of a value.
#[derive(Clone, Debug)]
pub struct Shape(pub Vec<Dim>);

impl Shape {
    pub fn rank(&self) -> usize {
        self.0.len()
    }

    /// The number of scalars.
    pub fn len(&self) -> Dim {
        product(&self.0)
    }

    /// The last dimension: the features of `[F]` and of each step of `[T, F]`.
    pub fn features(&self) -> Dim {
        self.0.last().cloned().unwrap_or(Dim::Known(1))
    }

    /// The product of all dimensions but the last: the steps of `[T, F]`, 1 for `[F]`.
    pub fn steps(&self) -> Dim {
        product(&self.0[..self.0.len().saturating_sub(1)])
    }

    /// The live columns of a call as code: samples, or the steps of all samples.
    pub fn columns(&self) -> TokenStream {
        times_n(&self.steps())
    }

    /// The live scalars of a call as code.
    pub fn live(&self) -> TokenStream {
        times_n(&self.len())
    }

    /// Whether both are the same; `None` where only rustc can tell.
    pub fn same(&self, other: &Self) -> Option<bool> {
        if self.rank() != other.rank() {
            return Some(false);
        }
        let same: Vec<_> = self.0.iter().zip(&other.0).map(|(a, b)| a.same(b)).collect();
        if same.contains(&Some(false)) {
            Some(false)
        } else if same.contains(&None) {
            None
        } else {
            Some(true)
        }
    }

    /// What a shape of this rank is called in messages.
    pub fn noun(&self) -> &'static str {
        match self.rank() {
            1 => "a vector",
            2 => "a sequence or signal",
            3 => "an image",
            _ => "a value",
        }
    }
}

/// The product of dimensions, 1 for none.
pub fn product(dims: &[Dim]) -> Dim {
    dims.iter().fold(Dim::Known(1), |p, d| p.mul(d))
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dims: Vec<_> = self.0.iter().map(Dim::to_string).collect();
        write!(f, "[{}]", dims.join(", "))
    }
}

/// So many times the live samples, as code.
pub fn times_n(dim: &Dim) -> TokenStream {
    match dim {
        Dim::Known(1) => quote!(n),
        dim => quote!(n * #dim),
    }
}

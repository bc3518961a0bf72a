//! Arguments of layers: matched against what a layer declares, with an error for everything that does not fit.

use std::collections::BTreeMap;

use proc_macro2::Ident;

use super::Cx;
use crate::report::{Place, Report};
use crate::shape::check::Relation;
use crate::shape::dim::Dim;
use crate::suggest::did_you_mean;
use crate::syntax::ast;
use crate::syntax::texts;

/// An argument that a layer takes.
pub struct ArgSpec {
    pub name: &'static str,
    pub kind: ArgKind,
    pub default: Default,
}

impl ArgSpec {
    pub const fn required(name: &'static str, kind: ArgKind) -> Self {
        Self { name, kind, default: Default::Required }
    }

    pub const fn optional(name: &'static str, kind: ArgKind, default: Default) -> Self {
        Self { name, kind, default }
    }
}

/// What stands in for an argument that is left out.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Default {
    /// Nothing: it has to be given.
    Required,
    /// Nothing: the layer knows what to do without it.
    Nothing,
    Dim(u64),
    Index(usize),
    Number(f64),
    Bool(bool),
    Word(&'static str),
    /// The same along so many axes of a window.
    Sizes(usize, u64),
}

impl Default {
    fn value(self) -> Option<ArgValue> {
        match self {
            Self::Required | Self::Nothing => None,
            Self::Dim(n) => Some(ArgValue::Dim(Dim::Known(n))),
            Self::Index(n) => Some(ArgValue::Index(n)),
            Self::Number(x) => Some(ArgValue::Number(x)),
            Self::Bool(x) => Some(ArgValue::Bool(x)),
            Self::Word(x) => Some(ArgValue::Word(x)),
            Self::Sizes(axes, n) => Some(ArgValue::Sizes(vec![Dim::Known(n); axes])),
        }
    }
}

/// What an argument may be.
#[derive(Clone, Copy)]
pub enum ArgKind {
    /// A dimension of at least 1.
    Dim,
    /// An axis, counted from 0. Shapes depend on it, so it is written out.
    Index,
    /// A number of a range, and how messages name the range.
    Number(fn(f64) -> bool, &'static str),
    Bool,
    /// One of some words.
    Word(&'static [&'static str]),
    Range,
    Shape,
    /// A number along each axis of a window, or one for all.
    Sizes(Sizes),
}

/// Numbers along the axes of a window.
#[derive(Clone, Copy)]
pub struct Sizes {
    /// The axes.
    pub axes: usize,
    /// Whether they may be 0.
    pub zero: bool,
    /// Whether the word `same` may stand for them.
    pub same: bool,
}

/// The value of an argument.
#[derive(Clone, Debug)]
pub enum ArgValue {
    Dim(Dim),
    Index(usize),
    Number(f64),
    Bool(bool),
    Word(&'static str),
    Range(Option<Dim>, Option<Dim>),
    Shape(Vec<Dim>),
    Sizes(Vec<Dim>),
}

/// The arguments of one use of a layer, each with its place; those left out have their defaults and none.
#[derive(Clone, std::default::Default)]
pub struct Args {
    values: BTreeMap<&'static str, (ArgValue, Option<Place>)>,
}

impl Args {
    /// The place of an argument, to be underlined; `stage` where it was left out.
    pub fn place(&self, name: &str, stage: Place) -> Place {
        self.values.get(name).and_then(|(_, place)| *place).unwrap_or(stage)
    }

    pub fn dim(&self, name: &str) -> Option<&Dim> {
        match self.values.get(name) {
            Some((ArgValue::Dim(d), _)) => Some(d),
            _ => None,
        }
    }

    pub fn index(&self, name: &str) -> Option<usize> {
        match self.values.get(name) {
            Some((ArgValue::Index(n), _)) => Some(*n),
            _ => None,
        }
    }

    pub fn number(&self, name: &str) -> Option<f64> {
        match self.values.get(name) {
            Some((ArgValue::Number(x), _)) => Some(*x),
            _ => None,
        }
    }

    pub fn bool(&self, name: &str) -> Option<bool> {
        match self.values.get(name) {
            Some((ArgValue::Bool(x), _)) => Some(*x),
            _ => None,
        }
    }

    pub fn word(&self, name: &str) -> Option<&'static str> {
        match self.values.get(name) {
            Some((ArgValue::Word(x), _)) => Some(x),
            _ => None,
        }
    }

    pub fn range(&self, name: &str) -> Option<(Option<&Dim>, Option<&Dim>)> {
        match self.values.get(name) {
            Some((ArgValue::Range(a, b), _)) => Some((a.as_ref(), b.as_ref())),
            _ => None,
        }
    }

    pub fn shape(&self, name: &str) -> Option<&[Dim]> {
        match self.values.get(name) {
            Some((ArgValue::Shape(dims), _)) => Some(dims),
            _ => None,
        }
    }

    /// The number along each axis of a window.
    pub fn sizes(&self, name: &str) -> Option<&[Dim]> {
        match self.values.get(name) {
            Some((ArgValue::Sizes(sizes), _)) => Some(sizes),
            _ => None,
        }
    }

    /// The arguments as they were given, by name.
    pub fn text(&self) -> String {
        let given = self.values.iter().filter(|(_, (_, place))| place.is_some());
        given.map(|(name, (value, _))| format!("{name} = {}", value.text())).collect::<Vec<_>>().join(", ")
    }

    /// What dimensions do not tell of the arguments, for fingerprints.
    pub fn words(&self) -> String {
        let word = |(name, (value, _)): (&&str, &(ArgValue, _))| match value {
            ArgValue::Dim(_) | ArgValue::Shape(_) | ArgValue::Sizes(_) => None,
            ArgValue::Range(a, b) => {
                let end = |d: &Option<Dim>| if d.is_some() { "_" } else { "" };
                Some(format!("{name} = {}..{}", end(a), end(b)))
            }
            ArgValue::Index(_) | ArgValue::Number(_) | ArgValue::Bool(_) | ArgValue::Word(_) => {
                Some(format!("{name} = {}", value.text()))
            }
        };
        self.values.iter().filter_map(word).collect::<Vec<_>>().join(", ")
    }

    /// Every dimension among the arguments.
    pub fn dims(&self) -> Vec<&Dim> {
        let dims = self.values.values().flat_map(|(value, _)| match value {
            ArgValue::Dim(d) => vec![d],
            ArgValue::Range(a, b) => a.iter().chain(b).collect(),
            ArgValue::Shape(dims) | ArgValue::Sizes(dims) => dims.iter().collect(),
            ArgValue::Index(_) | ArgValue::Number(_) | ArgValue::Bool(_) | ArgValue::Word(_) => vec![],
        });
        dims.collect()
    }
}

impl ArgValue {
    fn text(&self) -> String {
        let end = |d: &Option<Dim>| d.as_ref().map(Dim::to_string).unwrap_or_default();
        match self {
            Self::Dim(d) => d.to_string(),
            Self::Index(n) => n.to_string(),
            Self::Number(x) => format!("{x:?}"),
            Self::Bool(x) => x.to_string(),
            Self::Word(x) => (*x).to_string(),
            Self::Range(a, b) => format!("{}..{}", end(a), end(b)),
            Self::Shape(dims) => format!("[{}]", dims.iter().map(Dim::to_string).collect::<Vec<_>>().join(", ")),
            Self::Sizes(dims) => match &dims[..] {
                [rows, columns] if rows.same(columns) != Some(true) => format!("({rows}, {columns})"),
                _ => dims.first().map(Dim::to_string).unwrap_or_default(),
            },
        }
    }
}

/// Matches the arguments of `layer` as written against what it declares; reports every one that does not fit.
pub fn resolve(
    layer: &dyn super::Layer,
    given: &[ast::Arg],
    generics: &[Ident],
    stage: Place,
    cx: &mut Cx<'_>,
) -> Option<Args> {
    let (specs, mut args, mut sound) = (layer.args(), Args::default(), true);
    let mut positional = specs.iter();
    let mut named = false;
    for arg in given {
        let spec = match &arg.name {
            Some(name) => {
                named = true;
                let found = specs.iter().find(|s| *name == s.name);
                if found.is_none() {
                    unknown(layer, &name.to_string(), name.span().into(), cx.report);
                }
                found
            }
            None if named => {
                cx.report.error(arg.place, "an argument without a name cannot follow one with a name");
                None
            }
            None => positional.next().or_else(|| {
                cx.report.error(arg.place, surplus(layer));
                None
            }),
        };
        let value = spec.and_then(|spec| {
            if args.values.contains_key(spec.name) {
                cx.report.error(arg.place, format!("`{}` is given twice", spec.name));
                return None;
            }
            Some((spec.name, convert(layer, spec, arg, generics, cx)?))
        });
        match value {
            Some((name, value)) => {
                args.values.insert(name, (value, Some(arg.place)));
            }
            None => sound = false,
        }
    }
    if !sound {
        return None;
    }
    for spec in specs.iter().filter(|s| !args.values.contains_key(s.name)).collect::<Vec<_>>() {
        if spec.default == Default::Required {
            cx.report.error(stage, missing(layer, spec));
            sound = false;
        }
        args.values.extend(spec.default.value().map(|value| (spec.name, (value, None))));
    }
    sound.then_some(args)
}

fn unknown(layer: &dyn super::Layer, name: &str, place: Place, report: &mut Report) {
    let names: Vec<_> = layer.args().iter().map(|s| s.name).collect();
    if names.is_empty() {
        return report.error(place, surplus(layer));
    }
    report.error(place, format!("`{}` has no argument `{name}`{}", layer.name(), did_you_mean(name, &names)));
}

fn surplus(layer: &dyn super::Layer) -> String {
    match layer.args() {
        [] => format!("`{}` takes no arguments; it gives {}", layer.name(), layer.about()),
        specs => format!("`{}` takes at most {}: `{}`", layer.name(), count(specs.len()), signature(layer)),
    }
}

fn missing(layer: &dyn super::Layer, spec: &ArgSpec) -> String {
    let (name, kind) = (layer.name(), spec.kind.text());
    format!("`{name}` needs `{}`, {kind}\nhelp: write `{}`", spec.name, signature(layer))
}

fn count(n: usize) -> String {
    if n == 1 { "one argument".to_string() } else { format!("{n} arguments") }
}

/// How a layer is written, `dense<features, bias = true>`.
pub fn signature(layer: &dyn super::Layer) -> String {
    let arg = |spec: &ArgSpec| match (spec.kind, spec.default.value(), spec.default) {
        (_, Some(default), _) => format!("{} = {}", spec.name, default.text()),
        (_, None, Default::Nothing) => format!("{} = …", spec.name),
        (ArgKind::Range, ..) => "a..b".to_string(),
        (ArgKind::Shape, ..) => "[…]".to_string(),
        _ => spec.name.to_string(),
    };
    let args: Vec<_> = layer.args().iter().map(arg).collect();
    if args.is_empty() { layer.name().to_string() } else { format!("{}<{}>", layer.name(), args.join(", ")) }
}

impl ArgKind {
    /// What an argument of this kind is, in words.
    fn text(self) -> String {
        match self {
            Self::Dim => "a whole number, a const or `{ … }`".to_string(),
            Self::Index => "a whole number from 0 on, written out".to_string(),
            Self::Number(_, range) => range.to_string(),
            Self::Bool => "`true` or `false`".to_string(),
            Self::Word(words) => words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(" or "),
            Self::Range => "a range such as `0..4`".to_string(),
            Self::Shape => "a shape such as `[4, 16]`".to_string(),
            Self::Sizes(sizes) => {
                let pair = if sizes.axes == 2 { " or a pair such as `(3, 5)`" } else { "" };
                let same = if sizes.same { ", or `same`" } else { "" };
                format!("a whole number{pair}{same}")
            }
        }
    }
}

fn convert(
    layer: &dyn super::Layer,
    spec: &ArgSpec,
    arg: &ast::Arg,
    generics: &[Ident],
    cx: &mut Cx<'_>,
) -> Option<ArgValue> {
    let dim = |d: &ast::Dim| Dim::of(d, generics);
    let value = match (spec.kind, &arg.value) {
        (ArgKind::Dim, ast::Value::Dim(d)) => {
            return positive(layer, &format!("`{}`", spec.name), dim(d), d.place, cx).map(ArgValue::Dim);
        }
        (ArgKind::Shape, ast::Value::Shape(dims)) if dims.len() > MAX_RANK => {
            let (given, rank) = (texts::value(&arg.value), dims.len());
            let text = format!("{given} has {rank} dimensions, but a value has at most three");
            cx.report.error(arg.place, text);
            return None;
        }
        (ArgKind::Shape, ast::Value::Shape(dims)) => {
            let dims: Vec<_> = dims.iter().map(|d| positive(layer, "a dimension", dim(d), d.place, cx)).collect();
            return dims.into_iter().collect::<Option<_>>().map(ArgValue::Shape);
        }
        (ArgKind::Index, ast::Value::Dim(ast::Dim { kind: ast::DimKind::Int(n), .. })) => {
            ArgValue::Index(usize::try_from(*n).unwrap_or(usize::MAX))
        }
        (ArgKind::Number(fits, _), value) => match number(value).filter(|x| fits(*x)) {
            Some(x) => ArgValue::Number(x),
            None => return mistyped(layer, spec, arg, cx.report),
        },
        (ArgKind::Bool, ast::Value::Bool(x)) => ArgValue::Bool(*x),
        (ArgKind::Word(words), ast::Value::Name(given)) => match words.iter().find(|w| *given == **w) {
            Some(word) => ArgValue::Word(word),
            None => return mistyped(layer, spec, arg, cx.report),
        },
        (ArgKind::Sizes(kind), ast::Value::Dim(d)) => {
            let size = size(layer, spec.name, kind, dim(d), d.place, cx)?;
            ArgValue::Sizes(vec![size; kind.axes])
        }
        (ArgKind::Sizes(kind @ Sizes { axes: 2, .. }), ast::Value::Pair(a, b)) => {
            let sizes = [a, b].map(|d| size(layer, spec.name, kind, dim(d), d.place, cx));
            return sizes.into_iter().collect::<Option<_>>().map(ArgValue::Sizes);
        }
        (ArgKind::Sizes(Sizes { same: true, .. }), ast::Value::Name(word)) if word == "same" => ArgValue::Word("same"),
        (ArgKind::Range, ast::Value::Range(a, b)) => ArgValue::Range(a.as_ref().map(dim), b.as_ref().map(dim)),
        _ => return mistyped(layer, spec, arg, cx.report),
    };
    Some(value)
}

/// A number along an axis of a window.
fn size(layer: &dyn super::Layer, name: &str, kind: Sizes, dim: Dim, place: Place, cx: &mut Cx<'_>) -> Option<Dim> {
    if kind.zero && dim.known().is_none_or(|n| n <= MAX_DIM) {
        return Some(dim);
    }
    positive(layer, &format!("`{name}`"), dim, place, cx)
}

/// A dimension may not be 0 nor larger than any memory.
fn positive(layer: &dyn super::Layer, what: &str, dim: Dim, place: Place, cx: &mut Cx<'_>) -> Option<Dim> {
    let name = layer.name();
    match dim.known() {
        Some(0) => cx.report.error(place, format!("{what} of `{name}` must be at least 1")),
        Some(n) if n > MAX_DIM => {
            cx.report.error(place, format!("{what} of `{name}` is {n}, more than any memory holds"));
        }
        Some(_) => return Some(dim),
        None => {
            let text = [format!("{what} of `{name}` must be more than "), ", but it is ".to_string(), String::new()];
            cx.require(place, Relation::Less, &Dim::Known(0), &dim, text);
            return Some(dim);
        }
    }
    None
}

/// Values have at most three dimensions: channels, height and width.
const MAX_RANK: usize = 3;

/// Larger dimensions are taken for mistakes.
pub const MAX_DIM: u64 = 1 << 32;

fn number(value: &ast::Value) -> Option<f64> {
    match value {
        ast::Value::Number(x) => Some(*x),
        ast::Value::Dim(ast::Dim { kind: ast::DimKind::Int(n), .. }) => Some(*n as f64),
        _ => None,
    }
}

fn mistyped(layer: &dyn super::Layer, spec: &ArgSpec, arg: &ast::Arg, report: &mut Report) -> Option<ArgValue> {
    let (kind, given) = (spec.kind.text(), texts::value(&arg.value));
    let help = match (spec.kind, &arg.value) {
        (ArgKind::Number(..), ast::Value::Dim(d)) if !matches!(d.kind, ast::DimKind::Int(_)) => {
            "\nhelp: write the number itself; consts stand for dimensions alone".to_string()
        }
        // `Linear(784, 10)`
        (ArgKind::Bool, ast::Value::Dim(d)) if arg.name.is_none() => {
            format!(
                "\nhelp: what a layer takes is known, so it is not written; write `{}<{}>`",
                layer.name(),
                Dim::of(d, &[])
            )
        }
        // Who leaves the name out may have meant another argument.
        _ if arg.name.is_none() && spec.default != Default::Required => {
            format!("\nhelp: write `{}`", signature(layer))
        }
        _ => String::new(),
    };
    report.error(
        arg.place,
        format!("`{}` of `{}` must be {kind}, but `{given}` is given{help}", spec.name, layer.name()),
    );
    None
}

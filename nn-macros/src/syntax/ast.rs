//! A definition as it is written: one type for each rule of the grammar.
//!
//! Every node keeps the tokens it covers, so that whatever is found wrong later is underlined where it stands.

use proc_macro2::TokenStream;
use syn::{Attribute, Ident, Path, Visibility};

use crate::report::Place;

/// `file = network+`
pub struct File {
    pub networks: Vec<Network>,
    /// Every name of a stage as it stands in the source, also where the rest could not be read: for editors.
    pub words: Vec<Ident>,
}

/// `network = attr* vis Name generics? "(" inputs ")" "->" outputs "{" stmt* expr? "}"`
pub struct Network {
    /// Doc comments and other attributes, passed on to the struct, and those of the language (`budget`, `weights`).
    pub attrs: Vec<Attribute>,
    pub vis: Visibility,
    pub name: Ident,
    /// The names of the const parameters, all of type `usize`, in upper case.
    pub generics: Vec<Ident>,
    pub inputs: Vec<Input>,
    pub outputs: Outputs,
    pub body: Vec<Stmt>,
    /// The expression at the end: the value of the single output.
    pub tail: Option<Expr>,
    /// Something could not be read and was dropped, after an error: shapes may be empty and names missing, so that what
    /// seems to be absent or unused says nothing.
    pub broken: bool,
    /// The names among what was dropped: that they are unknown says nothing either.
    pub lost: Vec<Ident>,
}

/// `input = name ":" ( shape | "ids" shape ) ("with" "lengths")?`
pub struct Input {
    pub name: Ident,
    pub ids: Option<Place>,
    pub shape: Shape,
    pub lengths: Option<Place>,
}

/// `outputs = shape | "(" name ":" shape, … ")"`
pub enum Outputs {
    Single(Shape),
    Named(Vec<(Ident, Shape)>),
}

/// `shape = "[" dim, … "]"`
pub struct Shape {
    pub dims: Vec<Dim>,
    pub place: Place,
}

/// `dim = integer | const path | "{" const expression "}"`
#[derive(Clone)]
pub struct Dim {
    pub kind: DimKind,
    pub place: Place,
}

#[derive(Clone)]
pub enum DimKind {
    Int(u64),
    Path(Path),
    /// The tokens between the braces.
    Block(TokenStream),
}

pub enum Stmt {
    /// `let name = expr;` or `let (a, b) = expr;`
    Let { names: Vec<Ident>, expr: Expr },
    /// `layer name = stage -> stage …;`
    Layer { name: Ident, stages: Vec<Stage> },
    /// `output = expr;`
    Assign { name: Ident, expr: Expr },
}

pub struct Expr {
    pub kind: ExprKind,
    pub place: Place,
}

pub enum ExprKind {
    Name(Ident),
    /// `expr -> stage -> stage …`
    Chain {
        head: Box<Expr>,
        stages: Vec<Stage>,
    },
    Binary {
        op: BinaryOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `attr* (name ":")? callee "(" expr, … ")"`; the stage holds attributes, name and callee.
    Call {
        stage: Box<Stage>,
        args: Vec<Expr>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
}

/// `stage = attr* (name ":")? (callee | residual | repeat) | claim`
pub struct Stage {
    pub attrs: StageAttrs,
    pub name: Option<Ident>,
    pub kind: StageKind,
    /// From the callee (or the block's keyword, or the claim's bracket) to its end: attributes and name are left out.
    pub place: Place,
}

pub enum StageKind {
    Layer {
        name: Ident,
        args: Vec<Arg>,
    },
    /// A network of this call, one from elsewhere, or a stage written by hand.
    Path {
        path: Path,
        dims: Vec<Dim>,
    },
    Residual(Vec<Stage>),
    Repeat {
        times: Dim,
        stages: Vec<Stage>,
    },
    /// `None` stands for `_`.
    Claim(Vec<Option<Dim>>),
}

/// `arg = (name "=")? value`
#[derive(Clone)]
pub struct Arg {
    pub name: Option<Ident>,
    pub value: Value,
    pub place: Place,
}

#[derive(Clone)]
pub enum Value {
    Dim(Dim),
    /// A number with a sign or a point.
    Number(f64),
    Bool(bool),
    Name(Ident),
    Pair(Dim, Dim),
    Range(Option<Dim>, Option<Dim>),
    Shape(Vec<Dim>),
}

/// The attributes of a stage.
#[derive(Default)]
pub struct StageAttrs {
    /// `#[init(name)]` or `#[init(name(number, …))]`
    pub init: Option<InitAttr>,
    /// `#[frozen]`
    pub frozen: Option<Place>,
    /// `#[weight_decay(number)]`
    pub weight_decay: Option<(f64, Place)>,
    /// `#[key("stem")]`
    pub key: Option<(String, Place)>,
}

pub struct InitAttr {
    pub name: Ident,
    pub args: Vec<f64>,
    pub place: Place,
}

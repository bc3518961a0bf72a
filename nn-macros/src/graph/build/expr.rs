//! Expressions: names, operators, chains and calls.

use proc_macro2::Ident;

use super::Builder;
use super::hole::{Hole, Made};
use crate::graph::ValueId;
use crate::layers;
use crate::layers::args::Args;
use crate::layers::{Arity, LayerRef};
use crate::report::Place;
use crate::shape::outline::Outline;
use crate::suggest::{closest, did_you_mean};
use crate::syntax::ast;
use crate::syntax::texts;

impl<'a> Builder<'a, '_> {
    /// The value of an expression that gives one.
    pub(super) fn single(&mut self, expr: &'a ast::Expr) -> Made {
        self.several(expr, 1).map(|values| values[0])
    }

    /// The values of an expression that is to give so many.
    pub(super) fn several(&mut self, expr: &'a ast::Expr, wanted: usize) -> Made<Vec<ValueId>> {
        let values = self.expr(expr, wanted)?;
        if values.len() == wanted {
            return Ok(values);
        }
        let text = match (values.len(), wanted) {
            (given, 1) => {
                let names: Vec<_> = (0..given).map(|i| char::from(b'a' + i as u8).to_string()).collect();
                format!("this gives {given} values\nhelp: take them apart with `let ({}) = …;`", names.join(", "))
            }
            (1, wanted) => format!("this gives one value, but {wanted} names are to be bound"),
            (given, wanted) => format!("this gives {given} values, but {wanted} names are to be bound"),
        };
        self.error(super::shapes::last_place(expr), text);
        Err(Hole::UNKNOWN)
    }

    /// The values of an expression; a network from elsewhere is believed to give as many as are wanted.
    fn expr(&mut self, expr: &'a ast::Expr, wanted: usize) -> Made<Vec<ValueId>> {
        match &expr.kind {
            ast::ExprKind::Name(name) => self.lookup(name).map(|v| vec![v]),
            ast::ExprKind::Chain { head, stages } => {
                let head = self.single(head);
                self.chain(stages, head, wanted)
            }
            ast::ExprKind::Binary { op, left, right } => {
                let (a, b) = (self.single(left), self.single(right));
                self.binary(expr.place, *op, (left, a), (right, b)).map(|v| vec![v])
            }
            ast::ExprKind::Call { stage, args } => self.call(stage, args, wanted),
        }
    }

    /// `x + y`, of equal shapes.
    fn binary(
        &mut self,
        place: Place,
        op: ast::BinaryOp,
        (left, a): (&ast::Expr, Made),
        (right, b): (&ast::Expr, Made),
    ) -> Made {
        let (layer, sign) = match op {
            ast::BinaryOp::Add => (layers::ADD, "+"),
            ast::BinaryOp::Sub => (layers::SUB, "-"),
            ast::BinaryOp::Mul => (layers::MUL, "*"),
        };
        let (a, b) = (self.claimed(a, left.place), self.claimed(b, right.place));
        let (sa, sb) = (self.outline(&a), self.outline(&b));
        let (x, y) = (operand(left), operand(right));
        let (gives_x, gives_y) = (self.describe(&a), self.describe(&b));
        let same = self.same(place, &sa, &sb, |sa, sb| match (x, y) {
            (Some(x), Some(y)) => format!("`{x} {sign} {y}` needs equal shapes: `{x}` is {sa}, `{y}` is {sb}"),
            _ => format!(
                "`{sign}` needs equal shapes: left of it {gives_x} gives {sa}, right of it {gives_y} gives {sb}"
            ),
        });
        let text = |name: Option<&Ident>| name.map_or("…".to_string(), Ident::to_string);
        let made_by = format!("{} {sign} {}", text(x), text(y));
        let (Ok(a), Ok(b), true) = (a, b, same) else {
            return self.fill(if same { sa.and(&sb) } else { Outline::NOTHING }, &made_by);
        };
        let shape = self.graph.values[a].shape.clone();
        let name = self.names.ordinal(layer.name());
        let value = self.node(LayerRef::Known(layer), Args::default(), vec![a, b], vec![shape], &name, place)[0];
        self.made_by.insert(value, made_by);
        Ok(value)
    }

    /// The value of a name.
    fn lookup(&mut self, name: &Ident) -> Made {
        let text = name.to_string();
        if let Some(binding) = self.scope.get_mut(&text) {
            binding.used = true;
            return binding.value.clone();
        }
        if self.network.lost.contains(name) {
            return Err(Hole::UNKNOWN);
        }
        let message = if self.is_bound_later(name) {
            self.early.insert(text);
            format!("`{name}` is used before it is made")
        } else if self.shared.contains_key(&text) || layers::find(&text).is_some() {
            format!("`{name}` is a layer, not a value\nhelp: apply it to a value, `x -> {name}`")
        } else {
            let names: Vec<_> = self.scope.keys().map(String::as_str).collect();
            let hint = did_you_mean(&text, &names);
            if let Some(meant) = closest(&text, &names).map(str::to_string) {
                self.scope.entry(meant).and_modify(|binding| binding.used = true);
            }
            format!("there is no value `{name}`{hint}")
        };
        self.error(name.span(), message);
        Err(Hole::UNKNOWN)
    }

    /// Whether a later statement makes a value of this name.
    fn is_bound_later(&self, name: &Ident) -> bool {
        self.network.body.iter().any(|stmt| match stmt {
            ast::Stmt::Let { names, .. } => names.contains(name),
            ast::Stmt::Assign { name: n, .. } => n == name && self.promised.iter().any(|p| p.0 == *name),
            ast::Stmt::Layer { .. } => false,
        })
    }

    /// `concat(a, b)`, `Body(a, b)`
    fn call(&mut self, stage: &'a ast::Stage, args: &'a [ast::Expr], wanted: usize) -> Made<Vec<ValueId>> {
        let mut inputs = vec![];
        for arg in args {
            let input = self.single(arg);
            inputs.push(self.claimed(input, arg.place));
        }
        // Of which input an outline would be, a layer cannot tell.
        let inputs: Made<Vec<_>> = inputs.into_iter().collect::<Result<_, _>>().map_err(|_| Hole::UNKNOWN);
        if let ast::StageKind::Layer { name, .. } = &stage.kind {
            let text = name.to_string();
            if let Some(shared) = self.shared.get_mut(&text) {
                shared.used = true;
            }
            let takes_one =
                self.shared.contains_key(&text) || layers::find(&text).is_some_and(|l| l.arity() == Arity::One);
            if takes_one {
                let text = format!("`{name}` takes one value\nhelp: write `x -> {}`", texts::stage(stage));
                self.error(stage.place, text);
                return self.apply(stage, Err(Hole::UNKNOWN), wanted);
            }
        }
        self.arg_places = args.iter().map(|arg| arg.place).collect();
        let values = self.apply(stage, inputs, wanted);
        self.arg_places.clear();
        values
    }

    /// The value at the end of a block or a shared layer, which gives one.
    pub(super) fn block_value(&mut self, stages: &'a [ast::Stage], head: Made) -> Made {
        let values = self.chain(stages, head, 1)?;
        if let ([_, _, ..], Some(last)) = (&values[..], stages.last()) {
            let text =
                format!("a chain of stages ends in one value, but `{}` gives {}", texts::stage(last), values.len());
            self.error(last.place, text);
            return Err(Hole::UNKNOWN);
        }
        values.first().copied().ok_or(Hole::UNKNOWN)
    }

    /// A chain of stages behind a value.
    pub(super) fn chain(&mut self, stages: &'a [ast::Stage], head: Made, wanted: usize) -> Made<Vec<ValueId>> {
        let mut values = head.map(|v| vec![v]);
        for (i, stage) in stages.iter().enumerate() {
            let last = i + 1 == stages.len();
            if let Ok([_, _, ..]) = values.as_deref() {
                let text =
                    "the stage before this one gives several values\nhelp: take them apart with `let (a, b) = …;`";
                self.error(stage.place, text);
                values = Err(Hole::UNKNOWN);
            }
            values = self.apply(stage, values, if last { wanted } else { 1 });
        }
        values
    }
}

/// The name that an operand is.
fn operand(expr: &ast::Expr) -> Option<&Ident> {
    match &expr.kind {
        ast::ExprKind::Name(name) => Some(name),
        _ => None,
    }
}

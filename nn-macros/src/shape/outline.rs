//! Shapes as far as they are certain, of values that could not be made.

use std::fmt;

use super::dim::{Dim, Shape};

/// What is certain of a shape: some of its dimensions, counted from the last one.
#[derive(Clone, Debug)]
pub struct Outline {
    /// Whether these are all dimensions; otherwise nobody knows how many come before them.
    complete: bool,
    dims: Vec<Option<Dim>>,
}

impl Outline {
    /// Nothing is certain.
    pub const NOTHING: Self = Self { complete: false, dims: vec![] };

    /// All dimensions, those that are known and those that are not.
    pub fn of_rank(dims: Vec<Option<Dim>>) -> Self {
        Self { complete: true, dims }
    }

    /// The shape, where all of it is certain.
    pub fn whole(&self) -> Option<Shape> {
        let dims = self.complete.then(|| self.dims.iter().cloned().collect::<Option<Vec<_>>>());
        dims.flatten().map(Shape)
    }

    /// The dimensions, where their number is certain.
    pub fn dims(&self) -> Option<&[Option<Dim>]> {
        self.complete.then_some(&self.dims)
    }

    /// The same with other features.
    pub fn with_features(mut self, features: Option<Dim>) -> Self {
        self.dims.pop();
        self.dims.push(features);
        self
    }

    /// Whether no shape has both outlines.
    pub fn contradicts(&self, other: &Self) -> bool {
        let (more, less) = if self.dims.len() >= other.dims.len() { (self, other) } else { (other, self) };
        let differ = |(a, b): (&Option<Dim>, &Option<Dim>)| match (a, b) {
            (Some(a), Some(b)) => a.same(b) == Some(false),
            _ => false,
        };
        let too_many = less.complete && more.dims.len() > less.dims.len();
        too_many || more.dims.iter().rev().zip(less.dims.iter().rev()).any(differ)
    }

    /// What is certain of a shape that has both outlines.
    pub fn and(&self, other: &Self) -> Self {
        let (more, less) = if self.dims.len() >= other.dims.len() { (self, other) } else { (other, self) };
        let mut dims = more.dims.clone();
        for (dim, known) in dims.iter_mut().rev().zip(less.dims.iter().rev()) {
            *dim = dim.take().or_else(|| known.clone());
        }
        Self { complete: self.complete || other.complete, dims }
    }

    /// What is certain of a shape that has one outline or the other.
    pub fn or(&self, other: &Self) -> Self {
        let same = |(a, b): (&Option<Dim>, &Option<Dim>)| match (a, b) {
            (Some(a), Some(b)) if a.same(b) == Some(true) => Some(a.clone()),
            _ => None,
        };
        let mut dims: Vec<_> = self.dims.iter().rev().zip(other.dims.iter().rev()).map(same).collect();
        dims.reverse();
        Self { complete: self.complete && other.complete && self.dims.len() == other.dims.len(), dims }
    }

    /// As messages write it next to another outline: as if of the same rank, where nobody knows better.
    pub fn beside(&self, other: &Self) -> String {
        let missing = other.dims.len().saturating_sub(self.dims.len());
        if self.complete || !other.complete {
            return self.to_string();
        }
        let dims = std::iter::repeat_n(&None, missing).chain(&self.dims).cloned().collect();
        Self::of_rank(dims).to_string()
    }
}

impl From<&Shape> for Outline {
    fn from(shape: &Shape) -> Self {
        Self::of_rank(shape.0.iter().cloned().map(Some).collect())
    }
}

/// `[_, 8]`, and `[.., 8]` where nobody knows what comes before.
impl fmt::Display for Outline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let front = (!self.complete).then(|| "..".to_string());
        let dims = self.dims.iter().map(|dim| dim.as_ref().map_or("_".to_string(), Dim::to_string));
        write!(f, "[{}]", front.into_iter().chain(dims).collect::<Vec<_>>().join(", "))
    }
}

//! What is wrong with single tensors of a file.

use core::fmt;
use std::string::String;
use std::vec::Vec;

use thiserror::Error;

use super::dtype::Dtype;
use crate::quoted::{self, tensor};

/// What is wrong with one tensor.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// The network has it, the file has not.
    #[error("`{}` {shape:?} is missing", tensor(key))]
    Missing {
        /// Its key.
        key: String,
        /// The shape that the network has.
        shape: Vec<usize>,
    },
    /// The file has it, the network has not.
    #[error("`{}` {} is not a tensor of the network", tensor(key), quoted::shape(shape))]
    Surplus {
        /// Its key.
        key: String,
        /// The shape that the file has.
        shape: Vec<usize>,
    },
    /// Its shapes differ.
    #[error("`{}` is {expected:?} in the network, but {} in the file", tensor(key), quoted::shape(found))]
    Shape {
        /// Its key.
        key: String,
        /// The shape that the network has.
        expected: Vec<usize>,
        /// The shape that the file has.
        found: Vec<usize>,
    },
    /// Its numbers are of another type.
    #[error("`{}` holds {found}, but the network computes in {expected}{}", tensor(key), cast_hint(*.found))]
    Dtype {
        /// Its key.
        key: String,
        /// The type that the network computes in.
        expected: Dtype,
        /// The type that the file has.
        found: Dtype,
    },
    /// It holds a number that is infinite or not a number.
    #[error("`{}` holds {value} at {index:?}", tensor(key))]
    NonFinite {
        /// Its key.
        key: String,
        /// Where, in the shape that the file has.
        index: Vec<usize>,
        /// The number, in the type that the network computes in.
        value: f64,
    },
}

fn cast_hint(found: Dtype) -> &'static str {
    match super::float::Float::of(found) {
        Some(_) => " (`Load::cast` converts)",
        None => "",
    }
}

/// The lines of a message, at most.
const LINES: usize = 100;

/// Everything that is wrong with the tensors of a file, one a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// The problems, if there are any.
    pub(super) fn new(problems: Vec<Problem>) -> Option<Self> {
        (!problems.is_empty()).then_some(Self(problems))
    }

    /// Each of them: in the order of the network's tensors, then what is left over in the file by key.
    pub fn as_slice(&self) -> &[Problem] {
        &self.0
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [only] = self.as_slice() {
            return write!(f, "{only}");
        }
        write!(f, "{} tensors differ", self.0.len())?;
        self.0.iter().take(LINES).try_for_each(|problem| write!(f, "\n  {problem}"))?;
        if self.0.len() > LINES { write!(f, "\n  and {} more", self.0.len() - LINES) } else { Ok(()) }
    }
}

//! What a column holds, and the numbers that become of its cells.

use alloc::string::String;
use alloc::vec::Vec;

use super::cell::{CellError, is_missing, number};
use super::{SchemaError, first_twin};
use crate::quoted::beginning;

/// What a column holds, and the numbers that become of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A number, as it is.
    Number {
        /// What stands in the place of a missing one; without it, a missing number is refused.
        fill: Option<f64>,
    },
    /// One of these words: a number for each, 1 for the one that is there, 0 for the others.
    OneHot {
        /// The words, in the order of their numbers.
        words: Words,
        /// What becomes of a word that is none of them.
        unknown: Unknown,
    },
    /// One of these words, as its place among them, counted from 0.
    Id(Words),
}

/// The words that a column may hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The words, each there once.
    pub levels: Vec<String>,
    /// The one of them that stands in the place of a missing one; without it, a missing word is refused.
    pub fill: Option<String>,
}

/// What becomes of a word that is none of those its column is known to hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unknown {
    /// It is an error, which names it.
    #[default]
    Refuse,
    /// Each number of its column is 0: none of the known words is there.
    Zeros,
}

impl Kind {
    /// A number that must be there.
    pub const NUMBER: Self = Self::Number { fill: None };

    /// A number for each of these words; others are refused.
    pub fn one_hot(words: impl Into<Words>) -> Self {
        Self::OneHot { words: words.into(), unknown: Unknown::Refuse }
    }

    /// The place of one of these words.
    pub fn id(words: impl Into<Words>) -> Self {
        Self::Id(words.into())
    }

    /// How many numbers it becomes.
    pub fn numbers(&self) -> usize {
        match self {
            Self::OneHot { words, .. } => words.levels.len(),
            Self::Number { .. } | Self::Id(_) => 1,
        }
    }

    /// The words, where it holds some.
    pub fn words(&self) -> Option<&Words> {
        match self {
            Self::OneHot { words, .. } | Self::Id(words) => Some(words),
            Self::Number { .. } => None,
        }
    }

    /// What it is of column `column`, counted from 1, must make sense.
    pub(in crate::data) fn check(&self, column: usize) -> Result<(), SchemaError> {
        match (self, self.words()) {
            (Self::Number { fill: Some(fill) }, _) if !fill.is_finite() => {
                Err(SchemaError::Fill { column, fill: *fill })
            }
            (_, Some(words)) => words.check(column),
            _ => Ok(()),
        }
    }

    /// The number in a cell, or the place of its level.
    pub(super) fn value(&self, text: &str, holds: fn(f64) -> bool) -> Result<f64, CellError> {
        match self {
            Self::Number { fill: Some(fill) } if is_missing(text) => Ok(*fill),
            Self::Number { .. } => number(text, holds),
            Self::OneHot { words, .. } | Self::Id(words) => match words.place(text) {
                Some(place) => Ok(place as f64),
                None if is_missing(text) => self.filled().ok_or_else(|| CellError::Missing(text.into())),
                None => self.unknown(text),
            },
        }
    }

    /// What stands in the place of a missing value: a number, or the place of a level.
    pub(in crate::data) fn filled(&self) -> Option<f64> {
        match self {
            Self::Number { fill } => *fill,
            Self::OneHot { words, .. } | Self::Id(words) => {
                words.place(words.fill.as_deref()?).map(|place| place as f64)
            }
        }
    }

    /// The value of a word that is none of the levels: a place that none of them has.
    pub(in crate::data) fn unknown(&self, text: &str) -> Result<f64, CellError> {
        let levels = self.words().map_or(&[][..], |words| &words.levels);
        match self {
            Self::OneHot { unknown: Unknown::Zeros, .. } => Ok(levels.len() as f64),
            _ => Err(CellError::Unknown { text: beginning(text), levels: levels.to_vec() }),
        }
    }
}

impl Words {
    /// The place of a word among the levels.
    pub(in crate::data) fn place(&self, word: &str) -> Option<usize> {
        self.levels.iter().position(|level| level == word)
    }

    fn check(&self, column: usize) -> Result<(), SchemaError> {
        match (first_twin(&self.levels), &self.fill) {
            (Some(level), _) => Err(SchemaError::Twice { column, level: level.clone() }),
            (None, _) if self.levels.is_empty() => Err(SchemaError::NoLevels { column }),
            (None, Some(fill)) if !self.levels.contains(fill) => {
                Err(SchemaError::FillWord { column, fill: fill.clone(), levels: self.levels.clone() })
            }
            _ => Ok(()),
        }
    }
}

impl<S: Into<String>> From<Vec<S>> for Words {
    fn from(levels: Vec<S>) -> Self {
        Self { levels: levels.into_iter().map(Into::into).collect(), fill: None }
    }
}

impl<S: Into<String>, const N: usize> From<[S; N]> for Words {
    fn from(levels: [S; N]) -> Self {
        Self { levels: levels.map(Into::into).into(), fill: None }
    }
}

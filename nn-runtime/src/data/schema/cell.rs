//! One cell of a table.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use thiserror::Error;

use crate::quoted::{beginning, quoted};

/// What can be wrong with the text of a cell.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum CellError {
    /// It holds nothing, or a mark that stands for nothing.
    #[error("the value is missing (`{}`)", quoted(.0))]
    Missing(String),
    /// It holds no number.
    #[error("`{}` is not a number", quoted(.0))]
    NotANumber(String),
    /// It holds an infinite number.
    #[error("`{}` is not a finite number", quoted(.0))]
    NotFinite(String),
    /// It holds a number that the type of the samples does not.
    #[error("`{}` is too large for the numbers of a sample", quoted(.0))]
    TooLarge(String),
    /// It holds a word that is none of the levels of its column.
    #[error("`{}` is unknown: the column holds {}", quoted(text), Listed(levels))]
    Unknown {
        /// The word.
        text: String,
        /// What the column may hold.
        levels: Vec<String>,
    },
}

/// The texts that stand for a missing value: nothing at all, `?`, `NA`, and `NaN` however it is written.
pub(in crate::data) fn is_missing(text: &str) -> bool {
    matches!(text, "" | "?" | "NA") || text.eq_ignore_ascii_case("nan")
}

/// The number in a cell, finite and such that `holds` accepts it.
pub(in crate::data) fn number(text: &str, holds: fn(f64) -> bool) -> Result<f64, CellError> {
    if is_missing(text) {
        return Err(CellError::Missing(beginning(text)));
    }
    let number: f64 = text.parse().map_err(|_| CellError::NotANumber(beginning(text)))?;
    if !number.is_finite() {
        return Err(CellError::NotFinite(beginning(text)));
    }
    if holds(number) { Ok(number) } else { Err(CellError::TooLarge(beginning(text))) }
}

/// Names in a message: all of them, or the first where there are many.
pub(in crate::data) struct Listed<'a>(pub &'a [String]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MOST: usize = 12;
        for (i, name) in self.0.iter().take(MOST).enumerate() {
            write!(f, "{}`{}`", if i == 0 { "" } else { ", " }, quoted(name))?;
        }
        match self.0.len() {
            0 => f.write_str("nothing"),
            n if n > MOST => write!(f, " and {} more", n - MOST),
            _ => Ok(()),
        }
    }
}

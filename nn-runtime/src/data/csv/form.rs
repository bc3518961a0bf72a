//! The columns of an input: what their cells are, and what is to be learnt of them.

use alloc::string::String;
use alloc::vec::Vec;

use super::columns::Fill;
use super::error::CsvProblem;
use super::levels::Levels;
use crate::data::schema::{CellError, Kind, Schema, Unknown};
use crate::quoted::quoted;

/// The columns of an input as a file has them.
#[derive(Debug)]
pub(super) struct Form {
    /// The file, or what stands for it.
    pub file: String,
    pub inputs: Vec<Input>,
}

/// A column of an input.
#[derive(Debug)]
pub(super) struct Input {
    /// Its place in the table, counted from 0.
    pub column: usize,
    /// Its name, empty where it has none.
    pub name: String,
    pub coding: Coding,
}

/// How a cell becomes a value: a number, or the place of a word among those that were found. A value that is missing, and that is filled
/// in when it is known by what, is NaN.
#[derive(Debug)]
pub(super) enum Coding {
    Number(Option<Fill>),
    Words { levels: Levels, spread: Spread, fill: Option<Fill> },
}

/// The numbers that become of a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Spread {
    OneHot(Unknown),
    Id,
}

/// What a cell holds.
pub(super) enum Cell<'a> {
    Number(f64),
    Word(&'a str),
}

impl Form {
    /// The first column of which something else is to be learnt than of the other's.
    pub fn unlike(&self, other: &Self) -> Option<usize> {
        if core::ptr::eq(self, other) { None } else { first_other(&self.inputs, &other.inputs, Input::is_like) }
    }

    /// The first column that is not the one of a schema, as far as it is known.
    pub fn misfit(&self, schema: &Schema) -> Option<usize> {
        first_other(&self.inputs, schema.columns(), |input, column| {
            let alike = match &input.coding {
                Coding::Number(_) => matches!(column.kind, Kind::Number { .. }),
                Coding::Words { spread: Spread::OneHot(_), .. } => matches!(column.kind, Kind::OneHot { .. }),
                Coding::Words { spread: Spread::Id, .. } => matches!(column.kind, Kind::Id(_)),
            };
            alike && input.name == column.name
        })
    }

    /// Whether a row becomes as many numbers as `sample` takes.
    pub fn check_width(&self, schema: &Schema, sample: &'static str, takes: usize) -> Result<(), CsvProblem> {
        let numbers = schema.numbers();
        if numbers == takes {
            return Ok(());
        }
        let both = self.inputs.iter().zip(schema.columns());
        let several = both.filter(|(_, column)| matches!(column.kind, Kind::OneHot { .. }));
        let one_hots = several.map(|(input, column)| (input.title(), column.kind.numbers())).collect();
        Err(CsvProblem::Width { numbers, sample, takes, one_hots })
    }
}

/// The first place where two lists are not alike, behind the shorter one at the latest.
fn first_other<A, B>(a: &[A], b: &[B], alike: impl Fn(&A, &B) -> bool) -> Option<usize> {
    let other = a.iter().zip(b).position(|(a, b)| !alike(a, b));
    other.or_else(|| (a.len() != b.len()).then(|| a.len().min(b.len())))
}

impl Coding {
    /// Notes what stands in the place of a missing value, and says whether it can.
    pub fn take_fill(&mut self, new: Fill) -> bool {
        match self {
            Self::Number(fill) => *fill = Some(new),
            Self::Words { fill, .. } if new == Fill::MostFrequent => *fill = Some(new),
            Self::Words { .. } => return false,
        }
        true
    }
}

impl Input {
    /// What a value stands for; nothing where it is missing.
    pub fn cell(&self, value: f64) -> Option<Cell<'_>> {
        match &self.coding {
            _ if value.is_nan() => None,
            Coding::Number(_) => Some(Cell::Number(value)),
            Coding::Words { levels, .. } => Some(Cell::Word(&levels.names()[value as usize])),
        }
    }

    /// A value of this column as a column of a schema has it.
    pub fn recode(&self, value: f64, kind: &Kind) -> Result<f64, CellError> {
        match self.cell(value) {
            None => kind.filled().ok_or_else(|| CellError::Missing(String::new())),
            Some(Cell::Number(number)) => Ok(number),
            Some(Cell::Word(word)) => {
                let place = kind.words().and_then(|words| words.place(word));
                place.map_or_else(|| kind.unknown(word), |place| Ok(place as f64))
            }
        }
    }

    fn is_like(&self, other: &Self) -> bool {
        self.name == other.name
            && match (&self.coding, &other.coding) {
                (Coding::Number(fill), Coding::Number(others)) => fill == others,
                (
                    Coding::Words { levels, spread, fill },
                    Coding::Words { levels: other_levels, spread: other_spread, fill: other_fill },
                ) => levels.given() == other_levels.given() && (spread, fill) == (other_spread, other_fill),
                _ => false,
            }
    }

    /// How a message calls it.
    fn title(&self) -> String {
        if self.name.is_empty() { format!("{}", self.column + 1) } else { format!("`{}`", quoted(&self.name)) }
    }
}

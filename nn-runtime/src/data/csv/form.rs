//! The columns of an input: what their cells are, and what is to be learnt of them.

use alloc::string::String;
use alloc::vec::Vec;

use super::columns::Fill;
use super::error::CsvProblem;
use super::levels::Levels;
use crate::data::schema::{CellError, Kind, Schema, Unknown};

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
    /// Whether what is to be learnt of the columns is the same.
    pub fn is_like(&self, other: &Self) -> bool {
        core::ptr::eq(self, other)
            || (self.inputs.len() == other.inputs.len()
                && self.inputs.iter().zip(&other.inputs).all(|(input, other)| input.is_like(other)))
    }

    /// Whether a schema has these columns, as far as they are known.
    pub fn fits(&self, schema: &Schema) -> bool {
        let columns = schema.columns();
        let alike = |input: &Input, kind: &Kind| match &input.coding {
            Coding::Number(_) => matches!(kind, Kind::Number { .. }),
            Coding::Words { spread: Spread::OneHot(_), .. } => matches!(kind, Kind::OneHot { .. }),
            Coding::Words { spread: Spread::Id, .. } => matches!(kind, Kind::Id(_)),
        };
        columns.len() == self.inputs.len()
            && self
                .inputs
                .iter()
                .zip(columns)
                .all(|(input, column)| input.name == column.name && alike(input, &column.kind))
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
        if self.name.is_empty() { format!("{}", self.column + 1) } else { format!("`{}`", self.name) }
    }
}

//! The columns of an input: what their cells are, and what is to be learnt of them.

use alloc::collections::BTreeMap;
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

/// How values of a column become those of a column of a schema.
pub(super) struct Recode<'a> {
    input: &'a Input,
    kind: &'a Kind,
    /// The place in the schema of each word that was found in the file.
    places: Vec<Option<u32>>,
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

    /// How values of these columns become those of a schema that has them.
    pub fn recodes<'a>(&'a self, schema: &'a Schema) -> Vec<Recode<'a>> {
        self.inputs.iter().zip(schema.columns()).map(|(input, column)| Recode::new(input, &column.kind)).collect()
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

impl<'a> Recode<'a> {
    fn new(input: &'a Input, kind: &'a Kind) -> Self {
        let words = kind.words().map_or(&[][..], |words| &words.levels);
        let known: BTreeMap<_, _> = words.iter().zip(0..).collect();
        let places = match &input.coding {
            Coding::Number(_) => Vec::new(),
            Coding::Words { levels, .. } => levels.names().iter().map(|word| known.get(word).copied()).collect(),
        };
        Self { input, kind, places }
    }

    /// A value of the column of the file as the column of the schema has it.
    pub fn value(&self, value: f64) -> Result<f64, CellError> {
        match self.input.cell(value) {
            None => self.kind.filled().ok_or_else(|| CellError::Missing(String::new())),
            Some(Cell::Number(number)) => Ok(number),
            Some(Cell::Word(word)) => {
                self.places[value as usize].map_or_else(|| self.kind.unknown(word), |place| Ok(f64::from(place)))
            }
        }
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

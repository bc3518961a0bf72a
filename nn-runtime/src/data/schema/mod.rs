//! How a row of text becomes the input of a network: what was fitted when a table was read, for rows that come later.

mod cell;
mod kind;
mod text;

use alloc::string::String;
use alloc::vec::Vec;

use thiserror::Error;

pub use self::cell::CellError;
pub(super) use self::cell::Listed;
#[cfg(feature = "csv")]
pub(super) use self::cell::{is_missing, number};
pub use self::kind::{Kind, Unknown, Words};
pub use self::text::ParseSchemaError;
use super::numbers::Numbers;
use crate::quoted::quoted;

/// The columns of a table that make an input, in their order, with all that is needed to encode further rows.
///
/// A data set that was read from a table carries one ([`Dataset::schema`](super::Dataset::schema)); it goes with the model as
/// text ([`to_text`](Self::to_text)).
///
/// ```
/// use nn_runtime::data::{Column, Kind, Schema};
///
/// let colours = Kind::one_hot(["green", "red"]);
/// let schema = Schema::new(vec![Column::new("weight", Kind::NUMBER), Column::new("colour", colours)])?;
/// assert_eq!(schema.number_names(), ["weight", "colour=green", "colour=red"]);
///
/// let input: [f32; 3] = schema.encode(&["1.5", "red"]).unwrap();
/// assert_eq!(input, [1.5, 0.0, 1.0]);
/// let error = schema.encode::<[f32; 3]>(&["1.5", "blue"]).unwrap_err();
/// assert_eq!(error.to_string(), "column 2 (`colour`): `blue` is unknown: the column holds `green`, `red`");
/// # Ok::<(), nn_runtime::data::SchemaError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    columns: Vec<Column>,
}

/// A column of a [`Schema`].
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name, empty where it has none.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// Why columns are no schema. Columns are counted from 1.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// A word is twice among the levels of a column.
    #[error("column {column}: the level `{}` is there twice", quoted(level))]
    Twice {
        /// The column.
        column: usize,
        /// The level.
        level: String,
    },
    /// A column of words has none.
    #[error("column {column} has no levels: a column of words takes at least one")]
    NoLevels {
        /// The column.
        column: usize,
    },
    /// A missing number cannot be replaced by this one.
    #[error("column {column}: missing numbers are filled with {fill}, which must be finite")]
    Fill {
        /// The column.
        column: usize,
        /// What was to stand in its place.
        fill: f64,
    },
    /// A missing word cannot be replaced by this one.
    #[error(
        "column {column}: missing words are filled with `{}`, which is none of its words, {}",
        quoted(fill),
        Listed(levels)
    )]
    FillWord {
        /// The column.
        column: usize,
        /// What was to stand in its place.
        fill: String,
        /// The words of the column.
        levels: Vec<String>,
    },
}

/// Why a row was not encoded. Columns are counted from 1.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The row has too few cells, or too many.
    #[error("the row has {given} cells, but the schema has {expected} columns")]
    Cells {
        /// The cells of the row.
        given: usize,
        /// The columns.
        expected: usize,
    },
    /// The samples are of another width.
    #[error("the columns make {numbers} numbers, but `{sample}` takes {takes}")]
    Numbers {
        /// How many numbers the columns make.
        numbers: usize,
        /// The type of the samples.
        sample: &'static str,
        /// How many numbers it takes.
        takes: usize,
    },
    /// A cell does not hold what it should.
    #[error("column {column}{}: {problem}", Named(name))]
    Cell {
        /// The column.
        column: usize,
        /// Its name, empty where it has none.
        name: String,
        /// What is wrong.
        problem: CellError,
    },
}

/// A name in brackets, where there is one.
pub(super) struct Named<'a>(pub &'a str);

impl core::fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, " (`{}`)", quoted(self.0)) }
    }
}

impl Schema {
    /// A schema of these columns.
    ///
    /// # Errors
    ///
    /// If a column of words has none, or one twice, missing numbers are to become infinite or NaN, or missing words one that it does
    /// not have.
    pub fn new(columns: Vec<Column>) -> Result<Self, SchemaError> {
        for (column, Column { kind, .. }) in (1..).zip(&columns) {
            kind.check(column)?;
        }
        Ok(Self { columns })
    }

    /// A schema of columns whose words and fills were checked where a table was read.
    #[cfg(feature = "csv")]
    pub(super) fn from_table(columns: Vec<Column>) -> Self {
        debug_assert!((1..).zip(&columns).all(|(column, Column { kind, .. })| kind.check(column).is_ok()));
        Self { columns }
    }

    /// The columns, in the order of the cells of a row.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How many numbers a row becomes.
    pub fn numbers(&self) -> usize {
        self.columns.iter().map(|column| column.kind.numbers()).sum()
    }

    /// A name for each number of an input: that of its column, `colour=red` for the levels of one.
    pub fn number_names(&self) -> Vec<String> {
        let names = self.columns.iter().map(|column| match &column.kind {
            Kind::OneHot { words, .. } => words.levels.iter().map(|level| format!("{}={level}", column.name)).collect(),
            _ => vec![column.name.clone()],
        });
        names.collect::<Vec<_>>().concat()
    }

    /// The [`number_names`](Self::number_names), none where columns have no names.
    #[cfg(feature = "csv")]
    pub(super) fn names(&self) -> Vec<String> {
        let has_names = self.columns.iter().any(|column| !column.name.is_empty());
        if has_names { self.number_names() } else { Vec::new() }
    }

    /// Whether each number of an input stands for a word.
    pub(super) fn one_hots(&self) -> impl Iterator<Item = bool> {
        let each = |Column { kind, .. }: &Column| (matches!(kind, Kind::OneHot { .. }), kind.numbers());
        self.columns.iter().map(each).flat_map(|(is_one, numbers)| core::iter::repeat_n(is_one, numbers))
    }

    /// The input that a row of cells is, one for each column.
    ///
    /// # Errors
    ///
    /// If there are not so many cells, `X` takes another number of numbers, or a cell does not hold what its column should; a
    /// missing value is an error unless its column says what to fill in.
    pub fn encode<X: Numbers>(&self, cells: &[impl AsRef<str>]) -> Result<X, EncodeError> {
        if cells.len() == self.columns.len() && self.numbers() != X::NUMBERS {
            let sample = core::any::type_name::<X>();
            return Err(EncodeError::Numbers { numbers: self.numbers(), sample, takes: X::NUMBERS });
        }
        Ok(self.build(&self.values(cells, X::holds)?))
    }

    /// The numbers that a row of cells is; `holds` tells which of them the input can hold.
    pub(crate) fn encode_numbers(
        &self,
        cells: &[impl AsRef<str>],
        holds: fn(f64) -> bool,
    ) -> Result<Vec<f64>, EncodeError> {
        let values = self.values(cells, holds)?;
        Ok(self.spread(&values).collect())
    }

    /// The values that a row of cells is, one for each column: a number, or the place of a level.
    fn values(&self, cells: &[impl AsRef<str>], holds: fn(f64) -> bool) -> Result<Vec<f64>, EncodeError> {
        if cells.len() != self.columns.len() {
            return Err(EncodeError::Cells { given: cells.len(), expected: self.columns.len() });
        }
        let value = |(i, (column, cell)): (usize, (&Column, _))| {
            let value = column.kind.value(AsRef::<str>::as_ref(cell).trim(), holds);
            value.map_err(|problem| EncodeError::Cell { column: i + 1, name: column.name.clone(), problem })
        };
        self.columns.iter().zip(cells).enumerate().map(value).collect()
    }

    /// The input that values are, one for each column: a number, or the place of a level.
    pub(super) fn build<X: Numbers>(&self, values: &[f64]) -> X {
        let mut numbers = self.spread(values);
        X::from_numbers(&mut || numbers.next().expect("as many numbers as the sample takes"))
    }

    /// The numbers of an input, of values one for each column.
    fn spread(&self, values: &[f64]) -> impl Iterator<Item = f64> {
        self.columns.iter().zip(values).flat_map(|(column, &value)| {
            let one_hot = matches!(column.kind, Kind::OneHot { .. });
            let number = move |i| if one_hot { f64::from(u8::from(value == i as f64)) } else { value };
            (0..column.kind.numbers()).map(number)
        })
    }
}

impl Column {
    /// A column with a name.
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self { name: name.into(), kind }
    }
}

/// The first name that stands among those before it.
pub(super) fn first_twin(names: &[String]) -> Option<&String> {
    let mut seen = alloc::collections::BTreeSet::new();
    names.iter().find(|name| !seen.insert(*name))
}

//! What can be wrong with a table, and where.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::Utf8Error;
use std::io;

use thiserror::Error;

use super::columns::{Fill, Place};
use super::records::LONGEST;
use crate::batch::ClassError;
use crate::data::schema::{CellError, Listed, Named, SchemaError};
use crate::quoted::{escaped, quoted};

/// Why a table is no data set.
#[derive(Debug, Error)]
#[error("{}{}: {problem}", escaped(file), Behind(at))]
pub struct CsvError {
    /// The file, or what stands for it.
    pub file: String,
    /// Where in it, as far as that can be said.
    pub at: Option<Box<Spot>>,
    /// What is wrong there.
    pub problem: CsvProblem,
}

/// A place in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The line, counted from 1. A row of several lines is named by the first.
    pub line: u64,
    /// The column, counted from 1; nothing where the whole line is meant.
    pub column: Option<usize>,
    /// The name of the column; empty where it has none.
    pub name: String,
}

/// What can be wrong with a table.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CsvProblem {
    /// The file cannot be opened.
    #[error("cannot open it: {0}")]
    Open(io::Error),
    /// It cannot be read or decompressed.
    #[error("cannot read on: {0}")]
    Read(io::Error),
    /// It is not compressed, but its name says so.
    #[error("its name ends in `.gz`, but it is not compressed with gzip")]
    NotGzip,
    /// It is UTF-16, as some spreadsheets save tables.
    #[error("it is UTF-16: save it as UTF-8")]
    Utf16,
    /// A row is longer than those of tables are.
    #[error("the row is longer than {} MiB: is this a table, and is a quote missing?", LONGEST >> 20)]
    LongRow,
    /// A cell is no UTF-8.
    #[error("the cell is not text: {0}")]
    NotText(Utf8Error),
    /// A quoted cell has no end.
    #[error("the row begins a quoted cell that never ends")]
    OpenQuote,
    /// There are no rows.
    #[error("there are no rows")]
    Empty,
    /// Every row was left out.
    #[error("a value is missing in each of the {0} rows, so none is left")]
    AllDropped(usize),
    /// A row is too long or too short.
    #[error("the row has {given} columns, but every row must have {expected}")]
    Ragged {
        /// How many the row has.
        given: usize,
        /// How many there must be.
        expected: usize,
    },
    /// The rows do not become inputs of the width that is asked for.
    #[error("the columns make {numbers} numbers, but `{sample}` takes {takes}{}", OneHots(one_hots))]
    Width {
        /// How many numbers a row becomes.
        numbers: usize,
        /// The type of the samples.
        sample: &'static str,
        /// How many numbers it takes.
        takes: usize,
        /// The columns that become several numbers, with how many each.
        one_hots: Vec<(String, usize)>,
    },
    /// A cell does not hold what it should.
    #[error(transparent)]
    Cell(#[from] CellError),
    /// A word stands where a number should in the first row, which may be a header.
    #[error("`{}` is not a number; if the first line holds the names of the columns, say so with `.header()`", quoted(.0))]
    Header(String),
    /// A label is no number of a class.
    #[error(
        "`{}` is not a label: the classes are 0 to {}; if labels are names, say so with `.labels_by_name()`",
        quoted(text),
        classes.saturating_sub(1)
    )]
    Label {
        /// The label.
        text: String,
        /// The number of classes.
        classes: usize,
    },
    /// A label is too large.
    #[error(transparent)]
    Class(#[from] ClassError),
    /// There are more names than classes.
    #[error("`{}` is one name too many for {classes} classes: {} came before", quoted(name), Listed(before))]
    MoreNames {
        /// The name.
        name: String,
        /// The names before it.
        before: Vec<String>,
        /// The number of classes.
        classes: usize,
    },
    /// There are fewer names than classes.
    #[error("the labels have {} names, {}, but there are {classes} classes", names.len(), Listed(names))]
    FewerNames {
        /// The names.
        names: Vec<String>,
        /// The number of classes.
        classes: usize,
    },
    /// The names of the classes are not one for each, or one is there twice.
    #[error("{} as names do not fit {classes} classes: each takes one of its own", Listed(names))]
    ClassNames {
        /// The names.
        names: Vec<String>,
        /// The number of classes.
        classes: usize,
    },
    /// Names of classes where there are none.
    #[error("the target is `{0}`, which has no classes that could have names")]
    NoClasses(&'static str),
    /// Two columns have the same name.
    #[error("`{}` is the name of a column before it as well", quoted(.0))]
    NameTwice(String),
    /// The names are not one for each column.
    #[error("{names} names do not match {columns} columns: each takes one")]
    Names {
        /// The number of names.
        names: usize,
        /// The number of columns.
        columns: usize,
    },
    /// There is no such column.
    #[error("there is no column {}: {}", Placed(place), There(*columns, names))]
    NoColumn {
        /// The column asked for.
        place: Place,
        /// How many there are.
        columns: usize,
        /// Their names, where they have any.
        names: Vec<String>,
    },
    /// A column is to be two things.
    #[error("column {} is said to be two things: each column is one", Placed(place))]
    UsedTwice {
        /// The column.
        place: Place,
    },
    /// Missing words cannot become this.
    #[error(
        "column {} holds words, and none of them is the {fill}: a missing one may become the {}",
        Placed(place),
        Fill::MostFrequent
    )]
    FilledWords {
        /// The column.
        place: Place,
        /// What was to stand in the place of a missing word.
        fill: Fill,
    },
    /// What is filled in would be learnt of rows that the network is tested on.
    #[error(
        "column {column}{}: the {fill} is learnt of a training part alone: read it with `rows_from_csv`, split the rows, and fit a schema to one part",
        Named(name)
    )]
    LearntOfAll {
        /// The column, counted from 1.
        column: usize,
        /// Its name, empty where it has none.
        name: String,
        /// What was to be learnt.
        fill: Fill,
    },
    /// A schema has other columns.
    #[error("the schema has other columns than the table: {} instead of {}", Listed(schema), Listed(table))]
    OtherSchema {
        /// The names of the columns of the input that the table has.
        table: Vec<String>,
        /// Those that the schema has.
        schema: Vec<String>,
    },
    /// The columns of the target are not as many as it takes.
    #[error("{given} columns are no target `{target}`, which takes {takes}")]
    Labels {
        /// The columns.
        given: usize,
        /// The type of the target.
        target: &'static str,
        /// How many it takes.
        takes: usize,
    },
    /// The first line is one cell, in which something stands that often separates them.
    #[error(
        "the line is a single cell, but there is `{}` in it: if cells are separated by that, say so with `.separator(b'{}')`",
        separator(*.0),
        separator(*.0)
    )]
    OneCell(u8),
    /// What separates cells cannot.
    #[error("`{}` cannot separate cells", separator(*.0))]
    Separator(u8),
    /// The columns as they are described are no schema.
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

/// A separator as source code has it.
fn separator(separator: u8) -> impl fmt::Display {
    char::from(separator).escape_debug()
}

/// `, line 3, column 7 (`age`)`, as far as that is known.
struct Behind<'a>(&'a Option<Box<Spot>>);

impl fmt::Display for Behind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(spot) => write!(f, ", {spot}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        match self.column {
            Some(column) => write!(f, ", column {column}{}", Named(&self.name)),
            None => Ok(()),
        }
    }
}

/// A column as it was asked for.
struct Placed<'a>(&'a Place);

impl fmt::Display for Placed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Place::Named(name) => write!(f, "`{}`", quoted(name)),
            Place::At(place) => write!(f, "{place} (counted from 0)"),
        }
    }
}

/// The columns there are.
struct There<'a>(usize, &'a [String]);

impl fmt::Display for There<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            [] => write!(f, "there are {}", self.0),
            names => write!(f, "there are {}, {}", self.0, Listed(names)),
        }
    }
}

/// The columns that become several numbers.
struct OneHots<'a>(&'a [(String, usize)]);

impl fmt::Display for OneHots<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (column, levels)) in self.0.iter().enumerate() {
            write!(f, "{}column {column} makes {levels}", if i == 0 { "; " } else { ", " })?;
        }
        Ok(())
    }
}

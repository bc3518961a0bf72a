//! Tables of numbers in CSV files, plain or compressed with gzip; whatever is wrong in one is refused with file, line and
//! column. Numbers need no quotes, so a row is a line cut at its commas.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use nn_runtime::{Class, ClassError};
use thiserror::Error;

/// Why a file of data was not read.
#[derive(Debug, Error)]
#[error("{}{}: {problem}", file.display(), Where(at))]
pub struct DataError {
    /// The file.
    pub file: PathBuf,
    /// Line and column, counted from 1; nothing where the file cannot be opened.
    pub at: Option<(usize, usize)>,
    /// What is wrong there.
    pub problem: Problem,
}

/// What can be wrong with data.
#[derive(Debug, Error)]
pub enum Problem {
    /// The file cannot be opened.
    #[error("cannot open it: {0}")]
    Open(io::Error),
    /// It cannot be read or decompressed.
    #[error("cannot read on: {0}")]
    Read(io::Error),
    /// A cell is no UTF-8.
    #[error("the cell is not text: {0}")]
    NotText(#[from] std::str::Utf8Error),
    /// There are no rows.
    #[error("there are no rows")]
    Empty,
    /// A row is too long or too short.
    #[error("the row has {given} columns, but every row must have {expected}")]
    Columns {
        /// How many the row has.
        given: usize,
        /// How many there must be.
        expected: usize,
    },
    /// A cell holds no number.
    #[error("`{0}` is not a number")]
    NotANumber(String),
    /// A cell holds an infinite number or NaN.
    #[error("`{0}` is not a finite number")]
    NotFinite(String),
    /// A cell holds no whole number from 0 on.
    #[error("`{text}` is not a label: the classes are 0 to {}", classes - 1)]
    NotALabel {
        /// What it holds.
        text: String,
        /// The number of classes.
        classes: usize,
    },
    /// A label is too large.
    #[error(transparent)]
    NotAClass(#[from] ClassError),
}

/// `, line 3, column 7`, where that is known.
struct Where<'a>(&'a Option<(usize, usize)>);

impl fmt::Display for Where<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some((line, column)) => write!(f, ", line {line}, column {column}"),
            None => Ok(()),
        }
    }
}

/// One row of a file.
#[derive(Debug)]
pub struct Row<'a> {
    file: &'a Path,
    line: usize,
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    /// The cells of a line that must have so many.
    fn cut(file: &'a Path, line: usize, bytes: &'a [u8], columns: usize) -> Result<Self, DataError> {
        let mut row = Self { file, line, cells: Vec::with_capacity(columns) };
        for cell in bytes.split(|&byte| byte == b',') {
            let text = str::from_utf8(cell).map_err(|error| row.error(row.cells.len(), error.into()))?;
            row.cells.push(text.trim());
        }
        let given = row.cells.len();
        if given != columns {
            return Err(row.error(given.min(columns), Problem::Columns { given, expected: columns }));
        }
        Ok(row)
    }

    /// The number in a column, counted from 0.
    ///
    /// # Errors
    ///
    /// If there is none, or one that is infinite or NaN.
    pub fn number(&self, column: usize) -> Result<f32, DataError> {
        let text = self.text(column);
        let number: f32 = text.parse().map_err(|_| self.error(column, Problem::NotANumber(text.into())))?;
        if number.is_finite() { Ok(number) } else { Err(self.error(column, Problem::NotFinite(text.into()))) }
    }

    /// The class whose number is in a column, counted from 0.
    ///
    /// # Errors
    ///
    /// If there is no number of a class.
    pub fn class<const C: usize>(&self, column: usize) -> Result<Class<C>, DataError> {
        let text = self.text(column);
        let none = |_| self.error(column, Problem::NotALabel { text: text.into(), classes: C });
        let label: usize = text.parse().map_err(none)?;
        Class::new(label).map_err(|error| self.error(column, error.into()))
    }

    /// What a column holds; a column behind the last holds nothing.
    fn text(&self, column: usize) -> &'a str {
        self.cells.get(column).copied().unwrap_or_default()
    }

    fn error(&self, column: usize, problem: Problem) -> DataError {
        DataError { file: self.file.into(), at: Some((self.line, column + 1)), problem }
    }
}

/// What `parse` makes of each row of a file with so many columns and no header. A name that ends in `.gz` is decompressed;
/// empty lines are skipped.
///
/// # Errors
///
/// If the file cannot be read, has no rows or one of another length, or `parse` refuses one.
pub fn read<R>(
    path: &Path,
    columns: usize,
    parse: impl FnMut(&Row<'_>) -> Result<R, DataError>,
) -> Result<Vec<R>, DataError> {
    let open = |error| DataError { file: path.into(), at: None, problem: Problem::Open(error) };
    let file = BufReader::new(File::open(path).map_err(open)?);
    if path.extension().is_some_and(|extension| extension == "gz") {
        read_from(path, BufReader::new(MultiGzDecoder::new(file)), columns, parse)
    } else {
        read_from(path, file, columns, parse)
    }
}

fn read_from<R>(
    file: &Path,
    from: impl BufRead,
    columns: usize,
    mut parse: impl FnMut(&Row<'_>) -> Result<R, DataError>,
) -> Result<Vec<R>, DataError> {
    let mut rows = Vec::new();
    for (line, bytes) in (1..).zip(from.split(b'\n')) {
        let unreadable = |error| DataError { file: file.into(), at: Some((line, 1)), problem: Problem::Read(error) };
        let bytes = bytes.map_err(unreadable)?;
        if !bytes.trim_ascii().is_empty() {
            rows.push(parse(&Row::cut(file, line, &bytes, columns)?)?);
        }
    }
    if rows.is_empty() {
        return Err(DataError { file: file.into(), at: Some((1, 1)), problem: Problem::Empty });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    /// Two numbers and one of three classes.
    fn parse(bytes: &[u8]) -> Result<Vec<([f32; 2], usize)>, String> {
        read_from(Path::new("a.csv"), bytes, 3, |row| {
            Ok(([row.number(0)?, row.number(1)?], row.class::<3>(2)?.index()))
        })
        .map_err(|error| error.to_string())
    }

    #[test]
    fn rows_are_read() {
        assert_eq!(parse(b"1,-2.5,0\n 3e2 ,4,2").unwrap(), [([1.0, -2.5], 0), ([300.0, 4.0], 2)]);
    }

    #[test]
    fn every_refusal_names_its_place() {
        for (text, message) in [
            (&b"1,2,0\n1,x,0"[..], "a.csv, line 2, column 2: `x` is not a number"),
            (b"1,,0", "a.csv, line 1, column 2: `` is not a number"),
            (b"1,2,0\r\n\r\n NaN,2,0", "a.csv, line 3, column 1: `NaN` is not a finite number"),
            (b"1,1e99,0", "a.csv, line 1, column 2: `1e99` is not a finite number"),
            (b"1,2,3", "a.csv, line 1, column 3: label 3 is not one of the 3 classes, 0 to 2"),
            (b"1,2,-1", "a.csv, line 1, column 3: `-1` is not a label: the classes are 0 to 2"),
            (b"1,2,1.5", "a.csv, line 1, column 3: `1.5` is not a label: the classes are 0 to 2"),
            (b"1,2,0\n1,2", "a.csv, line 2, column 3: the row has 2 columns, but every row must have 3"),
            (b"1,2,0,9", "a.csv, line 1, column 4: the row has 4 columns, but every row must have 3"),
            (b"", "a.csv, line 1, column 1: there are no rows"),
        ] {
            assert_eq!(parse(text).unwrap_err(), message);
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_with_their_place() {
        let message = parse(b"1,2,0\n1,\xff,0\n").unwrap_err();
        assert!(message.starts_with("a.csv, line 2, column 2: the cell is not text: "), "{message}");
    }

    #[test]
    fn compressed_files_are_read_and_damaged_ones_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv.gz");
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(b"1,2,0\n3,4,1\n").unwrap();
        let bytes = encoder.finish().unwrap();
        let numbers = |row: &Row<'_>| row.number(0);

        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(read(&path, 3, numbers).unwrap(), [1.0, 3.0]);
        std::fs::write(&path, &bytes[..bytes.len() - 9]).unwrap();
        let message = read(&path, 3, numbers).unwrap_err().to_string();
        assert!(message.contains("a.csv.gz, line ") && message.contains("cannot read on: "), "{message}");
    }

    #[test]
    fn a_missing_file_is_named() {
        let message = read(Path::new("no/such.csv"), 3, |row| row.number(0)).unwrap_err().to_string();
        assert!(message.starts_with("no/such.csv: cannot open it: "), "{message}");
    }
}

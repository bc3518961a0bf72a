//! Tables of numbers in CSV files, plain or compressed with gzip; whatever is wrong in one is refused with file, line and column.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use csv::{ReaderBuilder, StringRecord};
use flate2::read::MultiGzDecoder;
use nn_runtime::{Class, ClassError};
use thiserror::Error;

/// Why a file of data was not read.
#[derive(Debug, Error)]
#[error("{}{}: {problem}", file.display(), Where(at))]
pub struct DataError {
    /// The file.
    pub file: PathBuf,
    /// Line and column, counted from 1; nothing where the file as a whole is wrong.
    pub at: Option<(u64, usize)>,
    /// What is wrong there.
    pub problem: Problem,
}

/// What can be wrong with data.
#[derive(Debug, Error)]
pub enum Problem {
    /// The file cannot be opened.
    #[error("cannot open it: {0}")]
    Open(io::Error),
    /// It cannot be read, decompressed, or is no UTF-8.
    #[error("cannot read it: {0}")]
    Read(csv::Error),
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
struct Where<'a>(&'a Option<(u64, usize)>);

impl std::fmt::Display for Where<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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
    line: u64,
    cells: &'a StringRecord,
}

impl Row<'_> {
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
        let none = || self.error(column, Problem::NotALabel { text: text.into(), classes: C });
        let label: usize = text.parse().map_err(|_| none())?;
        Class::new(label).map_err(|error| self.error(column, error.into()))
    }

    fn text(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default().trim()
    }

    fn error(&self, column: usize, problem: Problem) -> DataError {
        DataError { file: self.file.into(), at: Some((self.line, column + 1)), problem }
    }
}

/// What `parse` makes of each row of a file with `columns` columns and no header; a name that ends in `.gz` is decompressed.
///
/// # Errors
///
/// If the file cannot be read, a row has another number of columns, there is none, or `parse` refuses one.
pub fn read<R>(
    path: &Path,
    columns: usize,
    parse: impl FnMut(&Row<'_>) -> Result<R, DataError>,
) -> Result<Vec<R>, DataError> {
    let file =
        File::open(path).map_err(|error| DataError { file: path.into(), at: None, problem: Problem::Open(error) })?;
    if path.extension().is_some_and(|extension| extension == "gz") {
        read_from(path, BufReader::new(MultiGzDecoder::new(BufReader::new(file))), columns, parse)
    } else {
        read_from(path, BufReader::new(file), columns, parse)
    }
}

fn read_from<R>(
    file: &Path,
    from: impl Read,
    columns: usize,
    mut parse: impl FnMut(&Row<'_>) -> Result<R, DataError>,
) -> Result<Vec<R>, DataError> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(from);
    let (mut rows, mut cells) = (Vec::new(), StringRecord::new());
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut cells) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(unreadable(file, line, error)),
        }
        let line = cells.position().map_or(line, |position| position.line());
        let row = Row { file, line, cells: &cells };
        if cells.len() != columns {
            let problem = Problem::Columns { given: cells.len(), expected: columns };
            return Err(row.error(columns.min(cells.len()), problem));
        }
        rows.push(parse(&row)?);
    }
    if rows.is_empty() {
        return Err(DataError { file: file.into(), at: Some((1, 1)), problem: Problem::Empty });
    }
    Ok(rows)
}

/// The place of what the reader itself refuses: it knows the column of bytes that are no UTF-8, and the line otherwise.
fn unreadable(file: &Path, line: u64, error: csv::Error) -> DataError {
    let at = match error.kind() {
        csv::ErrorKind::Utf8 { pos, err } => (pos.as_ref().map_or(line, csv::Position::line), err.field() + 1),
        _ => (line, 1),
    };
    DataError { file: file.into(), at: Some(at), problem: Problem::Read(error) }
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
            (b"1,2,0\n\n NaN,2,0", "a.csv, line 3, column 1: `NaN` is not a finite number"),
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
        assert!(message.starts_with("a.csv, line 2, column 2: cannot read it: "), "{message}");
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
        assert!(message.contains("a.csv.gz, line ") && message.contains("cannot read it: "), "{message}");
    }

    #[test]
    fn a_missing_file_is_named() {
        let message = read(Path::new("no/such.csv"), 3, |row| row.number(0)).unwrap_err().to_string();
        assert!(message.starts_with("no/such.csv: cannot open it: "), "{message}");
    }
}

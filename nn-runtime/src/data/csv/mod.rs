//! Data sets from CSV files, plain or compressed with gzip.

mod columns;
mod error;
mod fit;
mod form;
mod gather;
mod levels;
mod records;
mod row;
mod table;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use std::fs::File;
use std::io::Read;
use std::path::Path;

pub use self::columns::{Columns, Fill, Missing, Place};
pub use self::error::{CsvError, CsvProblem, Spot};
pub use self::fit::FitError;
use self::gather::{Gather, Lines, Rows, Whole};
use self::records::{Record, Records};
pub use self::row::Row;
use self::table::Table;
use super::dataset::Dataset;
use super::numbers::{Label, Numbers};

impl<X: Numbers, Y: Label> Dataset<X, Y> {
    /// The rows of a CSV file, plain or compressed with gzip (which its content tells).
    ///
    /// Cells may be quoted as RFC 4180 has it; space around them is taken away, and empty lines are skipped.
    ///
    /// ```no_run
    /// use nn_runtime::data::{Columns, Dataset};
    /// use nn_runtime::Class;
    ///
    /// let data = Dataset::<[f32; 784], Class<10>>::from_csv("mnist_5k.csv.gz", Columns::label_last())?;
    /// # Ok::<(), nn_runtime::data::CsvError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or a row or a cell is not what [`Columns`] say. The error names file, line and column.
    pub fn from_csv(path: impl AsRef<Path>, columns: Columns) -> Result<Self, CsvError> {
        open::<Y, Whole<X>>(path.as_ref(), &columns)
    }

    /// As [`from_csv`](Self::from_csv), from anything that can be read; `name` stands for the file in errors.
    ///
    /// ```
    /// use nn_runtime::data::{Columns, Dataset};
    /// use nn_runtime::Class;
    ///
    /// let text = "length,colour,kind\n5.1,red,rose\n4.9,white,lily\n6.4,red,rose\n";
    /// let columns = Columns::label("kind").labels_by_name().one_hot("colour");
    /// let data = Dataset::<[f32; 3], Class<2>>::from_csv_reader("flowers", text.as_bytes(), columns)?;
    ///
    /// assert_eq!(data.inputs()[1], [4.9, 0.0, 1.0]);
    /// assert_eq!(data.names().inputs, ["length", "colour=red", "colour=white"]);
    /// assert_eq!(data.names().classes, ["lily", "rose"]);
    ///
    /// // Rows that come later are encoded as those of the file were.
    /// let schema = data.schema().expect("the data came from a table");
    /// assert_eq!(schema.encode::<[f32; 3]>(&["5.5", "red"]).unwrap(), [5.5, 1.0, 0.0]);
    ///
    /// let error = Dataset::<[f32; 1], f32>::from_csv_reader("a.csv", "1,2\n3,x\n".as_bytes(), Columns::label_last());
    /// assert_eq!(error.unwrap_err().to_string(), "a.csv, line 2, column 2: `x` is not a number");
    /// # Ok::<(), nn_runtime::data::CsvError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`from_csv`](Self::from_csv).
    pub fn from_csv_reader(name: impl AsRef<str>, reader: impl Read, columns: Columns) -> Result<Self, CsvError> {
        read::<Y, Whole<X>>(name.as_ref(), reader, false, &columns)
    }
}

impl<Y: Label> Dataset<Row, Y> {
    /// The rows of a CSV file, plain or compressed with gzip, as they are: what makes numbers of them is learnt of a part of them
    /// ([`Schema::fit`](crate::data::Schema::fit)).
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or a row or a cell is not what [`Columns`] say. The error names file, line and column.
    pub fn rows_from_csv(path: impl AsRef<Path>, columns: Columns) -> Result<Self, CsvError> {
        open::<Y, Lines>(path.as_ref(), &columns)
    }

    /// As [`rows_from_csv`](Self::rows_from_csv), from anything that can be read; `name` stands for the file in errors.
    ///
    /// # Errors
    ///
    /// As of [`rows_from_csv`](Self::rows_from_csv).
    pub fn rows_from_csv_reader(name: impl AsRef<str>, reader: impl Read, columns: Columns) -> Result<Self, CsvError> {
        read::<Y, Lines>(name.as_ref(), reader, false, &columns)
    }
}

/// Reads all rows of a file.
fn open<Y: Label, G: Gather>(path: &Path, columns: &Columns) -> Result<Dataset<G::Sample, Y>, CsvError> {
    let file = format!("{}", path.display());
    let zipped = path.extension().is_some_and(|extension| extension == "gz");
    let refused = |error| CsvError { file: file.clone(), at: None, problem: CsvProblem::Open(error) };
    read::<Y, G>(&file, File::open(path).map_err(refused)?, zipped, columns)
}

/// Reads all rows.
fn read<Y: Label, G: Gather>(
    file: &str,
    from: impl Read,
    zipped: bool,
    columns: &Columns,
) -> Result<Dataset<G::Sample, Y>, CsvError> {
    const { assert!(Y::COLUMNS > 0, "a target takes at least one column") };
    let refused = |problem| CsvError { file: file.into(), at: None, problem };
    let at = |line, column: Option<usize>, name, problem| {
        let at = Spot { line, column: column.map(|column| column + 1), name };
        CsvError { file: file.into(), at: Some(Box::new(at)), problem }
    };
    let stopped = |(line, problem)| at(line, None, String::new(), problem);
    let rows_of = |record: Record<'_>, header| {
        let table = Table::new(columns, G::wanted::<Y>(), file, record.len(), header);
        let rows = table.and_then(|table| Rows::<G>::new(table).map_err(|problem| (None, problem)));
        rows.map_err(|(column, problem)| at(record.line, column, String::new(), or_separator(problem, record)))
    };

    if matches!(columns.separator, b'"' | b'\n' | b'\r') {
        return Err(refused(CsvProblem::Separator(columns.separator)));
    }
    let mut records = Records::new(from, zipped, columns.separator).map_err(stopped)?;
    records.skip(columns.skip).map_err(stopped)?;

    let mut rows = None;
    if columns.has_header()
        && let Some(record) = records.next().map_err(stopped)?
    {
        let header = (0..record.len()).map(|i| record.text(i).map(String::from).map_err(|problem| (i, problem)));
        let header = header.collect::<Result<Vec<_>, _>>();
        let header = header.map_err(|(i, problem)| at(record.line, Some(i), String::new(), problem))?;
        rows = Some(rows_of(record, header)?);
    }
    let mut last = 0;
    while let Some(record) = records.next().map_err(stopped)? {
        if rows.is_none() {
            rows = Some(rows_of(record, Vec::new())?);
        }
        let rows = rows.as_mut().expect("there are some by now");
        let added = rows.add(record);
        added.map_err(|(column, problem)| {
            let name = column.map_or(String::new(), |column| rows.table.name(column));
            let problem = if rows.count == 1 { or_separator(problem, record) } else { problem };
            at(record.line, column, name, problem)
        })?;
        last = record.line;
    }
    let rows = rows.filter(|rows| rows.count > 0).ok_or_else(|| refused(CsvProblem::Empty))?;
    rows.finish().map_err(|problem| at(last, None, String::new(), problem))
}

/// What is wrong with the first line of a table; where it is a single cell, what else may stand between cells.
fn or_separator(problem: CsvProblem, record: Record<'_>) -> CsvProblem {
    let holds =
        |separator: &u8| record.len() == 1 && record.text(0).is_ok_and(|text| text.contains(char::from(*separator)));
    b";\t|".iter().copied().find(holds).map_or(problem, CsvProblem::OneCell)
}

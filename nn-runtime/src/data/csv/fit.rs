//! What is learnt of the columns of an input: their words, and what stands in the place of missing values.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;

use thiserror::Error;

use super::columns::Fill;
use super::error::Spot;
use super::form::{Cell, Coding, Form, Input, Spread};
use super::levels::order;
use super::row::Row;
use crate::data::dataset::Dataset;
use crate::data::sample::Sample;
use crate::data::schema::{Column, Kind, Schema, Words};
use crate::quoted::escaped;

/// Why no schema is fitted to rows.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum FitError {
    /// There are no rows to fit to.
    #[error("there are no rows to fit a schema to")]
    Empty,
    /// Missing values cannot be replaced by what the others are like, for there are no others.
    #[error("{}, {at}: {}, so there is no {fill} to fill in", escaped(file), Without(*.rows))]
    NoValue {
        /// The file of the first of these rows.
        file: String,
        /// The cell in it.
        at: Spot,
        /// The number of rows.
        rows: usize,
        /// What was to be filled in.
        fill: Fill,
    },
    /// Rows were read with other columns than those before them.
    #[error(
        "{}, {at}: the columns are not like those of {}: read both with the same `Columns`",
        escaped(file),
        escaped(first)
    )]
    Unlike {
        /// The file of the first row that has other columns.
        file: String,
        /// Where in it: the first column that is another, where one is.
        at: Spot,
        /// The file of the first row.
        first: String,
    },
}

/// That of so many rows none has a value.
struct Without(usize);

impl fmt::Display for Without {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("the only row has no known value here"),
            rows => write!(f, "none of the {rows} rows has a known value here"),
        }
    }
}

/// A column of the input of which nothing can be learnt that stands in the place of missing values.
pub(super) struct NoValue {
    /// Which of the columns of the input.
    pub input: usize,
    /// What was to be learnt.
    pub fill: Fill,
}

impl Schema {
    /// Learns of these rows what the schema of an input needs to know: the words of columns whose words are not given, and the values
    /// that are filled in where one is missing ([`Fill`]). The training part alone should be fitted to, or the network knows of the
    /// others what it will not know of rows to come.
    ///
    /// ```
    /// use nn_runtime::data::{Columns, Dataset, Fill, Schema, Unknown};
    ///
    /// let text = "age,colour,y\n30,red,1\n?,blue,2\n50,red,3\n40,green,4\n";
    /// let columns = Columns::label("y").fill("age", Fill::Mean).one_hot("colour").unknown(Unknown::Zeros);
    /// let rows = Dataset::<_, f64>::rows_from_csv_reader("a.csv", text.as_bytes(), columns)?;
    /// let (train, test) = (rows.select(&[0, 1, 2]), rows.select(&[3]));
    ///
    /// let schema = Schema::fit(&train)?;
    /// assert_eq!(schema.number_names(), ["age", "colour=blue", "colour=red"]);
    /// assert_eq!(train.encoded::<[f64; 3]>(&schema)?.inputs()[1], [40.0, 1.0, 0.0]);
    /// assert_eq!(test.encoded::<[f64; 3]>(&schema)?.inputs(), [[40.0, 0.0, 0.0]]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there are no rows, they were read with other columns than one another, or all of them miss a value that is to be filled in.
    pub fn fit<Y: Sample>(rows: &Dataset<Row, Y>) -> Result<Self, FitError> {
        let rows = rows.inputs();
        let first = rows.first().ok_or(FitError::Empty)?;
        let form = &first.form;
        for row in rows {
            if let Some(input) = row.form.unlike(form) {
                return Err(FitError::Unlike {
                    file: row.form.file.clone(),
                    at: row.spot(input),
                    first: form.file.clone(),
                });
            }
        }
        let schema = form.fit(|i| rows.iter().map(move |row| row.form.inputs[i].cell(row.values[i])));
        schema.map_err(|NoValue { input, fill }| {
            let (file, at) = (form.file.clone(), first.spot(input));
            FitError::NoValue { file, at, rows: rows.len(), fill }
        })
    }
}

impl Form {
    /// The schema that is learnt of the cells of each column.
    pub fn fit<'a, I: Iterator<Item = Option<Cell<'a>>>>(&self, cells: impl Fn(usize) -> I) -> Result<Schema, NoValue> {
        let column = |(i, input): (usize, &Input)| {
            let kind = input.fit(cells(i)).map_err(|fill| NoValue { input: i, fill })?;
            Ok(Column::new(input.name.clone(), kind))
        };
        Ok(Schema::from_table(self.inputs.iter().enumerate().map(column).collect::<Result<_, _>>()?))
    }
}

impl Input {
    /// What the column holds, where these are its cells; `None` is a value that is missing. The error is what cannot be learnt of them.
    fn fit<'a>(&self, cells: impl Iterator<Item = Option<Cell<'a>>>) -> Result<Kind, Fill> {
        let (mut numbers, mut counts) = (Vec::new(), BTreeMap::<&str, usize>::new());
        for cell in cells {
            match cell {
                Some(Cell::Number(number)) => numbers.push(number),
                Some(Cell::Word(word)) => *counts.entry(word).or_default() += 1,
                None => {}
            }
        }
        match &self.coding {
            Coding::Number(fill) => {
                let fill = fill.map(|fill| fill.of_numbers(&mut numbers).ok_or(fill));
                Ok(Kind::Number { fill: fill.transpose()? })
            }
            Coding::Words { levels, spread, fill } => {
                let found = || {
                    let words: Vec<_> = counts.keys().collect();
                    order(&words).into_iter().map(|i| words[i].to_string()).collect()
                };
                let levels = levels.given().map_or_else(found, <[String]>::to_vec);
                let fill = fill.map(|fill| most_frequent_word(&levels, &counts).ok_or(fill));
                let words = Words { fill: fill.transpose()?, levels };
                Ok(match *spread {
                    Spread::OneHot(unknown) => Kind::OneHot { words, unknown },
                    Spread::Id => Kind::Id(words),
                })
            }
        }
    }
}

impl Fill {
    /// What stands in the place of missing numbers where these are there; `None` where that cannot be said of none.
    fn of_numbers(self, numbers: &mut [f64]) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            _ if numbers.is_empty() => None,
            Self::Mean => {
                let count = numbers.len() as f64;
                let mean = |rough: f64| numbers.iter().map(|x| (0.5 * x - 0.5 * rough) / (0.5 * count)).sum::<f64>();
                let rough = mean(0.0);
                let mean = rough + mean(rough); // a second pass takes away what rounding left in the first
                let (least, largest) = numbers.iter().fold((f64::MAX, f64::MIN), |(a, b), &x| (a.min(x), b.max(x)));
                Some(mean.clamp(least, largest)) // which must not make infinity of the largest numbers there are
            }
            Self::Median => {
                numbers.sort_by(f64::total_cmp);
                let (below, above) = (numbers[(numbers.len() - 1) / 2], numbers[numbers.len() / 2]);
                Some(0.5 * below + 0.5 * above)
            }
            Self::MostFrequent => {
                numbers.sort_by(f64::total_cmp);
                let runs = numbers.chunk_by(|a, b| a == b);
                let longest = runs.reduce(|longest, run| if run.len() > longest.len() { run } else { longest });
                longest.map(|run| run[0])
            }
        }
    }
}

/// The level that occurs most often, the first of them where several do.
fn most_frequent_word(levels: &[String], counts: &BTreeMap<&str, usize>) -> Option<String> {
    let counted = levels.iter().filter_map(|level| Some((level, *counts.get(level.as_str())?)));
    counted.reduce(|most, other| if other.1 > most.1 { other } else { most }).map(|(level, _)| level.clone())
}

//! Rows that are no numbers yet, so that what makes them numbers can be learnt of the training part alone.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::error::{CsvError, CsvProblem, Spot};
use super::form::{Cell, Form, Recode};
use crate::data::dataset::{Dataset, Names};
use crate::data::numbers::Numbers;
use crate::data::sample::Sample;
use crate::data::schema::{CellError, Schema};

/// A row of a table whose words are words still, and whose missing values are missing.
///
/// What the words of a column are, and what stands in the place of a missing value, is learnt of the training part alone. So tables
/// with such columns are read as rows, which are split as other samples are; [`Schema::fit`] learns of one part,
/// [`Dataset::encoded`] makes numbers of each.
///
/// ```
/// use nn_runtime::prelude::*;
/// use nn_runtime::data::{Columns, Fill, Schema};
///
/// network! { Price(flat: [4]) -> [1] { flat -> dense<8> -> tanh -> dense<1> } }
///
/// let text = "size,floor,heating,price\n60,1,gas,9\n80,,oil,11\n?,3,gas,12\n70,2,oil,10\n90,2,gas,13\n50,1,oil,7\n";
/// let columns = Columns::label("price").missing(Fill::Median).one_hot("heating");
/// let rows = Dataset::<_, [f32; 1]>::rows_from_csv_reader("flats.csv", text.as_bytes(), columns)?;
///
/// let (train, test) = rows.split((0.7, 0.3), 1)?;
/// let schema = Schema::fit(&train)?;
/// let (train, test) = (train.encoded::<[f32; 4]>(&schema)?, test.encoded::<[f32; 4]>(&schema)?);
///
/// let mut model = Price::init(1).scaled_by(Standardize::fit(&train)?)?;
/// Trainer::new(&mut model).loss(Mse::new()).optimizer(Sgd::new(0.1)).epochs(2).fit(&train)?;
/// assert_eq!(model.predict_all(test.inputs())?.len(), 2);
/// // The schema goes with the model: the same values stand in the place of what is missing.
/// assert_eq!(model.schema(), Some(&schema));
/// assert!(model.predict_cells(&["?", "2", "gas"]).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Row {
    /// The line it begins in.
    pub(super) line: u64,
    /// A value for each column of the input.
    pub(super) values: Arc<[f64]>,
    pub(super) form: Arc<Form>,
}

impl Row {
    /// The line of its file in which it begins, counted from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The input that it is by a schema of its columns.
    fn encode<X: Numbers>(
        &self,
        schema: &Schema,
        recodes: &[Recode<'_>],
        values: &mut Vec<f64>,
    ) -> Result<X, CsvError> {
        values.clear();
        for (i, recode) in recodes.iter().enumerate() {
            let value = recode.value(self.values[i]).and_then(|value| match X::holds(value) {
                true => Ok(value),
                false => Err(CellError::TooLarge(format!("{value:?}"))),
            });
            values.push(value.map_err(|problem| self.refused(i, problem))?);
        }
        Ok(schema.build(values))
    }

    /// Whether its columns are those of a schema that makes an `X` of them.
    fn check<X: Numbers>(&self, schema: &Schema) -> Result<(), CsvError> {
        let form = &self.form;
        if let Some(input) = form.misfit(schema) {
            let table = form.inputs.iter().map(|input| input.name.clone()).collect();
            let schema = schema.columns().iter().map(|column| column.name.clone()).collect();
            return Err(self.refused(input, CsvProblem::OtherSchema { table, schema }));
        }
        let width = form.check_width(schema, core::any::type_name::<X>(), X::NUMBERS);
        width.map_err(|problem| self.refused(form.inputs.len(), problem))
    }

    /// What is wrong with a cell, or the whole line where there is no such column.
    fn refused(&self, i: usize, problem: impl Into<CsvProblem>) -> CsvError {
        CsvError { file: self.form.file.clone(), at: Some(Box::new(self.spot(i))), problem: problem.into() }
    }

    /// Where the cell of a column of the input is; the whole line, where there is no such column.
    pub(super) fn spot(&self, i: usize) -> Spot {
        let input = self.form.inputs.get(i);
        let name = input.map_or(String::new(), |input| input.name.clone());
        Spot { line: self.line, column: input.map(|input| input.column + 1), name }
    }
}

impl<Y: Sample> Dataset<Row, Y> {
    /// The rows as numbers, by a schema that was fitted to rows of the same columns: these, or the training part.
    ///
    /// # Errors
    ///
    /// If the schema has other columns, or makes another number of numbers than `X` takes; if a row holds a word that the schema does not
    /// know (where that is not [allowed](crate::data::Unknown)), or a number that is too large for `X`. The error names file, line and column.
    pub fn encoded<X: Numbers>(&self, schema: &Schema) -> Result<Dataset<X, Y>, CsvError> {
        let (mut inputs, mut values) = (Vec::with_capacity(self.len()), Vec::new());
        let mut known: Option<(&Arc<Form>, Vec<Recode<'_>>)> = None;
        for row in self.inputs() {
            let recodes = match &mut known {
                Some((form, recodes)) if Arc::ptr_eq(form, &row.form) => recodes,
                known => {
                    row.check::<X>(schema)?;
                    &mut known.insert((&row.form, row.form.recodes(schema))).1
                }
            };
            inputs.push(row.encode(schema, recodes, &mut values)?);
        }
        let names = Names { inputs: schema.names(), classes: self.names().classes.clone() };
        let encoded = Dataset::from_table(inputs, self.targets().to_vec());
        Ok(encoded.with_parts(self.weights(), names, Some(schema.clone())))
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells = self.form.inputs.iter().zip(&*self.values).map(|(input, &value)| match input.cell(value) {
            None => "?".into(),
            Some(Cell::Number(number)) => format!("{number}"),
            Some(Cell::Word(word)) => format!("{word:?}"),
        });
        write!(f, "Row({}, line {}: {})", self.form.file, self.line, cells.collect::<Vec<_>>().join(", "))
    }
}

/// A row holds no numbers that a network could take: it must be [encoded](Dataset::encoded) first.
impl Sample for Row {
    type Columns<const B: usize> = ();
    type Lent<'a, const B: usize> = ();

    const NUMBERS: usize = 0;

    fn columns<const B: usize>() -> Box<()> {
        Box::new(())
    }
    fn put<const B: usize>(&self, (): &mut (), _: usize) {}
    fn lend<const B: usize>((): &()) {}
    fn each(&self, _: &mut impl FnMut(usize, f64)) {}
    fn map(&self, _: &mut impl FnMut(usize, f64) -> f64) -> Self {
        self.clone()
    }
}

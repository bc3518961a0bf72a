//! What becomes of rows while they are read: numbers at once, or rows that wait for a schema.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::any::type_name;

use super::error::CsvProblem;
use super::fit::NoValue;
use super::form::{Cell, Form, Input};
use super::records::Record;
use super::row::Row;
use super::table::{Refusal, Table, Wanted};
use crate::data::dataset::{Dataset, Names};
use crate::data::numbers::{Label, Numbers};
use crate::data::sample::Sample;
use crate::data::schema::Schema;

/// The rows that were read.
pub(super) struct Rows<'c, G> {
    pub table: Table<'c>,
    /// How many rows there were, with those that were left out.
    pub count: usize,
    gathered: G,
    labels: Vec<f64>,
    /// The values of the row that is read.
    values: Vec<f64>,
}

/// What rows are gathered as.
pub(super) trait Gather: Sized {
    /// What becomes of a row.
    type Sample: Sample;

    /// What is asked of a table.
    fn wanted<Y: Label>() -> Wanted;
    /// None yet, of such a table.
    fn new(table: &Table<'_>) -> Result<Self, CsvProblem>;
    /// Takes a row, a value for each column of the input.
    fn add(&mut self, line: u64, values: &[f64]);
    /// All that was taken.
    fn finish(self, form: Form) -> Result<Inputs<Self::Sample>, CsvProblem>;
}

/// What becomes of all rows.
pub(super) struct Inputs<X> {
    samples: Vec<X>,
    /// The names of their numbers, and how rows become such samples, as far as that is known.
    names: Vec<String>,
    schema: Option<Schema>,
}

/// Inputs, made at once where the columns are known.
pub(super) struct Whole<X> {
    schema: Option<Schema>,
    inputs: Vec<X>,
    /// The values of all rows, as long as the columns are not known.
    values: Vec<f64>,
}

/// Rows with their lines.
pub(super) struct Lines(Vec<(u64, Arc<[f64]>)>);

impl<'c, G: Gather> Rows<'c, G> {
    /// None yet, of this table.
    pub fn new(table: Table<'c>) -> Result<Self, CsvProblem> {
        Ok(Self { gathered: G::new(&table)?, table, count: 0, labels: Vec::new(), values: Vec::new() })
    }

    /// Takes a row.
    pub fn add(&mut self, record: Record<'_>) -> Result<(), Refusal> {
        self.count += 1;
        self.values.clear();
        if self.table.row(record, &mut self.values, &mut self.labels)? {
            self.gathered.add(record.line, &self.values);
        }
        Ok(())
    }

    /// The data set of all rows.
    pub fn finish<Y: Label>(mut self) -> Result<Dataset<G::Sample, Y>, CsvProblem> {
        if self.labels.is_empty() {
            return Err(CsvProblem::AllDropped(self.count));
        }
        self.table.finish(&mut self.labels)?;
        let classes = self.table.class_names();
        let Inputs { samples, names, schema } = self.gathered.finish(self.table.into_form())?;
        let mut labels = self.labels.iter().copied();
        let mut next = || labels.next().expect("as many values as targets take");
        let targets = samples.iter().map(|_| Y::from_values(&mut next)).collect();
        Ok(Dataset::from_table(samples, targets).with_parts(None, Names { inputs: names, classes }, schema))
    }
}

impl<X: Numbers> Gather for Whole<X> {
    type Sample = X;

    fn wanted<Y: Label>() -> Wanted {
        const { assert!(X::NUMBERS > 0, "a sample takes at least one column") };
        Wanted::of::<X, Y>()
    }

    fn new(table: &Table<'_>) -> Result<Self, CsvProblem> {
        let schema = table.is_known().then(|| learnt(table.form(), |_| core::iter::empty())).transpose()?;
        schema.iter().try_for_each(|schema| table.form().check_width(schema, type_name::<X>(), X::NUMBERS))?;
        Ok(Self { schema, inputs: Vec::new(), values: Vec::new() })
    }

    fn add(&mut self, _: u64, values: &[f64]) {
        match &self.schema {
            Some(schema) => self.inputs.push(schema.build(values)),
            None => self.values.extend_from_slice(values),
        }
    }

    fn finish(mut self, form: Form) -> Result<Inputs<X>, CsvProblem> {
        let schema = match self.schema.take() {
            Some(schema) => schema,
            None => self.encode(&form)?,
        };
        Ok(Inputs { samples: self.inputs, names: schema.names(), schema: Some(schema) })
    }
}

impl<X: Numbers> Whole<X> {
    /// Makes inputs of the values of all rows, by a schema that is fitted to them.
    fn encode(&mut self, form: &Form) -> Result<Schema, CsvProblem> {
        let (values, columns) = (&self.values, form.inputs.len());
        let cells = |i| values.iter().skip(i).step_by(columns).map(move |&value| form.inputs[i].cell(value));
        let schema = learnt(form, cells)?;
        form.check_width(&schema, type_name::<X>(), X::NUMBERS)?;
        let recodes = form.recodes(&schema);
        for values in values.chunks(columns) {
            let values = recodes.iter().zip(values).map(|(recode, &value)| recode.value(value));
            self.inputs.push(schema.build(&values.collect::<Result<Vec<_>, _>>()?));
        }
        Ok(schema)
    }
}

/// The schema of a table all of whose rows become numbers at once. No fill is learnt of them, or was refused before.
fn learnt<'a, I: Iterator<Item = Option<Cell<'a>>>>(
    form: &Form,
    cells: impl Fn(usize) -> I,
) -> Result<Schema, CsvProblem> {
    form.fit(cells).map_err(|NoValue { input, fill }| {
        let Input { column, name, .. } = &form.inputs[input];
        CsvProblem::LearntOfAll { column: column + 1, name: name.clone(), fill }
    })
}

impl Gather for Lines {
    type Sample = Row;

    fn wanted<Y: Label>() -> Wanted {
        Wanted::rows::<Y>()
    }

    fn new(_: &Table<'_>) -> Result<Self, CsvProblem> {
        Ok(Self(Vec::new()))
    }

    fn add(&mut self, line: u64, values: &[f64]) {
        self.0.push((line, values.into()));
    }

    fn finish(self, form: Form) -> Result<Inputs<Row>, CsvProblem> {
        let form = Arc::new(form);
        let row = |(line, values)| Row { line, values, form: Arc::clone(&form) };
        Ok(Inputs { samples: self.0.into_iter().map(row).collect(), names: Vec::new(), schema: None })
    }
}

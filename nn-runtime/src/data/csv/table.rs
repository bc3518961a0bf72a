//! The cells of rows as values, by what the columns are said to be.

use alloc::string::String;
use alloc::vec::Vec;

use super::columns::{Columns, Header, Labels, Missing, Place, Use};
use super::error::CsvProblem;
use super::levels::Levels;
use super::records::Record;
use crate::batch::ClassError;
use crate::data::numbers::{Label, Numbers};
use crate::data::schema::{CellError, Column, Kind, Schema, SchemaError, first_twin, is_missing, number, shortened};

/// What is wrong, and in which column, counted from 0, if in any.
pub(super) type Refusal = (Option<usize>, CsvProblem);

/// What the types of a data set ask of a table.
pub(super) struct Wanted {
    sample: &'static str,
    numbers: usize,
    holds: fn(f64) -> bool,
    target: &'static str,
    labels: usize,
    classes: Option<usize>,
    label_holds: fn(f64) -> bool,
}

/// What becomes of each column, with what was found in them so far.
pub(super) struct Table<'c> {
    columns: &'c Columns,
    wanted: Wanted,
    names: Vec<String>,
    roles: Vec<Role>,
    inputs: Vec<(usize, Coding)>,
    class_names: Option<Levels>,
    is_first: bool,
}

/// What a column is for.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    Ignored,
    /// Which of the columns of the input.
    Input(usize),
    /// Which of the columns of the target.
    Label(usize),
}

/// How a cell of the input becomes a value.
enum Coding {
    Number(Option<f64>),
    OneHot(Levels),
    Id(Levels),
}

impl Wanted {
    /// What `X` and `Y` ask for.
    pub fn of<X: Numbers, Y: Label>() -> Self {
        Self {
            sample: core::any::type_name::<X>(),
            numbers: X::NUMBERS,
            holds: X::holds,
            target: core::any::type_name::<Y>(),
            labels: Y::COLUMNS,
            classes: Y::CLASSES,
            label_holds: Y::holds,
        }
    }

    /// The names of classes, where labels are names; whatever is said of classes must fit.
    fn class_names(&self, columns: &Columns) -> Result<Option<Levels>, CsvProblem> {
        let given = columns.class_names.as_deref();
        match (self.classes, given) {
            (None, None) if !columns.labels_by_name => {}
            (None, _) => return Err(CsvProblem::NoClasses(self.target)),
            (Some(classes), Some(names)) if names.len() != classes || first_twin(names).is_some() => {
                return Err(CsvProblem::ClassNames { names: names.to_vec(), classes });
            }
            (Some(_), _) => {}
        }
        Ok(columns.labels_by_name.then(|| Levels::new(given)))
    }
}

impl<'c> Table<'c> {
    /// A table with so many columns, of these names if any.
    pub fn new(columns: &'c Columns, wanted: Wanted, width: usize, header: Vec<String>) -> Result<Self, Refusal> {
        let names = match &columns.header {
            Header::Given(names) => names.clone(),
            _ => header,
        };
        if !names.is_empty() && names.len() != width {
            return Err((None, CsvProblem::Names { names: names.len(), columns: width }));
        }
        let named: Vec<_> = names.iter().filter(|name| !name.is_empty()).cloned().collect();
        if let Some(twin) = first_twin(&named) {
            let column = names.iter().rposition(|name| name == twin);
            return Err((column, CsvProblem::NameTwice(shortened(twin))));
        }
        let class_names = wanted.class_names(columns).map_err(|problem| (None, problem))?;
        let mut table =
            Self { columns, wanted, names, roles: Vec::new(), inputs: Vec::new(), class_names, is_first: true };
        table.assign(width).map_err(|problem| (None, problem))?;
        if table.is_known() {
            table.check_width().map_err(|problem| (None, problem))?;
        }
        Ok(table)
    }

    /// Decides what becomes of each column.
    fn assign(&mut self, width: usize) -> Result<(), CsvProblem> {
        let takes = self.wanted.labels;
        let target = self.wanted.target;
        let labels = match &self.columns.label {
            Labels::These(places) if places.len() != takes => {
                return Err(CsvProblem::Labels { given: places.len(), target, takes });
            }
            Labels::These(places) => places.clone(),
            _ if width < takes => return Err(CsvProblem::Labels { given: width, target, takes }),
            Labels::First => (0..takes).map(Place::At).collect(),
            Labels::Last => (width - takes..width).map(Place::At).collect(),
        };
        let mut roles = vec![None; width];
        for (i, place) in labels.iter().enumerate() {
            self.claim(&mut roles, place, Role::Label(i))?;
        }
        let mut codings: Vec<_> = (0..width).map(|_| None).collect();
        for (place, usage) in &self.columns.uses {
            let (role, coding) = match usage {
                Use::Ignored => (Role::Ignored, None),
                Use::OneHot(given) => (Role::Input(0), Some(Coding::OneHot(Levels::new(given.as_deref())))),
                Use::Id(given) => (Role::Input(0), Some(Coding::Id(Levels::new(given.as_deref())))),
                Use::Filled(fill) => (Role::Input(0), Some(Coding::Number(Some(*fill)))),
            };
            let column = self.claim(&mut roles, place, role)?;
            codings[column] = coding;
        }
        let fill = if let Missing::Fill(fill) = self.columns.missing { Some(fill) } else { None };
        for (column, (role, coding)) in roles.into_iter().zip(codings).enumerate() {
            let role = match role {
                Some(role @ (Role::Ignored | Role::Label(_))) => role,
                Some(Role::Input(_)) | None => {
                    self.inputs.push((column, coding.unwrap_or(Coding::Number(fill))));
                    Role::Input(self.inputs.len() - 1)
                }
            };
            self.roles.push(role);
        }
        self.check_settings()
    }

    /// Gives a column its role, and says which column that is.
    fn claim(&self, roles: &mut [Option<Role>], place: &Place, role: Role) -> Result<usize, CsvProblem> {
        let column = match place {
            Place::At(column) => Some(*column).filter(|&column| column < roles.len()),
            Place::Named(name) => self.names.iter().position(|n| n == name),
        };
        let Some(column) = column else {
            let (columns, names) = (roles.len(), self.names.clone());
            return Err(CsvProblem::NoColumn { place: place.clone(), columns, names });
        };
        match roles[column].replace(role) {
            None => Ok(column),
            Some(_) => Err(CsvProblem::UsedTwice { place: place.clone() }),
        }
    }

    /// What is given for columns of the input must make sense, before anything is read.
    fn check_settings(&self) -> Result<(), CsvProblem> {
        for (column, coding) in &self.inputs {
            let column = *column + 1;
            match coding {
                Coding::Number(Some(fill)) if !(self.wanted.holds)(*fill) => {
                    return Err(SchemaError::Fill { column, fill: *fill }.into());
                }
                Coding::OneHot(levels) | Coding::Id(levels) if !levels.is_open() => coding.kind().check(column)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// The name of a column, counted from 0; empty where it has none.
    pub fn name(&self, column: usize) -> String {
        self.names.get(column).cloned().unwrap_or_default()
    }

    /// Whether all that is fitted to the file is known before it is read.
    pub fn is_known(&self) -> bool {
        let open = |coding: &Coding| matches!(coding, Coding::OneHot(levels) | Coding::Id(levels) if levels.is_open());
        !self.inputs.iter().any(|(_, coding)| open(coding))
    }

    /// How many columns the input has.
    pub fn inputs(&self) -> usize {
        self.inputs.len()
    }

    /// Adds the values of a row to those of the input and of the target; false if it is left out.
    pub fn row(&mut self, record: Record<'_>, inputs: &mut Vec<f64>, labels: &mut Vec<f64>) -> Result<bool, Refusal> {
        let (width, given) = (self.roles.len(), record.len());
        if given != width {
            return Err((Some(given.min(width)), CsvProblem::Ragged { given, expected: width }));
        }
        if self.columns.missing == Missing::DropRow && self.has_gap(record)? {
            return Ok(false);
        }
        let (first_input, first_label) = (inputs.len(), labels.len());
        inputs.resize(first_input + self.inputs.len(), 0.0);
        labels.resize(first_label + self.wanted.labels, 0.0);
        for column in 0..width {
            let place = match self.roles[column] {
                Role::Ignored => continue,
                Role::Input(i) => &mut inputs[first_input + i],
                Role::Label(i) => &mut labels[first_label + i],
            };
            let value = record.text(column).and_then(|text| self.value(column, text));
            *place = value.map_err(|problem| (Some(column), self.hint(problem, record)))?;
        }
        self.is_first = false;
        Ok(true)
    }

    /// Whether a value is missing in a row.
    fn has_gap(&self, record: Record<'_>) -> Result<bool, Refusal> {
        for column in (0..record.len()).filter(|&column| self.roles[column] != Role::Ignored) {
            let text = record.text(column).map_err(|problem| (Some(column), problem))?;
            if self.misses(column, text) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a cell holds no value, and nothing is to stand in its place.
    fn misses(&self, column: usize, text: &str) -> bool {
        match self.roles[column] {
            Role::Ignored => false,
            Role::Input(i) => match &self.inputs[i].1 {
                Coding::Number(fill) => fill.is_none() && is_missing(text),
                Coding::OneHot(levels) | Coding::Id(levels) => levels.misses(text),
            },
            Role::Label(_) => self.class_names.as_ref().map_or(is_missing(text), |names| names.misses(text)),
        }
    }

    /// The value of a cell.
    fn value(&mut self, column: usize, text: &str) -> Result<f64, CsvProblem> {
        if self.misses(column, text) {
            return Err(CellError::Missing(text.into()).into());
        }
        match self.roles[column] {
            Role::Ignored => Ok(0.0),
            Role::Input(i) => match &mut self.inputs[i].1 {
                Coding::Number(Some(fill)) if is_missing(text) => Ok(*fill),
                Coding::Number(_) => Ok(number(text, self.wanted.holds)?),
                Coding::OneHot(levels) | Coding::Id(levels) => Ok(levels.place(text)? as f64),
            },
            Role::Label(_) => match (self.wanted.classes, &mut self.class_names) {
                (None, _) => Ok(number(text, self.wanted.label_holds)?),
                (Some(classes), Some(names)) => named_class(text, names, classes),
                (Some(classes), None) => numbered_class(text, classes),
            },
        }
    }

    /// A message that says more, where the first row may be a header.
    fn hint(&self, problem: CsvProblem, record: Record<'_>) -> CsvProblem {
        let is_word = |cell| record.text(cell).is_ok_and(|text| text.parse::<f64>().is_err());
        match problem {
            CsvProblem::Cell(CellError::NotANumber(text))
                if self.is_first && !self.columns.has_header() && (0..record.len()).all(is_word) =>
            {
                CsvProblem::Header(text)
            }
            other => other,
        }
    }

    /// Puts what was found into its order, in the values of all rows as well, and checks that it fits what is wanted.
    pub fn finish(&mut self, inputs: &mut [f64], labels: &mut [f64]) -> Result<(), CsvProblem> {
        let count = self.inputs.len();
        for (i, (_, coding)) in self.inputs.iter_mut().enumerate() {
            if let Coding::OneHot(levels) | Coding::Id(levels) = coding
                && levels.is_open()
            {
                let places = levels.sort();
                inputs.iter_mut().skip(i).step_by(count).for_each(|value| *value = places[*value as usize] as f64);
            }
        }
        if let (Some(names), Some(classes)) = (&mut self.class_names, self.wanted.classes) {
            let places = names.sort();
            labels.iter_mut().for_each(|value| *value = places[*value as usize] as f64);
            if names.names().len() < classes {
                return Err(CsvProblem::FewerNames { names: names.names().to_vec(), classes });
            }
        }
        self.check_width()
    }

    /// Whether the columns become as many numbers as a sample takes.
    fn check_width(&self) -> Result<(), CsvProblem> {
        let kinds = || self.inputs.iter().map(|(column, coding)| (*column, coding.kind()));
        let numbers = kinds().map(|(_, kind)| kind.numbers()).sum();
        if numbers == self.wanted.numbers {
            return Ok(());
        }
        let several = kinds().filter(|(_, kind)| matches!(kind, Kind::OneHot(_)));
        let title = |column| {
            if self.names.is_empty() { format!("{}", column + 1) } else { format!("`{}`", self.names[column]) }
        };
        let one_hots = several.map(|(column, kind)| (title(column), kind.numbers())).collect();
        Err(CsvProblem::Width { numbers, sample: self.wanted.sample, takes: self.wanted.numbers, one_hots })
    }

    /// The columns of the input as they are known now.
    pub fn schema(&self) -> Schema {
        let columns = self.inputs.iter().map(|(column, coding)| Column::new(self.name(*column), coding.kind()));
        Schema::new(columns.collect()).expect("settings are checked, and words that were found are there once")
    }

    /// Whether columns have names.
    pub fn has_names(&self) -> bool {
        !self.names.is_empty()
    }

    /// The names of the classes, if they have any.
    pub fn class_names(&self) -> Vec<String> {
        let found = self.class_names.as_ref().map(|names| names.names().to_vec());
        found.or_else(|| self.columns.class_names.clone()).unwrap_or_default()
    }
}

impl Coding {
    fn kind(&self) -> Kind {
        match self {
            Self::Number(fill) => Kind::Number { fill: *fill },
            Self::OneHot(levels) => Kind::OneHot(levels.names().to_vec()),
            Self::Id(levels) => Kind::Id(levels.names().to_vec()),
        }
    }
}

/// The class with a name.
fn named_class(text: &str, names: &mut Levels, classes: usize) -> Result<f64, CsvProblem> {
    let place = names.place(text)?;
    if place < classes {
        return Ok(place as f64);
    }
    Err(CsvProblem::MoreNames { name: shortened(text), before: names.names()[..classes].to_vec(), classes })
}

/// The class with a number, `3` or `3.0`.
fn numbered_class(text: &str, classes: usize) -> Result<f64, CsvProblem> {
    let whole = |number: &f64| *number >= 0.0 && *number <= f64::from(u32::MAX) && libm::trunc(*number) == *number;
    match text.parse::<f64>().ok().filter(whole) {
        Some(number) if (number as usize) < classes => Ok(number),
        Some(number) => Err(ClassError { label: number as usize, classes }.into()),
        None => Err(CsvProblem::Label { text: shortened(text), classes }),
    }
}

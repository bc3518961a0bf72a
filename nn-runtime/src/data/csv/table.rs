//! The cells of rows as values, by what the columns are said to be.

use alloc::string::String;
use alloc::vec::Vec;

use super::columns::{Columns, Fill, Header, Labels, Missing, Place, Use};
use super::error::CsvProblem;
use super::form::{Coding, Form, Input, Spread};
use super::levels::Levels;
use super::records::Record;
use crate::batch::ClassError;
use crate::data::numbers::{Label, Numbers};
use crate::data::schema::{CellError, Kind, SchemaError, Unknown, first_twin, is_missing, number};
use crate::quoted::beginning;

/// What is wrong, and in which column, counted from 0, if in any.
pub(super) type Refusal = (Option<usize>, CsvProblem);

/// What the types of a data set ask of a table.
pub(super) struct Wanted {
    /// Whether a number can be part of an input.
    holds: fn(f64) -> bool,
    /// Whether what is learnt may be learnt of some of the rows.
    is_split: bool,
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
    /// How many columns there are.
    width: usize,
    roles: Vec<Role>,
    form: Form,
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

impl Wanted {
    /// What numbers `X` with targets `Y` ask for.
    pub fn of<X: Numbers, Y: Label>() -> Self {
        Self { holds: X::holds, is_split: false, ..Self::rows::<Y>() }
    }

    /// What rows with targets `Y` ask for.
    pub fn rows<Y: Label>() -> Self {
        Self {
            holds: f64::is_finite,
            is_split: true,
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
    pub fn new(
        columns: &'c Columns,
        wanted: Wanted,
        file: &str,
        width: usize,
        header: Vec<String>,
    ) -> Result<Self, Refusal> {
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
            return Err((column, CsvProblem::NameTwice(beginning(twin))));
        }
        let class_names = wanted.class_names(columns).map_err(|problem| (None, problem))?;
        let form = Form { file: file.into(), inputs: Vec::new() };
        let mut table = Self { columns, wanted, names, width, roles: Vec::new(), form, class_names, is_first: true };
        table.assign().map_err(|problem| (None, problem))?;
        Ok(table)
    }

    /// Decides what becomes of each column.
    fn assign(&mut self) -> Result<(), CsvProblem> {
        let (width, takes) = (self.width, self.wanted.labels);
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
            let unknown = self.columns.unknown;
            let (role, coding) = match usage {
                Use::Ignored => (Role::Ignored, None),
                Use::OneHot(given) => (Role::Input(0), Some(words(given.as_deref(), Spread::OneHot(unknown)))),
                Use::Id(given) => (Role::Input(0), Some(words(given.as_deref(), Spread::Id))),
            };
            let column = self.claim(&mut roles, place, role)?;
            codings[column] = coding;
        }
        for (column, (role, coding)) in roles.into_iter().zip(codings).enumerate() {
            let role = match role {
                Some(role @ (Role::Ignored | Role::Label(_))) => role,
                Some(Role::Input(_)) | None => {
                    let coding = coding.unwrap_or(Coding::Number(None));
                    self.form.inputs.push(Input { column, name: self.name(column), coding });
                    Role::Input(self.form.inputs.len() - 1)
                }
            };
            self.roles.push(role);
        }
        self.fill()?;
        self.check_settings()
    }

    /// Notes what stands in the place of missing values.
    fn fill(&mut self) -> Result<(), CsvProblem> {
        let mut filled = Vec::new();
        for (place, fill) in &self.columns.fills {
            let column = self.column(place)?;
            let Role::Input(i) = self.roles[column] else { return Err(CsvProblem::UsedTwice { place: place.clone() }) };
            if filled.contains(&i) {
                return Err(CsvProblem::UsedTwice { place: place.clone() });
            }
            if !self.form.inputs[i].coding.take_fill(*fill) {
                return Err(CsvProblem::FilledWords { place: place.clone(), fill: *fill });
            }
            filled.push(i);
        }
        if let Missing::Fill(fill) = self.columns.missing {
            for (_, input) in self.form.inputs.iter_mut().enumerate().filter(|(i, _)| !filled.contains(i)) {
                _ = input.coding.take_fill(fill); // words that it does not suit are refused where they are missing
            }
        }
        Ok(())
    }

    /// Gives a column its role, and says which column that is.
    fn claim(&self, roles: &mut [Option<Role>], place: &Place, role: Role) -> Result<usize, CsvProblem> {
        let column = self.column(place)?;
        match roles[column].replace(role) {
            None => Ok(column),
            Some(_) => Err(CsvProblem::UsedTwice { place: place.clone() }),
        }
    }

    /// The column that is meant, counted from 0.
    fn column(&self, place: &Place) -> Result<usize, CsvProblem> {
        let column = match place {
            Place::At(column) => Some(*column).filter(|&column| column < self.width),
            Place::Named(name) => self.names.iter().position(|n| n == name),
        };
        let (columns, names) = (self.width, &self.names);
        column.ok_or_else(|| CsvProblem::NoColumn { place: place.clone(), columns, names: names.clone() })
    }

    /// What is given for columns of the input must make sense, before anything is read.
    fn check_settings(&self) -> Result<(), CsvProblem> {
        for input in &self.form.inputs {
            let column = input.column + 1;
            match &input.coding {
                Coding::Number(Some(Fill::Number(fill))) if !(self.wanted.holds)(*fill) => {
                    return Err(SchemaError::Fill { column, fill: *fill }.into());
                }
                Coding::Number(Some(fill)) | Coding::Words { fill: Some(fill), .. }
                    if fill.is_learnt() && !self.wanted.is_split =>
                {
                    return Err(CsvProblem::LearntOfAll { column, name: input.name.clone(), fill: *fill });
                }
                Coding::Words { levels, .. } => {
                    levels.given().map_or(Ok(()), |given| Kind::id(given.to_vec()).check(column))?;
                }
                Coding::Number(_) => {}
            }
        }
        Ok(())
    }

    /// The name of a column, counted from 0; empty where it has none.
    pub fn name(&self, column: usize) -> String {
        self.names.get(column).cloned().unwrap_or_default()
    }

    /// Whether nothing is to be learnt of the rows.
    pub fn is_known(&self) -> bool {
        self.form.inputs.iter().all(|input| match &input.coding {
            Coding::Number(fill) => !fill.is_some_and(Fill::is_learnt),
            Coding::Words { levels, fill, .. } => levels.given().is_some() && fill.is_none(),
        })
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
        inputs.resize(first_input + self.form.inputs.len(), 0.0);
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
            Role::Input(i) => match &self.form.inputs[i].coding {
                Coding::Number(fill) => fill.is_none() && is_missing(text),
                Coding::Words { levels, fill, .. } => fill.is_none() && levels.misses(text),
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
            Role::Input(i) => match &mut self.form.inputs[i].coding {
                Coding::Number(Some(Fill::Number(fill))) if is_missing(text) => Ok(*fill),
                Coding::Number(Some(_)) if is_missing(text) => Ok(f64::NAN),
                Coding::Number(_) => Ok(number(text, self.wanted.holds)?),
                Coding::Words { levels, .. } if levels.misses(text) => Ok(f64::NAN),
                Coding::Words { levels, .. } => Ok(levels.place(text)? as f64),
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

    /// Puts the classes that were found into their order, in the labels of all rows as well.
    pub fn finish(&mut self, labels: &mut [f64]) -> Result<(), CsvProblem> {
        let (Some(names), Some(classes)) = (&mut self.class_names, self.wanted.classes) else { return Ok(()) };
        let places = names.sort();
        labels.iter_mut().for_each(|value| *value = places[*value as usize] as f64);
        if names.names().len() < classes {
            return Err(CsvProblem::FewerNames { names: names.names().to_vec(), classes });
        }
        Ok(())
    }

    /// The columns of the input, with what was found in them so far.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// The columns of the input, with what was found in them.
    pub fn into_form(self) -> Form {
        self.form
    }

    /// The names of the classes, if they have any.
    pub fn class_names(&self) -> Vec<String> {
        let found = self.class_names.as_ref().map(|names| names.names().to_vec());
        found.or_else(|| self.columns.class_names.clone()).unwrap_or_default()
    }
}

/// How words become values.
fn words(given: Option<&[String]>, spread: Spread) -> Coding {
    let others_are_zeros = spread == Spread::OneHot(Unknown::Zeros);
    let levels = if others_are_zeros { Levels::with_others(given) } else { Levels::new(given) };
    Coding::Words { levels, spread, fill: None }
}

/// The class with a name.
fn named_class(text: &str, names: &mut Levels, classes: usize) -> Result<f64, CsvProblem> {
    let place = names.place(text)?;
    if place < classes {
        return Ok(place as f64);
    }
    Err(CsvProblem::MoreNames { name: beginning(text), before: names.names()[..classes].to_vec(), classes })
}

/// The class with a number, `3` or `3.0`.
fn numbered_class(text: &str, classes: usize) -> Result<f64, CsvProblem> {
    let whole = |number: &f64| *number >= 0.0 && *number <= f64::from(u32::MAX) && libm::trunc(*number) == *number;
    match text.parse::<f64>().ok().filter(whole) {
        Some(number) if (number as usize) < classes => Ok(number),
        Some(number) => Err(ClassError { label: number as usize, classes }.into()),
        None => Err(CsvProblem::Label { text: beginning(text), classes }),
    }
}

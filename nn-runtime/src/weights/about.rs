//! What a file says of a model beside its weights: preprocessing and names, as entries of the metadata.
//!
//! Each entry is JSON, or for columns the text of a [`Schema`], so that other programs read it too, and comes back as it was: numbers to the bit, any text as a name. An
//! entry that has nothing to say is left out.

use std::string::String;
use std::vec::Vec;

use thiserror::Error;

use super::file::Source;
use super::header::{HeaderError, Json, numbers, strings};
use super::{FORMAT_KEY, LoadError};
use crate::data::{Names, ParseSchemaError, Scaling, ScalingError, Schema};
use crate::model::About;
use crate::network::Network;
use crate::ports::{Inputs, Outputs};

/// The first format that knows these entries.
const FIRST: u32 = 2;
/// What is subtracted from each number of an input: `[0.0,1.5]`.
const SHIFTS: &str = "nn.scaling.shifts";
/// What each difference is multiplied by: `[1.0,0.5]`.
const FACTORS: &str = "nn.scaling.factors";
/// A name for each number of an input: `["age","weight"]`.
const INPUTS: &str = "nn.names.inputs";
/// A name for each class: `["benign","malignant"]`.
const CLASSES: &str = "nn.names.classes";

/// How a row of text becomes an input: [`Schema::to_text`].
const SCHEMA: &str = "nn.schema";

/// What is wrong with an entry of the metadata.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum EntryError {
    /// It is not the JSON that belongs there.
    #[error(transparent)]
    Json(#[from] HeaderError),
    /// It is not there, but the entry that goes with it is.
    #[error("it is missing, though `{with}` is there")]
    Missing {
        /// The key of the other entry.
        with: &'static str,
    },
    /// The numbers are no scaling for the network.
    #[error(transparent)]
    Scaling(#[from] ScalingError),
    /// The text is no schema.
    #[error(transparent)]
    Schema(#[from] ParseSchemaError),
    /// A row becomes another number of numbers than the network takes.
    #[error("its columns become {found} numbers, but the network takes {expected}")]
    Width {
        /// The numbers that the network takes.
        expected: usize,
        /// The numbers of a row.
        found: usize,
    },
    /// The names are not one for each.
    #[error("it holds {found} names, but the network has {expected} {what}")]
    Count {
        /// What is named.
        what: &'static str,
        /// How many the network has.
        expected: usize,
        /// How many names there are.
        found: usize,
    },
}

/// The entries of a model.
pub(super) fn entries(about: &About) -> impl Iterator<Item = (&'static str, String)> {
    let Names { inputs, classes } = &about.names;
    let names = [(INPUTS, inputs), (CLASSES, classes)].into_iter().filter(|(_, names)| !names.is_empty());
    let scaling = about.scaling.iter().flat_map(|s| [(SHIFTS, s.shifts()), (FACTORS, s.factors())]);
    let schema = about.schema.iter().map(|schema| (SCHEMA, schema.to_text()));
    let names = names.map(|(key, names)| (key, strings(names)));
    scaling.map(|(key, values)| (key, numbers(values))).chain(names).chain(schema)
}

/// What a file says; `None` if it is of a format that says nothing of all this.
pub(super) fn read<N: Network>(file: &Source<'_>) -> Result<Option<About>, LoadError> {
    let format = file.about(FORMAT_KEY).and_then(|format| format.parse().ok());
    if format.is_none_or(|format: u32| format < FIRST) {
        return Ok(None);
    }
    let scaling = scaling::<N>(file)?;
    let names = Names { inputs: names(file, INPUTS)?, classes: names(file, CLASSES)? };
    check_count(INPUTS, "inputs", N::Inputs::LEN, &names.inputs)?;
    if !About::fits::<N>(&names.classes) {
        check_count(CLASSES, "outputs", N::Outputs::LEN, &names.classes)?;
    }
    Ok(Some(About { scaling, names, schema: schema::<N>(file)? }))
}

fn schema<N: Network>(file: &Source<'_>) -> Result<Option<Schema>, LoadError> {
    let Some(text) = file.about(SCHEMA) else { return Ok(None) };
    let schema: Schema = text.parse().map_err(|error: ParseSchemaError| wrong(SCHEMA, error.into()))?;
    match schema.numbers() {
        found if found == N::Inputs::LEN => Ok(Some(schema)),
        found => Err(wrong(SCHEMA, EntryError::Width { expected: N::Inputs::LEN, found })),
    }
}

fn scaling<N: Network>(file: &Source<'_>) -> Result<Option<Scaling>, LoadError> {
    let read = |key| list(file, key, Json::number);
    let (shifts, factors) = match (read(SHIFTS)?, read(FACTORS)?) {
        (None, None) => return Ok(None),
        (Some(shifts), Some(factors)) => (shifts, factors),
        (None, _) => return Err(wrong(SHIFTS, EntryError::Missing { with: FACTORS })),
        (_, None) => return Err(wrong(FACTORS, EntryError::Missing { with: SHIFTS })),
    };
    let key = if shifts.len() == N::Inputs::LEN { FACTORS } else { SHIFTS };
    Scaling::new(N::Inputs::LEN, shifts, factors).map(Some).map_err(|error| wrong(key, error.into()))
}

/// The names of an entry, none if it is not there.
fn names(file: &Source<'_>, key: &'static str) -> Result<Vec<String>, LoadError> {
    list(file, key, Json::string).map(Option::unwrap_or_default)
}

fn check_count(key: &'static str, what: &'static str, expected: usize, names: &[String]) -> Result<(), LoadError> {
    match names.len() {
        0 => Ok(()),
        found if found == expected => Ok(()),
        found => Err(wrong(key, EntryError::Count { what, expected, found })),
    }
}

/// The items of an entry, where it is there.
fn list<'a, V>(
    file: &'a Source<'_>,
    key: &'static str,
    item: impl FnMut(&mut Json<'a>) -> Result<V, HeaderError>,
) -> Result<Option<Vec<V>>, LoadError> {
    let Some(text) = file.about(key) else { return Ok(None) };
    let mut json = Json::entry(text);
    let items = json.array(item).and_then(|items| json.end().map(|()| items));
    items.map(Some).map_err(|error| wrong(key, error.into()))
}

fn wrong(key: &'static str, problem: EntryError) -> LoadError {
    LoadError::Entry { key, problem }
}

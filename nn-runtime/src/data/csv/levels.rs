//! The words of a column.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use crate::data::schema::{CellError, is_missing};
use crate::quoted::beginning;

/// The words of a column and their places: given, or found while the file is read.
#[derive(Debug)]
pub(super) struct Levels {
    places: BTreeMap<String, usize>,
    names: Vec<String>,
    /// How many were given, where those are all there are.
    given: Option<usize>,
    /// Whether another word is no error.
    is_open: bool,
}

impl Levels {
    /// Those that are given, or else those that will be found.
    pub fn new(given: Option<&[String]>) -> Self {
        let names = given.unwrap_or_default().to_vec();
        let places = names.iter().enumerate().map(|(place, name)| (name.clone(), place)).collect();
        Self { places, names, given: given.map(<[_]>::len), is_open: given.is_none() }
    }

    /// As [`new`](Self::new), and words that are none of those that are given have places behind them.
    pub fn with_others(given: Option<&[String]>) -> Self {
        Self { is_open: true, ..Self::new(given) }
    }

    /// Those that are given, where they are.
    pub fn given(&self) -> Option<&[String]> {
        self.given.map(|count| &self.names[..count])
    }

    /// The words, in the order of their places.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether a cell holds nothing, and nothing is none of the words that were given.
    pub fn misses(&self, text: &str) -> bool {
        is_missing(text) && !self.places.contains_key(text)
    }

    /// The place of a word.
    pub fn place(&mut self, text: &str) -> Result<usize, CellError> {
        if let Some(&place) = self.places.get(text) {
            return Ok(place);
        }
        if !self.is_open {
            return Err(CellError::Unknown { text: beginning(text), levels: self.names.clone() });
        }
        let place = self.names.len();
        self.places.insert(text.into(), place);
        self.names.push(text.into());
        Ok(place)
    }

    /// Puts those that were found in [`order`]. Returns the new place for each old one.
    pub fn sort(&mut self) -> Vec<usize> {
        let old = if self.given.is_none() { order(&self.names) } else { (0..self.names.len()).collect() };
        self.names = old.iter().map(|&i| core::mem::take(&mut self.names[i])).collect();
        let mut new = vec![0; old.len()];
        old.iter().enumerate().for_each(|(place, &i)| new[i] = place);
        new
    }
}

/// The places of words in alphabetical order, or in that of numbers where all of them are.
pub(super) fn order<S: AsRef<str>>(words: &[S]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..words.len()).collect();
    let word = |i: usize| words[i].as_ref();
    match words.iter().map(|word| word.as_ref().parse::<f64>().ok()).collect::<Option<Vec<_>>>() {
        Some(numbers) => places.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]).then(word(a).cmp(word(b)))),
        None => places.sort_by(|&a, &b| word(a).cmp(word(b))),
    }
    places
}

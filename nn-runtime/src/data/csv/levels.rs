//! The words of a column.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use crate::data::schema::{CellError, is_missing, shortened};

/// The words of a column and their places: given, or found while the file is read.
#[derive(Debug)]
pub(super) struct Levels {
    places: BTreeMap<String, usize>,
    names: Vec<String>,
    /// Whether those that are found are all there are.
    is_open: bool,
}

impl Levels {
    /// Those that are given, or else those that will be found.
    pub fn new(given: Option<&[String]>) -> Self {
        let names = given.unwrap_or_default().to_vec();
        let places = names.iter().enumerate().map(|(place, name)| (name.clone(), place)).collect();
        Self { places, names, is_open: given.is_none() }
    }

    /// Whether more may be found.
    pub fn is_open(&self) -> bool {
        self.is_open
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
            return Err(CellError::Unknown { text: shortened(text), levels: self.names.clone() });
        }
        let place = self.names.len();
        self.places.insert(text.into(), place);
        self.names.push(text.into());
        Ok(place)
    }

    /// Puts those that were found in order: alphabetical, or that of numbers where all of them are. Returns the new place for
    /// each old one.
    pub fn sort(&mut self) -> Vec<usize> {
        let mut old: Vec<usize> = (0..self.names.len()).collect();
        if self.is_open {
            let names = &self.names;
            match names.iter().map(|name| name.parse::<f64>().ok()).collect::<Option<Vec<_>>>() {
                Some(numbers) => old.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]).then(names[a].cmp(&names[b]))),
                None => old.sort_by_key(|&i| &names[i]),
            }
        }
        self.names = old.iter().map(|&i| core::mem::take(&mut self.names[i])).collect();
        let mut new = vec![0; old.len()];
        old.iter().enumerate().for_each(|(place, &i)| new[i] = place);
        new
    }
}

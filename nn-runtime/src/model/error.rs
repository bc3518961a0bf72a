//! Why nothing is predicted.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use thiserror::Error;

use crate::data::EncodeError;
use crate::quoted::quoted;

/// Why a model predicts nothing. Samples and numbers are counted from 0.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum PredictError {
    /// A number is infinite or NaN.
    #[error("{input} is {value}, but must be finite")]
    NotFinite {
        /// Which number.
        input: InputName,
        /// Its value.
        value: f64,
    },
    /// A number is so large that scaling makes it infinite.
    #[error("{input} is {value}, too large for the model's scaling")]
    TooLarge {
        /// Which number.
        input: InputName,
        /// Its value before it is scaled.
        value: f64,
    },
    /// A sample has another number of numbers than the network takes.
    #[error("{} has {given} numbers, but `{network}` takes {expected}{}", Of(*.sample), Missing(missing))]
    Width {
        /// The network.
        network: &'static str,
        /// Which sample, where there are several.
        sample: Option<usize>,
        /// How many it takes.
        expected: usize,
        /// How many there are.
        given: usize,
        /// The names of those that are missing, where the model knows them.
        missing: Vec<String>,
    },
    /// A row of text is not what the columns hold.
    #[error(transparent)]
    Cells(#[from] EncodeError),
    /// The model does not know how text becomes numbers.
    #[error("`{network}` knows no columns: it was not trained on a table, and `Model::encoding_by` has not told it")]
    NoSchema {
        /// The network.
        network: &'static str,
    },
    /// An output is NaN.
    #[error(
        "output {output} for {} is NaN: the inputs are too large for the weights, or the weights are NaN themselves",
        Of(*.sample)
    )]
    Output {
        /// Which of the outputs.
        output: usize,
        /// Which sample, where there are several.
        sample: Option<usize>,
    },
}

/// Which number of an input, by its place and, where the model knows it, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputName {
    /// Its place among the numbers of the sample.
    pub number: usize,
    /// What the column is called.
    pub name: Option<String>,
    /// Which sample, where there are several.
    pub sample: Option<usize>,
}

impl fmt::Display for InputName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "input {}", self.number)?;
        self.name.iter().try_for_each(|name| write!(f, " (`{}`)", quoted(name)))?;
        self.sample.iter().try_for_each(|sample| write!(f, " of sample {sample}"))
    }
}

/// The sample that an error is about.
struct Of(Option<usize>);

impl fmt::Display for Of {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(sample) => write!(f, "sample {sample}"),
            None => f.write_str("the sample"),
        }
    }
}

/// The names of what is missing, as far as a line holds them.
struct Missing<'a>(&'a [String]);

impl Missing<'_> {
    const SHOWN: usize = 5;
}

impl fmt::Display for Missing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, name) in self.0.iter().take(Self::SHOWN).enumerate() {
            write!(f, "{}`{}`", if i == 0 { ": there is no " } else { ", " }, quoted(name))?;
        }
        match self.0.len() {
            len if len > Self::SHOWN => write!(f, " and {} more", len - Self::SHOWN),
            _ => Ok(()),
        }
    }
}

//! What can go wrong with a file of weights.

use std::boxed::Box;
use std::io;
use std::path::PathBuf;
use std::string::String;

use thiserror::Error;

use super::FORMAT;
use super::about::EntryError;
use super::header::HeaderError;
use super::problem::Problems;
use crate::quoted::{file, quoted};

/// Why a file was not written. What was there before is still there.
#[derive(Debug, Error)]
#[error("cannot write the weights to `{}`: {source}", file(path))]
pub struct SaveError {
    /// The file.
    pub path: PathBuf,
    /// What the operating system says.
    pub source: io::Error,
}

/// Why weights were not loaded. The model they were meant for is as it was.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file cannot be opened or read.
    #[error("cannot read the weights from `{}`: {source}", file(path))]
    Open {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The file does not hold what it should.
    #[error("`{}`: {problem}", file(path))]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: Box<LoadError>,
    },
    /// The reader failed.
    #[error("cannot read the weights: {0}")]
    Read(#[from] io::Error),
    /// Not a file of this format, or one whose header is damaged.
    #[error("the header of the weights is damaged, or they are not in the safetensors format: {0}")]
    Header(#[from] HeaderError),
    /// The file ends too early.
    #[error("the weights are cut off, or not in the safetensors format: {needed} bytes are needed, {given} are there")]
    CutOff {
        /// The bytes that the beginning of the file asks for.
        needed: u64,
        /// The bytes that are there.
        given: u64,
    },
    /// The file goes on behind its last tensor.
    #[error("the weights are followed by {bytes} bytes that belong to no tensor")]
    Trailing {
        /// How many, as far as they were read.
        bytes: u64,
    },
    /// Written by a later version of this library.
    #[error("the weights have format {}, but this version of nn-runtime knows formats up to {FORMAT}", quoted(found))]
    Format {
        /// What the file says.
        found: String,
    },
    /// What the file says of the model beside its weights is damaged, or does not fit the network.
    #[error("the entry `{key}` of the weights is damaged or does not fit: {problem}")]
    Entry {
        /// Its key in the metadata.
        key: &'static str,
        /// What is wrong with it.
        problem: EntryError,
    },
    /// The file says nothing of an architecture.
    #[error(
        "the weights come without the fingerprint of an architecture, so whether they are `{network}`'s is unknown; \
         `Load::pytorch()` takes them as they are"
    )]
    NoFingerprint {
        /// The network that was to be loaded.
        network: &'static str,
    },
    /// The file is of another architecture.
    #[error(
        "the weights are of another architecture: they were saved by `{}` with fingerprint {}, \
         but `{network}` has {expected:016x}{}", quoted(found_network), quoted(found), .problems.as_ref().map(|p| format!("; {p}")).unwrap_or_default()
    )]
    Architecture {
        /// The network that was to be loaded.
        network: &'static str,
        /// Its fingerprint.
        expected: u64,
        /// The network that the file says it is of.
        found_network: String,
        /// The fingerprint in the file.
        found: String,
        /// What differs among the tensors, where something does.
        problems: Option<Problems>,
    },
    /// Tensors are missing, left over, or not what the network has.
    #[error("the weights do not fit `{network}`: {problems}")]
    Tensors {
        /// The network that was to be loaded.
        network: &'static str,
        /// All of them.
        problems: Problems,
    },
    /// A part was to be loaded, but the file and the network have no tensor in common.
    #[error("the weights have no tensor in common with `{network}`, whose first is `{first}`")]
    NothingInCommon {
        /// The network that was to be loaded.
        network: &'static str,
        /// The key of its first tensor.
        first: String,
    },
}

//! What is wrong with a header.

use std::string::String;
use std::vec::Vec;

use thiserror::Error;

use super::LONGEST;
use crate::quoted::{self, quoted, tensor};
use crate::weights::Dtype;

/// What is wrong with the header of a file, or with one of its entries. Positions count the bytes of the file, or of the entry, from 0.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HeaderError {
    /// It is longer than the format allows.
    #[error("it has {len} bytes, more than {LONGEST}")]
    TooLong {
        /// Its bytes.
        len: usize,
    },
    /// It is not text.
    #[error("byte {at} is not UTF-8")]
    Utf8 {
        /// Where.
        at: usize,
    },
    /// It is not JSON, or not what belongs in a header.
    #[error("byte {at} should be {expected}, but {}", found.map_or(String::from("the text ends there"), shown))]
    Unexpected {
        /// Where.
        at: usize,
        /// What belongs there.
        expected: String,
        /// What stands there, unless it is the end of the text.
        found: Option<char>,
    },
    /// An object of it has a key twice.
    #[error("`{}` comes a second time at byte {at}", tensor(key))]
    Twice {
        /// The key.
        key: String,
        /// Where it comes again.
        at: usize,
    },
    /// A tensor lacks a field.
    #[error("`{}` has no `{field}`", tensor(key))]
    Lacks {
        /// The key of the tensor.
        key: String,
        /// The field.
        field: &'static str,
    },
    /// A tensor has a field that the format does not know.
    #[error(
        "`{}` has the field `{}`, but tensors have `dtype`, `shape` and `data_offsets`",
        tensor(key),
        quoted(field)
    )]
    Field {
        /// The key of the tensor.
        key: String,
        /// The field.
        field: String,
    },
    /// A tensor is of a type that the format does not know.
    #[error("`{}` is of the unknown type `{}`", tensor(key), quoted(found))]
    Dtype {
        /// The key of the tensor.
        key: String,
        /// Its type.
        found: String,
    },
    /// A tensor overlaps the one before it, or leaves a hole.
    #[error(
        "`{}` begins at byte {start} of the data, but should at {behind}, behind the tensor before it",
        tensor(key)
    )]
    Place {
        /// The key of the tensor.
        key: String,
        /// Where it begins.
        start: usize,
        /// Where the tensor before it ends.
        behind: usize,
    },
    /// A tensor has another number of bytes than its shape and type need.
    #[error(
        "`{}` lies from byte {} to {} of the data, but {} of {dtype} {}", tensor(key), offsets.0, offsets.1,
        quoted::shape(shape),
        needed.map_or("is no number of bytes".into(), |needed| format!("needs {needed} bytes"))
    )]
    Size {
        /// The key of the tensor.
        key: String,
        /// Its type.
        dtype: Dtype,
        /// Its shape.
        shape: Vec<usize>,
        /// The bytes that it needs, unless they are too many to count or end within a byte.
        needed: Option<usize>,
        /// Where it begins and ends.
        offsets: (usize, usize),
    },
}

fn shown(found: char) -> String {
    format!("is `{}`", found.escape_debug())
}

//! The header of a file of weights: what its tensors are called, and where they lie.
//!
//! A file begins with the length of the header (8 bytes, least significant first), then the header, then the tensors' numbers:
//!
//! ```json
//! {"__metadata__":{"key":"text"},"hidden.bias":{"dtype":"F32","shape":[32],"data_offsets":[0,128]}}
//! ```
//!
//! Read and written here rather than by the `safetensors` crate, which brings a dozen crates for it, seconds of every clean
//! build, and whose metadata is a hash map that comes out in another order each time. The tests hold both against one another:
//! what it refuses is refused here. So are keys that come twice, fields that the format does not know, and space before the
//! first brace, all of which the crate lets pass.

mod error;
mod json;
#[cfg(test)]
mod tests;
mod write;

use std::borrow::ToOwned;
use std::collections::BTreeMap;
use std::string::String;
use std::vec::Vec;

use super::dtype::Dtype;
pub use error::HeaderError;
pub(super) use json::{Json, numbers, strings};
pub(super) use write::Writer;

/// The bytes of the header's length.
pub(super) const LEN: usize = 8;
/// The longest header.
pub(super) const LONGEST: usize = 100_000_000;
/// The key of what is not a tensor.
const ABOUT: &str = "__metadata__";

/// A sound header: the tensors fill the data from its beginning, one behind the other.
#[derive(Debug, PartialEq)]
pub(super) struct Header {
    /// What the file says of itself.
    pub(super) about: BTreeMap<String, String>,
    /// The tensors with their keys, in the order of the data.
    pub(super) tensors: Vec<(String, Info)>,
}

/// What a header says of a tensor.
#[derive(Debug, PartialEq)]
pub(super) struct Info {
    pub(super) dtype: Dtype,
    pub(super) shape: Vec<usize>,
    /// Its first byte in the data, and the one behind its last.
    pub(super) offsets: (usize, usize),
}

impl Header {
    /// Reads the bytes of a header, which stand behind its length.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, HeaderError> {
        if bytes.len() > LONGEST {
            return Err(HeaderError::TooLong { len: bytes.len() });
        }
        let text = str::from_utf8(bytes).map_err(|error| HeaderError::Utf8 { at: LEN + error.valid_up_to() })?;
        let (mut json, mut about) = (Json::new(text), BTreeMap::new());
        let entries = json.object(|json, key| {
            if key == ABOUT {
                about = json.object(|json, _| json.string())?;
                return Ok(None);
            }
            tensor(json, key).map(Some)
        })?;
        json.end()?;
        let mut tensors: Vec<_> = entries.into_iter().filter_map(|(key, info)| Some((key, info?))).collect();
        tensors.sort_by_key(|(_, info)| info.offsets);
        check(&tensors)?;
        Ok(Self { about, tensors })
    }

    /// The bytes of all tensors.
    pub(super) fn data_len(&self) -> usize {
        self.tensors.last().map_or(0, |(_, info)| info.offsets.1)
    }
}

/// `{"dtype":"F32","shape":[32],"data_offsets":[0,128]}`, in any order.
fn tensor(json: &mut Json<'_>, key: &str) -> Result<Info, HeaderError> {
    let (mut dtype, mut shape, mut offsets) = (None, None, None);
    json.object(|json, field| {
        match field {
            "dtype" => dtype = Some(self::dtype(json, key)?),
            "shape" => shape = Some(json.array(Json::integer)?),
            "data_offsets" => offsets = Some(pair(json)?),
            _ => return Err(HeaderError::Field { key: key.to_owned(), field: field.to_owned() }),
        }
        Ok(())
    })?;
    let lacks = |field| HeaderError::Lacks { key: key.to_owned(), field };
    Ok(Info {
        dtype: dtype.ok_or_else(|| lacks("dtype"))?,
        shape: shape.ok_or_else(|| lacks("shape"))?,
        offsets: offsets.ok_or_else(|| lacks("data_offsets"))?,
    })
}

fn dtype(json: &mut Json<'_>, key: &str) -> Result<Dtype, HeaderError> {
    let name = json.string()?;
    Dtype::named(&name).ok_or_else(|| HeaderError::Dtype { key: key.to_owned(), found: name })
}

fn pair(json: &mut Json<'_>) -> Result<(usize, usize), HeaderError> {
    json.token('[')?;
    let start = json.integer()?;
    json.token(',')?;
    let end = json.integer()?;
    json.token(']')?;
    Ok((start, end))
}

/// Every tensor begins where the one before it ends, and has the bytes that its shape and type need.
fn check(tensors: &[(String, Info)]) -> Result<(), HeaderError> {
    let mut behind = 0;
    for (key, Info { dtype, shape, offsets: (start, end) }) in tensors {
        if *start != behind {
            return Err(HeaderError::Place { key: key.clone(), start: *start, behind });
        }
        let needed = dtype.bytes(shape);
        if needed.and_then(|len| start.checked_add(len)) != Some(*end) {
            let (key, dtype, shape) = (key.clone(), *dtype, shape.clone());
            return Err(HeaderError::Size { key, dtype, shape, needed, offsets: (*start, *end) });
        }
        behind = *end;
    }
    Ok(())
}

//! A file of weights, its header checked against the bytes that are there.

use std::string::String;
use std::vec::Vec;

use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};

use super::error::LoadError;

/// The header and the bytes behind it. Nothing that the header claims is believed: lengths are compared with the bytes there
/// are, and tensors follow one another without gap or overlap.
pub(super) struct Source<'a> {
    header: Metadata,
    data: &'a [u8],
}

/// One tensor of a file; its length is that of its shape and type.
pub(super) struct View<'a> {
    pub(super) dtype: Dtype,
    pub(super) shape: Vec<usize>,
    pub(super) data: &'a [u8],
}

impl<'a> Source<'a> {
    /// Reads the header. Not [`safetensors::SafeTensors::deserialize`], whose sum of lengths overflows where a header claims
    /// tensors of 2⁶⁴ bytes together.
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, LoadError> {
        let cut_off = |needed| LoadError::CutOff { needed, given: bytes.len() as u64 };
        let (len, rest) = bytes.split_first_chunk().ok_or(cut_off(8))?;
        let len = u64::from_le_bytes(*len);
        let behind = usize::try_from(len).ok().and_then(|len| rest.split_at_checked(len));
        let (header, data) = behind.ok_or(cut_off(len.saturating_add(8)))?;
        let header: Metadata = serde_json::from_slice(header)?; // checks the tensors against one another
        if header.data_len() > data.len() {
            return Err(cut_off((len + 8).saturating_add(header.data_len() as u64)));
        }
        if header.data_len() < data.len() {
            return Err(LoadError::Trailing { bytes: (data.len() - header.data_len()) as u64 });
        }
        Ok(Self { header, data })
    }

    /// What the file says of itself under `key`.
    pub(super) fn about(&self, key: &str) -> Option<&str> {
        self.header.metadata().as_ref()?.get(key).map(String::as_str)
    }

    /// All tensors with their keys, in the order of the file.
    pub(super) fn tensors(&self) -> impl Iterator<Item = (String, View<'a>)> {
        self.header.offset_keys().into_iter().filter_map(|key| {
            let TensorInfo { dtype, shape, data_offsets: (start, end) } = self.header.info(&key)?;
            let data = self.data.get(*start..*end)?;
            Some((key, View { dtype: *dtype, shape: shape.clone(), data }))
        })
    }
}

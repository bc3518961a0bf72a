//! A file of weights, its header checked against the bytes that are there.

use std::io::{self, Read};
use std::string::String;
use std::vec::Vec;

use super::dtype::Dtype;
use super::error::LoadError;
use super::header::{self, Header};

/// How many bytes are read behind those that a file says it has, so that an error can say how many there are.
const SPARE: u64 = 1 << 20;

/// All bytes of a file, as far as it says that it has so many: what never ends, such as a device, is no file of weights.
pub(super) fn read(mut from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut read_to = |len: u64, bytes: &mut Vec<u8>| {
        let missing = len.saturating_sub(bytes.len() as u64);
        from.by_ref().take(missing).read_to_end(bytes).map(|_| ())
    };
    read_to(header::LEN as u64, &mut bytes)?;
    let claimed = bytes.first_chunk().map_or(0, |len| u64::from_le_bytes(*len));
    let behind = header::LEN as u64 + claimed.min(header::LONGEST as u64);
    read_to(behind, &mut bytes)?;
    let header = Header::parse(bytes.get(header::LEN..).unwrap_or_default());
    let data = header.map_or(0, |header| header.data_len() as u64);
    read_to(behind.saturating_add(data).saturating_add(SPARE), &mut bytes)?;
    Ok(bytes)
}

/// The header and the bytes behind it. Nothing that the header claims is believed: lengths are compared with the bytes there
/// are, and tensors follow one another without gap or overlap.
pub(super) struct Source<'a> {
    header: Header,
    data: &'a [u8],
}

/// One tensor of a file; its length is that of its shape and type.
pub(super) struct View<'a> {
    pub(super) dtype: Dtype,
    pub(super) shape: Vec<usize>,
    pub(super) data: &'a [u8],
}

impl<'a> Source<'a> {
    /// Reads the header.
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, LoadError> {
        let cut_off = |needed| LoadError::CutOff { needed, given: bytes.len() as u64 };
        let (len, rest) = bytes.split_first_chunk::<{ header::LEN }>().ok_or(cut_off(header::LEN as u64))?;
        let len = u64::from_le_bytes(*len);
        let behind = len.saturating_add(header::LEN as u64);
        let split = usize::try_from(len).ok().and_then(|len| rest.split_at_checked(len));
        let (header, data) = split.ok_or(cut_off(behind))?;
        let header = Header::parse(header)?; // checks the tensors against one another
        let needed = header.data_len();
        if needed > data.len() {
            return Err(cut_off(behind.saturating_add(needed as u64)));
        }
        if needed < data.len() {
            return Err(LoadError::Trailing { bytes: (data.len() - needed) as u64 });
        }
        Ok(Self { header, data })
    }

    /// What the file says of itself under `key`.
    pub(super) fn about(&self, key: &str) -> Option<&str> {
        self.header.about.get(key).map(String::as_str)
    }

    /// All tensors with their keys, in the order of the file.
    pub(super) fn tensors(&self) -> impl Iterator<Item = (String, View<'a>)> {
        self.header.tensors.iter().filter_map(|(key, info)| {
            let data = self.data.get(info.offsets.0..info.offsets.1)?;
            Some((key.clone(), View { dtype: info.dtype, shape: info.shape.clone(), data }))
        })
    }
}

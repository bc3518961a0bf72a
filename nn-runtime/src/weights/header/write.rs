//! Writing headers.

use core::fmt::Write as _;
use std::string::String;
use std::vec::Vec;

use super::json::quote;
use super::{ABOUT, LEN};
use crate::weights::dtype::Dtype;

/// A header that is being written, in the order of the calls: the same calls give the same bytes.
pub(in crate::weights) struct Writer {
    text: String,
    /// The bytes of the tensors so far.
    len: usize,
}

impl Writer {
    /// A header of a file that says `about` itself what these keys and texts do.
    pub(in crate::weights) fn new<'a>(about: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut writer = Self { text: String::from("{"), len: 0 };
        quote(&mut writer.text, ABOUT);
        writer.text.push_str(":{");
        for (key, text) in about {
            writer.key(key);
            quote(&mut writer.text, text);
        }
        writer.text.push('}');
        writer
    }

    /// Adds a tensor, whose `len` bytes follow those of the tensor before it.
    pub(in crate::weights) fn tensor(&mut self, key: &str, dtype: Dtype, shape: &[usize], len: usize) {
        self.key(key);
        let (start, end) = (self.len, self.len + len);
        let _ = write!(self.text, r#"{{"dtype":"{dtype}","shape":{shape:?},"data_offsets":[{start},{end}]}}"#);
        self.len = end;
    }

    /// The beginning of the file: the length of the header, and the header, padded with spaces so that the tensors begin at a
    /// multiple of 8 bytes.
    pub(in crate::weights) fn finish(self) -> Vec<u8> {
        let mut text = self.text.into_bytes();
        text.push(b'}');
        text.resize(text.len().next_multiple_of(LEN), b' ');
        [&(text.len() as u64).to_le_bytes(), &text[..]].concat()
    }

    /// `"key":`, behind a comma where something stands before it in the same object.
    fn key(&mut self, key: &str) {
        if !self.text.ends_with('{') {
            self.text.push(',');
        }
        quote(&mut self.text, key);
        self.text.push(':');
    }
}

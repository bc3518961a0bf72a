//! Text that comes from elsewhere, in messages.

use alloc::string::String;
#[cfg(feature = "std")]
use alloc::vec::Vec;
use core::fmt::{self, Display, Write};
#[cfg(feature = "std")]
use std::path::Path;

/// The characters of a cell that a message shows, at most.
const CELL: usize = 40;
/// Those of the key of a tensor, whose parts count to the last one.
#[cfg(feature = "std")]
const KEY: usize = 200;

/// Text of which all is seen: characters that a terminal obeys or does not show are written as Rust writes them, `\u{1b}`.
#[cfg(feature = "std")]
pub(crate) fn escaped(text: &str) -> impl Display {
    Shown { text, longest: usize::MAX }
}

/// The text of a cell or a name: [`escaped`], and where it is long its beginning.
pub(crate) fn quoted(text: &str) -> impl Display {
    Shown { text, longest: CELL }
}

/// The key of a tensor, as [`quoted`] text.
#[cfg(feature = "std")]
pub(crate) fn tensor(key: &str) -> impl Display {
    Shown { text: key, longest: KEY }
}

/// A file, [`escaped`].
#[cfg(feature = "std")]
pub(crate) fn file(path: &Path) -> impl Display {
    format!("{}", escaped(&path.to_string_lossy()))
}

/// The shape of a tensor, as far as tensors have so many axes.
#[cfg(feature = "std")]
pub(crate) fn shape(shape: &[usize]) -> impl Display {
    const AXES: usize = 8;
    let axes = shape.iter().take(AXES).map(|len| format!("{len}")).collect::<Vec<_>>().join(", ");
    format!("[{axes}{}]", if shape.len() > AXES { ", …" } else { "" })
}

/// As much of a text as is kept for a message in which it is [`quoted`].
pub(crate) fn beginning(text: &str) -> String {
    let end = text.char_indices().nth(CELL + 1).map_or(text.len(), |(end, _)| end);
    text[..end].into()
}

struct Shown<'a> {
    text: &'a str,
    longest: usize,
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// What is seen, though Rust would write it with a backslash.
        const SEEN: [char; 3] = ['\\', '"', '\''];
        let end = self.text.char_indices().nth(self.longest).map_or(self.text.len(), |(end, _)| end);
        for piece in self.text[..end].split_inclusive(SEEN) {
            let plain = piece.trim_end_matches(SEEN);
            write!(f, "{}", plain.escape_debug())?;
            f.write_str(&piece[plain.len()..])?;
        }
        if end < self.text.len() { f.write_char('…') } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;

    #[test]
    fn what_is_not_seen_is_written_out() {
        let seen = |text| escaped(text).to_string();
        assert_eq!(seen("\u{1b}[31mred\u{7}"), "\\u{1b}[31mred\\u{7}");
        assert_eq!(seen("a\tb\r\nc\0"), "a\\tb\\r\\nc\\0");
        assert_eq!(seen("\u{9b}2J \u{202e}txt\u{200b} 1\u{a0}000"), "\\u{9b}2J \\u{202e}txt\\u{200b} 1\\u{a0}000");
    }

    #[test]
    fn what_is_seen_stays_as_it_is() {
        for text in ["", "naïve façade, 東京, e\u{301}", r#"C:\data\"it's" 5""#, "a `b` {c}", "\\", "''"] {
            assert_eq!(escaped(text).to_string(), text);
        }
    }

    #[test]
    fn long_texts_end_early() {
        let (long, longest, endless) = ("é".repeat(CELL + 1), "é".repeat(CELL), "é".repeat(1000));
        assert_eq!(quoted(&long).to_string(), longest.clone() + "…");
        assert_eq!(quoted(&longest).to_string(), longest);
        assert_eq!(quoted(&beginning(&endless)).to_string(), longest.clone() + "…");
        assert_eq!(beginning(&longest), longest);
        assert_eq!(escaped(&endless).to_string(), endless);
        assert_eq!((shape(&[]).to_string(), shape(&[64, 3, 3]).to_string()), ("[]".into(), "[64, 3, 3]".into()));
        assert_eq!(shape(&[1; 1000]).to_string(), "[1, 1, 1, 1, 1, 1, 1, 1, …]");
    }
}

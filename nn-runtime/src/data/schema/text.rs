//! Schemas as text.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;
use core::str::FromStr;

use thiserror::Error;

use super::{Column, Kind, Schema, SchemaError, Unknown, Words};
use crate::quoted::{beginning, quoted};

/// What the first line says.
const TITLE: &str = "columns";
/// What is said of unknown words that become zeros.
const ZEROS: &str = "zeros";

/// Why a text is no schema.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum ParseSchemaError {
    /// A line is not what belongs there.
    #[error("line {line}: `{}` is no part of a schema: {expected} belongs there", quoted(text))]
    Line {
        /// Which line, counted from 1.
        line: usize,
        /// What it says.
        text: String,
        /// What belongs there.
        expected: &'static str,
    },
    /// The columns are read, but are no schema.
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

impl Schema {
    /// The schema as text, which [`from_str`](str::parse) reads back without loss.
    ///
    /// A line says `columns`, then come the columns: a line with the kind, `number`, `one_hot` or `id`, and the name behind it; below
    /// it, indented by a space, `level` with one of the words, `fill` with what stands in the place of a missing value, and `unknown zeros`
    /// where words that are none of the levels are not refused.
    /// In names and words, line breaks are written `\n` and `\r`, a backslash `\\`.
    ///
    /// ```
    /// use nn_runtime::data::{Column, Kind, Schema};
    ///
    /// let colours = Kind::one_hot(["green", "red"]);
    /// let age = Kind::Number { fill: Some(30.0) };
    /// let schema = Schema::new(vec![Column::new("age", age), Column::new("colour", colours)])?;
    /// assert_eq!(
    ///     schema.to_text(),
    ///     "columns\n\
    ///      number age\n \
    ///       fill 30.0\n\
    ///      one_hot colour\n \
    ///       level green\n \
    ///       level red\n"
    /// );
    /// assert_eq!(schema.to_text().parse(), Ok(schema));
    /// # Ok::<(), nn_runtime::data::SchemaError>(())
    /// ```
    pub fn to_text(&self) -> String {
        let mut text = format!("{TITLE}\n");
        let mut line = |key: &str, value: &str| {
            writeln!(text, "{key} {}", escaped(value)).expect("a string takes everything");
        };
        for Column { name, kind } in &self.columns {
            let key = match kind {
                Kind::Number { .. } => "number",
                Kind::OneHot { .. } => "one_hot",
                Kind::Id(_) => "id",
            };
            line(key, name);
            if let Kind::Number { fill: Some(fill) } = kind {
                line(" fill", &format!("{fill:?}"));
            }
            if let Some(Words { levels, fill }) = kind.words() {
                levels.iter().for_each(|level| line(" level", level));
                fill.iter().for_each(|fill| line(" fill", fill));
            }
            if let Kind::OneHot { unknown: Unknown::Zeros, .. } = kind {
                line(" unknown", ZEROS);
            }
        }
        text
    }
}

impl FromStr for Schema {
    type Err = ParseSchemaError;

    /// Reads what [`to_text`](Self::to_text) wrote.
    fn from_str(text: &str) -> Result<Self, ParseSchemaError> {
        let mut lines = (1..).zip(text.split_terminator('\n'));
        let wrong = |line, text: &str, expected| ParseSchemaError::Line { line, text: beginning(text), expected };
        match lines.next() {
            Some((_, TITLE)) => {}
            other => return Err(wrong(1, other.map_or("", |(_, text)| text), "`columns`")),
        }

        let mut columns = Vec::<Column>::new();
        for (line, text) in lines {
            let here = |expected| wrong(line, text, expected);
            let value = |value| unescaped(value).ok_or_else(|| here("`\\n`, `\\r` or `\\\\` where a backslash is"));
            if let Some(detail) = text.strip_prefix(' ') {
                match (detail.split_once(' '), columns.last_mut().map(|column| &mut column.kind)) {
                    (Some(("fill", number)), Some(Kind::Number { fill: fill @ None })) => {
                        *fill = Some(number.parse().map_err(|_| here("a number"))?);
                    }
                    (Some(("level", level)), Some(Kind::OneHot { words, .. } | Kind::Id(words))) => {
                        words.levels.push(value(level)?);
                    }
                    (Some(("fill", word)), Some(Kind::OneHot { words, .. } | Kind::Id(words)))
                        if words.fill.is_none() =>
                    {
                        words.fill = Some(value(word)?);
                    }
                    (Some(("unknown", ZEROS)), Some(Kind::OneHot { unknown, .. })) => *unknown = Unknown::Zeros,
                    _ => return Err(here("a column, or what belongs to the one before")),
                }
            } else {
                let kind = match text.split_once(' ') {
                    Some(("number", name)) => (Kind::NUMBER, name),
                    Some(("one_hot", name)) => (Kind::one_hot(Words::default()), name),
                    Some(("id", name)) => (Kind::Id(Words::default()), name),
                    _ => return Err(here("`number`, `one_hot` or `id`")),
                };
                columns.push(Column::new(value(kind.1)?, kind.0));
            }
        }
        Ok(Self::new(columns)?)
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

/// `None` where a backslash is followed by nothing that belongs to it.
fn unescaped(text: &str) -> Option<String> {
    let (mut plain, mut chars) = (String::new(), text.chars());
    while let Some(char) = chars.next() {
        plain.push(match char {
            '\\' => match chars.next()? {
                'n' => '\n',
                'r' => '\r',
                '\\' => '\\',
                _ => return None,
            },
            other => other,
        });
    }
    Some(plain)
}

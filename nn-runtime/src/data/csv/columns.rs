//! What the columns of a table are.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::data::schema::Unknown;

/// What the columns of a table are: which make the input, which is the label, what happens where a value is missing.
///
/// One of the constructors says where the label is; everything else is a number of the input unless a method says otherwise.
/// A column is named by its name in the header, or by its place, counted from 0. (Messages count from 1, as lines are counted.)
///
/// | the file | the columns |
/// | --- | --- |
/// | numbers, then the number of a class or a number to predict | `Columns::label_last()` |
/// | a header, the label in the column `species`, as a word | `Columns::label("species").labels_by_name()` |
/// | several numbers to predict | `Columns::labels(["width", "height"])` with `Dataset<_, [f32; 2]>` |
/// | a header that is of no use here | `Columns::label_last().header()` |
/// | a first line that belongs to no table | `Columns::label_last().skip_lines(1)` |
/// | words, one number for each | `….one_hot("colour")` |
/// | words, of which others may come later | `….one_hot("colour").unknown(Unknown::Zeros)` |
/// | `;` between cells | `….separator(b';')` |
///
/// # Missing values
///
/// A cell is missing that holds nothing, `?`, `NA` or `NaN`. [`missing`](Self::missing) says what becomes of its row, by default an
/// error; [`fill`](Self::fill) says so of a column.
///
/// # What is learnt of a file
///
/// Words that are not given, and means, medians and most frequent values are learnt of rows. Of the rows of the test part they must not
/// be, or what is reported is too good: read [rows](crate::data::Dataset::rows_from_csv), split them, and [learn](crate::data::Schema::fit) of the training part ([`Row`](crate::data::Row)
/// shows how). A data set of numbers, `Dataset<[f32; 4], _>` say, takes the words of all rows of its file, and refuses the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    pub(super) label: Labels,
    pub(super) uses: Vec<(Place, Use)>,
    pub(super) fills: Vec<(Place, Fill)>,
    pub(super) unknown: Unknown,
    pub(super) header: Header,
    pub(super) skip: usize,
    pub(super) separator: u8,
    pub(super) missing: Missing,
    pub(super) labels_by_name: bool,
    pub(super) class_names: Option<Vec<String>>,
}

/// A column, by its name in the header or by its place, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The column with this name.
    Named(String),
    /// The column with so many before it.
    At(usize),
}

/// What becomes of rows in which a value is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Missing {
    /// They are an error.
    #[default]
    Refuse,
    /// They are left out.
    DropRow,
    /// A value of the input that is missing becomes this one, here and where the schema encodes rows later. A label that is missing is an
    /// error all the same; so is a word, but where it is to become the most frequent one.
    Fill(Fill),
}

/// What stands in the place of a missing value (scikit-learn's `SimpleImputer`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fill {
    /// This number.
    Number(f64),
    /// The mean of the numbers that are there.
    Mean,
    /// The median of the numbers that are there: the mean of the two in the middle, where they are of an even count.
    Median,
    /// The number or the word that is there most often; of several, the least number, the first word.
    MostFrequent,
}

/// Where the label is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Labels {
    First,
    Last,
    These(Vec<Place>),
}

/// What a column is for that is no plain number.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Use {
    Ignored,
    /// With its levels, where they are given.
    OneHot(Option<Vec<String>>),
    Id(Option<Vec<String>>),
}

/// Where the names of columns are.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Header {
    Nowhere,
    FirstLine,
    Given(Vec<String>),
}

impl Columns {
    /// The label is the first column. (As many columns as a target of several numbers has.)
    pub fn label_first() -> Self {
        Self::new(Labels::First)
    }

    /// The label is the last column. (As many columns as a target of several numbers has.)
    pub fn label_last() -> Self {
        Self::new(Labels::Last)
    }

    /// The label is this column.
    pub fn label(place: impl Into<Place>) -> Self {
        Self::labels([place])
    }

    /// The target is the numbers in these columns.
    pub fn labels<P: Into<Place>>(places: impl IntoIterator<Item = P>) -> Self {
        Self::new(Labels::These(places.into_iter().map(Into::into).collect()))
    }

    fn new(label: Labels) -> Self {
        Self {
            label,
            uses: Vec::new(),
            fills: Vec::new(),
            unknown: Unknown::Refuse,
            header: Header::Nowhere,
            skip: 0,
            separator: b',',
            missing: Missing::Refuse,
            labels_by_name: false,
            class_names: None,
        }
    }

    /// The first line holds the names of the columns. (So it does wherever a column is named and [`names`](Self::names) are not given.)
    #[must_use]
    pub fn header(self) -> Self {
        Self { header: Header::FirstLine, ..self }
    }

    /// There is no header; these are the names of the columns, of all of them in their order.
    #[must_use]
    pub fn names<S: Into<String>>(self, names: impl IntoIterator<Item = S>) -> Self {
        Self { header: Header::Given(strings(names)), ..self }
    }

    /// So many lines are no part of the table, and come before it.
    #[must_use]
    pub fn skip_lines(self, lines: usize) -> Self {
        Self { skip: lines, ..self }
    }

    /// What stands between two cells, instead of a comma.
    #[must_use]
    pub fn separator(self, separator: u8) -> Self {
        Self { separator, ..self }
    }

    /// What becomes of rows in which a value is missing.
    #[must_use]
    pub fn missing(self, missing: impl Into<Missing>) -> Self {
        Self { missing: missing.into(), ..self }
    }

    /// A value of this column that is missing becomes this number, or what is [learnt](crate::data::Schema::fit) of the others, whatever
    /// becomes of other columns: `.fill("age", Fill::Median)`, `.fill("children", 0.0)`.
    #[must_use]
    pub fn fill(mut self, place: impl Into<Place>, fill: impl Into<Fill>) -> Self {
        self.fills.push((place.into(), fill.into()));
        self
    }

    /// This column is no part of the input. What is in its cells is not looked at.
    #[must_use]
    pub fn ignore(self, place: impl Into<Place>) -> Self {
        self.using(place, Use::Ignored)
    }

    /// This column holds words, each of which becomes a number of the input: 1 for the word that is there, 0 for the others. The
    /// words are those of the rows that are [learnt](crate::data::Schema::fit) of, or of the whole file, in alphabetical order (in that of
    /// numbers, where all of them are).
    #[must_use]
    pub fn one_hot(self, place: impl Into<Place>) -> Self {
        self.using(place, Use::OneHot(None))
    }

    /// As [`one_hot`](Self::one_hot), of these words in this order; [`unknown`](Self::unknown) says what becomes of others.
    #[must_use]
    pub fn one_hot_of<S: Into<String>>(self, place: impl Into<Place>, levels: impl IntoIterator<Item = S>) -> Self {
        self.using(place, Use::OneHot(Some(strings(levels))))
    }

    /// This column holds words, and becomes one number: the place of its word, counted from 0, among those that
    /// [`one_hot`](Self::one_hot) would take.
    #[must_use]
    pub fn ids(self, place: impl Into<Place>) -> Self {
        self.using(place, Use::Id(None))
    }

    /// As [`ids`](Self::ids), of these words in this order; others are an error.
    #[must_use]
    pub fn ids_of<S: Into<String>>(self, place: impl Into<Place>, levels: impl IntoIterator<Item = S>) -> Self {
        self.using(place, Use::Id(Some(strings(levels))))
    }

    /// What becomes of a word of a [`one_hot`](Self::one_hot) column that is none of those that are given or were learnt, in the file or
    /// later; by default, it is an error. (That of an [`ids`](Self::ids) column is one always.)
    #[must_use]
    pub fn unknown(self, unknown: Unknown) -> Self {
        Self { unknown, ..self }
    }

    /// Labels are names of classes, not their numbers. They are numbered in alphabetical order, or in that of
    /// [`class_names`](Self::class_names).
    #[must_use]
    pub fn labels_by_name(self) -> Self {
        Self { labels_by_name: true, ..self }
    }

    /// What the classes are called, in the order of their numbers.
    #[must_use]
    pub fn class_names<S: Into<String>>(self, names: impl IntoIterator<Item = S>) -> Self {
        Self { class_names: Some(strings(names)), ..self }
    }

    fn using(mut self, place: impl Into<Place>, usage: Use) -> Self {
        self.uses.push((place.into(), usage));
        self
    }

    /// Whether the first line holds names.
    pub(super) fn has_header(&self) -> bool {
        let labels = match &self.label {
            Labels::These(places) => &places[..],
            Labels::First | Labels::Last => &[],
        };
        let filled = self.fills.iter().map(|(place, _)| place);
        let mut places = labels.iter().chain(self.uses.iter().map(|(place, _)| place)).chain(filled);
        match self.header {
            Header::FirstLine => true,
            Header::Nowhere => places.any(|place| matches!(place, Place::Named(_))),
            Header::Given(_) => false,
        }
    }
}

impl From<Fill> for Missing {
    fn from(fill: Fill) -> Self {
        Self::Fill(fill)
    }
}

impl From<f64> for Fill {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl Fill {
    /// Whether it is learnt of values that are there.
    pub(super) fn is_learnt(self) -> bool {
        !matches!(self, Self::Number(_))
    }
}

impl fmt::Display for Fill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Mean => f.write_str("mean"),
            Self::Median => f.write_str("median"),
            Self::MostFrequent => f.write_str("most frequent value"),
        }
    }
}

impl From<usize> for Place {
    fn from(place: usize) -> Self {
        Self::At(place)
    }
}

impl From<&str> for Place {
    fn from(name: &str) -> Self {
        Self::Named(name.into())
    }
}

impl From<String> for Place {
    fn from(name: String) -> Self {
        Self::Named(name)
    }
}

fn strings<S: Into<String>>(strings: impl IntoIterator<Item = S>) -> Vec<String> {
    strings.into_iter().map(Into::into).collect()
}

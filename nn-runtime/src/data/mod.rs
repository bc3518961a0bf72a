//! Data sets: samples with what belongs to them, typed so that they fit a network and its loss or do not compile.
//!
//! ```
//! use nn_runtime::prelude::*;
//!
//! let flowers = [[5.1, 0.2], [4.9, 0.2], [6.4, 1.5], [6.9, 1.5], [6.3, 2.5], [5.8, 1.9]];
//! let kinds = [0, 0, 1, 1, 2, 2].map(|kind| Class::<3>::new(kind).unwrap());
//! let data = Dataset::new(flowers, kinds)?;
//!
//! let (train, test) = data.split((0.5, 0.5), 1)?;
//! assert_eq!((train.len(), test.len()), (3, 3));
//! # Ok::<(), nn_runtime::data::DataError>(())
//! ```

mod arrange;
mod arrays;
pub mod augment;
mod batches;
#[cfg(feature = "csv")]
mod csv;
mod dataset;
mod error;
mod folds;
mod numbers;
mod sample;
mod scaling;
mod schema;
mod split;

pub use self::batches::Batches;
#[cfg(feature = "csv")]
pub use self::csv::{Columns, CsvError, CsvProblem, Fill, FitError, Missing, Place, Row, Spot};
pub use self::dataset::{Dataset, Names};
pub use self::error::DataError;
pub use self::folds::Folds;
pub use self::numbers::{Label, Numbers};
pub use self::sample::{InputOf, Sample};
pub use self::scaling::{MinMax, Scaling, ScalingError, Standardize};
pub use self::schema::{CellError, Column, EncodeError, Kind, ParseSchemaError, Schema, SchemaError, Unknown, Words};
pub use self::split::Shares;

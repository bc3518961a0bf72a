//! Data sets: reading, splitting, scaling.

mod arrays;
mod augment;
#[cfg(feature = "csv")]
mod csv;
#[cfg(feature = "csv")]
mod csv_refusals;
#[cfg(feature = "csv")]
mod rows;
mod schema;
mod splits;

//! Data sets: reading, splitting, scaling.

mod arrays;
#[cfg(feature = "csv")]
mod csv;
#[cfg(feature = "csv")]
mod csv_refusals;
mod schema;
mod splits;

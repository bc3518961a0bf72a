//! Data sets: reading, splitting, scaling.

mod arrays;
mod augment;
#[cfg(feature = "csv")]
mod csv;
#[cfg(feature = "csv")]
mod csv_refusals;
mod schema;
mod splits;

//! Data sets: reading, splitting, scaling.

#[cfg(feature = "csv")]
mod csv;
#[cfg(feature = "csv")]
mod csv_refusals;
mod schema;
mod splits;

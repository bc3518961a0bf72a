//! Shapes and their dimensions, and the checks about them that only rustc can make.
//!
//! Below layers and graphs, which both speak of them.

pub mod check;
pub mod dim;
pub mod order;
pub mod outline;

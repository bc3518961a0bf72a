//! The same rate throughout.

use super::{At, Schedule};

/// The optimiser's rate, unchanged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Constant;

impl Schedule for Constant {
    fn factor(&mut self, _: At) -> f64 {
        1.0
    }
}

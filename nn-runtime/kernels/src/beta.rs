//! Whether a result replaces what is there.

use crate::real::Real;

/// Whether a kernel overwrites or adds to what is there.
///
/// The first contributor to a gradient stores, every further one (fan-out, a shared layer, accumulation over
/// several batches) adds; so nothing is zeroed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beta {
    /// Overwrite.
    Store,
    /// Add.
    Add,
}

impl Beta {
    /// Puts `value` into `place`.
    #[inline(always)]
    pub fn put<T: Real>(self, place: &mut T, value: T) {
        match self {
            Self::Store => *place = value,
            Self::Add => *place += value,
        }
    }
}

//! What can be wrong with an augmentation.

use thiserror::Error;

use super::pixels::Size;
use crate::setting::SettingError;

/// Why samples cannot be changed in this way.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum AugmentError {
    /// A setting makes no sense: a probability outside 0 to 1, a number that is infinite or NaN.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// A setting makes no sense for images of this size.
    #[error("`{setting}` of `{owner}` is {pixels} pixels, but must be {least} to {most} for images of {size}")]
    Pixels {
        /// The transform.
        owner: &'static str,
        /// The setting, by the name of the method that sets it.
        setting: &'static str,
        /// The value refused.
        pixels: usize,
        /// The smallest that there may be.
        least: usize,
        /// The largest.
        most: usize,
        /// The images.
        size: Size,
    },
}

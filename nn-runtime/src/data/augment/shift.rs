//! Moving images.

use super::error::AugmentError;
use super::images::Transform;
use super::pixels::{Pixels, Size};
use crate::scalar::Scalar;
use crate::setting::Range;
use crate::step::Key;

/// Moves an image by whole pixels, down and across each by a number drawn evenly from −n to n:
/// y\[c, i, j\] = x\[c, i − down, j − across\], and the fill, 0 unless said, where there is no such pixel.
///
/// This is torchvision's `RandomAffine(degrees=0, translate=(n / W, n / H))`.
///
/// # Errors
///
/// If an image could be moved out of sight, a shift not being smaller than its side, or the fill is infinite or NaN.
///
/// ```
/// use nn_runtime::data::augment::{AugmentError, Images, Shift};
/// use nn_runtime::prelude::*;
///
/// let data = Dataset::new([[1.0_f32; 784]], [[0.0_f32]])?;
/// let error = data.batches::<1>().augmented(Images::<1, 28, 28>::new().then(Shift::new(28)), 1).err().unwrap();
/// assert_eq!(error.to_string(), "`down` of `Shift` is 28 pixels, but must be 0 to 27 for images of [1, 28, 28]");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    down: usize,
    across: usize,
    fill: f64,
}

impl Shift {
    /// By up to `pixels` in each direction.
    pub const fn new(pixels: usize) -> Self {
        Self { down: pixels, across: pixels, fill: 0.0 }
    }

    /// By up to `pixels` down and up.
    #[must_use]
    pub const fn down(self, pixels: usize) -> Self {
        Self { down: pixels, ..self }
    }

    /// By up to `pixels` to the right and to the left.
    #[must_use]
    pub const fn across(self, pixels: usize) -> Self {
        Self { across: pixels, ..self }
    }

    /// What comes in where the image has left.
    #[must_use]
    pub const fn fill(self, fill: f64) -> Self {
        Self { fill, ..self }
    }
}

impl Transform for Shift {
    fn check(&self, size: Size) -> Result<(), AugmentError> {
        for (setting, pixels, side) in [("down", self.down, size.height), ("across", self.across, size.width)] {
            if pixels >= side {
                return Err(AugmentError::Pixels { owner: "Shift", setting, pixels, least: 0, most: side - 1, size });
            }
        }
        Range::Finite.check("Shift", "fill", self.fill)?;
        Ok(())
    }

    fn apply<T: Scalar>(&self, image: &mut Pixels<'_, T>, key: Key) {
        let Size { height, width, .. } = image.size();
        let (down, across) = (drawn(self.down, key.unit(0)), drawn(self.across, key.unit(1)));
        if (down, across) == (0, 0) {
            return;
        }
        let (from, to) = image.remake();
        to.fill(T::from_f64(self.fill));
        let (from_rows, to_rows) = overlap(down, height);
        let (from_columns, to_columns) = overlap(across, width);
        for (from, to) in from.chunks_exact(height * width).zip(to.chunks_exact_mut(height * width)) {
            let from = from.chunks_exact(width).skip(from_rows).take(height - from_rows - to_rows);
            for (from, to) in from.zip(to.chunks_exact_mut(width).skip(to_rows)) {
                let len = width - from_columns - to_columns;
                to[to_columns..][..len].copy_from_slice(&from[from_columns..][..len]);
            }
        }
    }
}

/// The whole number from −`most` to `most` that `unit`, of [0, 1), stands for.
fn drawn(most: usize, unit: f64) -> isize {
    let whole = (unit * (2 * most + 1) as f64) as usize;
    whole.min(2 * most) as isize - most as isize
}

/// Where what stays in sight begins before and after a side was moved; one of them is 0.
fn overlap(by: isize, side: usize) -> (usize, usize) {
    let gone = by.unsigned_abs().min(side);
    if by < 0 { (gone, 0) } else { (0, gone) }
}

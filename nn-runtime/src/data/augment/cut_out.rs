//! Covering a part of an image.

use super::error::AugmentError;
use super::images::Transform;
use super::pixels::{Pixels, Size};
use crate::scalar::Scalar;
use crate::setting::Range;
use crate::step::Key;

/// Covers a square of an image with the fill, 0 unless said, so that no single part of it decides alone.
///
/// The middle of the square is a pixel drawn evenly from all, so some of the square may lie outside
/// (T. DeVries and G. W. Taylor, "Improved regularization of convolutional neural networks with cutout", 2017, section 3.2). Where
/// torchvision's `RandomErasing` covers half of all images, this covers each unless a [`probability`](Self::probability) is said.
///
/// # Errors
///
/// If the square is of no pixels or larger than the image, the probability is not from 0 to 1, or the fill is infinite or NaN.
///
/// ```
/// use nn_runtime::data::augment::{CutOut, Images};
/// use nn_runtime::prelude::*;
///
/// let data = Dataset::new([[1.0_f32; 36]], [[0.0_f32]])?;
/// let mut batches = data.batches::<1>().augmented(Images::<1, 6, 6>::new().then(CutOut::new(2)), 1)?;
/// let covered = 36.0 - batches.next().unwrap().inputs().sum();
/// assert!([1.0, 2.0, 4.0].contains(&covered));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CutOut {
    side: usize,
    probability: f64,
    fill: f64,
}

impl CutOut {
    /// A square of `side` × `side` pixels.
    pub const fn new(side: usize) -> Self {
        Self { side, probability: 1.0, fill: 0.0 }
    }

    /// How probable it is that an image is covered at all.
    #[must_use]
    pub const fn probability(self, probability: f64) -> Self {
        Self { probability, ..self }
    }

    /// What covers the image.
    #[must_use]
    pub const fn fill(self, fill: f64) -> Self {
        Self { fill, ..self }
    }
}

impl Transform for CutOut {
    fn check(&self, size: Size) -> Result<(), AugmentError> {
        let (pixels, most) = (self.side, size.height.min(size.width));
        if !(1..=most).contains(&pixels) {
            return Err(AugmentError::Pixels { owner: "CutOut", setting: "side", pixels, least: 1, most, size });
        }
        Range::Unit.check("CutOut", "probability", self.probability)?;
        Range::Finite.check("CutOut", "fill", self.fill)?;
        Ok(())
    }

    fn apply<T: Scalar>(&self, image: &mut Pixels<'_, T>, key: Key) {
        if key.unit(0) >= self.probability {
            return;
        }
        let Size { height, width, .. } = image.size();
        let fill = T::from_f64(self.fill);
        let (rows, columns) = (self.covered(height, key.unit(1)), self.covered(width, key.unit(2)));
        for channel in image.values_mut().chunks_exact_mut(height * width) {
            let rows = channel[rows.start * width..rows.end * width].chunks_exact_mut(width);
            rows.for_each(|row| row[columns.clone()].fill(fill));
        }
    }
}

impl CutOut {
    /// What the square covers of an axis with `len` pixels, its middle on the one that `unit`, of [0, 1), stands for.
    fn covered(&self, len: usize, unit: f64) -> core::ops::Range<usize> {
        let middle = ((unit * len as f64) as usize).min(len - 1);
        let start = middle as isize - (self.side / 2) as isize;
        start.max(0) as usize..len.min((start + self.side as isize) as usize)
    }
}

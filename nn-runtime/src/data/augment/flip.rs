//! Mirroring images.

use super::error::AugmentError;
use super::images::Transform;
use super::pixels::{Pixels, Size};
use crate::scalar::Scalar;
use crate::setting::Range;
use crate::step::Key;

/// Mirrors an image with a probability of ½ unless said: y\[c, i, j\] = x\[c, i, W − 1 − j\], or x\[c, H − 1 − i, j\].
///
/// These are torchvision's `RandomHorizontalFlip` and `RandomVerticalFlip`. For images that mean the same in a mirror alone: digits
/// do not.
///
/// # Errors
///
/// If the probability is not from 0 to 1.
///
/// ```
/// use nn_runtime::data::augment::{Flip, Images};
/// use nn_runtime::prelude::*;
///
/// let data = Dataset::new([[1.0_f32, 2.0, 3.0, 4.0]], [[0.0_f32]])?;
/// let flip = Images::<1, 2, 2>::new().then(Flip::vertical().probability(1.0));
/// let mut batches = data.batches::<1>().augmented(flip, 1)?;
/// assert_eq!(batches.next().unwrap().inputs().as_slice(), [3.0, 4.0, 1.0, 2.0]);
///
/// let error = data.batches::<1>().augmented(Images::<1, 2, 2>::new().then(Flip::vertical().probability(1.5)), 1);
/// assert_eq!(error.err().unwrap().to_string(), "`probability` of `Flip` is 1.5, but must be from 0 to 1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flip {
    axis: Axis,
    probability: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Axis {
    Horizontal,
    Vertical,
}

impl Flip {
    /// Left becomes right.
    pub const fn horizontal() -> Self {
        Self { axis: Axis::Horizontal, probability: 0.5 }
    }

    /// Top becomes bottom.
    pub const fn vertical() -> Self {
        Self { axis: Axis::Vertical, probability: 0.5 }
    }

    /// How probable it is that an image is mirrored.
    #[must_use]
    pub const fn probability(self, probability: f64) -> Self {
        Self { probability, ..self }
    }
}

impl Transform for Flip {
    fn check(&self, _: Size) -> Result<(), AugmentError> {
        Range::Unit.check("Flip", "probability", self.probability)?;
        Ok(())
    }

    fn apply<T: Scalar>(&self, image: &mut Pixels<'_, T>, key: Key) {
        if key.unit(0) >= self.probability {
            return;
        }
        match self.axis {
            Axis::Horizontal => image.rows_mut().for_each(<[T]>::reverse),
            Axis::Vertical => {
                let Size { height, width, .. } = image.size();
                for channel in image.values_mut().chunks_exact_mut(height * width) {
                    let (upper, lower) = channel.split_at_mut(height / 2 * width);
                    let lower = lower.chunks_exact_mut(width).rev();
                    upper.chunks_exact_mut(width).zip(lower).for_each(|(a, b)| a.swap_with_slice(b));
                }
            }
        }
    }
}

//! Images, and what is done to them.

use super::Augment;
use nalgebra::SVector;

use super::error::AugmentError;
use super::pixels::{Pixels, Size};
use crate::check::check_image;
use crate::scalar::Scalar;
use crate::step::Key;

/// Something that is done to an image, at random.
///
/// ```
/// use nn_runtime::Scalar;
/// use nn_runtime::data::augment::{Images, Pixels, Transform};
/// use nn_runtime::step::Key;
///
/// /// Makes every image up to a tenth brighter.
/// struct Brighter;
///
/// impl Transform for Brighter {
///     fn apply<T: Scalar>(&self, image: &mut Pixels<'_, T>, key: Key) {
///         let factor = T::from_f64(1.0 + 0.1 * key.unit(0));
///         image.values_mut().iter_mut().for_each(|x| *x *= factor);
///     }
/// }
///
/// let images = Images::<1, 28, 28>::new().then(Brighter);
/// ```
pub trait Transform {
    /// Whether the settings make sense for images of this size.
    ///
    /// # Errors
    ///
    /// If one does not.
    fn check(&self, size: Size) -> Result<(), AugmentError> {
        let _ = size;
        Ok(())
    }

    /// Changes an image. All chance comes from `key`, which no other transform is given.
    fn apply<T: Scalar>(&self, image: &mut Pixels<'_, T>, key: Key);
}

/// Nothing at all.
impl Transform for () {
    fn apply<T: Scalar>(&self, _: &mut Pixels<'_, T>, _: Key) {}
}

/// One after the other.
impl<A: Transform, B: Transform> Transform for (A, B) {
    fn check(&self, size: Size) -> Result<(), AugmentError> {
        self.0.check(size)?;
        self.1.check(size)
    }

    fn apply<T: Scalar>(&self, image: &mut Pixels<'_, T>, key: Key) {
        self.0.apply(image, key.fold(0));
        self.1.apply(image, key.fold(1));
    }
}

/// Changes images of shape `[C, H, W]`, which are samples of `[T; C * H * W]`, channel after channel and row after row.
///
/// Transforms are carried out in their order. The [module](super) shows a training with some. Images of another size do not compile:
///
/// ```compile_fail,E0080
/// use nn_runtime::data::augment::Images;
/// use nn_runtime::prelude::*;
///
/// let data = Dataset::new([[0.0_f32; 64]], [[0.0_f32]])?;
/// data.batches::<1>().augmented(Images::<1, 28, 28>::new(), 1)?; // samples of [64] numbers are no images of [1, 28, 28]
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// ```
/// use nn_runtime::data::augment::{CutOut, Flip, Images};
/// use nn_runtime::prelude::*;
///
/// let data = Dataset::new([[1.0_f32, 2.0, 3.0, 4.0]], [[0.0_f32]])?;
/// let images = Images::<1, 2, 2>::new().then(Flip::horizontal().probability(1.0)).then(CutOut::new(1).fill(9.0));
/// let mut batches = data.batches::<8>().augmented(images, 3)?;
/// let image = batches.next().unwrap().inputs();
/// assert_eq!(image.column(0).as_slice(), [2.0, 1.0, 4.0, 9.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Images<const C: usize, const H: usize, const W: usize, S = ()> {
    transforms: S,
}

impl<const C: usize, const H: usize, const W: usize> Images<C, H, W> {
    /// Images to which nothing is done yet.
    pub const fn new() -> Self {
        const { assert!(C > 0 && H > 0 && W > 0, "an image has at least one channel, one row and one column") };
        Self { transforms: () }
    }
}

impl<const C: usize, const H: usize, const W: usize> Default for Images<C, H, W> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const C: usize, const H: usize, const W: usize, S> Images<C, H, W, S> {
    /// Adds a transform behind the others. Whether its settings make sense is checked where the images are handed over.
    pub fn then<Q: Transform>(self, transform: Q) -> Images<C, H, W, (S, Q)> {
        Images { transforms: (self.transforms, transform) }
    }
}

impl<const C: usize, const H: usize, const W: usize, S: Transform> Images<C, H, W, S> {
    /// The shape.
    const SIZE: Size = Size { channels: C, height: H, width: W };

    fn check<const F: usize>(&self) -> Result<(), AugmentError> {
        const { check_image(F, [C, H, W]) };
        self.transforms.check(Self::SIZE)
    }
}

impl<T: Scalar, const F: usize, const C: usize, const H: usize, const W: usize, S: Transform> Augment<[T; F]>
    for Images<C, H, W, S>
{
    fn check(&self) -> Result<(), AugmentError> {
        self.check::<F>()
    }

    fn augment(&self, sample: &mut [T; F], spare: &mut [T; F], key: Key) {
        self.transforms.apply(&mut Pixels::new(Self::SIZE, sample, spare), key);
    }
}

impl<T: Scalar, const F: usize, const C: usize, const H: usize, const W: usize, S: Transform> Augment<SVector<T, F>>
    for Images<C, H, W, S>
{
    fn check(&self) -> Result<(), AugmentError> {
        self.check::<F>()
    }

    fn augment(&self, sample: &mut SVector<T, F>, spare: &mut SVector<T, F>, key: Key) {
        let (sample, spare) = (sample.as_mut_slice(), spare.as_mut_slice());
        self.transforms.apply(&mut Pixels::new(Self::SIZE, sample, spare), key);
    }
}

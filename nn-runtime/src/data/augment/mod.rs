//! Training images changed at random, so that a network sees each of them differently in every epoch.
//!
//! [`Images`] says of which shape the images are, and what is done to them, one [`Transform`] after the other:
//!
//! | transform | does | as torchvision's |
//! | --- | --- | --- |
//! | [`Shift`] | moves the image by whole pixels | `RandomAffine(0, translate=…)` |
//! | [`Rotate`] | turns it around its middle, between pixels bilinear | `RandomRotation(…, interpolation=BILINEAR)` |
//! | [`Flip`] | mirrors it | `RandomHorizontalFlip`, `RandomVerticalFlip` |
//! | [`Noise`] | adds normal numbers | `v2.GaussianNoise` |
//! | [`CutOut`] | covers a square | `RandomErasing` with `ratio=(1, 1)` |
//!
//! ```
//! use nn_runtime::data::augment::{Images, Rotate, Shift};
//! # use nn_runtime::prelude::*;
//! # network! { Reader(image: [144]) -> [2] { image -> dense<8> -> relu -> dense<2> } }
//! # let stroke = |i: usize| core::array::from_fn::<f32, 144, _>(|at| f32::from(u8::from([at % 12, at / 12][i % 2] == i % 12)));
//! # let strokes: Vec<_> = (0..48).map(stroke).collect();
//! # let kinds: Vec<_> = (0..48).map(|i| Class::<2>::new(i % 2).unwrap()).collect();
//! # let data = Dataset::new(strokes, kinds)?;
//! # let (train, valid) = data.split_stratified((0.75, 0.25), 1)?;
//! # let mut model = Reader::init(1);
//!
//! // `train` and `valid` hold images of [1, 12, 12], as `[f32; 144]`.
//! let report = Trainer::new(&mut model)
//!     .loss(CrossEntropy::new())
//!     .augment(Images::<1, 12, 12>::new().then(Shift::new(2)).then(Rotate::new(10.0)))
//!     .validate(&valid)
//!     .fit(&train)?;
//! # assert_eq!(report.epochs.len(), 10);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A sample is a `[T; C * H * W]`, channel after channel and row after row; one of another size does not compile. It is changed while
//! its batch is gathered, in memory made before the first batch: validation, evaluation and predictions see samples as they are. It is
//! changed in the user's own numbers: where a model has a scaling, that comes afterwards.
//!
//! What is drawn depends on the seed, the epoch, the place of the sample in its data set and the place of the transform, and on nothing
//! else ([`Key`]): a seed gives the same images again, in batches of any size and order, on any number of threads.
//!
//! The loop in one's own hands takes [`Batches::augmented`](super::Batches::augmented); other samples than images, or several inputs,
//! take a closure or an [`Augment`] of one's own.

mod augmented;
mod cut_out;
mod error;
mod flip;
mod images;
mod noise;
mod pixels;
mod rotate;
mod shift;

use crate::step::Key;

pub(crate) use self::augmented::Augmented;
pub use self::cut_out::CutOut;
pub use self::error::AugmentError;
pub use self::flip::Flip;
pub use self::images::{Images, Transform};
pub use self::noise::Noise;
pub use self::pixels::{Pixels, Size};
pub use self::rotate::Rotate;
pub use self::shift::Shift;

/// Changes samples `X` at random: [`Images`], or a closure that takes the sample and the [`Key`] to draw numbers from.
///
/// ```
/// use nn_runtime::data::augment::{Images, Pixels, Shift, Transform};
/// use nn_runtime::prelude::*;
/// use nn_runtime::step::Key;
///
/// // Two inputs, of which the first is weighed between 90 and 110 %.
/// let data = Dataset::new([([1.0_f32, 2.0], [5.0_f32])], [[1.0_f32]])?;
/// let weigh = |(weighed, _): &mut ([f32; 2], [f32; 1]), key: Key| {
///     let factor = 0.9 + 0.2 * key.unit(0) as f32;
///     weighed.iter_mut().for_each(|x| *x *= factor);
/// };
/// let mut batches = data.batches::<1>().augmented(weigh, 7)?;
/// let (weighed, other) = batches.next().unwrap().inputs();
/// assert!(weighed[0] != 1.0 && weighed[1] == 2.0 * weighed[0] && other[0] == 5.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not change samples of `{X}`",
    label = "not made for these samples",
    note = "`Images::<C, H, W>` changes samples of `[T; C * H * W]`; others take a closure, `|sample: &mut {X}, key: Key| …`"
)]
pub trait Augment<X> {
    /// Whether all settings make sense; asked before the first sample.
    ///
    /// # Errors
    ///
    /// If one does not.
    fn check(&self) -> Result<(), AugmentError> {
        Ok(())
    }

    /// Changes a sample. All chance comes from `key`, which belongs to this sample in this epoch; `spare` is memory of the same form,
    /// with whatever numbers in it.
    fn augment(&self, sample: &mut X, spare: &mut X, key: Key);
}

impl<X, F: Fn(&mut X, Key)> Augment<X> for F {
    fn augment(&self, sample: &mut X, _: &mut X, key: Key) {
        self(sample, key);
    }
}

/// Samples stay as they are: what a [`Trainer`](crate::train::Trainer) and [`Batches`](super::Batches) do unless told otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAugment;

impl<X> Augment<X> for NoAugment {
    fn augment(&self, _: &mut X, _: &mut X, _: Key) {}
}

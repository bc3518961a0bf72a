//! Noise on images.

use core::f64::consts::TAU;

use super::error::AugmentError;
use super::images::Transform;
use super::pixels::{Pixels, Size};
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};
use crate::step::Key;

/// Adds to each number of an image one drawn from the normal distribution: y = x + σ z, z from N(0, 1).
///
/// This is torchvision's `v2.GaussianNoise(sigma=σ, clip=False)`; [`clip`](Self::clip) bounds what comes out, which is there from 0 to 1
/// unless said, here nowhere. Numbers are drawn by G. E. P. Box and M. E. Muller, "A note on the generation of random normal
/// deviates", 1958.
///
/// # Errors
///
/// If σ is below 0, infinite or NaN, or the bounds are no range.
///
/// ```
/// use nn_runtime::data::augment::{Images, Noise};
/// use nn_runtime::prelude::*;
///
/// let data = Dataset::new([[0.0_f32, 0.5, 1.0, 0.5]], [[0.0_f32]])?;
/// let noise = Images::<1, 2, 2>::new().then(Noise::new(0.1).clip(0.0, 1.0));
/// let mut batches = data.batches::<1>().augmented(noise, 1)?;
/// let image = batches.next().unwrap().inputs();
/// assert!(image[1] != 0.5 && image.iter().all(|x| (0.0..=1.0).contains(x)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    sigma: f64,
    clip: Option<[f64; 2]>,
}

impl Noise {
    /// With the standard deviation σ.
    pub const fn new(sigma: f64) -> Self {
        Self { sigma, clip: None }
    }

    /// Nothing that comes out is below `low` or above `high`.
    #[must_use]
    pub const fn clip(self, low: f64, high: f64) -> Self {
        Self { clip: Some([low, high]), ..self }
    }
}

impl Transform for Noise {
    fn check(&self, _: Size) -> Result<(), AugmentError> {
        Range::NotNegative.check("Noise", "sigma", self.sigma)?;
        let Some(clip) = self.clip else { return Ok(()) };
        let [low, value] = Range::Finite.check_all("Noise", "clip", clip)?;
        if low > value {
            let expected = "not below `clip[0]`";
            return Err(SettingError { owner: "Noise", setting: "clip", index: Some(1), value, expected }.into());
        }
        Ok(())
    }

    fn apply<T: Scalar>(&self, image: &mut Pixels<'_, T>, key: Key) {
        for (pair, i) in image.values_mut().chunks_mut(2).zip(0..) {
            let drawn = normal(key, i).map(|z| T::from_f64(self.sigma * z));
            pair.iter_mut().zip(drawn).for_each(|(x, noise)| *x += noise);
        }
        if let Some([low, high]) = self.clip.map(|bounds| bounds.map(T::from_f64)) {
            image.values_mut().iter_mut().for_each(|x| *x = x.larger(low).smaller(high));
        }
    }
}

/// Two independent numbers from N(0, 1): √(−2 ln u) cos 2πv and √(−2 ln u) sin 2πv, with u from (0, 1] and v from [0, 1).
fn normal(key: Key, i: u64) -> [f64; 2] {
    let radius = libm::sqrt(-2.0 * libm::log(1.0 - key.unit(2 * i)));
    let angle = TAU * key.unit(2 * i + 1);
    [radius * libm::cos(angle), radius * libm::sin(angle)]
}

//! Cutting a data set into parts.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chacha20::rand_core::{Rng as _, SeedableRng};

use super::dataset::Dataset;
use super::error::DataError;
use super::sample::Sample;
use crate::batch::Class;
use crate::initializers::Rng;

/// The sizes of parts relative to each other, `(0.7, 0.15, 0.15)` say; the parts come as a tuple of as many.
pub trait Shares {
    /// As many of `D`.
    type Parts<D>;

    /// The shares as numbers.
    fn shares(&self) -> Vec<f64>;
    /// As many of `D` as a tuple.
    fn parts<D>(parts: impl Iterator<Item = D>) -> Self::Parts<D>;
}

macro_rules! shares {
    ($($x:ident $D:ident),+) => {
        impl Shares for ($(shares!(@ $x f64),)+) {
            type Parts<D> = ($(shares!(@ $x D),)+);

            fn shares(&self) -> Vec<f64> {
                let ($($x,)+) = *self;
                vec![$($x),+]
            }
            fn parts<D>(mut parts: impl Iterator<Item = D>) -> Self::Parts<D> {
                ($({
                    let $x = parts.next();
                    $x.expect("there is a part for each share")
                },)+)
            }
        }
    };
    (@ $x:ident $T:ty) => { $T };
}

shares!(a D, b D);
shares!(a D, b D, c D);
shares!(a D, b D, c D, d D);

impl<X: Sample, Y: Sample> Dataset<X, Y> {
    /// Cuts the samples at random into parts of these shares, each in random order. A seed gives its split again.
    ///
    /// Of `n` samples, the boundaries between parts are rounded to whole samples, so a part may be empty.
    ///
    /// # Errors
    ///
    /// If a share is negative or not finite, or none is above 0.
    pub fn split<S: Shares>(&self, shares: S, seed: u64) -> Result<S::Parts<Self>, DataError> {
        self.cut(shares, seed, core::iter::once((0..self.len()).collect()))
    }

    /// As [`split`](Self::split), and where the targets are classes, each class has the same share in every part.
    pub(crate) fn split_by_class<S: Shares>(&self, shares: S, seed: u64) -> Result<S::Parts<Self>, DataError> {
        self.cut(shares, seed, groups(self.targets().iter().map(Sample::class)))
    }

    /// How many samples each part of [`split_by_class`](Self::split_by_class) has, whatever the seed.
    #[cfg(feature = "std")]
    pub(crate) fn split_sizes(&self, shares: &[f64]) -> Result<Vec<usize>, DataError> {
        let parts = places(shares, 0, groups(self.targets().iter().map(Sample::class)))?;
        Ok(parts.iter().map(Vec::len).collect())
    }

    /// Cuts groups of samples, each by these shares.
    fn cut<S: Shares>(
        &self,
        shares: S,
        seed: u64,
        groups: impl Iterator<Item = Vec<usize>>,
    ) -> Result<S::Parts<Self>, DataError> {
        let parts = places(&shares.shares(), seed, groups)?;
        Ok(S::parts(parts.iter().map(|part| self.select(part))))
    }
}

impl<X: Sample, const C: usize> Dataset<X, Class<C>> {
    /// As [`split`](Self::split), and each class has the same share in every part as in all of them, up to rounding.
    ///
    /// # Errors
    ///
    /// If a share is negative or not finite, or none is above 0.
    pub fn split_stratified<S: Shares>(&self, shares: S, seed: u64) -> Result<S::Parts<Self>, DataError> {
        self.split_by_class(shares, seed)
    }
}

/// The places of the samples of each part.
fn places(shares: &[f64], seed: u64, groups: impl Iterator<Item = Vec<usize>>) -> Result<Vec<Vec<usize>>, DataError> {
    let total: f64 = shares.iter().sum();
    if !(shares.iter().all(|&share| share >= 0.0) && total > 0.0 && total.is_finite()) {
        return Err(DataError::Shares { shares: shares.to_vec() });
    }

    let mut rng = Rng::seed_from_u64(seed);
    let mut parts = vec![Vec::new(); shares.len()];
    for mut group in groups {
        shuffle(&mut group, &mut rng);
        let (count, mut end, mut taken) = (group.len() as f64, 0.0, 0);
        for (part, share) in parts.iter_mut().zip(shares) {
            end += share;
            let boundary = libm::round(count * end / total) as usize;
            part.extend_from_slice(&group[taken..boundary]);
            taken = boundary;
        }
    }
    parts.iter_mut().for_each(|part| shuffle(part, &mut rng));
    Ok(parts)
}

/// The places of the samples of each class that occurs.
pub(super) fn groups(classes: impl Iterator<Item = Option<usize>>) -> impl Iterator<Item = Vec<usize>> {
    let mut groups = BTreeMap::<Option<usize>, Vec<usize>>::new();
    for (i, class) in classes.enumerate() {
        groups.entry(class).or_default().push(i);
    }
    groups.into_values()
}

/// Fisher and Yates.
pub(crate) fn shuffle<V>(values: &mut [V], rng: &mut Rng) {
    for i in (1..values.len()).rev() {
        values.swap(i, below(i as u64 + 1, rng) as usize);
    }
}

/// A number below `end`, all equally probable (Lemire, "Fast Random Integer Generation in an Interval", 2019).
fn below(end: u64, rng: &mut Rng) -> u64 {
    loop {
        let product = u128::from(rng.next_u64()) * u128::from(end);
        if product as u64 >= end.wrapping_neg() % end {
            return (product >> 64) as u64;
        }
    }
}

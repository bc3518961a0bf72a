//! Cross-validation: every sample is validated once, by a model that was not trained on it.

use alloc::vec::Vec;

use chacha20::rand_core::SeedableRng;

use super::dataset::Dataset;
use super::error::DataError;
use super::sample::Sample;
use super::split::{groups, shuffle};
use crate::batch::Class;
use crate::initializers::Rng;

/// Pairs of a training part and a validation part: each fold in turn is the one, all others the other.
///
/// ```
/// use nn_runtime::data::Dataset;
///
/// let data = Dataset::new([1.0, 2.0, 3.0, 4.0, 5.0], [0.0; 5]).unwrap();
/// let mut validated = Vec::new();
/// for (train, valid) in data.k_folds(3, 1)? {
///     assert_eq!(train.len() + valid.len(), 5);
///     validated.extend_from_slice(valid.inputs());
/// }
/// validated.sort_by(f64::total_cmp);
/// assert_eq!(validated, [1.0, 2.0, 3.0, 4.0, 5.0]);
/// # Ok::<(), nn_runtime::data::DataError>(())
/// ```
#[derive(Debug)]
pub struct Folds<'d, X, Y> {
    data: &'d Dataset<X, Y>,
    folds: Vec<Vec<usize>>,
    next: usize,
}

impl<X: Sample, Y: Sample> Dataset<X, Y> {
    /// Cuts the samples at random into `k` folds whose sizes differ by one at most (scikit-learn's `KFold`, shuffled). With as
    /// many folds as samples, each sample is left out once. A seed gives its folds again.
    ///
    /// # Errors
    ///
    /// If there are fewer than two folds, or fewer samples than folds.
    pub fn k_folds(&self, k: usize, seed: u64) -> Result<Folds<'_, X, Y>, DataError> {
        self.folds(k, seed, core::iter::once((0..self.len()).collect()))
    }

    /// Deals the samples of the groups, each shuffled, to `k` folds in turn.
    fn folds(
        &self,
        k: usize,
        seed: u64,
        groups: impl Iterator<Item = Vec<usize>>,
    ) -> Result<Folds<'_, X, Y>, DataError> {
        if k < 2 || k > self.len() {
            return Err(DataError::Folds { folds: k, samples: self.len() });
        }
        let mut rng = Rng::seed_from_u64(seed);
        let mut folds = vec![Vec::new(); k];
        let mut turn = (0..k).cycle();
        for mut group in groups {
            shuffle(&mut group, &mut rng);
            group.into_iter().zip(&mut turn).for_each(|(sample, fold)| folds[fold].push(sample));
        }
        folds.iter_mut().for_each(|fold| shuffle(fold, &mut rng));
        Ok(Folds { data: self, folds, next: 0 })
    }
}

impl<X: Sample, const C: usize> Dataset<X, Class<C>> {
    /// As [`k_folds`](Self::k_folds), and of each class, too, the folds have as many samples up to one (scikit-learn's
    /// `StratifiedKFold`).
    ///
    /// # Errors
    ///
    /// If there are fewer than two folds, or fewer samples of a class than folds; a class without any sample is none.
    pub fn k_folds_stratified(&self, k: usize, seed: u64) -> Result<Folds<'_, X, Class<C>>, DataError> {
        let few = |&(_, count): &(usize, usize)| (1..k).contains(&count);
        match (0..C).zip(self.class_counts()).find(few) {
            Some((class, samples)) => Err(DataError::FoldsOfClass { class, samples, folds: k }),
            None => self.folds(k, seed, groups(self.targets().iter().map(Sample::class))),
        }
    }
}

impl<X: Sample, Y: Sample> Iterator for Folds<'_, X, Y> {
    /// The training part and the validation part.
    type Item = (Dataset<X, Y>, Dataset<X, Y>);

    fn next(&mut self) -> Option<Self::Item> {
        let valid = self.folds.get(self.next)?;
        let others = self.folds.iter().enumerate().filter(|(i, _)| *i != self.next);
        let train: Vec<_> = others.flat_map(|(_, fold)| fold).copied().collect();
        self.next += 1;
        Some((self.data.select(&train), self.data.select(valid)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.folds.len() - self.next;
        (left, Some(left))
    }
}

impl<X: Sample, Y: Sample> ExactSizeIterator for Folds<'_, X, Y> {}

//! Data sets from data sets: other orders, fewer samples or more, other forms.

use alloc::vec::Vec;

use chacha20::rand_core::SeedableRng;

use super::dataset::{Dataset, Names};
use super::error::DataError;
use super::sample::Sample;
use super::split::{groups, shuffle};
use crate::batch::Class;
use crate::initializers::Rng;

impl<X: Sample, Y: Sample> Dataset<X, Y> {
    /// The samples in an order drawn from `seed`.
    #[must_use]
    pub fn shuffled(&self, seed: u64) -> Self {
        let mut places: Vec<_> = (0..self.len()).collect();
        shuffle(&mut places, &mut Rng::seed_from_u64(seed));
        self.select(&places)
    }

    /// The first `count` samples, or all of them where there are no more.
    #[must_use]
    pub fn take(&self, count: usize) -> Self {
        self.select(&(0..count.min(self.len())).collect::<Vec<_>>())
    }

    /// The samples that `keep` accepts.
    #[must_use]
    pub fn filter(&self, mut keep: impl FnMut(&X, &Y) -> bool) -> Self {
        let places = self.iter().enumerate().filter(|(_, (x, y))| keep(x, y));
        self.select(&places.map(|(i, _)| i).collect::<Vec<_>>())
    }

    /// These samples and then the others. Where one part has weights, samples of the other weigh 1.
    ///
    /// # Errors
    ///
    /// If both name columns or classes, or encode rows of a table, but not alike: numbers at the same place would not mean the same.
    pub fn concat(&self, others: &Self) -> Result<Self, DataError> {
        if self.names() != others.names() || self.schema() != others.schema() {
            return Err(DataError::Unlike);
        }
        let mut all = self.clone();
        all.extend(others);
        Ok(all)
    }

    /// The samples with what `map` makes of each input. Names of columns stay behind, for the numbers mean something else.
    ///
    /// ```
    /// use nn_runtime::data::Dataset;
    ///
    /// let data = Dataset::new([[1.0, 2.0], [3.0, 4.0]], [0.0, 1.0])?;
    /// assert_eq!(data.map_inputs(|&[a, b]| [a, b, a * b])?.inputs(), [[1.0, 2.0, 2.0], [3.0, 4.0, 12.0]]);
    /// # Ok::<(), nn_runtime::data::DataError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If a number becomes infinite or NaN.
    pub fn map_inputs<Z: Sample>(&self, map: impl FnMut(&X) -> Z) -> Result<Dataset<Z, Y>, DataError> {
        let inputs: Vec<_> = self.inputs().iter().map(map).collect();
        let names = Names { inputs: Vec::new(), classes: self.names().classes.clone() };
        Ok(Dataset::new(inputs, self.targets().to_vec())?.with_parts(self.weights(), names, None))
    }

    /// The samples with what `map` makes of each target. Names of classes stay behind.
    ///
    /// ```
    /// use nn_runtime::Class;
    /// use nn_runtime::data::Dataset;
    ///
    /// let digits = Dataset::new([[0.5], [1.5]], [7, 8].map(|digit| Class::<10>::new(digit).unwrap()))?;
    /// let parities = digits.map_targets(|digit| Class::<2>::new(digit.index() % 2).unwrap())?;
    /// assert_eq!(parities.class_counts(), [1, 1]);
    /// # Ok::<(), nn_runtime::data::DataError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If a number becomes infinite or NaN.
    pub fn map_targets<Z: Sample>(&self, map: impl FnMut(&Y) -> Z) -> Result<Dataset<X, Z>, DataError> {
        let targets: Vec<_> = self.targets().iter().map(map).collect();
        let names = Names { inputs: self.names().inputs.clone(), classes: Vec::new() };
        Ok(Dataset::new(self.inputs().to_vec(), targets)?.with_parts(self.weights(), names, self.schema().cloned()))
    }
}

impl<X: Sample, const C: usize> Dataset<X, Class<C>> {
    /// As many samples of each class as of the largest: those of smaller classes come again and again, all of a class equally
    /// often up to one. For the training part alone: in a part that is reported, rare classes must be as rare as they are.
    #[must_use]
    pub fn oversampled(&self, seed: u64) -> Self {
        self.balanced(seed, |counts| counts.max())
    }

    /// As many samples of each class as of the smallest that occurs, drawn at random. For the training part alone: in a part that is
    /// reported, rare classes must be as rare as they are.
    #[must_use]
    pub fn undersampled(&self, seed: u64) -> Self {
        self.balanced(seed, |counts| counts.min())
    }

    /// As many samples of each class, in random order.
    fn balanced(&self, seed: u64, size: impl FnOnce(&mut dyn Iterator<Item = usize>) -> Option<usize>) -> Self {
        let mut classes: Vec<_> = groups(self.targets().iter().map(Sample::class)).collect();
        let size = size(&mut classes.iter().map(Vec::len)).unwrap_or_default();
        let mut rng = Rng::seed_from_u64(seed);
        let mut places = Vec::with_capacity(size * classes.len());
        for samples in &mut classes {
            shuffle(samples, &mut rng);
            places.extend(samples.iter().cycle().take(size));
        }
        shuffle(&mut places, &mut rng);
        self.select(&places)
    }
}

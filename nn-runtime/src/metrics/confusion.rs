//! Which classes are taken for which, and what follows from that.

use alloc::vec::Vec;
use core::fmt;
use core::ops::AddAssign;

use super::{MetricError, mean, share};
use crate::batch::Class;

/// How often each class was taken for each (`confusion_matrix`), and the metrics of classes that follow.
///
/// All `C` classes take part, as with scikit-learn's `labels=range(C)`: one that occurs nowhere has precision, recall and F1 of 0
/// (`zero_division=0`) and counts in [`Average::Macro`]. Matrices of several batches add up with `+=`.
///
/// [`Display`](fmt::Display) is a table, a row a true class:
///
/// ```
/// use nn_runtime::Class;
/// use nn_runtime::metrics::{Average, ConfusionMatrix, MetricError};
///
/// let classes = |labels: [usize; 5]| labels.map(|label| Class::<3>::new(label).unwrap());
/// let mut confusion = ConfusionMatrix::new(&classes([0, 0, 1, 2, 2]), &classes([0, 1, 1, 2, 1]))?;
/// let table = "\
/// true \\ predicted  0  1  2
///                0  1  1  0
///                1  0  1  0
///                2  0  1  1";
/// assert_eq!(confusion.to_string(), table);
/// assert_eq!(confusion.precision_by_class(), [1.0, 1.0 / 3.0, 1.0]);
/// assert_eq!(confusion.recall(Average::Macro), 2.0 / 3.0);
///
/// confusion += &ConfusionMatrix::new(&classes([1; 5]), &classes([0; 5]))?;
/// assert_eq!(confusion.count(Class::new(1).unwrap(), Class::new(0).unwrap()), 5);
/// # Ok::<(), MetricError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfusionMatrix<const C: usize> {
    /// A row a true class, a column a predicted one, `C` of each.
    counts: Vec<usize>,
}

/// How metrics of classes become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Average {
    /// The mean over the classes, 1/C ∑ m(c).
    Macro,
    /// The metric of the counts of all classes together. Where each sample has one class, as here, precision, recall and F1 are
    /// then the accuracy.
    Micro,
    /// The mean over the samples, ∑ n(c) m(c) / ∑ n(c), with n(c) the samples whose true class is c.
    Weighted,
}

/// The counts that metrics of a class come from.
#[derive(Clone, Copy, Default)]
struct Tally {
    /// True positives.
    hits: usize,
    /// True and false positives.
    predicted: usize,
    /// True positives and false negatives.
    actual: usize,
}

impl Tally {
    fn precision(self) -> f64 {
        share(self.hits, self.predicted)
    }

    fn recall(self) -> f64 {
        share(self.hits, self.actual)
    }

    fn f1(self) -> f64 {
        share(2 * self.hits, self.predicted + self.actual)
    }
}

impl<const C: usize> ConfusionMatrix<C> {
    /// Counts the samples of each pair of a true and a predicted class.
    ///
    /// # Errors
    ///
    /// If there are no samples, or not as many predictions as true classes.
    pub fn new(truth: &[Class<C>], predicted: &[Class<C>]) -> Result<Self, MetricError> {
        MetricError::check_lengths(truth.len(), predicted.len())?;
        let mut counts = vec![0; C * C];
        for (truth, predicted) in truth.iter().zip(predicted) {
            counts[truth.index() * C + predicted.index()] += 1;
        }
        Ok(Self { counts })
    }

    /// How many samples of class `truth` were taken for `predicted`.
    pub fn count(&self, truth: Class<C>, predicted: Class<C>) -> usize {
        self.counts[truth.index() * C + predicted.index()]
    }

    /// The counts of each true class, by the class predicted.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[usize; C]> {
        self.counts.as_chunks().0.iter()
    }

    /// The number of samples.
    pub fn samples(&self) -> usize {
        self.counts.iter().sum()
    }

    /// The share of samples whose class is right (`accuracy_score`): TP / n, with TP the sum of the diagonal.
    pub fn accuracy(&self) -> f64 {
        share(self.total().hits, self.samples())
    }

    /// Of the samples taken for a class, the share that are of it (`precision_score`): TP / (TP + FP), averaged.
    ///
    /// ```
    /// use nn_runtime::Class;
    /// use nn_runtime::metrics::{Average, ConfusionMatrix, MetricError};
    ///
    /// let classes = |labels: [usize; 4]| labels.map(|label| Class::<2>::new(label).unwrap());
    /// let confusion = ConfusionMatrix::new(&classes([0, 1, 1, 1]), &classes([0, 0, 0, 1]))?;
    /// assert_eq!(confusion.precision_by_class(), [1.0 / 3.0, 1.0]);
    /// assert_eq!(confusion.precision(Average::Macro), 2.0 / 3.0);
    /// # Ok::<(), MetricError>(())
    /// ```
    pub fn precision(&self, average: Average) -> f64 {
        self.averaged(average, Tally::precision)
    }

    /// The precision of each class, 0 for one that was never predicted.
    pub fn precision_by_class(&self) -> [f64; C] {
        self.by_class(Tally::precision)
    }

    /// Of the samples of a class, the share that were taken for it (`recall_score`): TP / (TP + FN), averaged.
    ///
    /// ```
    /// use nn_runtime::Class;
    /// use nn_runtime::metrics::{Average, ConfusionMatrix, MetricError};
    ///
    /// let classes = |labels: [usize; 4]| labels.map(|label| Class::<2>::new(label).unwrap());
    /// let confusion = ConfusionMatrix::new(&classes([0, 1, 1, 1]), &classes([0, 0, 0, 1]))?;
    /// assert_eq!(confusion.recall_by_class(), [1.0, 1.0 / 3.0]);
    /// assert_eq!(confusion.recall(Average::Macro), 2.0 / 3.0);
    /// # Ok::<(), MetricError>(())
    /// ```
    pub fn recall(&self, average: Average) -> f64 {
        self.averaged(average, Tally::recall)
    }

    /// The recall of each class, 0 for one that no sample is of.
    pub fn recall_by_class(&self) -> [f64; C] {
        self.by_class(Tally::recall)
    }

    /// The harmonic mean of precision and recall (`f1_score`): 2 TP / (2 TP + FP + FN), averaged.
    ///
    /// ```
    /// use nn_runtime::Class;
    /// use nn_runtime::metrics::{Average, ConfusionMatrix, MetricError};
    ///
    /// let classes = |labels: [usize; 4]| labels.map(|label| Class::<2>::new(label).unwrap());
    /// let confusion = ConfusionMatrix::new(&classes([0, 1, 1, 1]), &classes([0, 0, 0, 1]))?;
    /// assert_eq!(confusion.f1_by_class(), [0.5, 0.5]);
    /// assert_eq!(confusion.f1(Average::Macro), 0.5);
    /// # Ok::<(), MetricError>(())
    /// ```
    pub fn f1(&self, average: Average) -> f64 {
        self.averaged(average, Tally::f1)
    }

    /// The F1 of each class, 0 for one that neither is nor was predicted.
    pub fn f1_by_class(&self) -> [f64; C] {
        self.by_class(Tally::f1)
    }

    fn averaged(&self, average: Average, metric: fn(Tally) -> f64) -> f64 {
        let weighted = |tally: Tally| tally.actual as f64 * metric(tally);
        match average {
            Average::Macro => mean(self.by_class(metric)),
            Average::Micro => metric(self.total()),
            Average::Weighted => self.by_class(weighted).iter().sum::<f64>() / self.samples() as f64,
        }
    }

    fn by_class(&self, metric: impl Fn(Tally) -> f64) -> [f64; C] {
        self.tallies().map(metric)
    }

    /// The counts of each class.
    fn tallies(&self) -> [Tally; C] {
        let mut tallies = [Tally::default(); C];
        for (truth, row) in self.rows().enumerate() {
            tallies[truth].hits = row[truth];
            for (predicted, &count) in row.iter().enumerate() {
                tallies[truth].actual += count;
                tallies[predicted].predicted += count;
            }
        }
        tallies
    }

    /// The counts of all classes together.
    fn total(&self) -> Tally {
        self.tallies().iter().fold(Tally::default(), |sum, tally| Tally {
            hits: sum.hits + tally.hits,
            predicted: sum.predicted + tally.predicted,
            actual: sum.actual + tally.actual,
        })
    }
}

impl<const C: usize> AddAssign<&Self> for ConfusionMatrix<C> {
    fn add_assign(&mut self, other: &Self) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(count, other)| *count += other);
    }
}

impl<const C: usize> fmt::Display for ConfusionMatrix<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const CORNER: &str = "true \\ predicted";
        let largest = self.counts.iter().copied().fold(C - 1, usize::max);
        let width = 1 + largest.checked_ilog10().unwrap_or(0) as usize;
        f.write_str(CORNER)?;
        (0..C).try_for_each(|class| write!(f, "  {class:width$}"))?;
        for (class, row) in self.rows().enumerate() {
            write!(f, "\n{class:>0$}", CORNER.len())?;
            row.iter().try_for_each(|count| write!(f, "  {count:width$}"))?;
        }
        Ok(())
    }
}

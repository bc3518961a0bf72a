//! Preprocessing that is fitted to the training part alone and goes with the model from there on.

use alloc::vec::Vec;

use thiserror::Error;

use super::dataset::Dataset;
use super::sample::Sample;
use super::schema::Schema;

/// x ← (x − shift) · factor for each number of an input.
///
/// Fitted by [`Standardize`] or [`MinMax`] and kept in the [`Model`](crate::Model), so that what is predicted is scaled as what was trained on.
#[derive(Clone, Debug, PartialEq)]
pub struct Scaling {
    shifts: Vec<f64>,
    factors: Vec<f64>,
}

/// Why numbers are no scaling.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum ScalingError {
    /// There are no samples to fit to.
    #[error("there are no samples to fit a scaling to")]
    Empty,
    /// Not one shift and one factor for each number of an input.
    #[error(
        "a scaling of {shifts} shifts and {factors} factors does not fit: it takes one of both for each of {numbers} numbers"
    )]
    Lengths {
        /// The shifts.
        shifts: usize,
        /// The factors.
        factors: usize,
        /// The numbers of an input.
        numbers: usize,
    },
    /// A shift or factor is infinite or NaN.
    #[error("the scaling of number {number} is (x − {shift:?}) · {factor:?}, but both must be finite")]
    NotFinite {
        /// Which number of an input.
        number: usize,
        /// Its shift.
        shift: f64,
        /// Its factor.
        factor: f64,
    },
}

impl Scaling {
    /// The scaling with these shifts and factors, one of both for each of `numbers` numbers.
    ///
    /// # Errors
    ///
    /// If there are not so many, or one is infinite or NaN.
    pub fn new(numbers: usize, shifts: Vec<f64>, factors: Vec<f64>) -> Result<Self, ScalingError> {
        if shifts.len() != numbers || factors.len() != numbers {
            return Err(ScalingError::Lengths { shifts: shifts.len(), factors: factors.len(), numbers });
        }
        let both = || shifts.iter().zip(&factors);
        if let Some(number) = both().position(|(shift, factor)| !shift.is_finite() || !factor.is_finite()) {
            return Err(ScalingError::NotFinite { number, shift: shifts[number], factor: factors[number] });
        }
        Ok(Self { shifts, factors })
    }

    /// Whether it scales so many numbers.
    pub(crate) fn check(&self, numbers: usize) -> Result<(), ScalingError> {
        let (shifts, factors) = (self.shifts.len(), self.factors.len());
        if shifts == numbers { Ok(()) } else { Err(ScalingError::Lengths { shifts, factors, numbers }) }
    }

    /// What is subtracted from each number.
    pub fn shifts(&self) -> &[f64] {
        &self.shifts
    }

    /// What each difference is multiplied by.
    pub fn factors(&self) -> &[f64] {
        &self.factors
    }

    /// The same, but for the numbers that are the words of a column: they stay the 0 and 1 that they are.
    fn sparing_words(mut self, schema: Option<&Schema>) -> Self {
        for (i, _) in schema.iter().flat_map(|schema| schema.one_hots()).enumerate().filter(|&(_, is_one)| is_one) {
            (self.shifts[i], self.factors[i]) = (0.0, 1.0);
        }
        self
    }

    /// Number `i` of an input, scaled.
    pub(crate) fn apply(&self, i: usize, x: f64) -> f64 {
        (x - self.shifts[i]) * self.factors[i]
    }
}

/// Brings each number to mean 0 and standard deviation 1 (scikit-learn's `StandardScaler`). A number that is the same in all
/// samples becomes 0.
///
/// Words of a table, which [`Kind::OneHot`](super::Kind::OneHot) makes numbers of 0 and 1, stay what they are (shift 0, factor 1): they are
/// of the size of what is scaled already, and a word that is rare would become a number far from all others.
///
/// ```
/// # #[cfg(feature = "csv")] {
/// use nn_runtime::prelude::*;
///
/// let text = "length,colour,kind\n5,red,0\n3,white,1\n";
/// let columns = Columns::label("kind").one_hot("colour");
/// let data = Dataset::<[f32; 3], Class<2>>::from_csv_reader("flowers", text.as_bytes(), columns).unwrap();
///
/// let scaled = data.scaled(&Standardize::fit(&data)?)?;
/// assert_eq!(scaled.inputs(), [[1.0, 1.0, 0.0], [-1.0, 0.0, 1.0]]);
/// let scaled = data.scaled(&Standardize::fit_all(&data)?)?;
/// assert_eq!(scaled.inputs(), [[1.0, 1.0, -1.0], [-1.0, -1.0, 1.0]]);
/// # }
/// # Ok::<(), nn_runtime::data::ScalingError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Standardize;

impl Standardize {
    /// Fitted to these samples: the training part alone, or what is reported is too good.
    ///
    /// # Errors
    ///
    /// If there are no samples, or they lie so far apart that no number says how far.
    pub fn fit<X: Sample, Y: Sample>(data: &Dataset<X, Y>) -> Result<Scaling, ScalingError> {
        Ok(Self::fit_all(data)?.sparing_words(data.schema()))
    }

    /// As [`fit`](Self::fit), words of a table included.
    ///
    /// # Errors
    ///
    /// If there are no samples, or they lie so far apart that no number says how far.
    pub fn fit_all<X: Sample, Y: Sample>(data: &Dataset<X, Y>) -> Result<Scaling, ScalingError> {
        let n = count(data)?;
        let mean_of = |term: &dyn Fn(usize, f64) -> f64| {
            let mut means = vec![0.0; X::NUMBERS];
            data.inputs().iter().for_each(|x| x.each(&mut |i, x| means[i] += term(i, x) / n));
            means
        };
        // A second pass takes away what rounding left in the first.
        let rough = mean_of(&|_, x| x);
        let rest = mean_of(&|i, x| x - rough[i]);
        let means: Vec<_> = rough.iter().zip(&rest).map(|(rough, rest)| rough + rest).collect();
        let variances = mean_of(&|i, x| (x - means[i]) * (x - means[i]));
        let factor = |(&variance, &mean): (&f64, &f64)| {
            // scikit-learn's bound for what rounding alone may leave of a number that is always the same.
            let (eps, error) = (f64::EPSILON, n * mean * f64::EPSILON);
            let is_constant = variance <= n * eps * variance + error * error;
            if is_constant && variance.is_finite() { 1.0 } else { inverse(libm::sqrt(variance)) }
        };
        let factors = variances.iter().zip(&means).map(factor).collect();
        Scaling::new(X::NUMBERS, means, factors)
    }
}

/// Brings each number to [0, 1] (scikit-learn's `MinMaxScaler`). A number that is the same in all samples becomes 0.
///
/// Words of a table stay what they are, as under [`Standardize`].
#[derive(Clone, Copy, Debug)]
pub struct MinMax;

impl MinMax {
    /// Fitted to these samples: the training part alone, or what is reported is too good.
    ///
    /// # Errors
    ///
    /// If there are no samples, or they lie so far apart that no number says how far.
    pub fn fit<X: Sample, Y: Sample>(data: &Dataset<X, Y>) -> Result<Scaling, ScalingError> {
        Ok(Self::fit_all(data)?.sparing_words(data.schema()))
    }

    /// As [`fit`](Self::fit), words of a table included.
    ///
    /// # Errors
    ///
    /// If there are no samples, or they lie so far apart that no number says how far.
    pub fn fit_all<X: Sample, Y: Sample>(data: &Dataset<X, Y>) -> Result<Scaling, ScalingError> {
        count(data)?;
        let (mut least, mut most) = (vec![f64::INFINITY; X::NUMBERS], vec![f64::NEG_INFINITY; X::NUMBERS]);
        data.inputs().iter().for_each(|x| {
            x.each(&mut |i, x| {
                least[i] = least[i].min(x);
                most[i] = most[i].max(x);
            });
        });
        let factors = least.iter().zip(&most).map(|(least, most)| inverse(most - least)).collect();
        Scaling::new(X::NUMBERS, least, factors)
    }
}

fn count<X: Sample, Y: Sample>(data: &Dataset<X, Y>) -> Result<f64, ScalingError> {
    if data.is_empty() { Err(ScalingError::Empty) } else { Ok(data.len() as f64) }
}

/// 1 / x, or 1 where x is 0; NaN, which no scaling has, where numbers lie so far apart that x is not finite.
fn inverse(x: f64) -> f64 {
    match x {
        0.0 => 1.0,
        x if x.is_finite() => 1.0 / x,
        _ => f64::NAN,
    }
}

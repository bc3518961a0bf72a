//! Samples with their targets.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::error::DataError;
use super::sample::Sample;
use super::scaling::{Scaling, ScalingError};
use super::schema::Schema;

/// Samples, with what a network is to make of each.
///
/// `X` is what goes into the network, `[f32; 64]` say, and `Y` what its outputs are compared with, `Class<10>` for
/// classes or `[f32; 3]` for numbers ([`Sample`] lists the forms). Numbers are finite: what is not is refused here.
///
/// ```
/// use nn_runtime::prelude::*;
///
/// let data = Dataset::new([[0.0_f32, 1.0], [1.0, f32::NAN]], [[1.0_f32], [0.0]]);
/// assert_eq!(data.unwrap_err().to_string(), "input 1 of sample 1 is NaN, but must be finite");
/// ```
#[derive(Clone, PartialEq)]
pub struct Dataset<X, Y> {
    inputs: Vec<X>,
    targets: Vec<Y>,
    weights: Option<Vec<f64>>,
    names: Names,
    schema: Option<Schema>,
}

/// What columns and classes are called; nothing where nobody said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// A name for each number of an input.
    pub inputs: Vec<String>,
    /// A name for each class.
    pub classes: Vec<String>,
}

impl<X: Sample, Y: Sample> Dataset<X, Y> {
    /// The samples with these inputs and targets, in their order.
    ///
    /// # Errors
    ///
    /// If there are not as many targets as inputs, or a number is infinite or NaN.
    pub fn new(inputs: impl Into<Vec<X>>, targets: impl Into<Vec<Y>>) -> Result<Self, DataError> {
        let (inputs, targets) = (inputs.into(), targets.into());
        if inputs.len() != targets.len() {
            return Err(DataError::Lengths { inputs: inputs.len(), targets: targets.len() });
        }
        check_finite("input", &inputs)?;
        check_finite("target", &targets)?;
        Ok(Self { inputs, targets, weights: None, names: Names::default(), schema: None })
    }

    /// What was read from a table, checked there.
    #[cfg(feature = "csv")]
    pub(super) fn from_table(inputs: Vec<X>, targets: Vec<Y>) -> Self {
        debug_assert_eq!(inputs.len(), targets.len());
        Self { inputs, targets, weights: None, names: Names::default(), schema: None }
    }

    /// The same samples with other weights, names and form of a table.
    pub(super) fn with_parts(self, weights: Option<&[f64]>, names: Names, schema: Option<Schema>) -> Self {
        Self { weights: weights.map(<[f64]>::to_vec), names, schema, ..self }
    }

    /// Adds samples whose numbers mean the same.
    pub(super) fn extend(&mut self, others: &Self) {
        if self.weights.is_some() || others.weights.is_some() {
            let ones = vec![1.0; others.len()];
            let weights = self.weights.get_or_insert_with(|| vec![1.0; self.inputs.len()]);
            weights.extend_from_slice(others.weights().unwrap_or(&ones));
        }
        self.inputs.extend_from_slice(&others.inputs);
        self.targets.extend_from_slice(&others.targets);
    }

    /// The same samples, each counting as much as its weight says: in the loss, in gradients, in the mean of a validation.
    ///
    /// # Errors
    ///
    /// If there is not one weight for each sample, or one is negative, infinite or NaN.
    pub fn weighted(self, weights: impl Into<Vec<f64>>) -> Result<Self, DataError> {
        let weights = weights.into();
        if weights.len() != self.len() {
            return Err(DataError::Weights { weights: weights.len(), samples: self.len() });
        }
        if let Some(sample) = weights.iter().position(|&weight| !(weight >= 0.0 && weight.is_finite())) {
            return Err(DataError::Weight { sample, value: weights[sample] });
        }
        Ok(Self { weights: Some(weights), ..self })
    }

    /// The same samples with a name for each number of an input.
    ///
    /// # Errors
    ///
    /// If there are not as many names.
    pub fn with_input_names<S: Into<String>>(self, names: impl IntoIterator<Item = S>) -> Result<Self, DataError> {
        let inputs = checked_names("inputs", X::NUMBERS, names)?;
        Ok(Self { names: Names { inputs, ..self.names }, ..self })
    }

    /// How many samples there are.
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// What goes into the network, sample by sample.
    pub fn inputs(&self) -> &[X] {
        &self.inputs
    }

    /// What its outputs are compared with, sample by sample.
    pub fn targets(&self) -> &[Y] {
        &self.targets
    }

    /// How much each sample counts, where they do not count alike.
    pub fn weights(&self) -> Option<&[f64]> {
        self.weights.as_deref()
    }

    /// What columns and classes are called.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// How rows of text become inputs, where the samples come from a table.
    pub fn schema(&self) -> Option<&Schema> {
        self.schema.as_ref()
    }

    /// Input and target of each sample.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&X, &Y)> {
        self.inputs.iter().zip(&self.targets)
    }

    /// The samples at these places, in this order; a place may come twice.
    ///
    /// # Panics
    ///
    /// If there are not so many samples.
    #[must_use]
    pub fn select(&self, places: &[usize]) -> Self {
        Self {
            inputs: places.iter().map(|&i| self.inputs[i].clone()).collect(),
            targets: places.iter().map(|&i| self.targets[i].clone()).collect(),
            weights: self.weights.as_ref().map(|weights| places.iter().map(|&i| weights[i]).collect()),
            names: self.names.clone(),
            schema: self.schema.clone(),
        }
    }

    /// The samples, their inputs scaled.
    ///
    /// ```
    /// use nn_runtime::data::{Dataset, MinMax};
    ///
    /// let data = Dataset::new([[1.0, 5.0], [3.0, 9.0]], [0.0, 1.0])?;
    /// assert_eq!(data.scaled(&MinMax::fit(&data)?)?.inputs(), [[0.0, 0.0], [1.0, 1.0]]);
    ///
    /// let narrow = Dataset::new([[1.0], [3.0]], [0.0, 1.0])?;
    /// let error = data.scaled(&MinMax::fit(&narrow)?).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "a scaling of 1 shifts and 1 factors does not fit: it takes one of both for each of 2 numbers"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the scaling was fitted to samples of another size.
    pub fn scaled(&self, scaling: &Scaling) -> Result<Self, ScalingError> {
        scaling.check(X::NUMBERS)?;
        let inputs = self.inputs.iter().map(|x| x.map(&mut |i, x| scaling.apply(i, x))).collect();
        let (names, schema) = (self.names.clone(), self.schema.clone());
        Ok(Self { inputs, targets: self.targets.clone(), weights: self.weights.clone(), names, schema })
    }
}

impl<X: Sample, const C: usize> Dataset<X, crate::Class<C>> {
    /// The same samples with a name for each class.
    ///
    /// # Errors
    ///
    /// If there are not as many names.
    pub fn with_class_names<S: Into<String>>(self, names: impl IntoIterator<Item = S>) -> Result<Self, DataError> {
        let classes = checked_names("classes", C, names)?;
        Ok(Self { names: Names { classes, ..self.names }, ..self })
    }

    /// How many samples are of each class.
    pub fn class_counts(&self) -> [usize; C] {
        let mut counts = [0; C];
        self.targets.iter().for_each(|class| counts[class.index()] += 1);
        counts
    }
}

impl<X, Y> fmt::Debug for Dataset<X, Y> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dataset({} samples)", self.inputs.len())
    }
}

fn checked_names<S: Into<String>>(
    what: &'static str,
    expected: usize,
    names: impl IntoIterator<Item = S>,
) -> Result<Vec<String>, DataError> {
    let names: Vec<String> = names.into_iter().map(Into::into).collect();
    let given = names.len();
    if given == expected { Ok(names) } else { Err(DataError::Names { what, expected, given }) }
}

fn check_finite<S: Sample>(what: &'static str, samples: &[S]) -> Result<(), DataError> {
    for (sample, values) in samples.iter().enumerate() {
        let mut broken = None;
        values.each(&mut |number, value| {
            if broken.is_none() && !value.is_finite() {
                broken = Some((number, value));
            }
        });
        if let Some((number, value)) = broken {
            return Err(DataError::NotFinite { what, sample, number, value });
        }
    }
    Ok(())
}

//! What a network predicts for one sample.

use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;

use crate::head::{Head, Logits, Sigmoid, ToProbabilities};
use crate::scalar::Scalar;

/// The `F` outputs of a network for one sample, ended by the activation `H`; none of them is NaN. It dereferences to the numbers.
///
/// ```
/// use nn_runtime::prelude::*;
///
/// network! { Net(x: [2]) -> [3] { x -> dense<3> } }
///
/// let mut model = Net::init(1);
/// model.dense_1.weight.fill(0.0);
/// model.dense_1.bias = SVector::from([0.0, 2.0_f32.ln(), 0.0]);
///
/// let prediction = model.predict(&[0.5, -1.0])?;
/// assert_eq!(prediction.argmax(), 1);
/// assert_eq!(prediction[0], 0.0); // a logit
/// assert!((prediction.probabilities()[1] - 0.5).abs() < 1e-6);
/// # Ok::<(), nn_runtime::model::PredictError>(())
/// ```
pub struct Prediction<H, T, const F: usize> {
    values: [T; F],
    head: PhantomData<fn() -> H>,
}

impl<H: Head, T: Scalar, const F: usize> Prediction<H, T, F> {
    pub(crate) fn new(values: [T; F]) -> Self {
        Self { values, head: PhantomData }
    }

    /// The outputs, the final activation applied.
    pub fn values(&self) -> &[T; F] {
        &self.values
    }

    /// Which output is the highest, of equal ones the first: the class, where each output stands for one.
    pub fn argmax(&self) -> usize {
        (1..F).fold(0, |best, i| if self.values[i] > self.values[best] { i } else { best })
    }
}

impl<H: ToProbabilities, T: Scalar, const F: usize> Prediction<H, T, F> {
    /// A probability for each output: those of `softmax` and `sigmoid` as they are, of `log_softmax` their exponentials, of logits
    /// their softmax as [`CrossEntropy`](crate::losses::CrossEntropy) takes it, and of a single logit σ(z) as
    /// [`BinaryCrossEntropyWithLogits`](crate::losses::BinaryCrossEntropyWithLogits) does.
    pub fn probabilities(&self) -> [T; F] {
        let mut values = self.values;
        H::probabilities(&mut values);
        values
    }
}

impl<H: Logits, T: Scalar, const F: usize> Prediction<H, T, F> {
    /// σ(z) of each logit: for a network that answers `F` questions, each with yes or no.
    pub fn sigmoids(&self) -> [T; F] {
        let mut values = self.values;
        Sigmoid::forward(&mut values);
        values
    }
}

impl<H, T, const F: usize> Deref for Prediction<H, T, F> {
    type Target = [T; F];

    fn deref(&self) -> &[T; F] {
        &self.values
    }
}

// By hand, as a head need be none of all this.
impl<H, T: Copy, const F: usize> Clone for Prediction<H, T, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<H, T: Copy, const F: usize> Copy for Prediction<H, T, F> {}

impl<H, T: PartialEq, const F: usize> PartialEq for Prediction<H, T, F> {
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

impl<H: Head, T: fmt::Debug, const F: usize> fmt::Debug for Prediction<H, T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prediction({} {:?})", H::NAME, self.values)
    }
}

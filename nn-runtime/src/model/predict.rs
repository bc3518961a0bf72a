//! Asking a model.

use alloc::vec::Vec;
use core::fmt;

use super::Model;
use super::error::PredictError;
use super::scratch::{PredictionOf, Row, Scratch, Source, Typed};
use crate::data::InputOf;
#[cfg(feature = "std")]
use crate::data::{Dataset, Sample};
use crate::memory::{Heap, lend};
#[cfg(feature = "std")]
use crate::metrics::{Metric, MetricError};
use crate::network::Network;
use crate::scalar::Scalar;
#[cfg(feature = "std")]
use crate::train::Evaluation;

/// The samples that are evaluated at a time.
const BATCH: usize = 32;

/// The memory of [`Model::predict_with`], made once, on the heap.
pub struct PredictionWorkspace<N: Network>(Heap<N::T>);

impl<N: Network> PredictionWorkspace<N> {
    /// A workspace for one prediction at a time.
    #[allow(clippy::new_without_default)] // as no other workspace is made by accident
    pub fn new() -> Self {
        Self(Heap::zeroed(Scratch::<N, 1>::LEN))
    }
}

impl<N: Network> fmt::Debug for PredictionWorkspace<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PredictionWorkspace<{}>({} scalars)", N::NAME, Scratch::<N, 1>::LEN)
    }
}

impl<N: Network> Model<N> {
    /// What the network makes of one sample: scaled as in training, heads applied.
    ///
    /// Needs `&self` alone, so that threads ask one model behind an `Arc`, and starts no threads itself. What lies between input and
    /// output lies on the stack up to 32 KiB; a larger network makes one allocation. [`predict_with`](Self::predict_with) makes none.
    ///
    /// ```
    /// use nn_runtime::prelude::*;
    ///
    /// network! { Circle(point: [2]) -> [2] { point -> dense<16> -> tanh -> dense<2> } }
    ///
    /// let model = Circle::init(1);
    /// let side = model.predict(&[0.1, -0.3])?.argmax();
    /// assert!(side < 2);
    ///
    /// let error = model.predict(&[0.1, f32::NAN]).unwrap_err();
    /// assert_eq!(error.to_string(), "input 1 is NaN, but must be finite");
    /// # Ok::<(), nn_runtime::model::PredictError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If a number is infinite or NaN, or an output comes out as NaN. Columns are named, where the model knows their names.
    pub fn predict<X: InputOf<N::Inputs, N::T>>(&self, x: &X) -> Result<PredictionOf<N>, PredictError> {
        lend(Scratch::<N, 1>::LEN, |memory| self.predict_in(memory, &Typed::<_, N::Inputs>::new(x)))
    }

    /// [`predict`](Self::predict) in memory of one's own: it never allocates, but for the words of an error.
    ///
    /// # Errors
    ///
    /// As [`predict`](Self::predict).
    pub fn predict_with<X: InputOf<N::Inputs, N::T>>(
        &self,
        workspace: &mut PredictionWorkspace<N>,
        x: &X,
    ) -> Result<PredictionOf<N>, PredictError> {
        self.predict_in(workspace.0.as_mut(), &Typed::<_, N::Inputs>::new(x))
    }

    /// [`predict`](Self::predict) for numbers whose count is known at run time alone. Those of several inputs follow one another.
    ///
    /// # Errors
    ///
    /// As [`predict`](Self::predict), and if there are not as many numbers as the network takes.
    pub fn predict_slice(&self, x: &[N::T]) -> Result<PredictionOf<N>, PredictError> {
        lend(Scratch::<N, 1>::LEN, |memory| self.predict_in(memory, &Row(x)))
    }

    /// [`predict`](Self::predict) for each of some samples, several at a time, which is faster.
    ///
    /// # Errors
    ///
    /// As [`predict`](Self::predict), of the first sample for which nothing can be predicted.
    pub fn predict_all<X: InputOf<N::Inputs, N::T>>(&self, xs: &[X]) -> Result<Vec<PredictionOf<N>>, PredictError> {
        self.predict_each(xs.len(), |i| Typed::<_, N::Inputs>::new(&xs[i]))
    }

    /// [`predict_slice`](Self::predict_slice) for each of some rows, several at a time, which is faster.
    ///
    /// ```
    /// use nn_runtime::prelude::*;
    ///
    /// network! { Net(x: [2]) -> [1] { x -> dense<1> } }
    ///
    /// let model = Net::init(1);
    /// assert_eq!(model.predict_rows(&[vec![0.1, 0.2], vec![0.3, 0.4]])?.len(), 2);
    ///
    /// let error = model.predict_rows(&[vec![0.1, 0.2], vec![0.3]]).unwrap_err();
    /// assert_eq!(error.to_string(), "sample 1 has 1 numbers, but `Net` takes 2");
    /// # Ok::<(), nn_runtime::model::PredictError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`predict_slice`](Self::predict_slice), of the first row for which nothing can be predicted.
    pub fn predict_rows<R: AsRef<[N::T]>>(&self, rows: &[R]) -> Result<Vec<PredictionOf<N>>, PredictError> {
        self.predict_each(rows.len(), |i| Row(rows[i].as_ref()))
    }

    /// [`predict`](Self::predict) for a row of text, encoded as the table was that the model was trained on.
    ///
    /// ```
    /// use nn_runtime::data::{Column, Kind, Schema};
    /// use nn_runtime::prelude::*;
    ///
    /// network! { Net(x: [3]) -> [1] { x -> dense<1> } }
    ///
    /// let colours = Kind::one_hot(["green", "red"]);
    /// let schema = Schema::new(vec![Column::new("weight", Kind::NUMBER), Column::new("colour", colours)])?;
    /// let model = Net::init(1).encoding_by(schema)?;
    /// assert_eq!(model.predict_cells(&["1.5", "red"])?, model.predict(&[1.5, 0.0, 1.0])?);
    ///
    /// let error = model.predict_cells(&["1.5", "blue"]).unwrap_err();
    /// assert_eq!(error.to_string(), "column 2 (`colour`): `blue` is unknown: the column holds `green`, `red`");
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`predict`](Self::predict), if a cell does not hold what its column should, and if the model has no
    /// [`schema`](Self::schema).
    pub fn predict_cells(&self, cells: &[impl AsRef<str>]) -> Result<PredictionOf<N>, PredictError> {
        let schema = self.schema().ok_or(PredictError::NoSchema { network: N::NAME })?;
        let numbers = schema.encode_numbers(cells, |number| N::T::from_f64(number).is_finite())?;
        lend(Scratch::<N, 1>::LEN, |memory| self.predict_in(memory, &Row(&numbers)))
    }

    fn predict_in(&self, memory: &mut [N::T], x: &impl Source<N::T>) -> Result<PredictionOf<N>, PredictError> {
        let mut scratch = Scratch::<N, 1>::cut(memory, 1);
        scratch.put(self, 0, None, x)?;
        scratch.infer(self);
        scratch.prediction(0, None)
    }

    fn predict_each<S: Source<N::T>>(
        &self,
        count: usize,
        source: impl Fn(usize) -> S,
    ) -> Result<Vec<PredictionOf<N>>, PredictError> {
        let mut memory = Heap::zeroed(Scratch::<N, BATCH>::LEN);
        let mut predictions = Vec::with_capacity(count);
        for first in (0..count).step_by(BATCH) {
            let live = BATCH.min(count - first);
            let mut scratch = Scratch::<N, BATCH>::cut(memory.as_mut(), live);
            (0..live).try_for_each(|at| scratch.put(self, at, Some(first + at), &source(first + at)))?;
            scratch.infer(self);
            for at in 0..live {
                predictions.push(scratch.prediction(at, Some(first + at))?);
            }
        }
        Ok(predictions)
    }
}

#[cfg(feature = "std")]
impl<N: Network> Model<N> {
    /// How good the model is on these samples.
    ///
    /// # Errors
    ///
    /// If the metric cannot be computed of them: there are none, say.
    pub fn evaluate<X: InputOf<N::Inputs, N::T>, Y: Sample, M>(
        &self,
        data: &Dataset<X, Y>,
        metric: M,
    ) -> Result<f64, MetricError>
    where
        M: Metric<N::Outputs, N::T, Y>,
    {
        let mut outputs = Vec::with_capacity(data.len());
        Evaluation::<N, BATCH>::new().outputs(self, &self.prepared(data), &mut outputs);
        metric.measure(data.targets(), &outputs)
    }
}

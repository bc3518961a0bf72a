//! Asking a model.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::Model;
use crate::data::{Dataset, InputOf, Sample, Scaling};
use crate::metrics::{Metric, MetricError};
use crate::network::Network;
use crate::train::Evaluation;

/// The samples that are evaluated at a time.
const BATCH: usize = 32;

impl<N: Network> Model<N> {
    /// The same model, which scales what goes into it from now on: in training, in evaluation, in prediction, and after it was
    /// saved and loaded.
    ///
    /// # Panics
    ///
    /// If the scaling was fitted to samples of another size.
    #[must_use]
    pub fn scaled_by(mut self, scaling: Scaling) -> Self {
        let (given, expected) = (scaling.shifts().len(), <N::Inputs as crate::Inputs>::LEN);
        assert!(given == expected, "a scaling of {given} numbers does not fit the {expected} inputs of `{}`", N::NAME);
        self.about.scaling = Some(scaling);
        self
    }

    /// The scaling of what goes in, where there is one.
    pub fn scaling(&self) -> Option<&Scaling> {
        self.about.scaling.as_ref()
    }

    /// The samples as the network takes them: scaled, where the model has a scaling.
    pub fn prepared<'d, X: InputOf<N::Inputs, N::T>, Y: Sample>(
        &self,
        data: &'d Dataset<X, Y>,
    ) -> Cow<'d, Dataset<X, Y>> {
        match &self.about.scaling {
            Some(scaling) => Cow::Owned(data.scaled(scaling)),
            None => Cow::Borrowed(data),
        }
    }

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

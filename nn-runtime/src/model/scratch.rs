//! The memory of predictions, and how samples get into it.

use alloc::string::String;
use alloc::vec::Vec;
use core::marker::PhantomData;

use super::Model;
use super::error::{InputName, PredictError};
use crate::data::InputOf;
use crate::flat::Flat;
use crate::kernels::threads::alone;
use crate::network::Network;
use crate::ports::{Inputs, Outputs};
use crate::scalar::Scalar;
use crate::workspace::{infer_in, inference_len};

/// What `N` predicts for one sample: a [`Prediction`](crate::Prediction), or a tuple of them.
pub type PredictionOf<N> = <<N as Network>::Outputs as Outputs>::Prediction<<N as Flat>::T>;

/// The numbers of a sample, in whatever form it comes.
pub(super) trait Source<T: Scalar> {
    /// How many they are, where that is not known to be right.
    fn width(&self) -> Option<usize>;
    /// Shows each number to `see`, with its place.
    fn each(&self, see: &mut impl FnMut(usize, f64));
}

/// A sample whose type fits the network.
pub(super) struct Typed<'x, X, P>(&'x X, PhantomData<P>);

impl<'x, X, P> Typed<'x, X, P> {
    pub(super) fn new(x: &'x X) -> Self {
        Self(x, PhantomData)
    }
}

impl<T: Scalar, P: Inputs, X: InputOf<P, T>> Source<T> for Typed<'_, X, P> {
    fn width(&self) -> Option<usize> {
        None
    }
    fn each(&self, see: &mut impl FnMut(usize, f64)) {
        self.0.each(see);
    }
}

/// Numbers that may be too few or too many.
pub(super) struct Row<'x, T>(pub(super) &'x [T]);

impl<T: Scalar, V: Scalar> Source<T> for Row<'_, V> {
    fn width(&self) -> Option<usize> {
        Some(self.0.len())
    }
    fn each(&self, see: &mut impl FnMut(usize, f64)) {
        self.0.iter().enumerate().for_each(|(i, x)| see(i, x.to_f64()));
    }
}

/// Memory for up to `B` predictions at once: what goes in, what lies between, what comes out.
pub(super) struct Scratch<'m, N: Network, const B: usize> {
    between: &'m mut [N::T],
    x: &'m mut [N::T],
    y: &'m mut [N::T],
    /// The samples that are live.
    n: usize,
}

impl<'m, N: Network, const B: usize> Scratch<'m, N, B> {
    /// Its length in scalars.
    pub(super) const LEN: usize = inference_len::<N>(B) + (N::Inputs::LEN + N::Outputs::LEN) * B;

    /// The memory cut for `n` samples, from 1 to `B`.
    pub(super) fn cut(memory: &'m mut [N::T], n: usize) -> Self {
        let (between, rest) = memory.split_at_mut(const { inference_len::<N>(B) });
        let (x, rest) = rest.split_at_mut(N::Inputs::LEN * n);
        Self { between, x, y: &mut rest[..N::Outputs::LEN * n], n }
    }

    /// Stores a sample in column `at`, scaled. `sample` is its number, for errors, where there are several.
    pub(super) fn put(
        &mut self,
        model: &Model<N>,
        at: usize,
        sample: Option<usize>,
        source: &impl Source<N::T>,
    ) -> Result<(), PredictError> {
        check_width(model, sample, source.width())?;
        let scaling = model.scaling();
        let mut wrong = None;
        source.each(&mut |number, value| {
            let scaled = N::T::from_f64(scaling.map_or(value, |scaling| scaling.apply(number, value)));
            if !scaled.is_finite() && wrong.is_none() {
                wrong = Some((number, value));
            }
            self.x[N::Inputs::place(number, self.n, at)] = scaled;
        });
        let Some((number, value)) = wrong else { return Ok(()) };
        let input = InputName { number, name: model.names().inputs.get(number).cloned(), sample };
        Err(if value.is_finite() {
            PredictError::TooLarge { input, value }
        } else {
            PredictError::NotFinite { input, value }
        })
    }

    /// Evaluates the samples, on this thread alone.
    pub(super) fn infer(&mut self, model: &Model<N>) {
        let (x, y) = (N::Inputs::split(self.x, self.n), N::Outputs::split(self.y, self.n));
        alone(|| infer_in::<N, B>(self.between, model.params().view(), model.state(), x, y, self.n));
    }

    /// What came out for the sample in column `at`.
    pub(super) fn prediction(&self, at: usize, sample: Option<usize>) -> Result<PredictionOf<N>, PredictError> {
        match N::Outputs::find_nan(self.y, self.n, at) {
            Some(output) => Err(PredictError::Output { output, sample }),
            None => Ok(N::Outputs::prediction(N::Outputs::sample(self.y, self.n, at))),
        }
    }
}

fn check_width<N: Network>(model: &Model<N>, sample: Option<usize>, width: Option<usize>) -> Result<(), PredictError> {
    let expected = N::Inputs::LEN;
    match width {
        Some(given) if given != expected => {
            let missing: Vec<String> = model.names().inputs.iter().skip(given).cloned().collect();
            Err(PredictError::Width { network: N::NAME, sample, expected, given, missing })
        }
        _ => Ok(()),
    }
}

//! Gradients against differences: is what backpropagation computes the derivative of the loss?
//!
//! [`gradcheck`] takes the exact network, over `f64`, and a loss; draws parameters, inputs and targets; and compares every
//! gradient with differences of the loss, those of the inputs too. A network that uses stages or losses written by hand is
//! checked in one line:
//!
//! ```
//! use nn_runtime::gradcheck::gradcheck;
//! use nn_runtime::losses::CrossEntropy;
//! use nn_runtime::network;
//!
//! network! {
//!     Digits(pixels: [8]) -> [3] { pixels -> dense<5> -> relu -> dense<3> }
//! }
//!
//! gradcheck::<Digits, CrossEntropy>().assert_below(1e-6);
//! ```
//!
//! Everything takes part as it does in training: dropout (whose masks are a function of the step, so that they stay the same
//! for every difference), statistics over the batch (running ones are put back before each pass), and a batch that is
//! not full, whose dead samples hold NaN.

mod difference;
mod report;
mod session;
mod targets;

pub use self::report::{Entry, Report, TensorReport};
use crate::batch::BatchError;
use crate::losses::DrawTargets;
use crate::network::Network;

/// Compares the gradients of `N` under the loss `L` with differences, as [`Gradcheck::new`] is set.
pub fn gradcheck<N: Network, L: DrawTargets<N::Outputs> + Default>() -> Report {
    Gradcheck::new().check::<N, L>(&L::default())
}

/// How gradients are checked.
///
/// ```
/// # use nn_runtime::{BatchError, network};
/// # network! { Digits(pixels: [8]) -> [3] { pixels -> dense<5> -> relu -> dense<3> } }
/// use nn_runtime::gradcheck::Gradcheck;
/// use nn_runtime::losses::Huber;
///
/// let check = Gradcheck::new().seed(7).capacity::<16>().live(11)?;
/// check.check::<Digits, _>(&Huber::new().delta(0.5)?).assert_below(1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Gradcheck<const B: usize = 4> {
    seed: u64,
    live: usize,
    entries: usize,
}

impl Gradcheck {
    /// Three live samples of four, and at most 200 entries of each tensor.
    pub const fn new() -> Self {
        Self { seed: 0, live: 3, entries: 200 }
    }
}

impl Default for Gradcheck {
    fn default() -> Self {
        Self::new()
    }
}

impl<const B: usize> Gradcheck<B> {
    /// Sets the seed that parameters, inputs, targets and masks are drawn from.
    pub const fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Sets the capacity of the batch, all of it live.
    pub const fn capacity<const C: usize>(self) -> Gradcheck<C> {
        const { assert!(C > 0, "a batch has at least one sample") };
        Gradcheck { seed: self.seed, live: C, entries: self.entries }
    }

    /// Sets the number of live samples.
    ///
    /// # Errors
    ///
    /// If it is 0 or exceeds the capacity.
    pub const fn live(self, live: usize) -> Result<Self, BatchError> {
        match BatchError::check(live, B) {
            Ok(()) => Ok(Self { live, ..self }),
            Err(error) => Err(error),
        }
    }

    /// Sets how many entries of each tensor are checked at most, spread evenly over it.
    pub const fn entries(self, entries: usize) -> Self {
        Self { entries, ..self }
    }

    /// Compares the gradients of `N` under `loss` with differences.
    pub fn check<N: Network, L: DrawTargets<N::Outputs>>(self, loss: &L) -> Report {
        session::check::<N::As<f64>, L, B>(self, loss)
    }
}

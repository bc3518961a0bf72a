//! What an optimiser is made of.

use core::array;
use core::fmt::Debug;
use core::slice::ChunksExactMut;

use super::optimizer::{Optimizer, OptimizerError};
#[cfg(feature = "alloc")]
use crate::memory::Heap;
use crate::network::Network;
use crate::scalar::Scalar;
use crate::setting::SettingError;

/// An update rule and its settings: `Sgd`, `AdamW`, or one of your own.
///
/// A rule is a small value; [`optimizer`](Rule::optimizer) joins it to the moments of one network. Its constructors take
/// any number, and [`check`](Rule::check) refuses what makes no sense, before the first step.
///
/// ```
/// use nn_runtime::optimizers::{Rule, Run};
/// use nn_runtime::{Scalar, SettingError};
///
/// /// w ← w − r sign(g): every parameter moves by the same amount.
/// #[derive(Clone, Copy, Debug)]
/// struct Sign {
///     rate: f64,
/// }
///
/// impl Rule for Sign {
///     const MOMENTS: usize = 0;
///     type Step<T: Scalar> = T;
///
///     fn check(&self) -> Result<(), SettingError> {
///         Ok(())
///     }
///     fn rate(&self) -> f64 {
///         self.rate
///     }
///     fn with_rate(self, rate: f64) -> Self {
///         Self { rate }
///     }
///     fn begin<T: Scalar>(&self, _: u64) -> T {
///         T::from_f64(self.rate)
///     }
///     fn update<T: Scalar>(&self, rate: T, run: Run<'_, T>) {
///         for (w, &g) in run.params.iter_mut().zip(run.grads) {
///             *w -= if g < T::ZERO { -rate } else { rate };
///         }
///     }
/// }
/// ```
pub trait Rule: Copy + Debug + Send + Sync + 'static {
    /// How many numbers it keeps for each trained parameter.
    const MOMENTS: usize;

    /// What is the same for all parameters in one step, such as bias corrections.
    type Step<T: Scalar>: Copy;

    /// Refuses settings that make no sense.
    ///
    /// # Errors
    ///
    /// With the setting, its value and what it must be.
    fn check(&self) -> Result<(), SettingError>;

    /// The learning rate.
    fn rate(&self) -> f64;

    /// The same rule with another learning rate.
    fn with_rate(self, rate: f64) -> Self;

    /// The weight decay of parameters whose stage does not declare its own.
    fn decay(&self) -> f64 {
        0.0
    }

    /// Prepares step number `step`, counted from 1.
    fn begin<T: Scalar>(&self, step: u64) -> Self::Step<T>;

    /// Updates one run of parameters.
    fn update<T: Scalar>(&self, step: Self::Step<T>, run: Run<'_, T>);

    /// This rule for the network `N`, its moments on the heap.
    ///
    /// # Errors
    ///
    /// If a setting makes no sense; the error names it, its value and what it must be.
    #[cfg(feature = "alloc")]
    fn optimizer<N: Network>(self) -> Result<Optimizer<N, Self, Heap<N::T>>, SettingError> {
        Optimizer::new(self)
    }

    /// This rule for the network `N`, its moments in memory of one's own, such as a [`StaticMemory`](crate::StaticMemory).
    ///
    /// # Errors
    ///
    /// If a setting makes no sense, or the memory is not exactly [`Optimizer::LEN`] scalars long.
    fn optimizer_in<N: Network, M: AsRef<[N::T]> + AsMut<[N::T]>>(
        self,
        memory: M,
    ) -> Result<Optimizer<N, Self, M>, OptimizerError> {
        Optimizer::new_in(self, memory)
    }
}

/// A stretch of parameters with what belongs to it, all slices of one length.
#[derive(Debug)]
pub struct Run<'a, T> {
    /// The parameters.
    pub params: &'a mut [T],
    /// Their gradients.
    pub grads: &'a [T],
    /// Their moments.
    pub moments: Moments<'a, T>,
    /// Their weight decay.
    pub decay: f64,
}

/// The moments of a run of parameters.
#[derive(Debug)]
pub struct Moments<'a, T> {
    /// One chunk a moment, each over all trained parameters of the network.
    all: ChunksExactMut<'a, T>,
    start: usize,
    len: usize,
}

impl<'a, T> Moments<'a, T> {
    /// The run of `len` parameters from `start` on, in `flat`, which holds one number a moment for `trained` parameters.
    pub(super) fn new(flat: &'a mut [T], trained: usize, start: usize, len: usize) -> Self {
        Self { all: flat.chunks_exact_mut(trained), start, len }
    }

    /// One slice a moment: `let [m, v] = run.moments.slices();`
    ///
    /// # Panics
    ///
    /// If there are not so many: `K` is more than the rule's [`Rule::MOMENTS`].
    #[inline(always)]
    pub fn slices<const K: usize>(mut self) -> [&'a mut [T]; K] {
        array::from_fn(|_| match self.all.next() {
            Some(moment) => &mut moment[self.start..self.start + self.len],
            None => panic!("an update rule asks for {K} moments, but its `MOMENTS` are fewer"),
        })
    }
}

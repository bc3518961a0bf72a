//! What an optimiser is made of.

use core::array;
use core::fmt::Debug;

use super::optimizer::{Optimizer, OptimizerError};
use crate::isa::Isa;
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
/// use nn_runtime::isa::Isa;
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
///     fn update<S: Isa, T: Scalar>(&self, _: S, rate: T, run: Run<'_, T>) {
///         for (w, &g) in run.params.iter_mut().zip(run.grads) {
///             *w -= if g < T::ZERO { -rate } else { rate };
///         }
///     }
/// }
/// ```
pub trait Rule: Copy + Debug + Send + Sync + 'static {
    /// How many numbers it keeps for each trained parameter, 4 at most.
    const MOMENTS: usize;

    /// What is the same for all parameters in one step, such as bias corrections.
    type Step<T: Scalar>: Copy + Send + Sync;

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

    /// Updates one run of parameters, with the vectors of `isa` if it needs them.
    fn update<S: Isa, T: Scalar>(&self, isa: S, step: Self::Step<T>, run: Run<'_, T>);

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

/// Rate and decay of a rule that has the fields `rate` and `weight_decay`.
macro_rules! rate_and_decay {
    () => {
        fn rate(&self) -> f64 {
            self.rate
        }

        fn with_rate(self, rate: f64) -> Self {
            Self { rate, ..self }
        }

        fn decay(&self) -> f64 {
            self.weight_decay
        }
    };
}
pub(super) use rate_and_decay;

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

impl<T: Scalar> Run<'_, T> {
    /// The first `at` parameters, and the others.
    #[cfg(feature = "rayon")]
    pub(super) fn split_at(self, at: usize) -> (Self, Self) {
        let Self { params, grads, moments: Moments(moments), decay } = self;
        let ((params_a, params_b), (grads_a, grads_b)) = (params.split_at_mut(at), grads.split_at(at));
        let (mut moments_a, mut moments_b) =
            (array::from_fn(|_| <&mut [T]>::default()), array::from_fn(|_| <&mut [T]>::default()));
        for ((all, a), b) in moments.into_iter().zip(&mut moments_a).zip(&mut moments_b) {
            (*a, *b) = all.split_at_mut(at.min(all.len()));
        }
        (
            Run { params: params_a, grads: grads_a, moments: Moments(moments_a), decay },
            Run { params: params_b, grads: grads_b, moments: Moments(moments_b), decay },
        )
    }
}

/// The most moments that a rule may keep for a parameter.
pub(super) const MOST_MOMENTS: usize = 4;

/// The moments of a run of parameters: a slice each, and empty ones behind them.
#[derive(Debug)]
pub struct Moments<'a, T>([&'a mut [T]; MOST_MOMENTS]);

impl<'a, T> Moments<'a, T> {
    /// The run of `len` parameters from `start` on, in `flat`, which holds one number a moment for `trained` parameters.
    #[inline(always)]
    pub(super) fn new(flat: &'a mut [T], trained: usize, start: usize, len: usize) -> Self {
        let mut all = flat.chunks_exact_mut(trained).map(|moment| &mut moment[start..start + len]);
        Self(array::from_fn(|_| all.next().unwrap_or_default()))
    }

    /// One slice a moment: `let [m, v] = run.moments.slices();`
    ///
    /// # Panics
    ///
    /// If there are not so many: `K` is more than the rule's [`Rule::MOMENTS`].
    #[inline(always)]
    pub fn slices<const K: usize>(self) -> [&'a mut [T]; K] {
        let mut all = self.0.into_iter().filter(|moment| !moment.is_empty());
        array::from_fn(|_| match all.next() {
            Some(moment) => moment,
            None => panic!("an update rule asks for {K} moments, but its `MOMENTS` are fewer"),
        })
    }
}

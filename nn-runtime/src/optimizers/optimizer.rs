//! A rule joined to the moments of one network.

use core::fmt;
use core::marker::PhantomData;

use thiserror::Error;

#[cfg(feature = "rayon")]
use super::each::PAIR;
use super::rule::{MOST_MOMENTS, Moments, Rule, Run};
use crate::flat::Flat;
use crate::isa::{Isa, Task, dispatch};
#[cfg(feature = "rayon")]
use crate::kernels::threads;
#[cfg(feature = "alloc")]
use crate::memory::Heap;
use crate::network::Network;
use crate::runs;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};
use crate::workspace::DefaultMemory;

/// Why an optimiser cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum OptimizerError {
    /// A setting makes no sense.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The memory has another length than the moments.
    #[error("the optimizer of `{network}` needs {needed} scalars, but the memory has {given}")]
    Memory {
        /// The network's name.
        network: &'static str,
        /// Scalars needed.
        needed: usize,
        /// Scalars given.
        given: usize,
    },
}

/// An update rule with its moments for the network `N`. Made by [`Rule::optimizer`] and [`Rule::optimizer_in`].
pub struct Optimizer<N: Network, R: Rule, M = DefaultMemory<<N as Flat>::T>> {
    rule: R,
    steps: u64,
    moments: M,
    network: PhantomData<fn() -> N>,
}

#[cfg(feature = "alloc")]
impl<N: Network, R: Rule> Optimizer<N, R, Heap<N::T>> {
    pub(super) fn new(rule: R) -> Result<Self, SettingError> {
        check::<N, R>(&rule)?;
        Ok(Self { rule, steps: 0, moments: Heap::zeroed(Self::LEN), network: PhantomData })
    }
}

impl<N: Network, R: Rule, M: AsRef<[N::T]> + AsMut<[N::T]>> Optimizer<N, R, M> {
    /// The scalars its moments take.
    pub const LEN: usize = R::MOMENTS * <N::Grads as Flat>::LEN;

    pub(super) fn new_in(rule: R, mut memory: M) -> Result<Self, OptimizerError> {
        check::<N, R>(&rule)?;
        let (needed, given) = (Self::LEN, memory.as_ref().len());
        if given != needed {
            return Err(OptimizerError::Memory { network: N::NAME, needed, given });
        }
        memory.as_mut().fill(N::T::ZERO);
        Ok(Self { rule, steps: 0, moments: memory, network: PhantomData })
    }

    /// Changes the parameters of `net` by one step against their gradients.
    pub fn step(&mut self, net: &mut N, grads: &N::Grads) {
        self.steps += 1;
        let (runs, params, moments) = (N::RUNS.as_slice(), net.as_flat_mut(), self.moments.as_mut());
        update_all(self.rule, self.steps, runs, params, grads.as_flat(), moments);
    }
}

impl<N: Network, R: Rule, M> Optimizer<N, R, M> {
    /// Sets the learning rate of the steps to come; 0 is allowed, for schedules.
    ///
    /// # Errors
    ///
    /// If `rate` is negative, infinite or NaN; the rate stays as it was.
    pub fn set_rate(&mut self, rate: f64) -> Result<(), SettingError> {
        self.rule = self.rule.with_rate(Range::NotNegative.check("Optimizer", "rate", rate)?);
        Ok(())
    }

    /// The learning rate.
    pub fn rate(&self) -> f64 {
        self.rule.rate()
    }

    /// The rule with its settings.
    pub fn rule(&self) -> R {
        self.rule
    }

    /// The steps done so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }
}

impl<N: Network, R: Rule, M> fmt::Debug for Optimizer<N, R, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Optimizer<{}>({:?} after {} steps)", N::NAME, self.rule, self.steps)
    }
}

/// The settings of the rule, and the decays that stages of the network declare.
fn check<N: Network, R: Rule>(rule: &R) -> Result<(), SettingError> {
    rule.check()?;
    for decay in N::RUNS.as_slice().iter().filter_map(|run| run.decay) {
        Range::NotNegative.check(N::NAME, "weight_decay", decay)?;
    }
    Ok(())
}

/// One step over all runs of a network: one function for all networks.
#[inline(never)]
pub(super) fn update_all<R: Rule, T: Scalar>(
    rule: R,
    step: u64,
    runs: &[runs::Run],
    params: &mut [T],
    grads: &[T],
    moments: &mut [T],
) {
    const { assert!(R::MOMENTS <= MOST_MOMENTS, "a rule keeps 4 moments at most") };
    let step = rule.begin::<T>(step);
    for &runs::Run { param, grad, len, decay } in runs {
        let moments = Moments::new(moments, grads.len(), grad, len);
        let (params, grads) = (&mut params[param..param + len], &grads[grad..grad + len]);
        let decay = decay.unwrap_or(rule.decay());
        update(Update { rule, step, run: Run { params, grads, moments, decay } });
    }
}

/// Does it, in halves side by side where they are worth it: every parameter is updated by itself.
fn update<R: Rule, T: Scalar>(job: Update<'_, R, T>) {
    /// The parameters that are worth handing over to another thread.
    #[cfg(feature = "rayon")]
    const WORTH: usize = 1 << 15;
    #[cfg(feature = "rayon")]
    if job.run.params.len() >= 2 * WORTH && threads::several() {
        let Update { rule, step, run } = job;
        let half = (run.params.len() / 2).next_multiple_of(PAIR);
        let (a, b) = run.split_at(half);
        threads::both(|| update(Update { rule, step, run: a }), || update(Update { rule, step, run: b }));
        return;
    }
    dispatch(job);
}

/// One step of one run.
struct Update<'a, R: Rule, T: Scalar> {
    rule: R,
    step: R::Step<T>,
    run: Run<'a, T>,
}

impl<R: Rule, T: Scalar> Task for Update<'_, R, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        self.rule.update(isa, self.step, self.run);
    }
}

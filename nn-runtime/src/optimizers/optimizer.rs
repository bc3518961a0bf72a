//! A rule joined to the moments of one network.

use core::fmt;
use core::marker::PhantomData;

use thiserror::Error;

use super::rule::{Moments, Rule, Run};
use crate::flat::Flat;
use crate::isa::{Isa, Task, dispatch};
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
        dispatch(Update {
            rule: self.rule,
            step: self.steps,
            runs: N::RUNS.as_slice(),
            params: net.as_flat_mut(),
            grads: grads.as_flat(),
            moments: self.moments.as_mut(),
        });
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

/// One step over all runs of a network.
pub(super) struct Update<'a, R, T> {
    pub(super) rule: R,
    pub(super) step: u64,
    pub(super) runs: &'a [runs::Run],
    pub(super) params: &'a mut [T],
    pub(super) grads: &'a [T],
    pub(super) moments: &'a mut [T],
}

impl<R: Rule, T: Scalar> Task for Update<'_, R, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, _: S) {
        let step = self.rule.begin::<T>(self.step);
        for run in self.runs {
            let params = &mut self.params[run.param..run.param + run.len];
            let grads = &self.grads[run.grad..run.grad + run.len];
            let moments = Moments::new(self.moments, self.grads.len(), run.grad, run.len);
            let decay = run.decay.unwrap_or(self.rule.decay());
            self.rule.update(step, Run { params, grads, moments, decay });
        }
    }
}

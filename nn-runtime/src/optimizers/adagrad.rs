//! Adagrad.

use super::each::{Wide, each};
use super::means::Sweep;
use super::rule::{Rule, Run, rate_and_decay};
use crate::isa::Isa;
use crate::kernels::Vector;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};

/// Adagrad (PyTorch's `Adagrad`): the more a parameter's gradients have added up to, the smaller are its steps.
///
/// With g the gradient plus λ w: s ← s + g², and in step t
/// w ← w − r / (1 + (t − 1) η) · g / (√s + ε)
/// (J. Duchi et al., *Adaptive subgradient methods for online learning and stochastic optimization*, 2011, figure 1 with the
/// diagonal of G, in PyTorch's form).
///
/// ```
/// use nn_runtime::optimizers::{Adagrad, Rule};
///
/// let rule = Adagrad::new(1e-2).lr_decay(1e-3).initial_accumulator_value(0.1);
/// assert!(rule.check().is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adagrad {
    rate: f64,
    lr_decay: f64,
    eps: f64,
    weight_decay: f64,
    initial: f64,
}

impl Adagrad {
    /// The rule with a learning rate, and PyTorch's defaults.
    pub const fn new(rate: f64) -> Self {
        Self { rate, lr_decay: 0.0, eps: 1e-10, weight_decay: 0.0, initial: 0.0 }
    }

    /// Sets how fast the learning rate falls, η, not below 0; 0 by default.
    pub const fn lr_decay(self, lr_decay: f64) -> Self {
        Self { lr_decay, ..self }
    }

    /// Sets ε, above 0, which keeps the divisor from 0; 1e-10 by default.
    pub const fn eps(self, eps: f64) -> Self {
        Self { eps, ..self }
    }

    /// Sets the weight decay λ, not below 0; 0 by default.
    pub const fn weight_decay(self, weight_decay: f64) -> Self {
        Self { weight_decay, ..self }
    }

    /// Sets what the sums s begin with, not below 0; 0 by default.
    pub const fn initial_accumulator_value(self, initial: f64) -> Self {
        Self { initial, ..self }
    }
}

/// What is the same for all parameters in one step of Adagrad.
#[derive(Clone, Copy, Debug)]
pub struct AdagradStep<T> {
    /// r / (1 + (t − 1) η).
    rate: T,
    eps: T,
    /// What the sums begin with, in the first step; then 0.
    initial: T,
}

impl Rule for Adagrad {
    const MOMENTS: usize = 1;
    type Step<T: Scalar> = AdagradStep<T>;

    fn check(&self) -> Result<(), SettingError> {
        Range::Positive.check("Adagrad", "rate", self.rate)?;
        Range::NotNegative.check("Adagrad", "lr_decay", self.lr_decay)?;
        Range::Positive.check("Adagrad", "eps", self.eps)?;
        Range::NotNegative.check("Adagrad", "weight_decay", self.weight_decay)?;
        Range::NotNegative.check("Adagrad", "initial_accumulator_value", self.initial)?;
        Ok(())
    }

    rate_and_decay!();

    #[inline(always)]
    fn begin<T: Scalar>(&self, step: u64) -> AdagradStep<T> {
        AdagradStep {
            rate: T::from_f64(self.rate / (1.0 + (step as f64 - 1.0) * self.lr_decay)),
            eps: T::from_f64(self.eps),
            initial: if step == 1 { T::from_f64(self.initial) } else { T::ZERO },
        }
    }

    #[inline(always)]
    fn update<S: Isa, T: Scalar>(&self, isa: S, step: AdagradStep<T>, run: Run<'_, T>) {
        let numbers = [T::from_f64(run.decay), step.rate, step.eps, step.initial];
        let [decay, rate, eps, initial] = numbers.map(|number| Wide::<T, S>::splat(isa.simd(), number));
        each(
            isa,
            run,
            Sweep::NEVER,
            #[inline(always)]
            |roots, w, g, [s]| {
                let g = decay.times_plus(w, g);
                *s = g.times_plus(g, s.plus(initial));
                w.minus(rate.times(g).over(roots.plus::<S, T>(isa, *s, eps)))
            },
        );
    }
}

//! Adam.

use super::each::{Wide, each};
use super::means::{Sweep, powers};
use super::rule::{Rule, Run, rate_and_decay};
use crate::isa::Isa;
use crate::kernels::Vector;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};

/// Adam (PyTorch's `Adam`): each parameter has a step size of its own, from running means of its gradient and of its square.
///
/// With g the gradient plus λ w (an L2 penalty; for decay apart from the gradient take [`AdamW`](super::AdamW)):
/// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², and in step t
/// w ← w − r (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
/// (D. P. Kingma and J. Ba, 1412.6980, algorithm 1).
///
/// ```
/// use nn_runtime::optimizers::Adam;
///
/// let rule = Adam::new(1e-3).betas(0.9, 0.99).eps(1e-7);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adam {
    rate: f64,
    betas: [f64; 2],
    eps: f64,
    weight_decay: f64,
}

impl Adam {
    /// The rule with a learning rate, and PyTorch's defaults.
    pub const fn new(rate: f64) -> Self {
        Self { rate, betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0.0 }
    }

    /// Sets how slowly the running means of the gradient and of its square change, each of [0, 1); 0.9 and 0.999 by default.
    pub const fn betas(self, mean: f64, square: f64) -> Self {
        Self { betas: [mean, square], ..self }
    }

    /// Sets ε, above 0, which keeps the divisor from 0; 1e-8 by default.
    pub const fn eps(self, eps: f64) -> Self {
        Self { eps, ..self }
    }

    /// Sets the weight decay λ, not below 0; 0 by default.
    pub const fn weight_decay(self, weight_decay: f64) -> Self {
        Self { weight_decay, ..self }
    }

    /// [`Rule::check`] in the name of a rule that is made of this one.
    pub(super) fn check_as(&self, owner: &'static str) -> Result<(), SettingError> {
        Range::Positive.check(owner, "rate", self.rate)?;
        Range::BelowOne.check_all(owner, "betas", self.betas)?;
        Range::Positive.check(owner, "eps", self.eps)?;
        Range::NotNegative.check(owner, "weight_decay", self.weight_decay)?;
        Ok(())
    }
}

/// What is the same for all parameters in one step of Adam.
///
/// Moments are kept as m / (1 − β₁) and v / (1 − β₂), which takes a multiplication less each, and both sides of the fraction
/// are multiplied by √(1 − β₂ᵗ) / √(1 − β₂): one division is enough.
#[derive(Clone, Copy, Debug)]
pub struct AdamStep<T> {
    /// β₁ and β₂.
    betas: [T; 2],
    /// r √(1 − β₂ᵗ) / (1 − β₁ᵗ) · (1 − β₁) / √(1 − β₂).
    rate: T,
    /// ε √(1 − β₂ᵗ) / √(1 − β₂).
    eps: T,
    /// Against subnormal moments.
    sweep: Sweep,
}

impl<T: Scalar> AdamStep<T> {
    /// Moves each parameter of `run`, times `keep`, by its gradient plus `decay` times the parameter.
    #[inline(always)]
    pub(super) fn update<S: Isa>(self, isa: S, run: Run<'_, T>, keep: Option<T>, decay: Option<T>) {
        let splat = |number| Wide::<T, S>::splat(isa.simd(), number);
        let [b1, b2, rate, eps] = [self.betas[0], self.betas[1], self.rate, self.eps].map(splat);
        let (keep, decay) = (keep.map(splat), decay.map(splat));
        each(
            isa,
            run,
            self.sweep,
            #[inline(always)]
            |roots, w, g, [m, v]| {
                let g = decay.map_or(g, |decay| decay.times_plus(w, g));
                let w = keep.map_or(w, |keep| w.times(keep));
                *m = m.times_plus(b1, g);
                *v = g.times_plus(g, v.times(b2));
                w.minus(rate.times(*m).over(roots.plus::<S, T>(isa, *v, eps)))
            },
        );
    }
}

impl Rule for Adam {
    const MOMENTS: usize = 2;
    type Step<T: Scalar> = AdamStep<T>;

    fn check(&self) -> Result<(), SettingError> {
        self.check_as("Adam")
    }

    rate_and_decay!();

    #[inline(always)]
    fn begin<T: Scalar>(&self, step: u64) -> AdamStep<T> {
        let [b1, b2] = self.betas;
        let [rest1, rest2] = powers(self.betas, step).map(|power| 1.0 - power);
        // By its full name: with `std` at hand, a method of the same name would be another function.
        let root = Scalar::sqrt(rest2 / (1.0 - b2));
        AdamStep {
            betas: self.betas.map(T::from_f64),
            rate: T::from_f64(self.rate * root * (1.0 - b1) / rest1),
            eps: T::from_f64(self.eps * root),
            sweep: Sweep::new(step),
        }
    }

    #[inline(always)]
    fn update<S: Isa, T: Scalar>(&self, isa: S, step: AdamStep<T>, run: Run<'_, T>) {
        if run.decay == 0.0 {
            return step.update(isa, run, None, None);
        }
        let decay = T::from_f64(run.decay);
        step.update(isa, run, None, Some(decay));
    }
}

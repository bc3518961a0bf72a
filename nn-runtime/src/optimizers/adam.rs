//! Adam.

use super::means::{Mean, Sweep, powers};
use super::rule::{Rule, Run, rate_and_decay};
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
#[derive(Clone, Copy, Debug)]
pub struct AdamStep<T> {
    /// With β₁.
    mean: Mean<T>,
    /// With β₂.
    square: Mean<T>,
    /// r √(1 − β₂ᵗ) / (1 − β₁ᵗ).
    rate: T,
    /// ε √(1 − β₂ᵗ).
    eps: T,
    /// Against subnormal moments.
    sweep: Sweep,
}

impl<T: Scalar> AdamStep<T> {
    /// Moves `w` by its gradient `g` and its moments `m` and `v`.
    #[inline(always)]
    pub(super) fn update(self, w: &mut T, g: T, m: &mut T, v: &mut T) {
        *m = self.mean.with(*m, g);
        *v = self.square.with_square(*v, g);
        // Both sides of the fraction times √(1 − β₂ᵗ): one division is enough.
        *w -= self.rate * *m / (v.sqrt() + self.eps);
    }

    /// Ends a step: see [`Sweep`].
    #[inline(always)]
    pub(super) fn sweep(self, moments: [&mut [T]; 2]) {
        self.sweep.run(moments);
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
        let root = Scalar::sqrt(rest2);
        AdamStep {
            mean: Mean::new(b1),
            square: Mean::new(b2),
            rate: T::from_f64(self.rate * root / rest1),
            eps: T::from_f64(self.eps * root),
            sweep: Sweep::new(step),
        }
    }

    #[inline(always)]
    fn update<T: Scalar>(&self, step: AdamStep<T>, run: Run<'_, T>) {
        let decay = T::from_f64(run.decay);
        let [m, v] = run.moments.slices();
        for (((w, &g), m), v) in run.params.iter_mut().zip(run.grads).zip(&mut *m).zip(&mut *v) {
            step.update(w, g + decay * *w, m, v);
        }
        step.sweep([m, v]);
    }
}

//! RMSprop.

use super::means::{Mean, Sweep};
use super::rule::{Rule, Run, rate_and_decay};
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};

/// RMSprop (PyTorch's `RMSprop`): gradients divided by the root of a running mean of their squares.
///
/// With g the gradient plus λ w: v ← α v + (1 − α) g², then w ← w − r g / (√v + ε)
/// (T. Tieleman and G. Hinton, *Neural networks for machine learning*, lecture 6.5, 2012; ε outside the root, as in PyTorch).
///
/// [`centered`](RmsProp::centered) and [`momentum`](RmsProp::momentum) keep one more number a parameter each, which is why
/// they are part of the type.
///
/// ```
/// use nn_runtime::optimizers::{RmsProp, Rule};
///
/// let plain = RmsProp::new(1e-2).alpha(0.95);
/// let graves = RmsProp::new(1e-4).alpha(0.95).momentum(0.9).centered();
/// assert!(plain.check().is_ok() && graves.check().is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RmsProp<const MOMENTUM: bool = false, const CENTERED: bool = false> {
    rate: f64,
    alpha: f64,
    eps: f64,
    weight_decay: f64,
    momentum: f64,
}

impl RmsProp {
    /// The rule with a learning rate, and PyTorch's defaults.
    pub const fn new(rate: f64) -> Self {
        Self { rate, alpha: 0.99, eps: 1e-8, weight_decay: 0.0, momentum: 0.0 }
    }
}

impl<const MOMENTUM: bool, const CENTERED: bool> RmsProp<MOMENTUM, CENTERED> {
    /// Sets how slowly the running mean of the square changes, α of [0, 1); 0.99 by default.
    pub const fn alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }

    /// Sets ε, above 0, which keeps the divisor from 0; 1e-8 by default.
    pub const fn eps(self, eps: f64) -> Self {
        Self { eps, ..self }
    }

    /// Sets the weight decay λ, not below 0; 0 by default.
    pub const fn weight_decay(self, weight_decay: f64) -> Self {
        Self { weight_decay, ..self }
    }

    /// Adds momentum μ, of [0, 1): b ← μ b + g / (√v + ε), then w ← w − r b.
    pub const fn momentum(self, momentum: f64) -> RmsProp<true, CENTERED> {
        let Self { rate, alpha, eps, weight_decay, .. } = self;
        RmsProp { rate, alpha, eps, weight_decay, momentum }
    }

    /// Divides by the root of the gradient's variance, √(v − m²) + ε with m ← α m + (1 − α) g
    /// (A. Graves, 1308.0850, equations 38 to 41, with PyTorch's ε outside the root).
    pub const fn centered(self) -> RmsProp<MOMENTUM, true> {
        let Self { rate, alpha, eps, weight_decay, momentum } = self;
        RmsProp { rate, alpha, eps, weight_decay, momentum }
    }
}

/// What is the same for all parameters in one step of RMSprop.
#[derive(Clone, Copy, Debug)]
pub struct RmsPropStep<T> {
    rate: T,
    /// With α.
    mean: Mean<T>,
    eps: T,
    momentum: T,
    sweep: Sweep,
}

impl<T: Scalar> RmsPropStep<T> {
    /// √v + ε.
    #[inline(always)]
    fn root(self, g: T, v: &mut T) -> T {
        *v = self.mean.with_square(*v, g);
        v.sqrt() + self.eps
    }

    /// √(v − m²) + ε.
    #[inline(always)]
    fn centered_root(self, g: T, v: &mut T, m: &mut T) -> T {
        *v = self.mean.with_square(*v, g);
        *m = self.mean.with(*m, g);
        (*v - *m * *m).sqrt() + self.eps
    }

    /// Moves `w` along `g`.
    #[inline(always)]
    fn step(self, w: &mut T, g: T, root: T) {
        *w -= self.rate * g / root;
    }

    /// Moves `w` along its velocity `b`.
    #[inline(always)]
    fn step_along(self, w: &mut T, g: T, root: T, b: &mut T) {
        *b = self.momentum * *b + g / root;
        *w -= self.rate * *b;
    }
}

impl<const MOMENTUM: bool, const CENTERED: bool> Rule for RmsProp<MOMENTUM, CENTERED> {
    const MOMENTS: usize = 1 + MOMENTUM as usize + CENTERED as usize;
    type Step<T: Scalar> = RmsPropStep<T>;

    fn check(&self) -> Result<(), SettingError> {
        Range::Positive.check("RmsProp", "rate", self.rate)?;
        Range::BelowOne.check("RmsProp", "alpha", self.alpha)?;
        Range::Positive.check("RmsProp", "eps", self.eps)?;
        Range::NotNegative.check("RmsProp", "weight_decay", self.weight_decay)?;
        Range::BelowOne.check("RmsProp", "momentum", self.momentum)?;
        Ok(())
    }

    rate_and_decay!();

    #[inline(always)]
    fn begin<T: Scalar>(&self, step: u64) -> RmsPropStep<T> {
        let [rate, eps, momentum] = [self.rate, self.eps, self.momentum].map(T::from_f64);
        RmsPropStep { rate, mean: Mean::new(self.alpha), eps, momentum, sweep: Sweep::new(step) }
    }

    #[inline(always)]
    fn update<T: Scalar>(&self, step: RmsPropStep<T>, run: Run<'_, T>) {
        let decay = T::from_f64(run.decay);
        let params = run.params.iter_mut().zip(run.grads).map(|(w, &g)| (g + decay * *w, w));
        match (CENTERED, MOMENTUM) {
            (false, false) => {
                let [v] = run.moments.slices();
                params.zip(&mut *v).for_each(|((g, w), v)| step.step(w, g, step.root(g, v)));
                step.sweep.run([v]);
            }
            (false, true) => {
                let [v, b] = run.moments.slices();
                for (((g, w), v), b) in params.zip(&mut *v).zip(&mut *b) {
                    step.step_along(w, g, step.root(g, v), b);
                }
                step.sweep.run([v, b]);
            }
            (true, false) => {
                let [v, m] = run.moments.slices();
                for (((g, w), v), m) in params.zip(&mut *v).zip(&mut *m) {
                    step.step(w, g, step.centered_root(g, v, m));
                }
                step.sweep.run([v, m]);
            }
            (true, true) => {
                let [v, m, b] = run.moments.slices();
                for ((((g, w), v), m), b) in params.zip(&mut *v).zip(&mut *m).zip(&mut *b) {
                    step.step_along(w, g, step.centered_root(g, v, m), b);
                }
                step.sweep.run([v, m, b]);
            }
        }
    }
}

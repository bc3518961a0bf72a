//! RMSprop.

use super::each::{Wide, each};
use super::means::{Mean, Sweep};
use super::rule::{Rule, Run, rate_and_decay};
use crate::isa::Isa;
use crate::kernels::Vector;
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
    /// Updates a run, whose moments are v, then m if it is centered, then b if there is momentum.
    #[inline(always)]
    fn update<S: Isa, const MOMENTUM: bool, const CENTERED: bool, const K: usize>(self, isa: S, run: Run<'_, T>) {
        let numbers = [T::from_f64(run.decay), self.rate, self.eps, self.momentum];
        let [decay, rate, eps, momentum] = numbers.map(|number| Wide::<T, S>::splat(isa.simd(), number));
        each::<S, T, K>(
            isa,
            run,
            self.sweep,
            #[inline(always)]
            |roots, w, g, moments| {
                let g = decay.times_plus(w, g);
                moments[0] = self.mean.blend_square(isa, moments[0], g);
                let root = if CENTERED {
                    moments[1] = self.mean.blend(isa, moments[1], g);
                    // Rounding may make it negative, of which the divider alone gives NaN.
                    T::root::<S::Simd>(moments[0].minus(moments[1].times(moments[1]))).plus(eps)
                } else {
                    roots.plus::<S, T>(isa, moments[0], eps)
                };
                if !MOMENTUM {
                    return w.minus(rate.times(g).over(root));
                }
                let b = momentum.times_plus(moments[K - 1], g.over(root));
                moments[K - 1] = b;
                w.minus(rate.times(b))
            },
        );
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
    fn update<S: Isa, T: Scalar>(&self, isa: S, step: RmsPropStep<T>, run: Run<'_, T>) {
        match (CENTERED, MOMENTUM) {
            (false, false) => step.update::<S, MOMENTUM, CENTERED, 1>(isa, run),
            (true, true) => step.update::<S, MOMENTUM, CENTERED, 3>(isa, run),
            _ => step.update::<S, MOMENTUM, CENTERED, 2>(isa, run),
        }
    }
}

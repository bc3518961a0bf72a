//! RAdam.

use super::each::{Wide, each};
use super::means::{Mean, Sweep};
use super::rule::{Rule, Run, rate_and_decay};
use crate::isa::Isa;
use crate::kernels::Vector;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};

/// RAdam (PyTorch's `RAdam`): [`Adam`](super::Adam) that warms up by itself, for as long as its mean of squares knows little.
///
/// With g the gradient plus λ w: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², and in step t, with m̂ = m / (1 − β₁ᵗ),
/// ρ∞ = 2 / (1 − β₂) − 1 and ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ):
/// w ← w − r m̂ while ρ ≤ 5, and then w ← w − r m̂ · √((ρ − 4)(ρ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ)) · √(1 − β₂ᵗ) / (√v + ε)
/// (L. Liu et al., 1908.03265, algorithm 2, with PyTorch's bound of 5 instead of 4).
///
/// ```
/// use nn_runtime::optimizers::{RAdam, Rule};
///
/// let rule = RAdam::new(1e-3).betas(0.9, 0.99).eps(1e-7);
/// assert!(rule.check().is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RAdam {
    rate: f64,
    betas: [f64; 2],
    eps: f64,
    weight_decay: f64,
}

impl RAdam {
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

    /// What is divided by √v + ε in step `step`, once enough squares are known.
    fn rectified(&self, step: f64) -> Option<f64> {
        let power = Scalar::powf(self.betas[1], step);
        let rest = 1.0 - power;
        let most = 2.0 / (1.0 - self.betas[1]) - 1.0;
        let length = most - 2.0 * step * power / rest;
        let ratio = (length - 4.0) * (length - 2.0) * most / ((most - 4.0) * (most - 2.0) * length);
        (length > 5.0).then(|| Scalar::sqrt(rest) * Scalar::sqrt(ratio))
    }
}

/// What is the same for all parameters in one step of RAdam.
#[derive(Clone, Copy, Debug)]
pub struct RAdamStep<T> {
    /// With β₁.
    mean: Mean<T>,
    /// With β₂.
    square: Mean<T>,
    /// r / (1 − β₁ᵗ).
    rate: T,
    /// What is divided by √v + ε; nothing as long as the steps are those of momentum alone.
    rectified: Option<T>,
    eps: T,
    sweep: Sweep,
}

impl Rule for RAdam {
    const MOMENTS: usize = 2;
    type Step<T: Scalar> = RAdamStep<T>;

    fn check(&self) -> Result<(), SettingError> {
        Range::Positive.check("RAdam", "rate", self.rate)?;
        Range::BelowOne.check_all("RAdam", "betas", self.betas)?;
        Range::Positive.check("RAdam", "eps", self.eps)?;
        Range::NotNegative.check("RAdam", "weight_decay", self.weight_decay)?;
        Ok(())
    }

    rate_and_decay!();

    #[inline(always)]
    fn begin<T: Scalar>(&self, step: u64) -> RAdamStep<T> {
        let ([b1, b2], t) = (self.betas, step as f64);
        RAdamStep {
            mean: Mean::new(b1),
            square: Mean::new(b2),
            rate: T::from_f64(self.rate / (1.0 - Scalar::powf(b1, t))),
            rectified: self.rectified(t).map(T::from_f64),
            eps: T::from_f64(self.eps),
            sweep: Sweep::new(step),
        }
    }

    #[inline(always)]
    fn update<S: Isa, T: Scalar>(&self, isa: S, step: RAdamStep<T>, run: Run<'_, T>) {
        let splat = |number| Wide::<T, S>::splat(isa.simd(), number);
        let [decay, rate, eps] = [T::from_f64(run.decay), step.rate, step.eps].map(splat);
        let rectified = step.rectified.map(splat);
        each(
            isa,
            run,
            step.sweep,
            #[inline(always)]
            |roots, w, g, [m, v]| {
                let g = decay.times_plus(w, g);
                *m = step.mean.blend(isa, *m, g);
                *v = step.square.blend_square(isa, *v, g);
                let along = rate.times(*m);
                let along = rectified.map_or(along, |r| along.times(r).over(roots.plus::<S, T>(isa, *v, eps)));
                w.minus(along)
            },
        );
    }
}

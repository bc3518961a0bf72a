//! Nadam.

use super::each::{Wide, each};
use super::means::{Mean, Sweep, powers};
use super::rule::{Rule, Run, rate_and_decay};
use crate::isa::Isa;
use crate::kernels::Vector;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};

/// Nadam (PyTorch's `NAdam`): [`Adam`](super::Adam) with Nesterov's momentum, which looks one step ahead.
///
/// With g the gradient plus λ w: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², and in step t,
/// with μₜ = β₁ (1 − 0.96^(t ψ) / 2) and d = √(v / (1 − β₂ᵗ)) + ε,
/// w ← w − r (1 − μₜ) / (1 − μ₁ … μₜ) · g / d − r μₜ₊₁ / (1 − μ₁ … μₜ₊₁) · m / d
/// (T. Dozat, *Incorporating Nesterov momentum into Adam*, 2016, algorithm 2 with the schedule of μ, in PyTorch's form).
///
/// ```
/// use nn_runtime::optimizers::{Nadam, Rule};
///
/// let rule = Nadam::new(2e-3).betas(0.9, 0.99).momentum_decay(0.01);
/// assert!(rule.check().is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nadam {
    rate: f64,
    betas: [f64; 2],
    eps: f64,
    weight_decay: f64,
    momentum_decay: f64,
}

impl Nadam {
    /// The rule with a learning rate, and PyTorch's defaults.
    pub const fn new(rate: f64) -> Self {
        Self { rate, betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0.0, momentum_decay: 4e-3 }
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

    /// Sets how fast μ rises from β₁ / 2 to β₁, ψ, not below 0; 0.004 by default.
    pub const fn momentum_decay(self, momentum_decay: f64) -> Self {
        Self { momentum_decay, ..self }
    }

    /// μ of step `step`.
    fn momentum(&self, step: u64) -> f64 {
        self.betas[0] * (1.0 - 0.5 * Scalar::powf(0.96, step as f64 * self.momentum_decay))
    }

    /// μ₁ … μₜ. Every μ is below 1, so that the product soon makes no difference to 1, and is as good as 0.
    fn momentum_product(&self, steps: u64) -> f64 {
        const NOTHING: f64 = f64::EPSILON / 4.0;
        let mut product = 1.0;
        for step in 1..=steps {
            product *= self.momentum(step);
            if product < NOTHING {
                return 0.0;
            }
        }
        product
    }
}

/// What is the same for all parameters in one step of Nadam.
#[derive(Clone, Copy, Debug)]
pub struct NadamStep<T> {
    /// With β₁.
    mean: Mean<T>,
    /// With β₂.
    square: Mean<T>,
    /// r (1 − μₜ) / (1 − μ₁ … μₜ) · √(1 − β₂ᵗ), so that √v need not be divided by it.
    rate: T,
    /// r μₜ₊₁ / (1 − μ₁ … μₜ₊₁) · √(1 − β₂ᵗ).
    rate_ahead: T,
    /// ε √(1 − β₂ᵗ).
    eps: T,
    sweep: Sweep,
}

impl Rule for Nadam {
    const MOMENTS: usize = 2;
    type Step<T: Scalar> = NadamStep<T>;

    fn check(&self) -> Result<(), SettingError> {
        Range::Positive.check("Nadam", "rate", self.rate)?;
        Range::BelowOne.check_all("Nadam", "betas", self.betas)?;
        Range::Positive.check("Nadam", "eps", self.eps)?;
        Range::NotNegative.check("Nadam", "weight_decay", self.weight_decay)?;
        Range::NotNegative.check("Nadam", "momentum_decay", self.momentum_decay)?;
        Ok(())
    }

    rate_and_decay!();

    #[inline(always)]
    fn begin<T: Scalar>(&self, step: u64) -> NadamStep<T> {
        let [b1, b2] = self.betas;
        let (now, next, product) = (self.momentum(step), self.momentum(step + 1), self.momentum_product(step));
        let root = Scalar::sqrt(1.0 - powers([b2], step)[0]);
        NadamStep {
            mean: Mean::new(b1),
            square: Mean::new(b2),
            rate: T::from_f64(self.rate * root * (1.0 - now) / (1.0 - product)),
            rate_ahead: T::from_f64(self.rate * root * next / (1.0 - product * next)),
            eps: T::from_f64(self.eps * root),
            sweep: Sweep::new(step),
        }
    }

    #[inline(always)]
    fn update<S: Isa, T: Scalar>(&self, isa: S, step: NadamStep<T>, run: Run<'_, T>) {
        let splat = |number| Wide::<T, S>::splat(isa.simd(), number);
        let [decay, rate, rate_ahead, eps] = [T::from_f64(run.decay), step.rate, step.rate_ahead, step.eps].map(splat);
        each(
            isa,
            run,
            step.sweep,
            #[inline(always)]
            |roots, w, g, [m, v]| {
                let g = decay.times_plus(w, g);
                *m = step.mean.blend(isa, *m, g);
                *v = step.square.blend_square(isa, *v, g);
                let along = rate.times_plus(g, rate_ahead.times(*m));
                w.minus(along.over(roots.plus::<S, T>(isa, *v, eps)))
            },
        );
    }
}

//! Lion.

use super::means::{Mean, Sweep};
use super::rule::{Rule, Run, rate_and_decay};
use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};

/// Lion: every parameter moves by the same amount, in the direction of its momentum. One number a parameter, and no root.
///
/// w ← w − r (sign(β₁ m + (1 − β₁) g) + λ w), then m ← β₂ m + (1 − β₂) g
/// (X. Chen et al., 2302.06675, algorithm 2). The sign of 0 is 0. Its learning rate is to be 3 to 10 times lower than that of
/// [`AdamW`](super::AdamW), its weight decay higher by as much (section 5 there).
///
/// ```
/// use nn_runtime::optimizers::{Lion, Rule};
///
/// let rule = Lion::new(1e-4).betas(0.95, 0.98).weight_decay(0.1);
/// assert!(rule.check().is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lion {
    rate: f64,
    betas: [f64; 2],
    weight_decay: f64,
}

impl Lion {
    /// The rule with a learning rate, the paper's betas, and no decay.
    pub const fn new(rate: f64) -> Self {
        Self { rate, betas: [0.9, 0.99], weight_decay: 0.0 }
    }

    /// Sets how much of the momentum a step follows, and how slowly it changes, each of [0, 1); 0.9 and 0.99 by default.
    pub const fn betas(self, step: f64, mean: f64) -> Self {
        Self { betas: [step, mean], ..self }
    }

    /// Sets the weight decay λ, not below 0; 0 by default. It does not pass through the momentum.
    pub const fn weight_decay(self, weight_decay: f64) -> Self {
        Self { weight_decay, ..self }
    }
}

/// What is the same for all parameters in one step of Lion.
#[derive(Clone, Copy, Debug)]
pub struct LionStep<T> {
    rate: T,
    /// With β₁.
    direction: Mean<T>,
    /// With β₂.
    mean: Mean<T>,
    sweep: Sweep,
}

/// −1, 0 or 1; NaN of NaN.
#[inline(always)]
fn sign<T: Scalar>(x: T) -> T {
    if x > T::ZERO {
        T::ONE
    } else if x < T::ZERO {
        -T::ONE
    } else {
        x
    }
}

impl Rule for Lion {
    const MOMENTS: usize = 1;
    type Step<T: Scalar> = LionStep<T>;

    fn check(&self) -> Result<(), SettingError> {
        Range::Positive.check("Lion", "rate", self.rate)?;
        Range::BelowOne.check_all("Lion", "betas", self.betas)?;
        Range::NotNegative.check("Lion", "weight_decay", self.weight_decay)?;
        Ok(())
    }

    rate_and_decay!();

    #[inline(always)]
    fn begin<T: Scalar>(&self, step: u64) -> LionStep<T> {
        let [direction, mean] = self.betas.map(Mean::new);
        LionStep { rate: T::from_f64(self.rate), direction, mean, sweep: Sweep::new(step) }
    }

    #[inline(always)]
    fn update<S: Isa, T: Scalar>(&self, _: S, step: LionStep<T>, run: Run<'_, T>) {
        let keep = T::from_f64(1.0 - self.rate * run.decay);
        let [m] = run.moments.slices();
        for ((w, &g), m) in run.params.iter_mut().zip(run.grads).zip(&mut *m) {
            *w *= keep;
            *w -= step.rate * sign(step.direction.with(*m, g));
            *m = step.mean.with(*m, g);
        }
        step.sweep.run(&mut [m]);
    }
}

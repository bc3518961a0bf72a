//! AdamW.

use super::adam::{Adam, AdamStep};
use super::rule::{Rule, Run};
use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::setting::SettingError;

/// AdamW (PyTorch's `AdamW`): [`Adam`] whose decay does not pass through the moments.
///
/// First w ← (1 − r λ) w, then Adam's step with the gradient alone
/// (I. Loshchilov and F. Hutter, 1711.05101, algorithm 2, in PyTorch's form).
///
/// ```
/// use nn_runtime::optimizers::AdamW;
///
/// let rule = AdamW::new(1e-3).betas(0.9, 0.99).weight_decay(0.05);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamW(Adam);

impl AdamW {
    /// The rule with a learning rate, and PyTorch's defaults.
    pub const fn new(rate: f64) -> Self {
        Self(Adam::new(rate).weight_decay(0.01))
    }

    /// Sets how slowly the running means of the gradient and of its square change, each of [0, 1); 0.9 and 0.999 by default.
    pub const fn betas(self, mean: f64, square: f64) -> Self {
        Self(self.0.betas(mean, square))
    }

    /// Sets ε, above 0, which keeps the divisor from 0; 1e-8 by default.
    pub const fn eps(self, eps: f64) -> Self {
        Self(self.0.eps(eps))
    }

    /// Sets the weight decay λ, not below 0; 0.01 by default.
    pub const fn weight_decay(self, weight_decay: f64) -> Self {
        Self(self.0.weight_decay(weight_decay))
    }
}

impl Rule for AdamW {
    const MOMENTS: usize = Adam::MOMENTS;
    type Step<T: Scalar> = AdamStep<T>;

    fn check(&self) -> Result<(), SettingError> {
        self.0.check_as("AdamW")
    }

    fn rate(&self) -> f64 {
        self.0.rate()
    }

    fn with_rate(self, rate: f64) -> Self {
        Self(self.0.with_rate(rate))
    }

    fn decay(&self) -> f64 {
        self.0.decay()
    }

    #[inline(always)]
    fn begin<T: Scalar>(&self, step: u64) -> AdamStep<T> {
        self.0.begin(step)
    }

    #[inline(always)]
    fn update<S: Isa, T: Scalar>(&self, isa: S, step: AdamStep<T>, run: Run<'_, T>) {
        let keep = T::from_f64(1.0 - self.rate() * run.decay);
        step.update(isa, run, Some(keep), None);
    }
}

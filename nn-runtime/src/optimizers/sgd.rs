//! Stochastic gradient descent.

use core::fmt::Debug;

use super::rule::{Rule, Run, rate_and_decay};
use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};

/// Stochastic gradient descent (PyTorch's `SGD`): w ← w − r (g + λ w), with learning rate r and weight decay λ.
///
/// `M` is `()`, or [`Momentum`] once [`momentum`](Sgd::momentum) is called; without it nothing is kept between steps.
///
/// ```
/// use nn_runtime::optimizers::Sgd;
///
/// let plain = Sgd::new(0.1).weight_decay(1e-4);
/// let nesterov = Sgd::new(0.1).momentum(0.9).nesterov();
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sgd<M = ()> {
    rate: f64,
    weight_decay: f64,
    momentum: M,
}

/// Momentum of [`Sgd`]: one more number a parameter, the velocity b.
///
/// b ← μ b + g + λ w, then w ← w − r b; with Nesterov w ← w − r (g + λ w + μ b)
/// (I. Sutskever et al., *On the importance of initialization and momentum in deep learning*, 2013, in PyTorch's form).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Momentum {
    factor: f64,
    nesterov: bool,
}

impl Sgd {
    /// The rule with a learning rate, without momentum and decay.
    pub const fn new(rate: f64) -> Self {
        Self { rate, weight_decay: 0.0, momentum: () }
    }

    /// Adds momentum μ, of [0, 1).
    pub const fn momentum(self, factor: f64) -> Sgd<Momentum> {
        let Self { rate, weight_decay, .. } = self;
        Sgd { rate, weight_decay, momentum: Momentum { factor, nesterov: false } }
    }
}

impl Sgd<Momentum> {
    /// Looks ahead: the step goes along the velocity that the gradient has already changed.
    pub const fn nesterov(mut self) -> Self {
        self.momentum.nesterov = true;
        self
    }
}

impl<M: Copy> Sgd<M> {
    /// Sets the weight decay λ, not below 0.
    pub const fn weight_decay(mut self, decay: f64) -> Self {
        self.weight_decay = decay;
        self
    }
}

/// The part of the rule that differs with and without momentum.
trait Descent: Copy + Debug + Send + Sync + 'static {
    const MOMENTS: usize;

    fn check(self) -> Result<(), SettingError>;

    fn update<T: Scalar>(self, rate: T, run: Run<'_, T>);
}

impl<M: Descent> Rule for Sgd<M> {
    const MOMENTS: usize = M::MOMENTS;
    type Step<T: Scalar> = T;

    fn check(&self) -> Result<(), SettingError> {
        Range::Positive.check("Sgd", "rate", self.rate)?;
        Range::NotNegative.check("Sgd", "weight_decay", self.weight_decay)?;
        self.momentum.check()
    }

    rate_and_decay!();

    #[inline(always)]
    fn begin<T: Scalar>(&self, _: u64) -> T {
        T::from_f64(self.rate)
    }

    #[inline(always)]
    fn update<S: Isa, T: Scalar>(&self, _: S, rate: T, run: Run<'_, T>) {
        self.momentum.update(rate, run);
    }
}

impl Descent for () {
    const MOMENTS: usize = 0;

    fn check(self) -> Result<(), SettingError> {
        Ok(())
    }

    #[inline(always)]
    fn update<T: Scalar>(self, rate: T, run: Run<'_, T>) {
        let decay = T::from_f64(run.decay);
        for (w, &g) in run.params.iter_mut().zip(run.grads) {
            *w -= rate * (g + decay * *w);
        }
    }
}

impl Descent for Momentum {
    const MOMENTS: usize = 1;

    fn check(self) -> Result<(), SettingError> {
        Range::BelowOne.check("Sgd", "momentum", self.factor).map(drop)
    }

    #[inline(always)]
    fn update<T: Scalar>(self, rate: T, run: Run<'_, T>) {
        let (decay, factor) = (T::from_f64(run.decay), T::from_f64(self.factor));
        let [velocity] = run.moments.slices();
        for ((w, &g), b) in run.params.iter_mut().zip(run.grads).zip(velocity) {
            let g = g + decay * *w;
            *b = factor * *b + g;
            *w -= rate * if self.nesterov { g + factor * *b } else { *b };
        }
    }
}

//! Up to a high rate and down to almost nothing, once.

use core::f64::consts::PI;

use super::{At, Schedule};
use crate::setting::{Range, SettingError};

/// Up from a small rate to the optimiser's, the highest there will be, and down to almost nothing (PyTorch's `OneCycleLR` with its two
/// phases; Smith and Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates", 2018).
///
/// With T updates in all and p = `pct_start`, the factor of update t, counted from 0, goes
///
/// * from 1 / `div_factor` to 1 while t ≤ p T − 1,
/// * from there to 1 / (`div_factor` · `final_div_factor`) at t = T − 1,
///
/// along half a cosine each, or along lines. The momentum stays as it is (PyTorch's `cycle_momentum=False`).
#[derive(Clone, Copy, Debug)]
pub struct OneCycle {
    pct_start: f64,
    div_factor: f64,
    final_div_factor: f64,
    linear: bool,
}

impl OneCycle {
    /// PyTorch's settings: 30 % of the updates upwards from a 25th, down to a 250,000th.
    pub const fn new() -> Self {
        Self { pct_start: 0.3, div_factor: 25.0, final_div_factor: 1e4, linear: false }
    }

    /// The share of the updates in which the rate rises.
    pub const fn pct_start(self, pct_start: f64) -> Self {
        Self { pct_start, ..self }
    }

    /// How many times the first rate goes into the highest.
    pub const fn div_factor(self, div_factor: f64) -> Self {
        Self { div_factor, ..self }
    }

    /// How many times the last rate goes into the first.
    pub const fn final_div_factor(self, final_div_factor: f64) -> Self {
        Self { final_div_factor, ..self }
    }

    /// Along lines in place of cosines (PyTorch's `anneal_strategy="linear"`).
    pub const fn linear(self) -> Self {
        Self { linear: true, ..self }
    }

    /// The way from `from` to `to`, at `part` from 0 to 1.
    fn between(self, from: f64, to: f64, part: f64) -> f64 {
        if self.linear { from + (to - from) * part } else { to + (from - to) * 0.5 * (1.0 + libm::cos(PI * part)) }
    }
}

impl Default for OneCycle {
    fn default() -> Self {
        Self::new()
    }
}

impl Schedule for OneCycle {
    fn check(&self) -> Result<(), SettingError> {
        Range::Unit.check("OneCycle", "pct_start", self.pct_start)?;
        Range::Positive.check("OneCycle", "div_factor", self.div_factor)?;
        Range::Positive.check("OneCycle", "final_div_factor", self.final_div_factor).map(drop)
    }

    fn factor(&mut self, at: At) -> f64 {
        let first = 1.0 / self.div_factor;
        let last = first / self.final_div_factor;
        let (top, end) = (self.pct_start * at.steps as f64 - 1.0, at.steps as f64 - 1.0);
        let step = at.step as f64;
        if step < top {
            self.between(first, 1.0, step / top)
        } else if end > top {
            self.between(1.0, last, ((step - top) / (end - top)).clamp(0.0, 1.0))
        } else {
            1.0 // the rate rises to the very end
        }
    }
}

//! Initial values of parameters, from a seed.
//!
//! Names and definitions are those of `torch.nn.init`, with `lecun_normal` beside them. Every initialiser takes the
//! generator, the numbers to fill, the [`Fans`] of the stage, and the gain of the activation behind it, then its own
//! arguments; so `network!` calls all of them alike, and one of your own is a function of the same form.
//!
//! Numbers are drawn in double precision, in the order of memory, and rounded: a seed gives an `f32` and an `f64` network the same
//! weights up to rounding.
//!
//! ```
//! use nn_runtime::initializers::{Fans, Rng, SeedableRng, kaiming_uniform};
//!
//! let mut weight = [0.0f32; 6];
//! let fans = Fans { fan_in: 3, fan_out: 2 };
//! kaiming_uniform(&mut Rng::seed_from_u64(1), &mut weight, fans, f64::sqrt(2.0)); // before a `relu`
//! assert!(weight.iter().all(|w| w.abs() <= f32::sqrt(6.0 / 3.0)));
//! ```

mod orthogonal;
#[cfg(test)]
mod tests;

pub use chacha20::rand_core::SeedableRng;
use rand_distr::{Distribution, StandardNormal, StandardUniform};

pub use self::orthogonal::orthogonal;
use crate::scalar::Scalar;

/// The generator that initial values are drawn from: ChaCha with 8 rounds, the same stream on every machine.
pub type Rng = chacha20::ChaCha8Rng;

/// How many numbers flow into and out of a parameter (`torch.nn.init`'s `fan_in` and `fan_out`).
///
/// Of a matrix, columns and rows; of a convolution, channels in and out times the size of the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fans {
    /// Numbers that an output is made from.
    pub fan_in: usize,
    /// Numbers that an input goes into.
    pub fan_out: usize,
}

impl Fans {
    fn inputs(self) -> f64 {
        self.fan_in as f64
    }

    fn both(self) -> f64 {
        (self.fan_in + self.fan_out) as f64
    }
}

/// 0. Ignores fans and gain.
pub fn zeros<T: Scalar>(_: &mut Rng, w: &mut [T], _: Fans, _: f64) {
    w.fill(T::ZERO);
}

/// 1. Ignores fans and gain.
pub fn ones<T: Scalar>(_: &mut Rng, w: &mut [T], _: Fans, _: f64) {
    w.fill(T::ONE);
}

/// `value`. Ignores fans and gain.
pub fn constant<T: Scalar>(_: &mut Rng, w: &mut [T], _: Fans, _: f64, value: f64) {
    w.fill(T::from_f64(value));
}

/// Uniform between `low` and `high`. Ignores fans and gain.
pub fn uniform<T: Scalar>(rng: &mut Rng, w: &mut [T], _: Fans, _: f64, low: f64, high: f64) {
    for w in w {
        let unit: f64 = StandardUniform.sample(rng);
        *w = T::from_f64(low + (high - low) * unit);
    }
}

/// Normal with mean `mean` and standard deviation `std`. Ignores fans and gain.
pub fn normal<T: Scalar>(rng: &mut Rng, w: &mut [T], _: Fans, _: f64, mean: f64, std: f64) {
    for w in w {
        let unit: f64 = StandardNormal.sample(rng);
        *w = T::from_f64(mean + std * unit);
    }
}

/// Normal with mean `mean` and standard deviation `std` before it was cut off two of them from the mean: what lies farther
/// out is drawn again. What is left has a standard deviation of 0.88 `std`. Ignores fans and gain.
///
/// It is `torch.nn.init.trunc_normal_` with bounds `mean - 2 * std` and `mean + 2 * std`; those are not its defaults, which
/// are −2 and 2 whatever mean and standard deviation.
pub fn truncated_normal<T: Scalar>(rng: &mut Rng, w: &mut [T], _: Fans, _: f64, mean: f64, std: f64) {
    for w in w {
        let unit = loop {
            let unit: f64 = StandardNormal.sample(rng);
            if Scalar::abs(unit) <= 2.0 {
                break unit;
            }
        };
        *w = T::from_f64(mean + std * unit);
    }
}

/// Uniform of variance gain² · 2 / (fan_in + fan_out)
/// (X. Glorot and Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks*, 2010, equation 16).
pub fn xavier_uniform<T: Scalar>(rng: &mut Rng, w: &mut [T], fans: Fans, gain: f64) {
    symmetric(rng, w, fans, gain * Scalar::sqrt(2.0 / fans.both()));
}

/// Normal of variance gain² · 2 / (fan_in + fan_out) (Glorot and Bengio, as [`xavier_uniform`]).
pub fn xavier_normal<T: Scalar>(rng: &mut Rng, w: &mut [T], fans: Fans, gain: f64) {
    normal(rng, w, fans, gain, 0.0, gain * Scalar::sqrt(2.0 / fans.both()));
}

/// Uniform of variance gain² / fan_in; the gain before `relu` is √2 (K. He et al., 1502.01852, equation 10).
pub fn kaiming_uniform<T: Scalar>(rng: &mut Rng, w: &mut [T], fans: Fans, gain: f64) {
    symmetric(rng, w, fans, gain / Scalar::sqrt(fans.inputs()));
}

/// Normal of variance gain² / fan_in (He et al., as [`kaiming_uniform`]).
pub fn kaiming_normal<T: Scalar>(rng: &mut Rng, w: &mut [T], fans: Fans, gain: f64) {
    normal(rng, w, fans, gain, 0.0, gain / Scalar::sqrt(fans.inputs()));
}

/// Normal of variance 1 / fan_in, for networks of `selu` (G. Klambauer et al., 1706.02515, section 2). Ignores the gain.
pub fn lecun_normal<T: Scalar>(rng: &mut Rng, w: &mut [T], fans: Fans, _: f64) {
    kaiming_normal(rng, w, fans, 1.0);
}

/// Uniform around 0 with standard deviation `std`: between ±√3 `std`.
fn symmetric<T: Scalar>(rng: &mut Rng, w: &mut [T], fans: Fans, std: f64) {
    let bound = Scalar::sqrt(3.0f64) * std;
    uniform(rng, w, fans, 1.0, -bound, bound);
}

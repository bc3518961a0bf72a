//! Optimisers: how gradients change parameters.
//!
//! An optimiser is a [`Rule`] — a few settings such as [`AdamW`] — and the memory it keeps for one network, its moments:
//!
//! ```
//! # #[cfg(feature = "alloc")] {
//! use nn_runtime::optimizers::{AdamW, Rule};
//! # use nn_runtime::{Flat, Output, Scalar, Stage, Values, flat, head::Linear, initializers::Rng, listing::Listing, nalgebra::SVector};
//! # flat! { struct Digits<T> { w: SVector<T, 4> } }
//! # impl<T: Scalar> Stage for Digits<T> {
//! #     type Input = Values<4>;
//! #     type Output = Output<Linear, 4>;
//! #     type As<U: Scalar> = Digits<U>;
//! #     const NAME: &'static str = "digits";
//! #     const INPUT_SHAPE: &'static [usize] = &[4];
//! #     const OUTPUT_SHAPE: &'static [usize] = &[4];
//! #     fn init(&mut self, _: &mut Rng) {}
//! #     fn list(_: &mut Listing<'_>) {}
//! #     fn forward(&self, _: &[T], _: &mut [T], _: &mut [T]) {}
//! #     fn backward(&self, _: &[T], _: &[T], _: &[T], _: &mut [T], _: &mut Self) {}
//! # }
//! # let mut net = Digits { w: SVector::<f32, 4>::zeros() };
//! # let grads = Digits { w: SVector::<f32, 4>::repeat(1.0) };
//! let mut adam = AdamW::new(1e-3).optimizer::<Digits<f32>>()?;
//! adam.step(&mut net, &grads);
//! adam.set_rate(5e-4)?;
//! # }
//! # Ok::<(), nn_runtime::SettingError>(())
//! ```
//!
//! Settings, defaults and the order of the arithmetic are PyTorch's, so that a run can be compared number by number.
//! Moments exist for trained parameters only, and a stage's `#[weight_decay(…)]` takes the place of the rule's decay.
//! Adding a rule is adding a file here.

mod adagrad;
mod adam;
mod adam_w;
mod clip;
mod each;
mod ema;
mod lion;
mod means;
mod nadam;
mod optimizer;
mod r_adam;
mod rms_prop;
mod rule;
mod sgd;
#[cfg(test)]
mod tests;

pub use self::adagrad::{Adagrad, AdagradStep};
pub use self::adam::{Adam, AdamStep};
pub use self::adam_w::AdamW;
pub use self::clip::Clip;
#[cfg(feature = "std")]
pub(crate) use self::clip::sum_of_squares;
pub use self::ema::{Averages, AveragesError, Ema};
pub use self::lion::{Lion, LionStep};
pub use self::nadam::{Nadam, NadamStep};
pub use self::optimizer::{Optimizer, OptimizerError};
pub use self::r_adam::{RAdam, RAdamStep};
pub use self::rms_prop::{RmsProp, RmsPropStep};
pub use self::rule::{Moments, Rule, Run};
pub use self::sgd::{Momentum, Sgd};

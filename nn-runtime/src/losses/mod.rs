//! Losses: what a network is trained towards.
//!
//! | loss | outputs it takes | target |
//! | --- | --- | --- |
//! | [`Mse`], [`Mae`], [`Huber`] | values: any head | `&SMatrix<T, F, B>` |
//! | [`Hinge`] | scores: [`Linear`](crate::head::Linear), [`Activated`](crate::head::Activated) | `&SMatrix<T, F, B>`, each −1 or 1 |
//! | [`CrossEntropy`] | logits: [`Linear`](crate::head::Linear) | `&[Class<F>; B]` |
//! | [`CategoricalCrossEntropy`] | logits: [`Linear`](crate::head::Linear) | `&SMatrix<T, F, B>`, a probability for each class |
//! | [`Focal`] | logits: [`Linear`](crate::head::Linear) | `&SMatrix<T, F, B>`, each 0 or 1 |
//! | [`BinaryCrossEntropyWithLogits`] | logits: [`Linear`](crate::head::Linear) | `&SMatrix<T, F, B>`, each in [0, 1] |
//! | [`BinaryCrossEntropy`] | probabilities: [`Sigmoid`](crate::head::Sigmoid) | `&SMatrix<T, F, B>`, each in [0, 1] |
//! | [`Nll`] | log-probabilities: [`LogSoftmax`](crate::head::LogSoftmax) | `&[Class<F>; B]` |
//! | [`KlDivergence`] | log-probabilities: [`LogSoftmax`](crate::head::LogSoftmax) | `&SMatrix<T, F, B>`, a probability for each class |
//! | [`Weighted`] | what the loss within takes | what the loss within takes |
//!
//! Names, defaults and means are PyTorch's: over all numbers of all live samples, but for `CrossEntropy` and
//! `Nll`, whose mean is one over the live samples, by their classes' weights, and for `CategoricalCrossEntropy` and
//! `KlDivergence`, whose mean is one over the live samples.

mod binary_cross_entropy;
mod binary_cross_entropy_of_sigmoid;
mod categorical_cross_entropy;
mod cross_entropy;
mod draw;
mod elementwise;
mod focal;
mod hinge;
mod huber;
mod kl_divergence;
mod mae;
mod mse;
mod near;
mod nll;
mod sample_by_sample;
mod side_by_side;
mod target;
mod unfit;
mod weighted;
mod weights;

use core::ops::Range;

use nalgebra::SMatrix;

pub use self::binary_cross_entropy::BinaryCrossEntropyWithLogits;
pub use self::binary_cross_entropy_of_sigmoid::BinaryCrossEntropy;
pub use self::categorical_cross_entropy::CategoricalCrossEntropy;
pub use self::cross_entropy::CrossEntropy;
pub use self::draw::{DrawTarget, DrawTargets};
pub use self::focal::Focal;
pub use self::hinge::Hinge;
pub use self::huber::Huber;
pub use self::kl_divergence::KlDivergence;
pub use self::mae::Mae;
pub use self::mse::Mse;
pub use self::nll::Nll;
pub use self::target::TargetFrom;
pub use self::unfit::TargetError;
pub use self::weighted::Weighted;
pub use self::weights::{Each, Even, Same, WeightsOf};
use crate::head::Head;
use crate::isa::{Isa, Portable};
use crate::ports::{Output, Outputs};
use crate::scalar::Scalar;

/// A loss for one output of `F` numbers that ends in the head `H`.
///
/// A loss is implemented for exactly the heads it fits, so that training logits as if they were probabilities does not
/// compile. Bound `H` by [`Logits`](crate::head::Logits) for a loss that applies the last activation itself, or leave it
/// open for one that compares values and goes through [`Head::forward`] and [`Head::backward`]:
///
/// ```
/// use core::ops::Range;
///
/// use nn_runtime::head::Head;
/// use nn_runtime::nalgebra::SMatrix;
/// use nn_runtime::{Flat, Loss, Scalar};
///
/// /// The mean absolute difference.
/// struct L1;
///
/// impl<H: Head, const F: usize> Loss<H, F> for L1 {
///     type Target<'a, T: Scalar, const B: usize> = &'a SMatrix<T, F, B>;
///
///     fn count<T: Scalar, const B: usize>(&self, _: &SMatrix<T, F, B>, samples: Range<usize>) -> T {
///         T::from_f64((samples.len() * F) as f64)
///     }
///
///     fn evaluate<T: Scalar, const B: usize>(
///         &self,
///         y: &mut SMatrix<T, F, B>,
///         target: &SMatrix<T, F, B>,
///         mut dy: Option<&mut SMatrix<T, F, B>>,
///         samples: Range<usize>,
///         scale: T,
///     ) -> T {
///         let mut sum = T::ZERO;
///         for i in samples {
///             let sample = i * F..(i + 1) * F;
///             let y = &mut y.as_flat_mut()[sample.clone()];
///             H::forward(y);
///             let differences = y.iter().zip(&target.as_flat()[sample.clone()]).map(|(&y, &t)| y - t);
///             sum += differences.clone().map(Scalar::abs).sum();
///             if let Some(dy) = dy.as_deref_mut() {
///                 let dy = &mut dy.as_flat_mut()[sample];
///                 dy.iter_mut().zip(differences).for_each(|(dy, d)| *dy = if d < T::ZERO { -scale } else { scale });
///                 H::backward(y, dy);
///             }
///         }
///         scale * sum
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a loss for an output of {F} numbers that ends in `{H}`",
    label = "not a loss for this output",
    note = "the losses of the library are in `nn_runtime::losses`, with the outputs they take; for one of your own, implement `Loss<{H}, {F}>`"
)]
pub trait Loss<H: Head, const F: usize> {
    /// What the outputs of a batch of `B` samples are compared with; live samples come first.
    type Target<'a, T: Scalar, const B: usize>: Copy;

    /// What the sum over `samples` is divided by: how many they are, unless samples count differently. What two ranges count
    /// adds up.
    fn count<T: Scalar, const B: usize>(&self, _target: Self::Target<'_, T, B>, samples: Range<usize>) -> T {
        T::from_f64(samples.len() as f64)
    }

    /// Refuses targets of `samples` that make no sense to this loss; by default, none does. A [`Trainer`](crate::train::Trainer) asks before
    /// the first epoch; a step does not.
    ///
    /// # Errors
    ///
    /// With the first number that is wrong, and what it must be.
    fn check_target<T: Scalar, const B: usize>(
        &self,
        _target: Self::Target<'_, T, B>,
        _samples: Range<usize>,
    ) -> Result<(), TargetError> {
        Ok(())
    }

    /// `scale` times the sum of the losses of `samples`: all that live, or one at a time where each has a weight of its own.
    ///
    /// On entry `y` holds pre-activations; on return it holds outputs ([`Head::forward`] applied). Where it is given, `dy`
    /// receives the gradient of the returned value with respect to the **pre-activations**. Columns of other samples are
    /// neither read nor written.
    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: &mut SMatrix<T, F, B>,
        target: Self::Target<'_, T, B>,
        dy: Option<&mut SMatrix<T, F, B>>,
        samples: Range<usize>,
        scale: T,
    ) -> T;

    /// As [`evaluate`](Loss::evaluate), within a step on `isa`: for losses that compute with its vectors.
    #[doc(hidden)]
    #[inline(always)]
    fn evaluate_on<S: Isa, T: Scalar, const B: usize>(
        &self,
        _isa: S,
        y: &mut SMatrix<T, F, B>,
        target: Self::Target<'_, T, B>,
        dy: Option<&mut SMatrix<T, F, B>>,
        samples: Range<usize>,
        scale: T,
    ) -> T {
        self.evaluate(y, target, dy, samples, scale)
    }
}

/// A loss for all outputs of a network.
///
/// Every [`Loss`] is one for a network with a single output; for a network with several, `network!` writes a struct
/// with one field an output, which is one where each of its fields is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a loss for a network whose outputs are `{O}`",
    label = "not a loss for this network",
    note = "a network with several outputs takes one loss for each: the struct `network!` writes, named after the network with `Outputs` behind it, has one field for each"
)]
pub trait LossFor<O: Outputs> {
    /// What the outputs are compared with.
    type Target<'a, T: Scalar, const B: usize>: Copy;

    /// Refuses targets of `samples` that make no sense to the loss ([`Loss::check_target`]).
    ///
    /// # Errors
    ///
    /// With the first number that is wrong, and what it must be.
    fn check_target<T: Scalar, const B: usize>(
        &self,
        _target: Self::Target<'_, T, B>,
        _samples: Range<usize>,
    ) -> Result<(), TargetError> {
        Ok(())
    }

    /// The mean loss of the first `n` samples; `y` and `dy` as in [`Loss::evaluate`].
    ///
    /// With `weights`, `n` of them, it is Σ w_i l_i / Σ w_i c_i, with the loss l_i of sample i and what [`Loss::count`] says of it
    /// alone, c_i: a sample of weight 2 is as good as two of weight 1, and one of weight 0 as good as none, whatever its target.
    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: O::Out<'_, T, B>,
        target: Self::Target<'_, T, B>,
        dy: Option<O::Out<'_, T, B>>,
        n: usize,
        weights: Option<&[T]>,
    ) -> T;

    /// As [`evaluate`](LossFor::evaluate), within a step on `isa`.
    #[doc(hidden)]
    #[inline(always)]
    fn evaluate_on<S: Isa, T: Scalar, const B: usize>(
        &self,
        _isa: S,
        y: O::Out<'_, T, B>,
        target: Self::Target<'_, T, B>,
        dy: Option<O::Out<'_, T, B>>,
        n: usize,
        weights: Option<&[T]>,
    ) -> T {
        self.evaluate(y, target, dy, n, weights)
    }
}

impl<L: Loss<H, F>, H: Head, const F: usize> LossFor<Output<H, F>> for L {
    type Target<'a, T: Scalar, const B: usize> = L::Target<'a, T, B>;

    fn check_target<T: Scalar, const B: usize>(
        &self,
        target: Self::Target<'_, T, B>,
        samples: Range<usize>,
    ) -> Result<(), TargetError> {
        Loss::check_target(self, target, samples)
    }

    #[inline(always)]
    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: &mut SMatrix<T, F, B>,
        target: Self::Target<'_, T, B>,
        dy: Option<&mut SMatrix<T, F, B>>,
        n: usize,
        weights: Option<&[T]>,
    ) -> T {
        LossFor::evaluate_on(self, Portable, y, target, dy, n, weights)
    }

    #[inline(always)]
    fn evaluate_on<S: Isa, T: Scalar, const B: usize>(
        &self,
        isa: S,
        y: &mut SMatrix<T, F, B>,
        target: Self::Target<'_, T, B>,
        dy: Option<&mut SMatrix<T, F, B>>,
        n: usize,
        weights: Option<&[T]>,
    ) -> T {
        if let Some(weights) = weights {
            return sample_by_sample::evaluate(isa, self, y, target, dy, &weights[..n]);
        }
        let scale = T::ONE / self.count(target, 0..n);
        Loss::evaluate_on(self, isa, y, target, dy, 0..n, scale)
    }
}

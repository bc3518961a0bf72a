//! Targets drawn at random, for losses to be checked with.

use super::{Loss, LossFor};
use crate::head::Head;
use crate::initializers::Rng;
use crate::ports::{Output, Outputs};
use crate::scalar::Scalar;

/// A loss that can make up what it compares an output with. Implement it beside [`Loss`] for one of your own to check it:
///
/// ```
/// # use nn_runtime::{Flat, Loss, Scalar, head::Head, nalgebra::SMatrix};
/// # struct L1;
/// # impl<H: Head, const F: usize> Loss<H, F> for L1 {
/// #     type Target<'a, T: Scalar, const B: usize> = &'a SMatrix<T, F, B>;
/// #     fn evaluate<T: Scalar, const B: usize>(
/// #         &self, _: &mut SMatrix<T, F, B>, _: &SMatrix<T, F, B>, _: Option<&mut SMatrix<T, F, B>>, _: core::ops::Range<usize>, _: T,
/// #     ) -> T { T::ZERO }
/// # }
/// use nn_runtime::losses::DrawTarget;
/// use nn_runtime::initializers::{Fans, Rng, normal};
///
/// impl<H: Head, const F: usize> DrawTarget<H, F> for L1 {
///     type Drawn<T: Scalar, const B: usize> = SMatrix<T, F, B>;
///
///     fn draw<T: Scalar, const B: usize>(&self, rng: &mut Rng) -> SMatrix<T, F, B> {
///         let mut target = SMatrix::<T, F, B>::repeat(T::ZERO);
///         normal(rng, target.as_flat_mut(), Fans { fan_in: 1, fan_out: 1 }, 1.0, 0.0, 1.0);
///         target
///     }
///
///     fn lend<T: Scalar, const B: usize>(drawn: &SMatrix<T, F, B>) -> &SMatrix<T, F, B> {
///         drawn
///     }
/// }
/// ```
pub trait DrawTarget<H: Head, const F: usize>: Loss<H, F> {
    /// What holds the targets of `B` samples.
    type Drawn<T: Scalar, const B: usize>;
    /// Draws targets for `B` samples.
    fn draw<T: Scalar, const B: usize>(&self, rng: &mut Rng) -> Self::Drawn<T, B>;
    /// The targets, as the loss takes them.
    fn lend<T: Scalar, const B: usize>(drawn: &Self::Drawn<T, B>) -> Self::Target<'_, T, B>;
}

/// A loss for all outputs of a network that can make up what it compares them with.
///
/// Every [`DrawTarget`] is one for a network with a single output; for one with several, the struct that `network!` writes
/// draws for each output in turn.
pub trait DrawTargets<O: Outputs>: LossFor<O> {
    /// What holds the targets of `B` samples.
    type Drawn<T: Scalar, const B: usize>;
    /// Draws targets for `B` samples.
    fn draw<T: Scalar, const B: usize>(&self, rng: &mut Rng) -> Self::Drawn<T, B>;
    /// The targets, as the loss takes them.
    fn lend<T: Scalar, const B: usize>(drawn: &Self::Drawn<T, B>) -> Self::Target<'_, T, B>;
}

impl<L: DrawTarget<H, F>, H: Head, const F: usize> DrawTargets<Output<H, F>> for L {
    type Drawn<T: Scalar, const B: usize> = L::Drawn<T, B>;

    fn draw<T: Scalar, const B: usize>(&self, rng: &mut Rng) -> L::Drawn<T, B> {
        DrawTarget::draw(self, rng)
    }
    fn lend<T: Scalar, const B: usize>(drawn: &L::Drawn<T, B>) -> L::Target<'_, T, B> {
        <L as DrawTarget<H, F>>::lend(drawn)
    }
}

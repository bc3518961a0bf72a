//! Weights of classes and outputs, one number for each or none at all, without an allocation.

use core::fmt::Debug;

use crate::batch::Class;
use crate::scalar::Scalar;

/// Weights for the `F` outputs of a network.
///
/// [`Even`] and [`Same`] fit any number of outputs, [`Each<F>`] exactly `F`: a list of another length does not compile.
#[diagnostic::on_unimplemented(
    message = "the loss has weights for another number of outputs than the network has: `{Self}` for {F}",
    label = "the network has {F} outputs, the weights are `{Self}`",
    note = "give the loss {F} weights, one for each output of the network"
)]
pub trait WeightsOf<const F: usize>: Copy + Debug {
    /// Whether every weight is 1.
    const EVEN: bool = false;

    /// The weight of output `k`.
    fn weight(&self, k: usize) -> f64;

    /// What samples of these classes count together.
    #[inline(always)]
    fn total<T: Scalar>(&self, classes: &[Class<F>]) -> T {
        if Self::EVEN {
            return T::from_f64(classes.len() as f64);
        }
        T::from_f64(classes.iter().map(|class| self.weight(class.index())).sum())
    }
}

/// a l, and 0 where a is 0: a class that does not count may have a logit of −∞.
#[inline(always)]
pub(super) fn counted<T: Scalar>(a: T, l: T) -> T {
    let product = a * l; // before the choice, which then is none between two ways
    if a == T::ZERO && !l.is_nan() { T::ZERO } else { product }
}

/// No weights: every output counts 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Even;

/// One weight for every output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Same(pub(super) f64);

/// A weight for each of `F` outputs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Each<const F: usize>(pub(super) [f64; F]);

impl<const F: usize> WeightsOf<F> for Even {
    const EVEN: bool = true;

    #[inline(always)]
    fn weight(&self, _: usize) -> f64 {
        1.0
    }
}

impl<const F: usize> WeightsOf<F> for Same {
    #[inline(always)]
    fn weight(&self, _: usize) -> f64 {
        self.0
    }
}

impl<const F: usize> WeightsOf<F> for Each<F> {
    #[inline(always)]
    fn weight(&self, k: usize) -> f64 {
        self.0[k]
    }
}

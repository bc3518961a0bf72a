//! Weights of classes and outputs, one number for each or none at all, without an allocation.

use core::fmt::Debug;

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

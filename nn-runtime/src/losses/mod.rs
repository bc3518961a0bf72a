//! Losses: what a network is trained towards.

use nalgebra::SMatrix;

use crate::head::Head;
use crate::ports::{Output, Outputs};
use crate::scalar::Scalar;

/// A loss for one output of `F` numbers that ends in the head `H`.
///
/// A loss is implemented for exactly the heads it fits, so that training logits as if they were probabilities does not
/// compile. Write your own by implementing it for a type of yours; `examples/src/bin/custom.rs` shows one.
pub trait Loss<H: Head, const F: usize> {
    /// What the outputs of a batch of `B` samples are compared with; live samples come first.
    type Target<'a, T: Scalar, const B: usize>: Copy;

    /// What the sum over the first `n` samples is divided by: `n`, unless samples count differently.
    fn count<T: Scalar, const B: usize>(&self, _target: Self::Target<'_, T, B>, n: usize) -> T {
        T::from_f64(n as f64)
    }

    /// `scale` times the sum of the losses of the first `n` samples.
    ///
    /// On entry `y` holds pre-activations; on return it holds outputs ([`Head::forward`] applied). Where it is given, `dy`
    /// receives the gradient of the returned value with respect to the **pre-activations**.
    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: &mut SMatrix<T, F, B>,
        target: Self::Target<'_, T, B>,
        dy: Option<&mut SMatrix<T, F, B>>,
        n: usize,
        scale: T,
    ) -> T;
}

/// A loss for all outputs of a network.
///
/// Every [`Loss`] is one for a network with a single output; for a network with several, `network!` writes a struct
/// with one field an output, which is one where each of its fields is.
pub trait LossFor<O: Outputs> {
    /// What the outputs are compared with.
    type Target<'a, T: Scalar, const B: usize>: Copy;

    /// The mean loss of the first `n` samples; `y` and `dy` as in [`Loss::evaluate`].
    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: O::Out<'_, T, B>,
        target: Self::Target<'_, T, B>,
        dy: Option<O::Out<'_, T, B>>,
        n: usize,
    ) -> T;
}

impl<L: Loss<H, F>, H: Head, const F: usize> LossFor<Output<H, F>> for L {
    type Target<'a, T: Scalar, const B: usize> = L::Target<'a, T, B>;

    #[inline(always)]
    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: &mut SMatrix<T, F, B>,
        target: Self::Target<'_, T, B>,
        dy: Option<&mut SMatrix<T, F, B>>,
        n: usize,
    ) -> T {
        let scale = T::ONE / self.count(target, n);
        Loss::evaluate(self, y, target, dy, n, scale)
    }
}

//! What the losses that compare number by number have in common.

use core::ops::Range;

use nalgebra::SMatrix;

use crate::flat::Flat;
use crate::head::Head;
use crate::layers::sums::sum;
use crate::scalar::Scalar;

/// [`Loss::evaluate`](super::Loss::evaluate) for a loss that is a sum over all numbers of a sample.
///
/// `loss(k, y, t)` gives the loss of output number `k` and its derivative with respect to `y`.
#[inline(always)]
pub(super) fn evaluate<H: Head, T: Scalar, const F: usize, const B: usize>(
    y: &mut SMatrix<T, F, B>,
    target: &SMatrix<T, F, B>,
    mut dy: Option<&mut SMatrix<T, F, B>>,
    samples: Range<usize>,
    scale: T,
    loss: impl Fn(usize, T, T) -> (T, T),
) -> T {
    let mut total = T::ZERO;
    for i in samples {
        let sample = i * F..(i + 1) * F;
        let y = &mut y.as_flat_mut()[sample.clone()];
        let target = &target.as_flat()[sample.clone()];
        H::forward(y);
        total += sum(F, |k| loss(k, y[k], target[k]).0);
        if let Some(dy) = dy.as_deref_mut() {
            let dy = &mut dy.as_flat_mut()[sample];
            for (k, (dy, (&y, &t))) in dy.iter_mut().zip(y.iter().zip(target)).enumerate() {
                *dy = scale * loss(k, y, t).1;
            }
            H::backward(y, dy);
        }
    }
    scale * total
}

/// What the sum over `samples` of `F` numbers is divided by: PyTorch's mean is one over all numbers.
#[inline(always)]
pub(super) fn count<T: Scalar, const F: usize>(samples: Range<usize>) -> T {
    T::from_f64((samples.len() * F) as f64)
}

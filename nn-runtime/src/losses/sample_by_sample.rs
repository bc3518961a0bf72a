//! The mean over samples that count differently.

use nalgebra::SMatrix;

use super::Loss;
use crate::flat::Flat;
use crate::head::Head;
use crate::isa::Isa;
use crate::scalar::Scalar;

/// The mean loss Σ w_i l_i / Σ w_i c_i of the first samples, one for each of `weights`, where c_i is what [`Loss::count`] says
/// of sample i alone; `y` and `dy` as in [`Loss::evaluate`].
///
/// A sample of weight 0 is left out, and so is whatever its target says: its outputs are made, its gradient is 0.
#[inline(always)]
pub(super) fn evaluate<S: Isa, L: Loss<H, F>, H: Head, T: Scalar, const F: usize, const B: usize>(
    isa: S,
    loss: &L,
    y: &mut SMatrix<T, F, B>,
    target: L::Target<'_, T, B>,
    mut dy: Option<&mut SMatrix<T, F, B>>,
    weights: &[T],
) -> T {
    let counts = weights.iter().enumerate().filter(|(_, w)| **w != T::ZERO);
    let counts = counts.map(|(i, w)| w.to_f64() * loss.count::<T, B>(target, i..i + 1).to_f64());
    let count: f64 = counts.sum();
    let mut total = T::ZERO;
    for (i, weight) in weights.iter().enumerate() {
        if *weight != T::ZERO {
            let scale = T::from_f64(weight.to_f64() / count);
            total += loss.evaluate_on(isa, y, target, dy.as_deref_mut(), i..i + 1, scale);
            continue;
        }
        let sample = i * F..(i + 1) * F;
        H::forward(&mut y.as_flat_mut()[sample.clone()]);
        if let Some(dy) = dy.as_deref_mut() {
            dy.as_flat_mut()[sample].fill(T::ZERO);
        }
    }
    total
}

//! `prelu`: y = x where x > 0, else w·x, with one learned slope w (PyTorch's `num_parameters = 1`).
//!
//! He, Zhang, Ren and Sun, *Delving deep into rectifiers*, [arXiv:1502.01852](https://arxiv.org/abs/1502.01852),
//! equations 1 to 3.

use nalgebra::SVector;

use super::sums::sum;
use crate::flat;
use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};

flat! {
    /// Parameters of `prelu`.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Prelu<T> {
        /// w, `[1]`; initially 0.25.
        pub weight: SVector<T, 1>,
    }
}

/// yᵢ = xᵢ where xᵢ > 0, else w xᵢ, for the first `len` numbers.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(_: S, net: &Prelu<T>, x: &[T], y: &mut [T], len: usize) {
    let w = net.weight[0];
    for (y, &x) in y[..len].iter_mut().zip(&x[..len]) {
        *y = if x > T::ZERO { x } else { w * x };
    }
}

/// dxᵢ = dyᵢ where xᵢ > 0, else w dyᵢ; dw = Σ xᵢ dyᵢ over those i where xᵢ ≤ 0.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<T: Scalar, S: Isa>(
    _: S,
    net: &Prelu<T>,
    x: &[T],
    dy: &mut [T],
    dx: Sink<'_, T>,
    grads: Option<&mut Prelu<T>>,
    beta: Beta,
    len: usize,
) {
    let w = net.weight[0];
    let (x, dy) = (&x[..len], &mut dy[..len]);
    if let Some(grads) = grads {
        let dw = sum(len, |i| if x[i] > T::ZERO { T::ZERO } else { x[i] * dy[i] });
        beta.put(&mut grads.weight[0], dw);
    }
    dx.put_each(dy, |i, dy| if x[i] > T::ZERO { dy } else { w * dy });
}

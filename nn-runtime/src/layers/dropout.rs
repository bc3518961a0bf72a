//! `dropout<p>`: in training each number is dropped with probability p and the others grow by 1/(1 − p).
//!
//! Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, *Dropout: a simple way to prevent neural networks from
//! overfitting*, JMLR 15 (2014); as in PyTorch it is training that scales, so that in inference nothing is left to do and
//! `network!` emits nothing. The mask is not stored: forward and backward compute it from the key of the stage in this step.

use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::Sink;
use crate::step::Key;

/// yᵢ = xᵢ mᵢ for `n` samples of `features` numbers.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(_: S, p: f64, x: &[T], y: &mut [T], features: usize, n: usize, key: Key) {
    let (len, mask) = (n * features, mask::<T>(p, key));
    for (i, (y, &x)) in y[..len].iter_mut().zip(&x[..len]).enumerate() {
        *y = x * mask(i);
    }
}

/// dxᵢ = dyᵢ mᵢ.
#[inline(always)]
pub fn backward<T: Scalar, S: Isa>(_: S, p: f64, dy: &[T], dx: Sink<'_, T>, features: usize, n: usize, key: Key) {
    let (len, mask) = (n * features, mask::<T>(p, key));
    let dy = &dy[..len];
    dx.put(len, |i| dy[i] * mask(i));
}

/// mᵢ: 0 with probability `p`, else 1/(1 − p), for the number at `sample * features + feature`.
#[inline(always)]
fn mask<T: Scalar>(p: f64, key: Key) -> impl Fn(usize) -> T {
    const BITS: u32 = 53; // the precision of `p`
    let dropped = (p * (1u64 << BITS) as f64) as u64;
    let scale = T::from_f64(1.0 / (1.0 - p));
    move |i| if key.bits(i as u64) >> (64 - BITS) < dropped { T::ZERO } else { scale }
}

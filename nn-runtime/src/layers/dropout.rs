//! `dropout<p>`: in training each number is dropped with probability p and the others grow by 1/(1 − p).
//!
//! Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, *Dropout: a simple way to prevent neural networks from
//! overfitting*, JMLR 15 (2014); as in PyTorch it is training that scales, so that in inference nothing is left to do and
//! `network!` emits nothing. The mask is not stored: forward and backward compute it from the key of the stage in this step.

use super::blocks::{BLOCK, blocks, load, put, store};
use crate::isa::Isa;
use crate::scalar::Scalar;
use crate::sink::Sink;
use crate::step::Key;

/// yᵢ = xᵢ mᵢ for `n` samples of `features` numbers.
#[inline(always)]
pub fn forward<T: Scalar, S: Isa>(_: S, p: f64, x: &[T], y: &mut [T], features: usize, n: usize, key: Key) {
    let (len, mask) = (n * features, mask::<T>(p, key));
    put(Sink::Store(y), len, |at| times(load(&x[..len], at), mask(at)));
}

/// dxᵢ = dyᵢ mᵢ.
#[inline(always)]
pub fn backward<T: Scalar, S: Isa>(_: S, p: f64, dy: &mut [T], dx: Sink<'_, T>, features: usize, n: usize, key: Key) {
    let (len, mask) = (n * features, mask::<T>(p, key));
    let dy = &mut dy[..len];
    if !matches!(dx, Sink::InPlace) {
        return put(dx, len, |at| times(load(dy, at), mask(at)));
    }
    for at in blocks(len) {
        store(times(load(dy, at), mask(at)), dy, at);
    }
}

#[inline(always)]
fn times<T: Scalar>(mut x: [T; BLOCK], mask: [T; BLOCK]) -> [T; BLOCK] {
    x.iter_mut().zip(mask).for_each(|(x, mask)| *x *= mask);
    x
}

/// mᵢ: 0 with probability `p`, else 1/(1 − p), for the block of numbers from `sample * features + feature` on.
///
/// 64 random bits serve for two numbers, those at one place in either half of the block: products of 64 bits are what masks cost.
#[inline(always)]
fn mask<T: Scalar>(p: f64, key: Key) -> impl Fn(usize) -> [T; BLOCK] {
    const HALF: usize = BLOCK / 2;
    const BITS: u32 = 31; // the precision of `p`: as many as signed numbers have, which every instruction set compares
    let last = ((p * (1u64 << BITS) as f64) as i64 - 1) as i32;
    let scale = T::from_f64(1.0 / (1.0 - p));
    move |at| {
        let mut bits = [0; HALF];
        bits.iter_mut().enumerate().for_each(|(i, bits)| *bits = key.bits((at / 2 + i) as u64));
        let mut mask = [T::ZERO; BLOCK];
        let (low, high) = mask.split_at_mut(HALF);
        for ((low, high), bits) in low.iter_mut().zip(high).zip(bits) {
            let number = |half: u32| if (half >> (u32::BITS - BITS)) as i32 <= last { T::ZERO } else { scale };
            (*low, *high) = (number(bits as u32), number((bits >> u32::BITS) as u32));
        }
        mask
    }
}

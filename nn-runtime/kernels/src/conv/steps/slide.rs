//! Pixels of which neighbours see the same numbers.

use core::slice;

use fearless_simd::Simd;

use super::{TOGETHER, Walk, neighbours, opaque};
use crate::Vector;
use crate::real::Real;

/// Adds the products of all steps of a walk to the sums: `N` pixels, which see `TAPS` neighbours each, the first of one pixel `STRIDE` behind the
/// first of the pixel before it. The loops of the walk are rows, taps and channels; a step of the left side is `R` vectors.
///
/// Each number of the right side is read once for all pixels that see it, while the vectors of all taps stay in registers.
///
/// # Panics
///
/// If a step lies outside the values of either side.
#[inline(always)]
#[allow(unsafe_code)]
pub(in crate::conv) fn slide<
    S: Simd,
    T: Real,
    V: Vector<S, T>,
    const R: usize,
    const N: usize,
    const TAPS: usize,
    const STRIDE: usize,
>(
    simd: S,
    left: &[T],
    right: &[T],
    walk: &Walk,
    mut sums: [[V; R]; N],
) -> [[V; R]; N] {
    if walk.counts.contains(&0) {
        return sums;
    }
    assert!(walk.counts[1] == TAPS && walk.reach(walk.left).saturating_add(R * V::LANES) <= left.len());
    let (reach, pixel) = (walk.reach(walk.right), walk.right[1]);
    assert!(reach.saturating_add(((N - 1) * STRIDE).saturating_mul(pixel)) < right.len());
    // From behind the last channel of a row to the next row.
    let [rows, _, channels] = walk.counts;
    let jump = |[row, _, channel]: [usize; 3]| row.wrapping_sub(channels.wrapping_mul(channel));
    let (mut a, mut b) = (left.as_ptr(), [right.as_ptr(); 6]);
    for i in 1..b.len() {
        b[i] = b[i].wrapping_add(TOGETHER * i * pixel);
    }
    for _ in 0..rows {
        for _ in 0..channels {
            let mut vectors = [[V::splat(simd, T::default()); R]; TAPS];
            for k in 0..TAPS {
                for r in 0..R {
                    // SAFETY: in each step `a` is as far from the first number of the left side as its row and its channel
                    // are; with any of its taps it is at most `reach` behind it, and the first assertion holds what is read.
                    let numbers = unsafe { slice::from_raw_parts(a.add(k * walk.left[1] + r * V::LANES), V::LANES) };
                    vectors[k][r] = V::load(simd, numbers);
                }
            }
            neighbours!(
                i,
                if i < (N - 1) * STRIDE + TAPS {
                    // SAFETY: in each step, this is the place of a row and a channel, and of a tap of a pixel: the second assertion
                    // holds the last of them all within the right side.
                    let same = V::splat(simd, unsafe { *b[i / TOGETHER].add(i % TOGETHER * pixel) });
                    for k in 0..TAPS {
                        if k <= i && (i - k).is_multiple_of(STRIDE) && (i - k) / STRIDE < N {
                            for r in 0..R {
                                let sum = &mut sums[(i - k) / STRIDE][r];
                                *sum = vectors[k][r].times_plus(same, *sum);
                            }
                        }
                    }
                }
            );
            // As in `walk`.
            a = a.wrapping_add(walk.left[2]);
            for i in 0..((N - 1) * STRIDE + TAPS).div_ceil(TOGETHER) {
                b[i] = opaque(b[i].wrapping_add(walk.right[2]));
            }
        }
        a = a.wrapping_add(jump(walk.left));
        b = b.map(|b| b.wrapping_add(jump(walk.right)));
    }
    sums
}

//! Sums over pixels of which neighbours see the same numbers.

use core::slice;

use fearless_simd::Simd;

use super::{TOGETHER, Walk, neighbours, opaque};
use crate::Vector;
use crate::real::Real;

/// Pixels of the left side that [`correlate`] takes at once.
const ABREAST: usize = 4;

/// Adds to the sums the products of all pixels of the left side, a vector each, with `TAPS` neighbours on the right, the first of one pixel
/// `STRIDE` behind the first of the pixel before it. There are `M` sums for each tap: of `M` channels that follow one another, or, if
/// `ROWS`, of `M` rows that are `across` apart, with one channel. The loops of the walk are rows, none, and pixels.
///
/// Each number of the right side is read once for several pixels that see it.
///
/// # Panics
///
/// If a step lies outside the values of either side.
#[inline(always)]
#[allow(unsafe_code)]
pub(in crate::conv) fn correlate<
    S: Simd,
    T: Real,
    V: Vector<S, T>,
    const ROWS: bool,
    const N: usize,
    const TAPS: usize,
    const STRIDE: usize,
    const M: usize,
>(
    simd: S,
    left: &[T],
    right: &[T],
    walk: &Walk,
    across: usize,
    mut sums: [[V; 1]; N],
) -> [[V; 1]; N] {
    const { assert!(N == TAPS * M) };
    if walk.counts.contains(&0) {
        return sums;
    }
    let (pixel, across) = if ROWS { (1, across) } else { (walk.right[2] / STRIDE, 1) };
    assert!(walk.right[2] == STRIDE * pixel && walk.reach(walk.left).saturating_add(V::LANES) <= left.len());
    let most = ((TAPS - 1).saturating_mul(pixel)).saturating_add((M - 1).saturating_mul(across));
    assert!(walk.reach(walk.right).saturating_add(most) < right.len());
    let ([rows, _, pixels], [row_left, _, on_left], [row_right, _, on_right]) = (walk.counts, walk.left, walk.right);
    let (mut a, mut b) = (left.as_ptr(), [right.as_ptr(); 6]);
    for i in 1..b.len() {
        b[i] = b[i].wrapping_add(i * if ROWS { across } else { TOGETHER * pixel });
    }
    // SAFETY (of each use below): the first numbers of `a` and `b` are those of a row and a pixel of the walk, from which on
    // `abreast` more pixels are there; the assertions above hold the vectors of all pixels within the left side, and all neighbours
    // of all pixels, in all channels and rows, within the right side.
    macro_rules! step {
        ($abreast:expr) => {{
            const PIXELS: usize = $abreast;
            let mut vectors = [V::splat(simd, T::default()); PIXELS];
            for q in 0..PIXELS {
                vectors[q] = V::load(simd, unsafe { slice::from_raw_parts(a.add(q * on_left), V::LANES) });
            }
            neighbours!(
                i,
                if i < (PIXELS - 1) * STRIDE + TAPS {
                    for m in 0..M {
                        let place = if ROWS {
                            b[m].wrapping_add(i)
                        } else {
                            b[i / TOGETHER].wrapping_add(i % TOGETHER * pixel + m)
                        };
                        let same = V::splat(simd, unsafe { *place });
                        for k in 0..TAPS {
                            if k <= i && (i - k).is_multiple_of(STRIDE) && (i - k) / STRIDE < PIXELS {
                                let [sum] = &mut sums[if M == 3 { 3 * k + m } else { m * TAPS + k }];
                                *sum = vectors[(i - k) / STRIDE].times_plus(same, *sum);
                            }
                        }
                    }
                }
            );
            a = a.wrapping_add(PIXELS * on_left);
            b = b.map(|b| opaque(b.wrapping_add(PIXELS * on_right)));
        }};
    }
    for _ in 0..rows {
        for _ in 0..pixels / ABREAST {
            step!(ABREAST);
        }
        for _ in 0..pixels % ABREAST {
            step!(1);
        }
        a = a.wrapping_add(row_left.wrapping_sub(pixels.wrapping_mul(on_left)));
        b = b.map(|b| b.wrapping_add(row_right.wrapping_sub(pixels.wrapping_mul(on_right))));
    }
    sums
}

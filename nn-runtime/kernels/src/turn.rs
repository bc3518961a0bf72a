//! The transpose of a square of numbers that lie in registers.

use fearless_simd::Simd;

use super::vector::{MOST_LANES, Vector};

/// Transposes the square of the first vectors, as many as each holds numbers, by perfect shuffles: a round for each power of two.
#[inline(always)]
pub fn transpose<S: Simd, T, V: Vector<S, T>>(square: &mut [V; MOST_LANES]) {
    let half = V::LANES / 2;
    // Written out, for only what is indexed by constants stays in registers.
    macro_rules! round {
        ($above:literal: $($i:literal)*) => {
            if V::LANES > $above {
                let before = *square;
                $(if $i < half {
                    (square[2 * $i], square[2 * $i + 1]) = before[$i].interleave(before[$i + half]);
                })*
            }
        };
    }
    round!(1: 0 1 2 3 4 5 6 7);
    round!(2: 0 1 2 3 4 5 6 7);
    round!(4: 0 1 2 3 4 5 6 7);
    round!(8: 0 1 2 3 4 5 6 7);
}

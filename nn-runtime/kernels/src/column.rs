//! A matrix times one column: inference of a single sample. Nothing is read twice, so nothing is packed; many rows at once
//! keep the multiply-add units busy.

use fearless_simd::Simd;
use nn_isa::Isa;

use super::product::Start;
use super::steps::{Columns, Rows};
use super::tile::{Panel, Place, TILE, tile};
use crate::real::Real;

/// y ← start + A·b, then ReLU if asked for; A is by columns, and has the rows of a vector at least.
#[inline(always)]
pub(super) fn product<S: Isa, T: Real>(isa: S, a: &[T], b: &[T], y: &mut [T], start: Start<'_, T>, relu: bool) {
    let (lanes, rows) = (super::lanes::<S::Simd, T>(), y.len());
    let parts = matches!(start, Start::Add) && !rows.is_multiple_of(lanes);
    let spare: &mut [T] = if parts { &mut [T::default(); TILE] } else { &mut [] };
    let mut place = Place { values: y, stride: rows, start, relu, spare };
    let right = Columns { values: b, along: 1, across: 1 };
    let mut row = 0;
    macro_rules! panels {
        ($r:literal while $more:expr) => {
            while $more {
                let panel = Panel::<$r>::new(lanes, row, rows);
                let left = Rows { values: a, stride: rows, at: panel.at };
                isa.simd().vectorize(
                    #[inline(always)]
                    || tile::<_, _, true, $r, 1>(isa.simd(), left, right, b.len(), panel, &mut place),
                );
                row += $r * lanes;
            }
        };
    }
    panels!(8 while rows >= row + 8 * lanes);
    panels!(4 while rows >= row + 4 * lanes);
    panels!(1 while rows > row);
}

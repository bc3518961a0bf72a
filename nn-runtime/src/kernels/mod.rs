//! What layers share: the work that is large enough to be compiled once, for all networks.

// Sums that are to stay in registers are indexed by constants; iterators over them are not always unrolled.
#![expect(clippy::needless_range_loop)]

mod blocks;
mod column;
pub(crate) mod conv;
pub(crate) mod fixed;
mod pack;
#[cfg(feature = "rayon")]
mod pieces;
pub(crate) mod pool;
pub(crate) mod product;
pub(crate) mod reference;
mod steps;
#[cfg(test)]
mod tests;
mod tile;
mod turn;
mod vector;

use fearless_simd::Simd;

pub(crate) use self::product::{Left, Product, Right, Start};
pub(crate) use self::turn::transpose;
pub use self::vector::Vector;
pub(crate) use self::vector::{MOST_LANES, One};
use crate::isa::Isa;
use crate::scalar::Scalar;

/// The numbers that a vector holds.
#[inline(always)]
const fn lanes<S: Simd, T: Scalar>() -> usize {
    <T::Native<S> as Vector<S, T>>::LANES
}

/// Runs `work` on vectors, in a function of its own: inlined into one with everything else, its addresses would not stay in
/// registers.
#[inline(never)]
pub(crate) fn apart<S: Isa>(isa: S, work: impl FnOnce()) {
    isa.simd().vectorize(work);
}

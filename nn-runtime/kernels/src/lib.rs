//! What the layers of `nn-runtime` have computed, compiled once for all networks: products, convolutions, pools, and elementary
//! functions. A crate of its own, so that it is compiled beside what layers need besides, and optimised where they are not.
#![no_std]
#![deny(unsafe_code)]
// Sums that are to stay in registers are indexed by constants; iterators over them are not always unrolled.
#![expect(clippy::needless_range_loop)]
#[cfg(test)]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod beta;
mod blocks;
pub mod channels;
mod column;
pub mod columns;
pub mod conv;
#[expect(clippy::excessive_precision, reason = "one table for both types")]
pub mod elementary;
pub mod fixed;
mod pack;
#[cfg(feature = "rayon")]
mod pieces;
pub mod pool;
mod product;
mod real;
mod reference;
mod root;
mod steps;
pub mod threads;
mod tile;
mod turn;
mod vector;
pub mod window;

use fearless_simd::Simd;
use nn_isa::Isa;

pub use self::beta::Beta;
pub use self::product::{Left, Product, Right, Start};
pub use self::real::Real;
pub use self::turn::{outside, sums_of_columns, transpose};
pub use self::vector::{MOST_LANES, One, Vector};

/// The widest vector of an instruction set.
pub type Wide<T, S> = <T as Real>::Native<<S as Isa>::Simd>;

/// The numbers that a vector holds.
#[inline(always)]
pub const fn lanes<S: Simd, T: Real>() -> usize {
    <T::Native<S> as Vector<S, T>>::LANES
}

/// Runs `work` on vectors, in a function of its own: inlined into one with everything else, its addresses would not stay in
/// registers.
#[inline(never)]
pub fn apart<S: Isa>(isa: S, work: impl FnOnce()) {
    isa.simd().vectorize(work);
}

//! The instruction set a pass runs on: every kernel takes a token of [`Isa`], and [`dispatch`] chooses it.
//!
//! With `std`, the environment variable `NN_ISA` forces a level, by the names in [`Isa::NAME`].

pub use nn_isa::{Isa, Level, Portable, Task, dispatch};

/// What the tests of this crate compute with vectors, they compare on all levels.
#[cfg(all(test, feature = "std"))]
#[test]
fn every_level() {
    crate::levels::run_others("every_level", &["layers::", "losses::", "optimizers::", "regularizers::"]);
}

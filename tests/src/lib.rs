//! What the tests of the whole have in common.

#[path = "../../nn-runtime/tests/common/levels.rs"]
pub mod levels;
pub mod structure;

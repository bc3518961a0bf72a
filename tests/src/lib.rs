//! What the tests of the whole have in common.
//!
//! And what they cannot show, since they only check what is wrong: what depends on a const parameter is found by `cargo build`,
//! as soon as it has a value. This network can be built,
//!
//! ```
//! nn_runtime::network! {
//!     Net<const HIDDEN: usize>(x: [4]) -> [6] { x -> dense<HIDDEN> }
//! }
//! assert_eq!(Net::<6>::SUMMARY.params, 30);
//! ```
//!
//! and this one cannot:
//!
//! ```compile_fail
//! nn_runtime::network! {
//!     Net<const HIDDEN: usize>(x: [4]) -> [6] { x -> dense<HIDDEN> }
//! }
//! assert_eq!(Net::<5>::SUMMARY.params, 25);
//! ```

#[path = "../../nn-runtime/tests/common/levels.rs"]
pub mod levels;
pub mod structure;

//! Neural networks declared in Rust source.
#![no_std]
#![deny(missing_docs, unsafe_code)]
#[cfg(feature = "alloc")]
#[macro_use]
extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub mod batch;
mod bytes;
mod check;
pub mod fingerprint;
#[allow(unsafe_code)]
pub mod flat;
#[cfg(feature = "alloc")]
pub mod gradcheck;
pub mod head;
pub mod initializers;
pub mod isa;
pub mod layers;
pub mod listing;
pub mod losses;
#[allow(unsafe_code)]
pub mod memory;
#[cfg(feature = "alloc")]
pub mod model;
pub mod network;
pub mod optimizers;
pub mod plan;
pub mod ports;
pub mod runs;
pub mod scalar;
pub mod setting;
pub mod sink;
pub mod stage;
pub mod step;
pub mod summary;
#[cfg(feature = "std")]
pub mod weights;
pub mod workspace;

pub use batch::{Batch, BatchError, Class, ClassError};
pub use bytes::LengthError;
pub use flat::{Flat, Nothing};
pub use losses::{Loss, LossFor};
pub use memory::StaticMemory;
#[cfg(feature = "alloc")]
pub use model::Model;
pub use nalgebra;
pub use network::Network;
pub use nn_macros::network;
pub use ports::{Inputs, Output, Outputs, Values};
pub use scalar::Scalar;
pub use setting::SettingError;
pub use stage::Stage;
pub use step::Step;
pub use workspace::{Infer, InferenceWorkspace, MemoryError, Workspace};

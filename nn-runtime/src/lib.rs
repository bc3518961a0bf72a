//! Neural networks declared in Rust source: [`network!`] checks every shape while the compiler runs and writes plain Rust, which
//! this crate trains and runs.
//!
#![cfg_attr(feature = "alloc", doc = "```")]
#![cfg_attr(not(feature = "alloc"), doc = "```ignore")]
//! use nn_runtime::prelude::*;
//!
//! network! {
//!     /// Tells on which side of a circle a point lies.
//!     pub Circle(point: [2]) -> [2] {
//!         point -> hidden: dense<16> -> tanh -> dense<2>
//!     }
//! }
//!
//! // A column a sample: points on a grid, and whether they lie within the circle.
//! let points = SMatrix::<f32, 2, 64>::from_fn(|axis, i| ([i / 8, i % 8][axis] as f32 - 3.5) / 3.5);
//! let sides = core::array::from_fn(|i| Class::new(usize::from(points.column(i).norm() < 0.8)).unwrap());
//!
//! let mut model = Circle::init(1);
//! let mut workspace = Workspace::<Circle, 64>::new();
//! let mut adam = AdamW::new(0.05).optimizer::<Circle>()?;
//! for step in 0..200 {
//!     model.forward_backward(&mut workspace, Batch::full(&points, &sides), &CrossEntropy::new(), Step::new(1, step));
//!     adam.step(&mut model, workspace.grads());
//! }
//!
//! let mut scores = SMatrix::zeros();
//! model.infer(&mut InferenceWorkspace::<Circle, 1>::new(), &SMatrix::from([[0.1, -0.3]]), &mut scores);
//! assert_eq!(scores.imax(), 1, "within");
//! # Ok::<(), nn_runtime::SettingError>(())
//! ```
//!
//! # The way through
//!
//! | to | see |
//! | --- | --- |
//! | declare a network | [`network!`], [`layers`], [`initializers`] |
//! | hold its parameters | [`Model`] on a heap; [`StaticMemory`] and [`flat::from_le_bytes`] without one |
//! | train it | `train`, with [`losses`], [`optimizers`] and schedules; or step by step with [`Workspace`] and [`Batch`] |
//! | use it | `Model::predict`; or [`InferenceWorkspace`], [`Infer`] |
//! | compare it with others | `experiment` |
//! | bring samples together, read them from tables, split and scale them | [`data`] |
//! | measure how good it is | [`metrics`] |
//! | draw pictures of that | `plot`, with the feature of that name |
//! | save and load it, exchange weights with PyTorch | [`weights`] |
//! | check its gradients | [`gradcheck`] |
//! | write a stage or a loss of one's own | [`Stage`], [`Loss`] |
//!
//! Values are [`SMatrix`](nalgebra::SMatrix), one contiguous column a sample. The other modules are the contract between generated
//! code and this crate: [`network`](mod@network) is where to begin reading.
//!
//! # Features
//!
//! | feature | gives | default |
//! | --- | --- | --- |
//! | `std` | files: [`weights`]; trainers and experiments: `train`, `experiment` | yes |
//! | `rayon` | several threads for large products, convolutions and updates | no |
//! | `progress` | progress bars for trainers and experiments: `train::Progress`, `experiment::Progress` | no |
//! | `ctrlc` | a switch that Ctrl-C presses: `train::Stop::on_ctrl_c` | no |
//! | `csv` | data sets from CSV files: `data::Dataset::from_csv` | no |
//! | `ndarray` | data sets from arrays of the crate `ndarray`: `data::Dataset::from_ndarray` | no |
//! | `plot` | pictures as SVG and PNG: the module `plot` | no |
//! | `alloc` | the heap: [`Model`], [`gradcheck`], [`metrics`], workspaces that make their own memory | yes, through `std` |
//!
//! Without features the crate is `no_std` without an allocator. Training and inference work there, on memory in `static`s, and
//! give the same bits on the same instruction set: elementary functions are the same everywhere. (With `rayon`, gradients of convolutions
//! and sums of batch norms over large batches are added up in pieces, for any number of threads the same ones; they differ in the last places.)
#![no_std]
#![deny(missing_docs, unsafe_code)]
#[cfg(feature = "alloc")]
#[macro_use]
extern crate alloc;
#[cfg(test)]
extern crate self as nn_runtime;
#[cfg(any(test, feature = "std"))]
extern crate std;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

mod arity;
pub mod batch;
mod bytes;
mod check;
mod checked;
#[cfg(feature = "alloc")]
pub mod data;
#[cfg(feature = "std")]
pub mod experiment;
#[cfg(feature = "std")]
mod files;
pub mod fingerprint;
#[allow(unsafe_code)]
pub mod flat;
#[cfg(feature = "alloc")]
pub mod gradcheck;
pub mod head;
pub mod initializers;
pub mod isa;
pub mod layers;
#[cfg(test)]
#[path = "../tests/common/levels.rs"]
mod levels;
pub mod listing;
pub mod losses;
#[allow(unsafe_code)]
pub mod memory;
#[cfg(feature = "alloc")]
pub mod metrics;
#[cfg(feature = "alloc")]
pub mod model;
pub mod network;
pub mod optimizers;
pub mod plan;
#[cfg(feature = "plot")]
pub mod plot;
pub mod ports;
pub mod prediction;
pub mod prelude;
#[cfg(feature = "alloc")]
mod quoted;
pub mod reads;
pub mod regularizers;
pub mod runs;
pub mod sample_weights;
pub mod scalar;
pub mod setting;
pub mod sink;
pub mod stage;
pub mod step;
pub mod summary;
#[cfg(feature = "progress")]
mod terminal;
#[cfg(feature = "std")]
pub mod train;
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
#[cfg(feature = "ndarray")]
pub use ndarray;
pub use network::Network;
use nn_kernels as kernels;
pub use nn_macros::network;
pub use ports::{Inputs, Output, Outputs, Values};
pub use prediction::Prediction;
pub use sample_weights::{SampleWeights, SampleWeightsError};
pub use scalar::Scalar;
pub use setting::SettingError;
pub use stage::Stage;
pub use step::Step;
pub use workspace::{Infer, InferenceWorkspace, MemoryError, Workspace};

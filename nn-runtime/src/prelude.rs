//! What a program that declares, trains and uses a network needs in most cases: `use nn_runtime::prelude::*;`.

pub use crate::batch::{Batch, Class};
#[cfg(feature = "csv")]
pub use crate::data::Columns;
#[cfg(feature = "alloc")]
pub use crate::data::{Dataset, MinMax, Standardize};
pub use crate::flat::Flat;
pub use crate::initializers::{Rng, SeedableRng};
pub use crate::losses::{
    BinaryCrossEntropy, BinaryCrossEntropyWithLogits, CategoricalCrossEntropy, CrossEntropy, Focal, Hinge, Huber,
    KlDivergence, Mae, Mse, Nll,
};
pub use crate::memory::StaticMemory;
#[cfg(feature = "alloc")]
pub use crate::model::Model;
pub use crate::nalgebra::{SMatrix, SVector};
pub use crate::network;
pub use crate::network::Network;
pub use crate::optimizers::{Adagrad, Adam, AdamW, Clip, Lion, Nadam, RAdam, RmsProp, Rule, Sgd};
pub use crate::step::Step;
#[cfg(feature = "std")]
pub use crate::train::Trainer;
pub use crate::workspace::{Infer, InferenceWorkspace, Workspace};

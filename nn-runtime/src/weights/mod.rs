//! Weights to and from files in the `safetensors` format.
//!
//! Keys, shapes and layouts in a file are PyTorch's, so that weights go back and forth unchanged. From PyTorch it takes three
//! lines, where `model` has its modules named as the network has its stages:
//!
//! ```python
//! from safetensors.torch import save_file
//!
//! save_file(model.state_dict(), "digits.safetensors")
//! ```
//!
//! ```no_run
//! use nn_runtime::prelude::*;
//! use nn_runtime::weights::Load;
//!
//! network! {
//!     Digits(pixels: [64]) -> [10] {
//!         pixels -> hidden: dense<32> -> relu -> #[key("head.0")] dense<10>
//!     }
//! }
//!
//! let model = Load::pytorch().load::<Digits>("digits.safetensors")?; // hidden.weight, hidden.bias, head.0.weight, …
//! model.save("back.safetensors")?; // for `model.load_state_dict(load_file("back.safetensors"))`
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A file written here also holds the fingerprint of the architecture, so that weights of another one with the same shapes (a
//! `tanh` in the place of a `relu`) are refused. Reading either succeeds or says everything that is wrong, each tensor
//! with its key and both shapes, and leaves the model as it was. What a damaged header claims is compared with what is there
//! before anything is allocated or read.
//!
//! Beside the tensors, in the metadata, lies what else the [`Model`](crate::Model) knows: its scaling
//! (`nn.scaling.shifts`, `nn.scaling.factors`: lists of numbers) and the names of columns and classes (`nn.names.inputs`,
//! `nn.names.classes`: lists of texts), each as JSON, so that a program in another language prepares its samples as this one does.
//! (`nn.schema` is the text of a [`Schema`](crate::data::Schema), where the model was trained on a table.)
//!
//! ```python
//! with safe_open("digits.safetensors", "pt") as file:
//!     about = file.metadata()
//! x = (x - torch.tensor(json.loads(about["nn.scaling.shifts"]))) * torch.tensor(json.loads(about["nn.scaling.factors"]))
//! ```

mod about;
mod dtype;
mod error;
mod file;
mod fit;
mod float;
mod header;
mod load;
mod problem;
mod save;

pub use about::EntryError;
pub use dtype::Dtype;
pub use error::{LoadError, SaveError};
pub use header::HeaderError;
pub use load::{Load, Loaded};
pub use problem::{Problem, Problems};

/// The version of what is written beside the tensors.
///
/// 1: network and fingerprint. 2: preprocessing and names as well.
const FORMAT: u32 = 2;
/// The metadata's entry for [`FORMAT`].
const FORMAT_KEY: &str = "nn.format";
/// The metadata's entry for the name of the network.
const NETWORK_KEY: &str = "nn.network";
/// The metadata's entry for the fingerprint of its architecture, in hexadecimal digits.
const FINGERPRINT_KEY: &str = "nn.fingerprint";

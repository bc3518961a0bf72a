//! Reading weights.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::string::String;
use std::vec::Vec;

use super::error::LoadError;
use super::file;
use super::fit::Fit;
use crate::model::Model;
use crate::network::Network;

/// What is accepted when weights are read.
///
/// ```no_run
/// # fn load<Digits: nn_runtime::Network>(bytes: &[u8]) -> Result<(), nn_runtime::weights::LoadError> {
/// use nn_runtime::{Model, weights::Load};
///
/// let model = Load::strict().load::<Digits>("digits.safetensors")?; // as Model::load
/// let model = Load::pytorch().cast().load::<Digits>("half.safetensors")?; // other floats, no fingerprint
///
/// let mut model = Model::<Digits>::init(1);
/// let loaded = Load::pytorch().prefix("encoder.").partial().into_model(&mut model, bytes)?;
/// println!("left as they were: {:?}", loaded.missing);
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Load<'a> {
    pub(super) foreign: bool,
    pub(super) cast: bool,
    pub(super) partial: bool,
    pub(super) non_finite: bool,
    pub(super) prefix: &'a str,
}

/// What a file held and did not hold of a network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// How many tensors were loaded.
    pub tensors: usize,
    /// The keys of the network that the file does not have: they kept their values.
    pub missing: Vec<String>,
    /// The keys of the file that the network does not have.
    pub surplus: Vec<String>,
}

impl Default for Load<'_> {
    fn default() -> Self {
        Self::strict()
    }
}

impl<'a> Load<'a> {
    /// Exactly what a model of the same architecture and scalar has saved: its fingerprint, every tensor, and nothing else.
    pub const fn strict() -> Self {
        Self { foreign: false, cast: false, partial: false, non_finite: false, prefix: "" }
    }

    /// Files that were written elsewhere too: without a fingerprint (one that is there must match), and with the counters
    /// `….num_batches_tracked` that PyTorch's batch normalisation adds.
    pub const fn pytorch() -> Self {
        Self { foreign: true, ..Self::strict() }
    }

    /// Converts between float types: `F16`, `BF16`, `F32` and `F64` become the scalar of the network.
    pub const fn cast(self) -> Self {
        Self { cast: true, ..self }
    }

    /// Takes the tensors that file and network have in common, at least one; what is only in one of them is no error for
    /// [`into_model`](Self::into_model), and neither is another fingerprint. (The methods that make a new model have no
    /// values for a missing tensor, so it stays an error for them.)
    pub const fn partial(self) -> Self {
        Self { partial: true, ..self }
    }

    /// Takes numbers that are infinite or not a number.
    pub const fn allow_non_finite(self) -> Self {
        Self { non_finite: true, ..self }
    }

    /// Looks only at the keys of the file that begin with `prefix`, which the keys of the network do not: `"net."` where the
    /// network was a part of something larger.
    pub const fn prefix(self, prefix: &'a str) -> Self {
        Self { prefix, ..self }
    }

    /// Whether the file is of a whole model, and not of a part or of something larger.
    pub(super) const fn whole(self) -> bool {
        !self.partial && self.prefix.is_empty()
    }

    /// A model from the file at `path`.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is damaged, or does not hold what the network has. Every tensor that is wrong is named.
    pub fn load<N: Network>(self, path: impl AsRef<Path>) -> Result<Model<N>, LoadError> {
        let path = path.as_ref();
        let open = |source| LoadError::Open { path: path.into(), source };
        let bytes = File::open(path).and_then(file::read).map_err(open)?;
        self.parse(&bytes).map_err(|problem| LoadError::File { path: path.into(), problem: problem.into() })
    }

    /// A model from all that a reader gives.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub fn read<N: Network>(self, from: impl Read) -> Result<Model<N>, LoadError> {
        self.parse(&file::read(from)?)
    }

    /// A model from the bytes of a file.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub fn parse<N: Network>(self, bytes: &[u8]) -> Result<Model<N>, LoadError> {
        let mut fit = Fit::<N>::of(bytes, self)?;
        fit.complete()?;
        let mut model = Model::zeroed();
        fit.store(&mut model);
        Ok(model)
    }

    /// Overwrites a model with the bytes of a file.
    ///
    /// A file that a model was saved to replaces the scaling and the names too: the weights were trained on inputs that were
    /// prepared in that way, or in none. The model keeps its own where the file says nothing of them (it comes from elsewhere, or from
    /// a version of this library that saved weights alone), and where it gives only a part ([`partial`](Self::partial),
    /// [`prefix`](Self::prefix)).
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load); the model is then as it was.
    pub fn into_model<N: Network>(self, model: &mut Model<N>, bytes: &[u8]) -> Result<Loaded, LoadError> {
        let mut fit = Fit::<N>::of(bytes, self)?;
        fit.store(model);
        Ok(fit.into_loaded())
    }
}

impl<N: Network> Model<N> {
    /// A model from the bytes of a file that a model of the same architecture has saved; [`Load`] takes others.
    ///
    /// # Errors
    ///
    /// If the file is damaged or does not hold exactly what the network has. Every tensor that is wrong is named.
    pub fn from_safetensors(bytes: &[u8]) -> Result<Self, LoadError> {
        Load::strict().parse(bytes)
    }

    /// [`from_safetensors`](Self::from_safetensors) on all that a reader gives.
    ///
    /// # Errors
    ///
    /// Those of the reader, and as [`from_safetensors`](Self::from_safetensors).
    pub fn read_safetensors(from: impl Read) -> Result<Self, LoadError> {
        Load::strict().read(from)
    }

    /// [`from_safetensors`](Self::from_safetensors) on a file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, and as [`from_safetensors`](Self::from_safetensors).
    pub fn load(path: impl AsRef<Path>) -> Result<Self, LoadError> {
        Load::strict().load(path)
    }
}

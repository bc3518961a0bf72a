//! Writing weights.

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::string::ToString;
use std::vec::Vec;

use super::about;
use super::error::SaveError;
use super::float::dtype;
use super::header::Writer;
use super::{FINGERPRINT_KEY, FORMAT, FORMAT_KEY, NETWORK_KEY};
use crate::bytes;
use crate::files;
use crate::flat::Flat;
use crate::listing::{Place, Tensor, for_each_tensor};
use crate::model::Model;
use crate::network::Network;

impl<N: Network> Model<N> {
    /// The weights and running statistics as a file in the `safetensors` format, with the scaling and the names in its metadata;
    /// the same model gives the same bytes.
    pub fn to_safetensors(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write_safetensors(&mut bytes).expect("writing to memory does not fail");
        bytes
    }

    /// Writes [`to_safetensors`](Self::to_safetensors) tensor by tensor.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write_safetensors(&self, mut to: impl Write) -> io::Result<()> {
        to.write_all(&self.header())?;
        let (mut buffer, mut result) = (Vec::new(), Ok(()));
        for_each_tensor::<N>(&mut |tensor| {
            if result.is_ok() {
                buffer.clear();
                self.push_tensor(tensor, &mut buffer);
                result = to.write_all(&buffer);
            }
        });
        result.and_then(|()| to.flush())
    }

    /// Writes [`to_safetensors`](Self::to_safetensors) to a file.
    ///
    /// They go to a temporary name in the same folder first, which then takes the place of the file: whoever reads it, or the
    /// next start after a crash, finds the old weights or the new ones, but never half of them.
    ///
    /// # Errors
    ///
    /// If the file cannot be written; what was there before is still there.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), SaveError> {
        let path = path.as_ref();
        files::replace(path, |file| self.write_safetensors(BufWriter::new(file)))
            .map_err(|source| SaveError { path: path.into(), source })
    }

    /// Appends the scalars of a tensor in the order of files.
    fn push_tensor(&self, tensor: &Tensor<'_>, to: &mut Vec<u8>) {
        let flat = match tensor.place {
            Place::Params => self.params().as_flat(),
            Place::State => self.state().as_flat(),
        };
        to.reserve(tensor.len() * size_of::<N::T>());
        (0..tensor.len()).for_each(|i| bytes::push(to, flat[tensor.position(i)]));
    }

    /// What precedes the tensors.
    fn header(&self) -> Vec<u8> {
        let (format, fingerprint) = (FORMAT.to_string(), format!("{:016x}", N::FINGERPRINT));
        let weights = [(FORMAT_KEY, &format[..]), (NETWORK_KEY, N::NAME), (FINGERPRINT_KEY, &fingerprint)];
        let rest: Vec<_> = about::entries(self.about()).collect();
        let mut header = Writer::new(weights.into_iter().chain(rest.iter().map(|(key, text)| (*key, &text[..]))));
        for_each_tensor::<N>(&mut |tensor| {
            header.tensor(&tensor.key.to_string(), dtype::<N::T>(), tensor.shape, tensor.len() * size_of::<N::T>());
        });
        header.finish()
    }
}

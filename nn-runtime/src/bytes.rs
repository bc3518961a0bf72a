//! Scalars as plain bytes, least significant byte first: the simplest file of weights there is, for a `static`.

use thiserror::Error;

use crate::flat::Flat;

/// Bytes of another length than the scalars they are to fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{scalars} numbers of {size} bytes each need {} bytes, but there are {given}", scalars * size)]
pub struct LengthError {
    /// The scalars to fill.
    pub scalars: usize,
    /// The bytes of one.
    pub size: usize,
    /// The bytes given.
    pub given: usize,
}

/// Fills the scalars of `flat` from their bytes.
pub(crate) fn copy_from<F: Flat>(flat: &mut F, bytes: &[u8]) -> Result<(), LengthError> {
    let (scalars, size) = (F::LEN, size_of::<F::T>());
    if bytes.len() != scalars * size {
        return Err(LengthError { scalars, size, given: bytes.len() });
    }
    for (value, bytes) in flat.as_flat_mut().iter_mut().zip(bytes.chunks_exact(size)) {
        let value = bytemuck::bytes_of_mut(value);
        value.copy_from_slice(bytes);
        native(value);
    }
    Ok(())
}

/// Appends the bytes of one scalar.
#[cfg(feature = "alloc")]
pub(crate) fn push<T: crate::scalar::Scalar>(bytes: &mut alloc::vec::Vec<u8>, value: T) {
    let start = bytes.len();
    bytes.extend_from_slice(bytemuck::bytes_of(&value));
    native(&mut bytes[start..]);
}

/// Turns the bytes of one scalar from least significant first into the order of this machine, and back.
fn native(scalar: &mut [u8]) {
    if cfg!(target_endian = "big") {
        scalar.reverse();
    }
}

/// Reverses every `size` bytes, while the compiler runs.
pub(crate) const fn reversed<const N: usize>(mut bytes: [u8; N], size: usize) -> [u8; N] {
    let mut i = 0;
    while i < N {
        let (low, high) = (i, i + size - 1 - i % size * 2); // i's mirror image within its scalar
        if low < high {
            (bytes[low], bytes[high]) = (bytes[high], bytes[low]);
        }
        i += 1;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use nalgebra::SVector;

    use super::*;

    #[test]
    fn scalars_are_reversed_one_by_one() {
        assert_eq!(reversed([1, 2, 3, 4, 5, 6, 7, 8], 4), [4, 3, 2, 1, 8, 7, 6, 5]);
        assert_eq!(reversed([1, 2, 3, 4, 5, 6, 7, 8], 8), [8, 7, 6, 5, 4, 3, 2, 1]);
    }

    #[test]
    fn bytes_fill_scalars_of_their_length_only() {
        let mut bytes = [0; 8];
        bytes[..4].copy_from_slice(&1.5f32.to_le_bytes());
        bytes[4..].copy_from_slice(&f32::NEG_INFINITY.to_le_bytes());
        let mut vector = SVector::<f32, 2>::zeros();
        copy_from(&mut vector, &bytes).unwrap();
        assert_eq!(vector.as_slice(), [1.5, f32::NEG_INFINITY]);
        let error = copy_from(&mut SVector::<f64, 2>::zeros(), &bytes).unwrap_err();
        assert_eq!(error, LengthError { scalars: 2, size: 8, given: 8 });
    }
}

//! The float types of files.

use super::dtype::Dtype;
use crate::scalar::Scalar;

/// A type of numbers in a file that weights are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Float {
    F16,
    Bf16,
    F32,
    F64,
}

impl Float {
    /// The float type that a file's type is, if it is one.
    pub(super) fn of(dtype: Dtype) -> Option<Self> {
        match dtype {
            Dtype::F16 => Some(Self::F16),
            Dtype::Bf16 => Some(Self::Bf16),
            Dtype::F32 => Some(Self::F32),
            Dtype::F64 => Some(Self::F64),
            _ => None,
        }
    }

    /// Calls `visit` with the place and the value of every number, nearest in `T`, until it says to stop.
    pub(super) fn each<T: Scalar>(self, bytes: &[u8], visit: impl FnMut(usize, T) -> bool) {
        match self {
            Self::F16 => each(bytes, |b| T::from_f64(half(u16::from_le_bytes(b))), visit),
            Self::Bf16 => each(bytes, |b| T::from_f64(brain(u16::from_le_bytes(b)).into()), visit),
            Self::F32 => each(bytes, |b| T::from_f64(f32::from_le_bytes(b).into()), visit),
            Self::F64 => each(bytes, |b| T::from_f64(f64::from_le_bytes(b)), visit),
        }
    }
}

fn each<T, const W: usize>(bytes: &[u8], value: impl Fn([u8; W]) -> T, mut visit: impl FnMut(usize, T) -> bool) {
    for (i, &b) in bytes.as_chunks().0.iter().enumerate() {
        if !visit(i, value(b)) {
            return;
        }
    }
}

/// The number that 16 bits stand for in IEEE 754's half precision: 1 bit of sign, 5 of exponent, 10 of fraction.
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = (bits >> 10 & 0x1f, f64::from(bits & 0x3ff));
    let magnitude = match exponent {
        0 => fraction * power_of_two(-24),
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        _ => (1024.0 + fraction) * power_of_two(i32::from(exponent) - 25),
    };
    if bits >> 15 == 1 { -magnitude } else { magnitude }
}

/// The number that the upper half of an `f32` stands for.
fn brain(bits: u16) -> f32 {
    f32::from_bits(u32::from(bits) << 16)
}

/// 2ᵉ, by its bits.
fn power_of_two(e: i32) -> f64 {
    f64::from_bits(((1023 + e) as u64) << 52)
}

/// The type in files that holds the scalars of a network unchanged.
pub(super) fn dtype<T: Scalar>() -> Dtype {
    if size_of::<T>() == 4 { Dtype::F32 } else { Dtype::F64 }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    #[test]
    fn half_precision_by_its_definition() {
        let cases = [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0001, 5.960464477539063e-8),
            (0x03ff, 6.097555160522461e-5),
            (0x0400, 6.103515625e-5),
            (0x3555, 0.333251953125),
            (0x7c00, f64::INFINITY),
            (0xfc00, f64::NEG_INFINITY),
        ];
        for (bits, value) in cases {
            assert_eq!(half(bits), value, "{bits:#06x}");
        }
        assert!(half(0x7e00).is_nan() && half(0x8000).is_sign_negative());
    }

    #[test]
    fn numbers_are_read_until_told_to_stop() {
        let bytes = [1.5f64, -2.5, 3.0].map(f64::to_le_bytes).concat();
        let mut seen = Vec::new();
        Float::F64.each(&bytes, |i, v: f32| {
            seen.push((i, v));
            v > 0.0
        });
        assert_eq!(seen, [(0, 1.5), (1, -2.5)]);
        assert_eq!(brain(0xbfc0), -1.5);
    }
}

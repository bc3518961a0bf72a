//! The types of numbers that files know.

use core::fmt;

/// A type of numbers in a file; networks compute in [`F32`](Self::F32) or [`F64`](Self::F64). Displayed, it is its name in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dtype {
    /// `BOOL`: true or false, a byte each.
    Bool,
    /// `F4`: a float of 4 bits.
    F4,
    /// `F6_E2M3`: a float of 6 bits, 2 of them exponent.
    F6E2m3,
    /// `F6_E3M2`: a float of 6 bits, 3 of them exponent.
    F6E3m2,
    /// `U8`: an unsigned byte.
    U8,
    /// `I8`: a signed byte.
    I8,
    /// `F8_E5M2`: a float of 8 bits, 5 of them exponent.
    F8E5m2,
    /// `F8_E4M3`: a float of 8 bits, 4 of them exponent.
    F8E4m3,
    /// `F8_E8M0`: a power of two.
    F8E8m0,
    /// `F8_E4M3FNUZ`: as `F8_E4M3`, with neither infinities nor a negative zero.
    F8E4m3Fnuz,
    /// `F8_E5M2FNUZ`: as `F8_E5M2`, with neither infinities nor a negative zero.
    F8E5m2Fnuz,
    /// `I16`: a signed integer of 16 bits.
    I16,
    /// `U16`: an unsigned integer of 16 bits.
    U16,
    /// `F16`: IEEE 754's half precision.
    F16,
    /// `BF16`: the upper half of an `F32`.
    Bf16,
    /// `I32`: a signed integer of 32 bits.
    I32,
    /// `U32`: an unsigned integer of 32 bits.
    U32,
    /// `F32`: an `f32`.
    F32,
    /// `C64`: a complex number of two `F32`.
    C64,
    /// `F64`: an `f64`.
    F64,
    /// `I64`: a signed integer of 64 bits.
    I64,
    /// `U64`: an unsigned integer of 64 bits.
    U64,
}

/// Every type with its name in files and its bits, in the order of the declaration.
pub(super) const DTYPES: [(Dtype, &str, usize); 22] = [
    (Dtype::Bool, "BOOL", 8),
    (Dtype::F4, "F4", 4),
    (Dtype::F6E2m3, "F6_E2M3", 6),
    (Dtype::F6E3m2, "F6_E3M2", 6),
    (Dtype::U8, "U8", 8),
    (Dtype::I8, "I8", 8),
    (Dtype::F8E5m2, "F8_E5M2", 8),
    (Dtype::F8E4m3, "F8_E4M3", 8),
    (Dtype::F8E8m0, "F8_E8M0", 8),
    (Dtype::F8E4m3Fnuz, "F8_E4M3FNUZ", 8),
    (Dtype::F8E5m2Fnuz, "F8_E5M2FNUZ", 8),
    (Dtype::I16, "I16", 16),
    (Dtype::U16, "U16", 16),
    (Dtype::F16, "F16", 16),
    (Dtype::Bf16, "BF16", 16),
    (Dtype::I32, "I32", 32),
    (Dtype::U32, "U32", 32),
    (Dtype::F32, "F32", 32),
    (Dtype::C64, "C64", 64),
    (Dtype::F64, "F64", 64),
    (Dtype::I64, "I64", 64),
    (Dtype::U64, "U64", 64),
];

impl Dtype {
    /// The type that files call `name`.
    pub(super) fn named(name: &str) -> Option<Self> {
        DTYPES.iter().find(|dtype| dtype.1 == name).map(|dtype| dtype.0)
    }

    /// The bytes of a tensor, if their number exists and is whole.
    pub(super) fn bytes(self, shape: &[usize]) -> Option<usize> {
        let len = shape.iter().try_fold(1, |len: usize, &dim| len.checked_mul(dim))?;
        let bits = len.checked_mul(DTYPES[self as usize].2)?;
        bits.is_multiple_of(8).then_some(bits / 8)
    }
}

impl fmt::Display for Dtype {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(DTYPES[*self as usize].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        for (i, &(dtype, name, _)) in DTYPES.iter().enumerate() {
            assert_eq!(dtype as usize, i);
            assert_eq!(Dtype::named(name), Some(dtype));
        }
        assert_eq!(Dtype::named("f32"), None);
    }

    #[test]
    fn tensors_have_a_whole_number_of_bytes() {
        assert_eq!(Dtype::F32.bytes(&[]), Some(4));
        assert_eq!(Dtype::U8.bytes(&[3, 0]), Some(0));
        assert_eq!(Dtype::F6E2m3.bytes(&[2, 2]), Some(3));
        assert_eq!(Dtype::F4.bytes(&[3]), None);
        assert_eq!(Dtype::U8.bytes(&[usize::MAX, 2]), None);
        assert_eq!(Dtype::F64.bytes(&[usize::MAX / 8]), None);
    }
}

//! Structs of scalars that are one slice.
//!
//! Parameters, gradients, moments and running statistics are all `Flat`, so that an update is one loop, a
//! checkpoint one copy and an all-reduce one buffer. With `memory.rs`, the only file that reinterprets memory.

use core::marker::PhantomData;
use core::mem::size_of;
use core::slice;

use nalgebra::SMatrix;

use crate::bytes::{self, LengthError};
use crate::scalar::Scalar;

/// A value made of scalars only, readable as one slice.
///
/// `network!` implements it for the structs it writes; the parameters of a stage written by hand derive it
/// with [`flat!`](crate::flat!).
///
/// # Safety
///
/// The type is `#[repr(C)]` (or `repr(transparent)`), consists of nothing but values of the scalar type `T`
/// (directly or in fields that are `Flat` with the same `T`), and therefore has the alignment of `T` (or no
/// bytes at all), no padding, and no bit pattern that is not valid.
pub unsafe trait Flat: Sized + Send + Sync + 'static {
    /// The scalar it is made of.
    type T: Scalar;

    /// The number of scalars.
    const LEN: usize = size_of::<Self>() / size_of::<Self::T>();

    /// All scalars, in the order of the fields.
    #[inline(always)]
    fn as_flat(&self) -> &[Self::T] {
        if Self::LEN == 0 {
            return &[]; // nothing there need not be aligned
        }
        // SAFETY: by the contract of the trait, `self` is LEN contiguous, initialised values of `T`.
        unsafe { slice::from_raw_parts((self as *const Self).cast(), Self::LEN) }
    }

    /// All scalars, in the order of the fields.
    #[inline(always)]
    fn as_flat_mut(&mut self) -> &mut [Self::T] {
        if Self::LEN == 0 {
            return &mut [];
        }
        // SAFETY: as above, and any `T` written is valid in its place.
        unsafe { slice::from_raw_parts_mut((self as *mut Self).cast(), Self::LEN) }
    }

    /// The first `LEN` scalars of a slice, seen as this type.
    ///
    /// # Panics
    ///
    /// If the slice is shorter.
    #[inline(always)]
    fn from_flat(flat: &[Self::T]) -> &Self {
        assert!(flat.len() >= Self::LEN, "a slice is too short for its type");
        // SAFETY: long enough (checked), aligned as `T` is, and every bit pattern is valid.
        unsafe { &*flat.as_ptr().cast() }
    }

    /// The first `LEN` scalars of a slice, seen as this type.
    ///
    /// # Panics
    ///
    /// If the slice is shorter.
    #[inline(always)]
    fn from_flat_mut(flat: &mut [Self::T]) -> &mut Self {
        assert!(flat.len() >= Self::LEN, "a slice is too short for its type");
        // SAFETY: as in `from_flat`, and the borrow is exclusive.
        unsafe { &mut *flat.as_mut_ptr().cast() }
    }

    /// The bytes of all scalars, least significant byte first: what `from_le_bytes` reads back into a `static`.
    #[cfg(feature = "alloc")]
    fn to_le_bytes(&self) -> alloc::vec::Vec<u8> {
        let mut to = alloc::vec::Vec::with_capacity(size_of::<Self>());
        self.as_flat().iter().for_each(|&value| bytes::push(&mut to, value));
        to
    }

    /// Overwrites all scalars with their bytes, least significant byte first.
    ///
    /// # Errors
    ///
    /// If there are not exactly as many bytes as the scalars have.
    fn copy_from_le_bytes(&mut self, from: &[u8]) -> Result<(), LengthError> {
        bytes::copy_from(self, from)
    }
}

/// A value of scalars from their bytes, least significant byte first, while the compiler runs: a `static` that is made so
/// lies in the program as the bytes do, and takes no time to compile. `network!` writes it as `from_le_bytes`.
///
/// Another number of bytes does not compile.
pub const fn from_le_bytes<F: Flat, const N: usize>(bytes: &[u8; N]) -> F {
    const { assert!(N == size_of::<F>(), "the bytes are not as many as the scalars have") };
    let swapped;
    let native = if cfg!(target_endian = "big") {
        swapped = bytes::reversed(*bytes, size_of::<F::T>());
        &swapped
    } else {
        bytes
    };
    // SAFETY: of the same size (checked), every bit pattern is valid, and the read asks for no alignment.
    unsafe { native.as_ptr().cast::<F>().read_unaligned() }
}

/// The `Flat` of a network or stage that has nothing there: no state, no parameters.
pub type Nothing<T> = PhantomData<T>;

// SAFETY: no scalars, no bytes.
unsafe impl<T: Scalar> Flat for PhantomData<T> {
    type T = T;
}

// SAFETY: nalgebra's `Matrix` is `repr(C)` around `ArrayStorage`, `repr(transparent)` around `[[T; R]; C]`.
unsafe impl<T: Scalar, const R: usize, const C: usize> Flat for SMatrix<T, R, C> {
    type T = T;
}

// SAFETY: an array has no padding beyond its elements'.
unsafe impl<F: Flat, const N: usize> Flat for [F; N] {
    type T = F::T;
}

/// Two values over one scalar, one behind the other.
#[cfg(feature = "alloc")]
#[repr(C)]
pub(crate) struct Pair<A, B>(pub(crate) A, pub(crate) B);

#[cfg(feature = "alloc")]
// SAFETY: `repr(C)`, and both are flat over the same scalar: of its alignment and size, so that there is no padding.
unsafe impl<A: Flat, B: Flat<T = A::T>> Flat for Pair<A, B> {
    type T = A::T;
}

/// Declares a `#[repr(C)]` struct and implements [`Flat`] for it, checking field by field that it may.
///
/// The scalar stands first or last. Last is the order of `network!`, which writes a stage `Slopes<8>` as `Slopes<8, T>`.
///
/// ```
/// use nn_runtime::{Flat, flat, nalgebra::SVector};
///
/// flat! {
///     /// One slope a feature.
///     pub struct Slopes<const F: usize, T> {
///         /// [F].
///         pub slope: SVector<T, F>,
///     }
/// }
/// assert_eq!(<Slopes<8, f32> as Flat>::LEN, 8);
/// ```
#[macro_export]
macro_rules! flat {
    ($(#[$meta:meta])* $vis:vis struct $Name:ident<const $($rest:tt)*) => {
        $crate::flat!(@last [$(#[$meta])* $vis struct $Name] [] const $($rest)*);
    };
    ($(#[$meta:meta])* $vis:vis struct $Name:ident<$T:ident $(, const $C:ident: usize $(= $D:ident)?)*> { $($fields:tt)* }) => {
        $crate::flat!(
            @write [$(#[$meta])* $vis struct $Name] [$T $(, const $C: usize $(= $D)?)*] [$T $(, const $C: usize)*] [$T $(, $C)*]
            $T { $($fields)* }
        );
    };
    // Moves one const parameter after the other behind those that were read.
    (@last $head:tt [$($C:ident)*] const $D:ident: usize, $($rest:tt)*) => {
        $crate::flat!(@last $head [$($C)* $D] $($rest)*);
    };
    (@last $head:tt [$($C:ident)*] $T:ident> { $($fields:tt)* }) => {
        $crate::flat!(@write $head [$(const $C: usize,)* $T] [$(const $C: usize,)* $T] [$($C,)* $T] $T { $($fields)* });
    };
    (@write [$(#[$meta:meta])* $vis:vis struct $Name:ident] [$($declared:tt)*] [$($params:tt)*] [$($args:tt)*] $T:ident {
        $($(#[$fmeta:meta])* $fvis:vis $field:ident: $Type:ty),+ $(,)?
    }) => {
        $(#[$meta])*
        #[repr(C)]
        $vis struct $Name<$($declared)*> {
            $($(#[$fmeta])* $fvis $field: $Type),+
        }

        // SAFETY: `repr(C)`, and the where clause admits only fields that are themselves flat over `T`.
        #[allow(unsafe_code)]
        unsafe impl<$($params)*> $crate::Flat for $Name<$($args)*>
        where
            $T: $crate::Scalar,
            $($Type: $crate::Flat<T = $T>),+
        {
            type T = $T;
        }
    };
}

#[cfg(test)]
mod tests {
    use nalgebra::SVector;

    use super::*;
    use crate::layers::Dense;

    type Layer = Dense<f32, 3, 2>;

    fn counted<F: Flat<T = f32>>(value: &mut F) {
        value.as_flat_mut().iter_mut().enumerate().for_each(|(i, v)| *v = i as f32);
    }

    #[test]
    fn a_struct_is_one_slice_in_the_order_of_its_fields() {
        let mut layer = Layer { weight: SMatrix::zeros(), bias: SVector::zeros() };
        counted(&mut layer);
        assert_eq!(layer.weight.as_slice(), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(layer.bias.as_slice(), [6.0, 7.0]);
        layer.bias[1] = 9.0;
        assert_eq!(layer.as_flat(), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 9.0]);
    }

    #[test]
    fn a_slice_is_seen_as_a_struct_wherever_it_begins() {
        let mut memory: [f32; 10] = core::array::from_fn(|i| i as f32);
        assert_eq!(Layer::from_flat(&memory[1..]).bias.as_slice(), [7.0, 8.0]);
        Layer::from_flat_mut(&mut memory[2..]).bias.fill(-1.0);
        assert_eq!(memory[7..], [7.0, -1.0, -1.0]);
    }

    #[test]
    #[should_panic(expected = "a slice is too short for its type")]
    fn a_slice_that_is_too_short_is_no_struct() {
        Layer::from_flat(&[0.0; 7]);
    }

    #[test]
    fn nothing_is_an_empty_slice_at_any_place() {
        let mut nothing = Nothing::<f64>::default();
        assert!(nothing.as_flat().is_empty() && nothing.as_flat_mut().is_empty());
        assert!(Nothing::<f64>::from_flat(&[]).as_flat().is_empty());
        assert_eq!(<[Nothing<f32>; 7] as Flat>::LEN, 0);
    }

    #[test]
    #[cfg(feature = "alloc")]
    fn arrays_and_pairs_have_no_gaps() {
        let mut pair = Pair([SVector::<f32, 3>::zeros(); 2], Pair(Nothing::default(), SVector::<f32, 1>::zeros()));
        counted(&mut pair);
        assert_eq!(pair.0[1].as_slice(), [3.0, 4.0, 5.0]);
        assert_eq!(pair.1.1.as_slice(), [6.0]);
    }

    #[test]
    fn bytes_become_scalars_without_regard_to_alignment() {
        static VECTOR: SVector<f64, 2> = from_le_bytes(&[0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0]);
        assert_eq!(VECTOR.as_slice(), [1.0, -2.0]);
        let bytes = [7, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40];
        for start in 0..2 {
            let Some(four) = bytes[start..].first_chunk::<8>() else { unreachable!() };
            let vector: SVector<f32, 2> = from_le_bytes(four);
            assert_eq!(vector.as_slice() == [1.0, 2.0], start == 1);
        }
    }
}

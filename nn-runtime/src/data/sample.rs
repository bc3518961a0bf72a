//! The forms in which one sample comes.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt::Debug;

use nalgebra::{SMatrix, SVector};

use crate::batch::Class;
use crate::memory::zeroed_box;
use crate::ports::{Inputs, Values};
use crate::scalar::Scalar;

/// What one sample holds for a network, or what its outputs are compared with: numbers, a [`Class`], or a tuple of them.
///
/// | sample | in a batch |
/// | --- | --- |
/// | `[T; F]`, `SVector<T, F>` | a column of an `SMatrix<T, F, B>` |
/// | `f32`, `f64` | a column of an `SMatrix<T, 1, B>` |
/// | `Class<C>` | an element of a `[Class<C>; B]` |
/// | a tuple of 2 to 8 of them | one of these for each, for networks with several inputs or outputs |
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no sample",
    label = "neither numbers nor a class",
    note = "a sample is `[T; F]`, `SVector<T, F>`, `f32`, `f64` or `Class<C>`, or a tuple of them for several inputs or outputs"
)]
pub trait Sample: Clone + Debug + Send + Sync + 'static {
    /// Up to `B` samples, column after column.
    type Columns<const B: usize>: Send;
    /// The same as a batch takes them.
    type Lent<'a, const B: usize>: Copy;

    /// How many numbers a sample holds; a class is none.
    const NUMBERS: usize;

    /// Memory for `B` samples, made in place.
    fn columns<const B: usize>() -> Box<Self::Columns<B>>;
    /// Stores this sample in column `at`.
    fn put<const B: usize>(&self, columns: &mut Self::Columns<B>, at: usize);
    /// The columns as a batch takes them.
    fn lend<const B: usize>(columns: &Self::Columns<B>) -> Self::Lent<'_, B>;

    /// Shows each number to `see`, with its place among all numbers of the sample.
    fn each(&self, see: &mut impl FnMut(usize, f64));
    /// The same sample with each number replaced by what `map` makes of it.
    #[must_use]
    fn map(&self, map: &mut impl FnMut(usize, f64) -> f64) -> Self;
    /// The number of the class, where the sample is one.
    fn class(&self) -> Option<usize> {
        None
    }
    /// Shows the number of each class to `see`: that of the sample where it is one, those of its parts where it is a tuple.
    fn each_class(&self, see: &mut impl FnMut(usize)) {
        self.class().into_iter().for_each(see);
    }
}

impl<T: Scalar, const F: usize> Sample for [T; F] {
    type Columns<const B: usize> = SMatrix<T, F, B>;
    type Lent<'a, const B: usize> = &'a SMatrix<T, F, B>;

    const NUMBERS: usize = F;

    fn columns<const B: usize>() -> Box<SMatrix<T, F, B>> {
        zeroed_box()
    }
    fn put<const B: usize>(&self, columns: &mut SMatrix<T, F, B>, at: usize) {
        columns.data.0[at] = *self;
    }
    fn lend<const B: usize>(columns: &SMatrix<T, F, B>) -> &SMatrix<T, F, B> {
        columns
    }
    fn each(&self, see: &mut impl FnMut(usize, f64)) {
        self.iter().enumerate().for_each(|(i, x)| see(i, x.to_f64()));
    }
    fn map(&self, map: &mut impl FnMut(usize, f64) -> f64) -> Self {
        core::array::from_fn(|i| T::from_f64(map(i, self[i].to_f64())))
    }
}

/// As the numbers in the array within.
macro_rules! as_array {
    ($T:ty, $F:expr, |$this:ident| $array:expr, |$back:ident| $from:expr) => {
        type Columns<const B: usize> = SMatrix<$T, { $F }, B>;
        type Lent<'a, const B: usize> = &'a SMatrix<$T, { $F }, B>;

        const NUMBERS: usize = $F;

        fn columns<const B: usize>() -> Box<Self::Columns<B>> {
            zeroed_box()
        }
        fn put<const B: usize>(&self, columns: &mut Self::Columns<B>, at: usize) {
            let $this = self;
            columns.data.0[at] = $array;
        }
        fn lend<const B: usize>(columns: &Self::Columns<B>) -> Self::Lent<'_, B> {
            columns
        }
        fn each(&self, see: &mut impl FnMut(usize, f64)) {
            let $this = self;
            $array.each(see);
        }
        fn map(&self, map: &mut impl FnMut(usize, f64) -> f64) -> Self {
            let $this = self;
            let $back = Sample::map(&$array, map);
            $from
        }
    };
}

impl<T: Scalar, const F: usize> Sample for SVector<T, F> {
    as_array!(T, F, |this| this.data.0[0], |array| array.into());
}

impl Sample for f32 {
    as_array!(f32, 1, |this| [*this], |array| array[0]);
}

impl Sample for f64 {
    as_array!(f64, 1, |this| [*this], |array| array[0]);
}

impl<const C: usize> Sample for Class<C> {
    type Columns<const B: usize> = [Class<C>; B];
    type Lent<'a, const B: usize> = &'a [Class<C>; B];

    const NUMBERS: usize = 0;

    fn columns<const B: usize>() -> Box<[Class<C>; B]> {
        let classes: Vec<_> = core::iter::repeat_n(Class::default(), B).collect();
        classes.into_boxed_slice().try_into().expect("there are B of them")
    }
    fn put<const B: usize>(&self, columns: &mut [Class<C>; B], at: usize) {
        columns[at] = *self;
    }
    fn lend<const B: usize>(columns: &[Class<C>; B]) -> &[Class<C>; B] {
        columns
    }
    fn each(&self, _: &mut impl FnMut(usize, f64)) {}
    fn map(&self, _: &mut impl FnMut(usize, f64) -> f64) -> Self {
        *self
    }
    fn class(&self) -> Option<usize> {
        Some(self.index())
    }
}

macro_rules! tuples {
    ($($P:ident $i:tt),+) => {
        impl<$($P: Sample),+> Sample for ($($P,)+) {
            type Columns<const B: usize> = ($(Box<$P::Columns<B>>,)+);
            type Lent<'a, const B: usize> = ($($P::Lent<'a, B>,)+);

            const NUMBERS: usize = 0 $(+ $P::NUMBERS)+;

            fn columns<const B: usize>() -> Box<Self::Columns<B>> {
                Box::new(($($P::columns::<B>(),)+))
            }
            fn put<const B: usize>(&self, columns: &mut Self::Columns<B>, at: usize) {
                $(self.$i.put::<B>(&mut columns.$i, at);)+
            }
            fn lend<const B: usize>(columns: &Self::Columns<B>) -> Self::Lent<'_, B> {
                ($($P::lend::<B>(&columns.$i),)+)
            }
            fn each(&self, see: &mut impl FnMut(usize, f64)) {
                let start = 0;
                $(
                    self.$i.each(&mut |i, x| see(start + i, x));
                    let start = start + $P::NUMBERS;
                )+
                debug_assert_eq!(start, Self::NUMBERS);
            }
            fn each_class(&self, see: &mut impl FnMut(usize)) {
                $(self.$i.each_class(see);)+
            }
            fn map(&self, map: &mut impl FnMut(usize, f64) -> f64) -> Self {
                let mut start = 0;
                ($({
                    let first = start;
                    start += $P::NUMBERS;
                    debug_assert!(start <= Self::NUMBERS);
                    self.$i.map(&mut |i, x| map(first + i, x))
                },)+)
            }
        }
    };
}

tuples!(P0 0, P1 1);
tuples!(P0 0, P1 1, P2 2);
tuples!(P0 0, P1 1, P2 2, P3 3);
tuples!(P0 0, P1 1, P2 2, P3 3, P4 4);
tuples!(P0 0, P1 1, P2 2, P3 3, P4 4, P5 5);
tuples!(P0 0, P1 1, P2 2, P3 3, P4 4, P5 5, P6 6);
tuples!(P0 0, P1 1, P2 2, P3 3, P4 4, P5 5, P6 6, P7 7);

/// A sample that fits a network whose inputs are `P`, over the scalar `T`.
#[diagnostic::on_unimplemented(
    message = "samples of `{Self}` do not fit a network that takes `{P}` of `{T}`",
    label = "not what the network takes",
    note = "a network with an input of `F` numbers takes samples of `[T; F]`; one with several inputs takes a tuple of them, in its order"
)]
pub trait InputOf<P: Inputs, T: Scalar>: Sample {
    /// The columns as the network takes them.
    fn input<const B: usize>(columns: &Self::Columns<B>) -> P::In<'_, T, B>;
}

impl<T: Scalar, const F: usize> InputOf<Values<F>, T> for [T; F] {
    fn input<const B: usize>(columns: &SMatrix<T, F, B>) -> &SMatrix<T, F, B> {
        columns
    }
}

impl<T: Scalar, const F: usize> InputOf<Values<F>, T> for SVector<T, F> {
    fn input<const B: usize>(columns: &SMatrix<T, F, B>) -> &SMatrix<T, F, B> {
        columns
    }
}

impl InputOf<Values<1>, f32> for f32 {
    fn input<const B: usize>(columns: &SMatrix<f32, 1, B>) -> &SMatrix<f32, 1, B> {
        columns
    }
}

impl InputOf<Values<1>, f64> for f64 {
    fn input<const B: usize>(columns: &SMatrix<f64, 1, B>) -> &SMatrix<f64, 1, B> {
        columns
    }
}

macro_rules! inputs {
    ($($P:ident $X:ident $i:tt),+) => {
        impl<T: Scalar, $($P: Inputs, $X: InputOf<$P, T>),+> InputOf<($($P,)+), T> for ($($X,)+) {
            fn input<const B: usize>(columns: &Self::Columns<B>) -> <($($P,)+) as Inputs>::In<'_, T, B> {
                ($($X::input::<B>(&columns.$i),)+)
            }
        }
    };
}

inputs!(P0 X0 0, P1 X1 1);
inputs!(P0 X0 0, P1 X1 1, P2 X2 2);
inputs!(P0 X0 0, P1 X1 1, P2 X2 2, P3 X3 3);
inputs!(P0 X0 0, P1 X1 1, P2 X2 2, P3 X3 3, P4 X4 4);
inputs!(P0 X0 0, P1 X1 1, P2 X2 2, P3 X3 3, P4 X4 4, P5 X5 5);
inputs!(P0 X0 0, P1 X1 1, P2 X2 2, P3 X3 3, P4 X4 4, P5 X5 5, P6 X6 6);
inputs!(P0 X0 0, P1 X1 1, P2 X2 2, P3 X3 3, P4 X4 4, P5 X5 5, P6 X6 6, P7 X7 7);

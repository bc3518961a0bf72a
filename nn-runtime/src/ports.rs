//! What goes into a network and what comes out of it, as types.
//!
//! A network with one input has [`Values<F>`] as its inputs, one with several a tuple of them; outputs are
//! [`Output<H, F>`] with the [`Head`] that ends them, or a tuple. A caller sees fixed-size matrices, one contiguous
//! column a sample ([`Inputs::In`], [`Outputs::Out`]); the passes see the same memory as flat slices.

use core::array;
use core::fmt::Debug;
use core::marker::PhantomData;

use nalgebra::SMatrix;

use crate::flat::Flat;
use crate::head::Head;
use crate::prediction::Prediction;
use crate::scalar::Scalar;
use crate::sink::Sink;

/// One input of `F` numbers a sample.
#[derive(Debug)]
pub struct Values<const F: usize>;

/// One output of `F` numbers a sample, ended by the activation `H`.
#[derive(Debug)]
pub struct Output<H, const F: usize>(PhantomData<H>);

/// The inputs of a network.
pub trait Inputs: 'static {
    /// What a caller hands over: references to matrices of `B` columns, of which the live ones are read.
    type In<'a, T: Scalar, const B: usize>: Copy;
    /// The same as flat slices, column after column.
    type Slices<'a, T: Scalar>: Copy;
    /// Where the gradients of the inputs go.
    type Sinks<'a, T: Scalar>;

    /// Numbers a sample, over all inputs.
    const LEN: usize;

    /// The matrices as slices.
    fn slices<'a, T: Scalar, const B: usize>(x: Self::In<'a, T, B>) -> Self::Slices<'a, T>;
    /// Cuts one slice of `LEN * columns` numbers into the inputs, one after the other.
    fn split<T: Scalar>(flat: &[T], columns: usize) -> Self::Slices<'_, T>;
    /// Where number `number` of sample `at` lies in `LEN * columns` numbers, cut as [`split`](Inputs::split) cuts.
    fn place(number: usize, columns: usize, at: usize) -> usize;
    /// Sinks for nobody.
    fn skip<'a, T: Scalar>() -> Self::Sinks<'a, T>;
    /// Sinks that store into one slice of `LEN * columns` numbers, cut as [`split`](Inputs::split) cuts.
    fn store<T: Scalar>(flat: &mut [T], columns: usize) -> Self::Sinks<'_, T>;
}

/// The outputs of a network.
pub trait Outputs: 'static {
    /// What a caller hands over: matrices of `B` columns, of which the live ones are written.
    type Out<'a, T: Scalar, const B: usize>;
    /// The same as flat slices, column after column.
    type Slices<'a, T: Scalar>;
    /// What comes out for one sample: `[T; F]`, or a tuple of them.
    type Sample<T: Scalar>: Clone + Debug + PartialEq + Send + Sync + 'static;
    /// What is predicted for one sample: a [`Prediction`], or a tuple of them.
    type Prediction<T: Scalar>: Clone + Debug + PartialEq + Send + Sync + 'static;

    /// Numbers a sample, over all outputs.
    const LEN: usize;

    /// The matrices as slices.
    fn slices<'a, T: Scalar, const B: usize>(y: Self::Out<'a, T, B>) -> Self::Slices<'a, T>;
    /// The same matrices for a shorter time.
    fn reborrow_matrices<'a, T: Scalar, const B: usize>(y: &'a mut Self::Out<'_, T, B>) -> Self::Out<'a, T, B>;
    /// One slice of `LEN * B` numbers as matrices, one after the other.
    fn matrices<T: Scalar, const B: usize>(flat: &mut [T]) -> Self::Out<'_, T, B>;
    /// Cuts one slice of `LEN * columns` numbers into the outputs, one after the other.
    fn split<T: Scalar>(flat: &mut [T], columns: usize) -> Self::Slices<'_, T>;
    /// The same slices for a shorter time.
    fn reborrow<'a, T: Scalar>(y: &'a mut Self::Slices<'_, T>) -> Self::Slices<'a, T>;
    /// Sample `at` of `LEN * columns` numbers, cut as [`split`](Outputs::split) cuts.
    fn sample<T: Scalar>(flat: &[T], columns: usize, at: usize) -> Self::Sample<T>;
    /// What comes out for one sample, as a prediction.
    fn prediction<T: Scalar>(sample: Self::Sample<T>) -> Self::Prediction<T>;
    /// The first of the numbers of sample `at` that is NaN, where one is.
    fn find_nan<T: Scalar>(flat: &[T], columns: usize, at: usize) -> Option<usize>;
    /// Applies the heads to the first `n` samples in place: pre-activations become outputs.
    fn activate<T: Scalar>(y: Self::Slices<'_, T>, n: usize);
    /// Turns gradients of the outputs into gradients of the pre-activations, in place.
    fn activate_backward<T: Scalar>(y: Self::Slices<'_, T>, dy: Self::Slices<'_, T>, n: usize);
}

impl<const F: usize> Inputs for Values<F> {
    type In<'a, T: Scalar, const B: usize> = &'a SMatrix<T, F, B>;
    type Slices<'a, T: Scalar> = &'a [T];
    type Sinks<'a, T: Scalar> = Sink<'a, T>;

    const LEN: usize = F;

    #[inline(always)]
    fn slices<'a, T: Scalar, const B: usize>(x: Self::In<'a, T, B>) -> Self::Slices<'a, T> {
        x.as_flat()
    }
    #[inline(always)]
    fn split<T: Scalar>(flat: &[T], columns: usize) -> &[T] {
        &flat[..F * columns]
    }
    #[inline(always)]
    fn place(number: usize, _: usize, at: usize) -> usize {
        at * F + number
    }
    #[inline(always)]
    fn skip<'a, T: Scalar>() -> Sink<'a, T> {
        Sink::Skip
    }
    #[inline(always)]
    fn store<T: Scalar>(flat: &mut [T], columns: usize) -> Sink<'_, T> {
        Sink::Store(&mut flat[..F * columns])
    }
}

impl<H: Head, const F: usize> Outputs for Output<H, F> {
    type Out<'a, T: Scalar, const B: usize> = &'a mut SMatrix<T, F, B>;
    type Slices<'a, T: Scalar> = &'a mut [T];
    type Sample<T: Scalar> = [T; F];
    type Prediction<T: Scalar> = Prediction<H, T, F>;

    const LEN: usize = F;

    #[inline(always)]
    fn slices<'a, T: Scalar, const B: usize>(y: Self::Out<'a, T, B>) -> Self::Slices<'a, T> {
        y.as_flat_mut()
    }
    #[inline(always)]
    fn reborrow_matrices<'a, T: Scalar, const B: usize>(y: &'a mut Self::Out<'_, T, B>) -> Self::Out<'a, T, B> {
        y
    }
    #[inline(always)]
    fn matrices<T: Scalar, const B: usize>(flat: &mut [T]) -> &mut SMatrix<T, F, B> {
        Flat::from_flat_mut(flat)
    }
    #[inline(always)]
    fn split<T: Scalar>(flat: &mut [T], columns: usize) -> &mut [T] {
        &mut flat[..F * columns]
    }
    #[inline(always)]
    fn reborrow<'a, T: Scalar>(y: &'a mut Self::Slices<'_, T>) -> Self::Slices<'a, T> {
        y
    }
    fn sample<T: Scalar>(flat: &[T], _: usize, at: usize) -> [T; F] {
        array::from_fn(|k| flat[at * F + k])
    }
    fn prediction<T: Scalar>(sample: [T; F]) -> Prediction<H, T, F> {
        Prediction::new(sample)
    }
    fn find_nan<T: Scalar>(flat: &[T], _: usize, at: usize) -> Option<usize> {
        flat[at * F..][..F].iter().position(|y| y.is_nan())
    }
    #[inline(always)]
    fn activate<T: Scalar>(y: &mut [T], n: usize) {
        y.chunks_exact_mut(F).take(n).for_each(H::forward);
    }
    #[inline(always)]
    fn activate_backward<T: Scalar>(y: &mut [T], dy: &mut [T], n: usize) {
        y.chunks_exact(F).zip(dy.chunks_exact_mut(F)).take(n).for_each(|(y, dy)| H::backward(y, dy));
    }
}

macro_rules! tuples {
    ($($P:ident $x:ident $d:ident),+) => {
        impl<$($P: Inputs),+> Inputs for ($($P,)+) {
            type In<'a, T: Scalar, const B: usize> = ($($P::In<'a, T, B>,)+);
            type Slices<'a, T: Scalar> = ($($P::Slices<'a, T>,)+);
            type Sinks<'a, T: Scalar> = ($($P::Sinks<'a, T>,)+);

            const LEN: usize = 0 $(+ $P::LEN)+;

            #[inline(always)]
            fn slices<'a, T: Scalar, const B: usize>(($($x,)+): Self::In<'a, T, B>) -> Self::Slices<'a, T> {
                ($($P::slices($x),)+)
            }
            #[inline(always)]
            fn split<T: Scalar>(flat: &[T], columns: usize) -> Self::Slices<'_, T> {
                let rest = flat;
                $(let ($x, rest) = rest.split_at($P::LEN * columns);)+
                debug_assert!(rest.len() <= flat.len());
                ($($P::split($x, columns),)+)
            }
            fn place(number: usize, columns: usize, at: usize) -> usize {
                let (mut behind, mut start) = (0, 0);
                $(
                    if number < behind + $P::LEN {
                        return start + $P::place(number - behind, columns, at);
                    }
                    behind += $P::LEN;
                    start += $P::LEN * columns;
                )+
                start + number - behind
            }
            #[inline(always)]
            fn skip<'a, T: Scalar>() -> Self::Sinks<'a, T> {
                ($($P::skip(),)+)
            }
            #[inline(always)]
            fn store<T: Scalar>(flat: &mut [T], columns: usize) -> Self::Sinks<'_, T> {
                let rest = flat;
                $(let ($x, rest) = rest.split_at_mut($P::LEN * columns);)+
                let _ = rest;
                ($($P::store($x, columns),)+)
            }
        }

        impl<$($P: Outputs),+> Outputs for ($($P,)+) {
            type Out<'a, T: Scalar, const B: usize> = ($($P::Out<'a, T, B>,)+);
            type Slices<'a, T: Scalar> = ($($P::Slices<'a, T>,)+);
            type Sample<T: Scalar> = ($($P::Sample<T>,)+);
            type Prediction<T: Scalar> = ($($P::Prediction<T>,)+);

            const LEN: usize = 0 $(+ $P::LEN)+;

            #[inline(always)]
            fn slices<'a, T: Scalar, const B: usize>(($($x,)+): Self::Out<'a, T, B>) -> Self::Slices<'a, T> {
                ($($P::slices($x),)+)
            }
            #[inline(always)]
            fn reborrow_matrices<'a, T: Scalar, const B: usize>(
                ($($x,)+): &'a mut Self::Out<'_, T, B>,
            ) -> Self::Out<'a, T, B> {
                ($($P::reborrow_matrices($x),)+)
            }
            #[inline(always)]
            fn matrices<T: Scalar, const B: usize>(flat: &mut [T]) -> Self::Out<'_, T, B> {
                let rest = flat;
                $(let ($x, rest) = rest.split_at_mut($P::LEN * B);)+
                let _ = rest;
                ($($P::matrices($x),)+)
            }
            #[inline(always)]
            fn split<T: Scalar>(flat: &mut [T], columns: usize) -> Self::Slices<'_, T> {
                let rest = flat;
                $(let ($x, rest) = rest.split_at_mut($P::LEN * columns);)+
                let _ = rest;
                ($($P::split($x, columns),)+)
            }
            #[inline(always)]
            fn reborrow<'a, T: Scalar>(($($x,)+): &'a mut Self::Slices<'_, T>) -> Self::Slices<'a, T> {
                ($($P::reborrow($x),)+)
            }
            fn sample<T: Scalar>(flat: &[T], columns: usize, at: usize) -> Self::Sample<T> {
                let rest = flat;
                $(let ($x, rest) = rest.split_at($P::LEN * columns);)+
                let _ = rest;
                ($($P::sample($x, columns, at),)+)
            }
            fn prediction<T: Scalar>(($($x,)+): Self::Sample<T>) -> Self::Prediction<T> {
                ($($P::prediction($x),)+)
            }
            fn find_nan<T: Scalar>(flat: &[T], columns: usize, at: usize) -> Option<usize> {
                let (mut behind, mut rest) = (0, flat);
                $(
                    let ($x, others) = rest.split_at($P::LEN * columns);
                    if let Some(number) = $P::find_nan($x, columns, at) {
                        return Some(behind + number);
                    }
                    behind += $P::LEN;
                    rest = others;
                )+
                debug_assert!(behind == Self::LEN && rest.len() <= flat.len());
                None
            }
            #[inline(always)]
            fn activate<T: Scalar>(($($x,)+): Self::Slices<'_, T>, n: usize) {
                $($P::activate($x, n);)+
            }
            #[inline(always)]
            fn activate_backward<T: Scalar>(
                ($($x,)+): Self::Slices<'_, T>,
                ($($d,)+): Self::Slices<'_, T>,
                n: usize,
            ) {
                $($P::activate_backward($x, $d, n);)+
            }
        }
    };
}

tuples!(P0 x0 d0, P1 x1 d1);
tuples!(P0 x0 d0, P1 x1 d1, P2 x2 d2);
tuples!(P0 x0 d0, P1 x1 d1, P2 x2 d2, P3 x3 d3);
tuples!(P0 x0 d0, P1 x1 d1, P2 x2 d2, P3 x3 d3, P4 x4 d4);
tuples!(P0 x0 d0, P1 x1 d1, P2 x2 d2, P3 x3 d3, P4 x4 d4, P5 x5 d5);
tuples!(P0 x0 d0, P1 x1 d1, P2 x2 d2, P3 x3 d3, P4 x4 d4, P5 x5 d5, P6 x6 d6);
tuples!(P0 x0 d0, P1 x1 d1, P2 x2 d2, P3 x3 d3, P4 x4 d4, P5 x5 d5, P6 x6 d6, P7 x7 d7);

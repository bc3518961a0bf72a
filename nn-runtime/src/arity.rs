//! How many inputs and outputs a network has, as bounds that say in words where it is another number.
//!
//! Of a network from elsewhere `network!` does not know it. So it hands over arrays of as many slices as the definition
//! says, and these traits turn them into what the network takes.

use crate::head::Head;
use crate::ports::{Inputs, Output, Outputs, Values};
use crate::scalar::Scalar;
use crate::sink::Sink;

/// The inputs of a network that takes `K` values.
#[diagnostic::on_unimplemented(
    message = "this network takes `{Self}`, but the number given here is {K}",
    label = "it has another number of inputs",
    note = "one value is given by `x -> Net`, several as a call, `Net(a, b)`"
)]
pub trait Takes<const K: usize>: Inputs {
    /// The slices as the network takes them.
    fn slices<T: Scalar>(x: [&[T]; K]) -> Self::Slices<'_, T>;
    /// The sinks as the network takes them.
    fn sinks<T: Scalar>(dx: [Sink<'_, T>; K]) -> Self::Sinks<'_, T>;
}

/// The outputs of a network that gives `K` values.
#[diagnostic::on_unimplemented(
    message = "this network gives `{Self}`, but the number taken here is {K}",
    label = "it has another number of outputs",
    note = "several outputs are taken by `let (a, b) = x -> Net;`"
)]
pub trait Gives<const K: usize>: Outputs {
    /// The slices as the network takes them.
    fn slices<T: Scalar>(y: [&mut [T]; K]) -> Self::Slices<'_, T>;
}

/// The outputs of a network that has an output number `I`.
pub trait At<const I: usize>: Outputs {
    /// What that output ends in where another network gives it on.
    type Head: Head;
}

// Nothing that implements them is a remedy, so messages list none of it.
#[diagnostic::do_not_recommend]
impl<const F: usize> Takes<1> for Values<F> {
    #[inline(always)]
    fn slices<T: Scalar>([x]: [&[T]; 1]) -> &[T] {
        x
    }
    #[inline(always)]
    fn sinks<T: Scalar>([dx]: [Sink<'_, T>; 1]) -> Sink<'_, T> {
        dx
    }
}

#[diagnostic::do_not_recommend]
impl<H: Head, const F: usize> At<0> for Output<H, F> {
    type Head = H::Applied;
}

#[diagnostic::do_not_recommend]
impl<H: Head, const F: usize> Gives<1> for Output<H, F> {
    #[inline(always)]
    fn slices<T: Scalar>([y]: [&mut [T]; 1]) -> &mut [T] {
        y
    }
}

macro_rules! several {
    ($K:literal: $($I:literal $F:ident $H:ident $x:ident),+) => {
        #[diagnostic::do_not_recommend]
        impl<$(const $F: usize),+> Takes<$K> for ($(Values<$F>,)+) {
            #[inline(always)]
            fn slices<T: Scalar>([$($x),+]: [&[T]; $K]) -> Self::Slices<'_, T> {
                ($($x,)+)
            }
            #[inline(always)]
            fn sinks<T: Scalar>([$($x),+]: [Sink<'_, T>; $K]) -> Self::Sinks<'_, T> {
                ($($x,)+)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($H: Head, const $F: usize),+> Gives<$K> for ($(Output<$H, $F>,)+) {
            #[inline(always)]
            fn slices<T: Scalar>([$($x),+]: [&mut [T]; $K]) -> Self::Slices<'_, T> {
                ($($x,)+)
            }
        }

        at!({$($H: Head, const $F: usize),+} ($(Output<$H, $F>,)+) $($I $H),+);
    };
}

/// One impl an output; a macro of its own, for the generic parameters are repeated in each.
macro_rules! at {
    ($params:tt $outputs:tt $($I:literal $H:ident),+) => { $(at!(@ $params $outputs $I $H);)+ };
    (@ {$($params:tt)+} ($($outputs:tt)+) $I:literal $H:ident) => {
        #[diagnostic::do_not_recommend]
        impl<$($params)+> At<$I> for ($($outputs)+) {
            type Head = $H::Applied;
        }
    };
}

several!(2: 0 F0 H0 x0, 1 F1 H1 x1);
several!(3: 0 F0 H0 x0, 1 F1 H1 x1, 2 F2 H2 x2);
several!(4: 0 F0 H0 x0, 1 F1 H1 x1, 2 F2 H2 x2, 3 F3 H3 x3);
several!(5: 0 F0 H0 x0, 1 F1 H1 x1, 2 F2 H2 x2, 3 F3 H3 x3, 4 F4 H4 x4);
several!(6: 0 F0 H0 x0, 1 F1 H1 x1, 2 F2 H2 x2, 3 F3 H3 x3, 4 F4 H4 x4, 5 F5 H5 x5);
several!(7: 0 F0 H0 x0, 1 F1 H1 x1, 2 F2 H2 x2, 3 F3 H3 x3, 4 F4 H4 x4, 5 F5 H5 x5, 6 F6 H6 x6);
several!(8: 0 F0 H0 x0, 1 F1 H1 x1, 2 F2 H2 x2, 3 F3 H3 x3, 4 F4 H4 x4, 5 F5 H5 x5, 6 F6 H6 x6, 7 F7 H7 x7);

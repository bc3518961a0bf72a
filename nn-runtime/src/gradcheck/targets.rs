//! The targets of the losses of this library, drawn at random.

use alloc::boxed::Box;
use alloc::vec::Vec;

use nalgebra::SMatrix;
use rand_distr::{Distribution, StandardNormal, StandardUniform};

use crate::batch::Class;
use crate::flat::Flat;
use crate::head::{Head, LogProbabilities, Logits, Probabilities, Scores};
use crate::initializers::Rng;
use crate::losses::{
    BinaryCrossEntropy, BinaryCrossEntropyWithLogits, CategoricalCrossEntropy, CrossEntropy, DrawTarget, Focal, Hinge,
    Huber, KlDivergence, Mae, Mse, Nll, Weighted, WeightsOf,
};
use crate::memory::zeroed_box;
use crate::scalar::Scalar;

/// Numbers drawn one by one, on the heap.
fn numbers<T: Scalar, const F: usize, const B: usize>(mut draw: impl FnMut() -> f64) -> Box<SMatrix<T, F, B>> {
    let mut matrix: Box<SMatrix<T, F, B>> = zeroed_box();
    matrix.as_flat_mut().iter_mut().for_each(|t| *t = T::from_f64(draw()));
    matrix
}

/// Losses that compare numbers: how one is drawn.
macro_rules! numbers {
    ($Loss:ty, [$($generics:tt)*], $rng:ident => $draw:expr) => {
        impl<$($generics)*, const F: usize> DrawTarget<H, F> for $Loss {
            type Drawn<T: Scalar, const B: usize> = Box<SMatrix<T, F, B>>;

            fn draw<T: Scalar, const B: usize>(&self, $rng: &mut Rng) -> Box<SMatrix<T, F, B>> {
                numbers(|| $draw)
            }
            fn lend<T: Scalar, const B: usize>(drawn: &Box<SMatrix<T, F, B>>) -> &SMatrix<T, F, B> {
                drawn
            }
        }
    };
}

numbers!(Mse, [H: Head], rng => StandardNormal.sample(rng));
numbers!(Mae, [H: Head], rng => StandardNormal.sample(rng));
numbers!(Huber, [H: Head], rng => StandardNormal.sample(rng));
numbers!(Hinge, [H: Scores], rng => f64::signum(StandardNormal.sample(rng)));
numbers!(Focal, [H: Logits], rng => StandardUniform.sample(rng));
numbers!(BinaryCrossEntropy, [H: Probabilities], rng => StandardUniform.sample(rng));
// They need not sum to 1.
numbers!(CategoricalCrossEntropy<W>, [W: WeightsOf<F>, H: Logits], rng => StandardUniform.sample(rng));
numbers!(KlDivergence, [H: LogProbabilities], rng => StandardUniform.sample(rng));
numbers!(BinaryCrossEntropyWithLogits<W>, [W: WeightsOf<F>, H: Logits], rng => StandardUniform.sample(rng));

/// Classes drawn one by one, on the heap.
fn classes<const F: usize, const B: usize>(rng: &mut Rng) -> Box<[Class<F>; B]> {
    let mut class = |_| {
        let unit: f64 = StandardUniform.sample(rng);
        Class::new((unit * F as f64) as usize).unwrap_or_default()
    };
    let classes: Vec<_> = (0..B).map(&mut class).collect();
    match classes.into_boxed_slice().try_into() {
        Ok(classes) => classes,
        Err(_) => unreachable!("as many as were drawn"),
    }
}

/// Losses that take classes, for the heads they fit.
macro_rules! classes {
    ($Loss:ident of $Heads:ident) => {
        impl<W: WeightsOf<F>, H: $Heads, const F: usize> DrawTarget<H, F> for $Loss<W> {
            type Drawn<T: Scalar, const B: usize> = Box<[Class<F>; B]>;

            fn draw<T: Scalar, const B: usize>(&self, rng: &mut Rng) -> Box<[Class<F>; B]> {
                classes(rng)
            }
            fn lend<T: Scalar, const B: usize>(drawn: &Box<[Class<F>; B]>) -> &[Class<F>; B] {
                drawn
            }
        }
    };
}

classes!(CrossEntropy of Logits);
classes!(Nll of LogProbabilities);

impl<L: DrawTarget<H, F>, H: Head, const F: usize> DrawTarget<H, F> for Weighted<L> {
    type Drawn<T: Scalar, const B: usize> = L::Drawn<T, B>;

    fn draw<T: Scalar, const B: usize>(&self, rng: &mut Rng) -> L::Drawn<T, B> {
        self.inner().draw(rng)
    }
    fn lend<T: Scalar, const B: usize>(drawn: &L::Drawn<T, B>) -> L::Target<'_, T, B> {
        L::lend(drawn)
    }
}

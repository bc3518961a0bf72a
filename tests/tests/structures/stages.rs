//! Stages written by hand.

use nn_runtime::initializers::Rng;
use nn_runtime::listing::{Listing, Order};
use nn_runtime::nalgebra::SVector;
use nn_runtime::{Nothing, Output, Scalar, Stage, Values, flat, head, network};
use nn_tests::structure::prove;

flat! {
    /// y = x³, without parameters.
    pub struct Cube<T> {
        nothing: Nothing<T>,
    }
}

impl<T: Scalar> Stage for Cube<T> {
    type Input = Values<4>;
    type Output = Output<head::Linear, 4>;
    type As<U: Scalar> = Cube<U>;

    const NAME: &'static str = "Cube";
    const INPUT_SHAPE: &'static [usize] = &[4];
    const OUTPUT_SHAPE: &'static [usize] = &[4];

    fn init(&mut self, _: &mut Rng) {}

    fn list(_: &mut Listing<'_>) {}

    fn forward(&self, x: &[T], y: &mut [T], _: &mut [T]) {
        y.iter_mut().zip(x).for_each(|(y, &x)| *y = x * x * x);
    }

    fn backward(&self, x: &[T], dy: &[T], _: &[T], dx: &mut [T], _: &mut Self) {
        for ((dx, &dy), &x) in dx.iter_mut().zip(dy).zip(x) {
            *dx = T::from_f64(3.0) * x * x * dy;
        }
    }
}

flat! {
    /// y = x · tanh(a x), with one a a feature; keeps the hyperbolic tangents.
    pub struct Gate<const F: usize, T> {
        /// a.
        pub slope: SVector<T, F>,
    }
}

impl<const F: usize, T: Scalar> Stage for Gate<F, T> {
    type Input = Values<F>;
    type Output = Output<head::Linear, F>;
    type As<U: Scalar> = Gate<F, U>;

    const NAME: &'static str = "Gate";
    const INPUT_SHAPE: &'static [usize] = &[F];
    const OUTPUT_SHAPE: &'static [usize] = &[F];
    const SAVED: usize = F;
    const MULTIPLY_ADDS: usize = 2 * F;

    fn init(&mut self, _: &mut Rng) {
        self.slope.fill(T::ONE);
    }

    fn list(to: &mut Listing<'_>) {
        to.param("slope", &[F], Order::Same);
    }

    fn forward(&self, x: &[T], y: &mut [T], saved: &mut [T]) {
        for i in 0..F {
            saved[i] = (self.slope[i] * x[i]).tanh();
            y[i] = x[i] * saved[i];
        }
    }

    fn backward(&self, x: &[T], dy: &[T], saved: &[T], dx: &mut [T], grads: &mut Self) {
        for i in 0..F {
            let slope = T::ONE - saved[i] * saved[i];
            dx[i] = dy[i] * (saved[i] + x[i] * slope * self.slope[i]);
            grads.slope[i] += dy[i] * x[i] * x[i] * slope;
        }
    }
}

mod far {
    pub use super::Gate;
}

network! {
    WithoutParameters(x: [3]) -> [2] { x -> dense<4> -> Cube -> [4] -> dense<2> }

    WithParameters(x: [3]) -> [2] { x -> dense<4> -> Gate<4> -> [4] -> dense<2> }

    Alone(x: [4]) -> [4] { x -> far::Gate<4> -> [4] }

    First(x: [4]) -> [2] { x -> Cube -> [4] -> dense<2> }

    Twice(x: [4]) -> [5] { x -> low: Gate<4> -> [4] -> dense<5> -> high: Gate<5> -> [5] }

    OfAResidual(x: [4]) -> [4] { x -> residual { Gate<4> -> [4] -> relu } }

    OfARepeat(x: [4]) -> [2] { x -> repeat<3> { Gate<4> -> [4] -> dense<4> } -> dense<2> }

    InASharedLayer(x: [4]) -> [4] {
        layer bend = Gate<4> -> [4] -> dense<4>;
        (x -> bend) * (x -> relu -> bend)
    }

    Frozen(x: [3]) -> [2] { x -> dense<4> -> #[frozen] Gate<4> -> [4] -> dense<2> }
}

#[test]
fn without_parameters() {
    prove::<WithoutParameters<f64>>();
}

#[test]
fn with_parameters_and_saved_values() {
    prove::<WithParameters<f64>>();
}

#[test]
fn at_the_ends() {
    prove::<Alone<f64>>();
    prove::<First<f64>>();
}

#[test]
fn twice_at_two_widths() {
    prove::<Twice<f64>>();
}

#[test]
fn in_a_residual() {
    prove::<OfAResidual<f64>>();
}

#[test]
fn in_a_repeat() {
    prove::<OfARepeat<f64>>();
}

#[test]
fn in_a_shared_layer() {
    prove::<InASharedLayer<f64>>();
}

#[test]
fn frozen() {
    prove::<Frozen<f64>>();
}

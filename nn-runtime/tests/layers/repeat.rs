use nn_runtime::flat::Nothing;
use nn_runtime::head::Linear;
use nn_runtime::initializers::Rng;
use nn_runtime::layers::repeat;
use nn_runtime::listing::Listing;
use nn_runtime::nalgebra::SVector;
use nn_runtime::plan::{self, Part, Plan, Size, Slot};
use nn_runtime::step::Step;
use nn_runtime::{Flat, Network, Output, Scalar, Stage, Values, flat};

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;

const F: usize = 3;
/// The capacity; calls have fewer live samples as well.
const B: usize = 4;

flat! {
    /// A block that mixes its features and keeps something for its backward pass: y = tanh(w ⊙ x), rotated by one.
    struct Twist<T> {
        weight: SVector<T, F>,
    }
}

impl<T: Scalar> Stage for Twist<T> {
    type Input = Values<F>;
    type Output = Output<Linear, F>;
    type As<U: Scalar> = Twist<U>;

    const NAME: &'static str = "Twist";
    const INPUT_SHAPE: &'static [usize] = &[F];
    const OUTPUT_SHAPE: &'static [usize] = &[F];
    const SAVED: usize = F;

    fn init(&mut self, _: &mut Rng) {
        self.weight.fill(T::ONE);
    }
    fn list(_: &mut Listing<'_>) {}

    fn forward(&self, x: &[T], y: &mut [T], saved: &mut [T]) {
        for i in 0..F {
            saved[i] = (self.weight[i] * x[i]).tanh();
            y[(i + 1) % F] = saved[i];
        }
    }
    fn backward(&self, x: &[T], dy: &[T], saved: &[T], dx: &mut [T], grads: &mut Self) {
        for i in 0..F {
            let dz = dy[(i + 1) % F] * (T::ONE - saved[i] * saved[i]);
            dx[i] = self.weight[i] * dz;
            grads.weight[i] += x[i] * dz;
        }
    }
}

struct Case<const R: usize> {
    n: usize,
}

/// Memory that nothing was written to.
fn memory<T: Scalar>(len: usize) -> Vec<T> {
    vec![T::from_f64(f64::NAN); len]
}

/// The plan of a network that is the blocks.
const fn blocks<T: Scalar, const R: usize>() -> Plan {
    const {
        Plan {
            infer: &[],
            train: &[Slot::new(
                Size::Blocks {
                    plan: &<Twist<T> as Network>::PLAN,
                    reads: <Twist<T> as Network>::READS,
                    in_place: <Twist<T> as Network>::IN_PLACE,
                    ask: plan::Ask::Always,
                    value: F,
                    times: R,
                },
                0,
                1,
            )],
            turn: 1,
        }
    }
}

fn value<T: Scalar>() -> Vec<T> {
    vec![T::from_f64(7.0); F * B]
}

impl<T: Scalar, const R: usize> Kernel<T, 2> for Case<R> {
    fn inputs(&self) -> [usize; 2] {
        [F * self.n, R * F]
    }
    fn output(&self) -> usize {
        F * self.n
    }
    fn in_place(&self) -> Option<usize> {
        Some(0)
    }
    fn forward(&self, [x, net]: [&[T]; 2], y: &mut [T]) {
        let (net, state) = (<[Twist<T>; R]>::from_flat(net), &[Nothing::default(); R]);
        let (ping, pong, memory) = (&mut value(), &mut value(), &mut memory(Twist::<T>::PLAN.len(Part::Infer, B)));
        on_level!(|isa| repeat::infer::<Twist<T>, _, B, R>(isa, net, state, x, y, ping, pong, memory, self.n));
    }
    fn backward(&self, [x, net]: [&[T]; 2], dy: &mut [T], [dx, grads]: [Ask<'_, T>; 2]) {
        let (n, step, beta) = (self.n, Step::new(1, 2), grads.beta);
        let (net, state) = (<[Twist<T>; R]>::from_flat(net), &mut [Nothing::default(); R]);
        let (mut y, mut evaluated) = (value(), value());
        let len = |part| blocks::<T, R>().len(part, B);

        let kept = &mut memory(len(Part::Forward(true)));
        on_level!(|isa| repeat::forward::<Twist<T>, _, B, true, R>(isa, net, state, x, &mut y, kept, n, step));
        self.forward([x, net.as_flat()], &mut evaluated);
        assert_eq!(y, evaluated, "training and inference differ");

        let (memory, kept) = (&mut memory(len(Part::Backward(true))), &kept[..len(Part::Kept(true))]);
        memory[..kept.len()].copy_from_slice(kept);
        let (dx, grads) = (dx.sink(), grads.grads::<[Twist<T>; R]>());
        on_level!(|isa| repeat::backward::<Twist<T>, _, B, true, R>(
            isa, net, state, x, &mut y, dy, dx, grads, beta, memory, n, step,
        ));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(14);
    for n in [1, 3, B] {
        check(&Case::<1> { n }, random);
        check(&Case::<2> { n }, random);
        check(&Case::<3> { n }, random);
        check(&Case::<4> { n }, random);
    }
}

//! `#[frozen]` stages: no gradients of their parameters, and those of their inputs where something before is trained.

use std::cell::Cell;

use nn_runtime::initializers::Rng;
use nn_runtime::listing::{Listing, Order};
use nn_runtime::losses::Mse;
use nn_runtime::nalgebra::{SMatrix, SVector};
use nn_runtime::{Batch, Flat, Network, Output, Scalar, Stage, Step, Values, Workspace, flat, head, network};
use nn_tests::structure::prove;

thread_local! {
    /// How often `Counts` has gone forward and backward on this thread.
    static PASSES: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

flat! {
    /// y = a ⊙ x; counts its passes.
    pub struct Counts<T> {
        /// a.
        pub scale: SVector<T, 4>,
    }
}

impl<T: Scalar> Stage for Counts<T> {
    type Input = Values<4>;
    type Output = Output<head::Linear, 4>;
    type As<U: Scalar> = Counts<U>;

    const NAME: &'static str = "Counts";
    const INPUT_SHAPE: &'static [usize] = &[4];
    const OUTPUT_SHAPE: &'static [usize] = &[4];

    fn init(&mut self, _: &mut Rng) {
        self.scale.fill(T::ONE);
    }

    fn list(to: &mut Listing<'_>) {
        to.param("scale", &[4], Order::Same);
    }

    fn forward(&self, x: &[T], y: &mut [T], _: &mut [T]) {
        PASSES.set((PASSES.get().0 + 1, PASSES.get().1));
        for i in 0..4 {
            y[i] = self.scale[i] * x[i];
        }
    }

    fn backward(&self, x: &[T], dy: &[T], _: &[T], dx: &mut [T], grads: &mut Self) {
        PASSES.set((PASSES.get().0, PASSES.get().1 + 1));
        for i in 0..4 {
            dx[i] = self.scale[i] * dy[i];
            grads.scale[i] += x[i] * dy[i];
        }
    }
}

network! {
    Front(x: [4]) -> [2] { x -> #[frozen] dense<4> -> relu -> dense<2> }

    Middle(x: [4]) -> [2] { x -> dense<4> -> relu -> #[frozen] dense<3> -> relu -> dense<2> }

    Last(x: [4]) -> [2] { x -> dense<4> -> relu -> #[frozen] dense<2> }

    LastAlone(x: [4]) -> [2] { x -> #[frozen] dense<4> -> relu -> #[frozen] dense<3> -> relu -> dense<2> }

    All(x: [4]) -> [2] { x -> #[frozen] dense<4> -> relu -> #[frozen] dense<2> }

    Body(x: [4]) -> [3] { x -> dense<5> -> relu -> dense<3> -> relu }

    Partly(x: [4]) -> [3] { x -> dense<5> -> relu -> #[frozen] dense<4> -> relu -> dense<3> }

    FrozenNetwork(x: [4]) -> [2] { x -> #[frozen] Body -> dense<2> }

    FrozenNetworkInTheMiddle(x: [4]) -> [2] { x -> dense<4> -> #[frozen] Partly -> relu -> dense<2> }

    PartlyFrozenNetwork(x: [4]) -> [2] { x -> Partly -> dense<2> }

    FrozenWithin(x: [4]) -> [2] { x -> All -> dense<2> }

    FrozenRepeat(x: [4]) -> [2] { x -> dense<4> -> #[frozen] repeat<2> { dense<4> -> relu } -> dense<2> }

    RepeatOfFrozen(x: [4]) -> [2] { x -> repeat<3> { dense<4> -> relu -> #[frozen] dense<4> } -> dense<2> }

    SharedAndFrozen(x: [4]) -> [2] {
        layer body = #[frozen] dense<4> -> relu -> dense<4>;
        x -> body -> relu -> body -> relu -> dense<2>
    }

    CountsFirst(x: [4]) -> [4] { x -> #[frozen] Counts -> [4] -> relu -> dense<4> -> relu -> dense<4> }

    CountsAmongFrozen(x: [4]) -> [4] {
        x -> #[frozen] dense<4> -> residual { tanh -> #[frozen] Counts -> [4] } -> #[frozen] dense<4> -> relu -> dense<4>
    }

    CountsInAFrozenNetwork(x: [4]) -> [4] { x -> #[frozen] Counting -> dense<4> }
    Counting(x: [4]) -> [4] { x -> dense<4> -> relu -> Counts -> [4] -> relu }

    CountsInAFrozenRepeat(x: [4]) -> [4] { x -> #[frozen] repeat<2> { relu -> Counts -> [4] } -> dense<4> }

    CountsBehindTrained(x: [4]) -> [4] { x -> dense<4> -> #[frozen] Counts -> [4] -> dense<4> }

    /// One way to `x` leads over trained stages, one over frozen ones alone.
    TwoWays(a: [4], b: [4]) -> [3] {
        let h = a * b;
        (h -> #[frozen] front: dense<3>) + (h -> dense<3> -> relu -> #[frozen] dense<3>) + (b -> #[frozen] dense<3>)
    }
}

#[test]
fn in_front() {
    prove::<Front<f64>>();
    assert_eq!(<<Front as Network>::Grads as Flat>::LEN, 4 * 2 + 2);
}

#[test]
fn in_the_middle() {
    prove::<Middle<f64>>();
}

#[test]
fn last() {
    prove::<Last<f64>>();
    prove::<LastAlone<f64>>();
}

#[test]
fn everything() {
    prove::<All<f64>>();
    assert_eq!(<<All as Network>::Grads as Flat>::LEN, 0);
}

#[test]
fn other_networks() {
    prove::<FrozenNetwork<f64>>();
    prove::<FrozenNetworkInTheMiddle<f64>>();
    prove::<PartlyFrozenNetwork<f64>>();
    prove::<FrozenWithin<f64>>();
}

#[test]
fn repeats() {
    prove::<FrozenRepeat<f64>>();
    prove::<RepeatOfFrozen<f64>>();
    assert_eq!(RepeatOfFrozen::<f32>::RUNS.as_slice().len(), 4);
}

#[test]
fn shared_layers() {
    prove::<SharedAndFrozen<f64>>();
}

#[test]
fn one_of_two_ways() {
    prove::<TwoWays<f64>>();
}

/// The passes of `Counts`, forward and backward, in a step on three samples that asks for no gradients of inputs.
fn passes<N>() -> (usize, usize)
where
    N: Network<T = f32, Inputs = Values<4>, Outputs = Output<head::Linear, 4>>,
{
    let x = SMatrix::<f32, 4, 3>::from_element(0.5);
    PASSES.set((0, 0));
    let mut model = nn_runtime::Model::<N>::init(1);
    model.forward_backward(&mut Workspace::<N, 3>::new(), Batch::full(&x, &x), &Mse::new(), Step::new(1, 0));
    PASSES.get()
}

#[test]
fn nothing_is_computed_before_the_first_trained_stage() {
    assert_eq!(passes::<CountsFirst>(), (3, 0));
    assert_eq!(passes::<CountsAmongFrozen>(), (3, 0));
    assert_eq!(passes::<CountsInAFrozenNetwork>(), (3, 0));
    assert_eq!(passes::<CountsInAFrozenRepeat>(), (6, 0));
    assert_eq!(passes::<CountsBehindTrained>(), (3, 3));
}

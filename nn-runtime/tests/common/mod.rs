//! A network as `network!` writes it, by hand: the tests of the runtime do not depend on the macro.

use nn_runtime::fingerprint::Fingerprint;
use nn_runtime::head::Linear;
use nn_runtime::initializers::Rng;
use nn_runtime::isa::Isa;
use nn_runtime::layers::{Dense, Identity, Relu, dense};
use nn_runtime::listing::{Listing, Order};
use nn_runtime::network::{Sinks, Xs, Ys};
use nn_runtime::plan::{Plan, Size, Slot, slots, spans};
use nn_runtime::runs::Runs;
use nn_runtime::sink::{Beta, Sink};
use nn_runtime::summary::{Row, Summary};
use nn_runtime::{Flat, Network, Nothing, Output, Scalar, Step, Values, flat};
use rand::RngExt;

flat! {
    /// `Digits(pixels: [8]) -> [3] { pixels -> hidden: dense<5> -> relu -> dense<3> }`
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Digits<T> {
        pub hidden: Dense<T, 8, 5>,
        pub dense_1: Dense<T, 5, 3>,
    }
}

/// One reference a stage.
#[derive(Clone, Copy, Debug)]
pub struct View<'a, T> {
    hidden: &'a Dense<T, 8, 5>,
    dense_1: &'a Dense<T, 5, 3>,
}

impl<T: Scalar> Network for Digits<T> {
    type Inputs = Values<8>;
    type Outputs = Output<Linear, 3>;
    type Grads = Digits<T>;
    type State = Nothing<T>;
    type View<'a> = View<'a, T>;
    type As<U: Scalar> = Digits<U>;

    const NAME: &'static str = "Digits";
    const INPUT_SHAPES: &'static [&'static [usize]] = &[&[8]];
    const OUTPUT_SHAPES: &'static [&'static [usize]] = &[&[3]];
    const RUNS: Runs = Runs::new().trained(Self::LEN, None);
    const COUPLED: bool = false;
    const PLAN: Plan = Plan {
        infer: &[Slot::new(Size::PerSample(5), 0, 1)],
        saved: &[Slot::new(Size::PerSample(5), 0, 1)],
        forward: &[],
        backward: &[Slot::new(Size::PerSample(5), 0, 1)],
    };
    const MULTIPLY_ADDS: u64 = 8 * 5 + 5 * 3;
    const FINGERPRINT: u64 = Fingerprint::new("[8] -> hidden: dense<5> -> relu -> dense_1: dense<3>").finish();
    const SUMMARY: Summary = Summary {
        name: "Digits",
        inputs: &[("pixels", &[8])],
        rows: &[
            Row { field: "hidden", stage: "dense<5>", shape: &[5], params: 45, frozen: false },
            Row { field: "", stage: "relu", shape: &[5], params: 0, frozen: false },
            Row { field: "dense_1", stage: "dense<3>", shape: &[3], params: 18, frozen: false },
        ],
        params: 63,
        trained: 63,
        state: 0,
        multiply_adds: Self::MULTIPLY_ADDS,
        infer: 5,
        train: 15,
    };

    fn view(&self) -> View<'_, T> {
        View { hidden: &self.hidden, dense_1: &self.dense_1 }
    }

    fn init(&mut self, _: &mut Self::State, rng: &mut Rng) {
        self.as_flat_mut().iter_mut().for_each(|p| *p = T::from_f64(rng.random_range(-0.5..0.5)));
    }

    fn list(to: &mut Listing<'_>) {
        to.param("hidden.weight", &[5, 8], Order::Transposed);
        to.param("hidden.bias", &[5], Order::Same);
        to.param("dense_1.weight", &[3, 5], Order::Transposed);
        to.param("dense_1.bias", &[3], Order::Same);
    }

    fn infer<S: Isa, const B: usize>(
        isa: S,
        net: View<'_, T>,
        _: &Self::State,
        x: Xs<'_, Self>,
        y: Ys<'_, Self>,
        memory: &mut [T],
        n: usize,
    ) {
        let at = const { spans::<1>(Self::PLAN.infer, B) };
        let [hidden] = slots(memory, at);
        dense::forward(isa, Relu, net.hidden, x, hidden, n);
        dense::forward(isa, Identity, net.dense_1, hidden, y, n);
    }

    fn forward<S: Isa, const B: usize>(
        isa: S,
        net: View<'_, T>,
        _: &mut Self::State,
        x: Xs<'_, Self>,
        y: Ys<'_, Self>,
        saved: &mut [T],
        _: &mut [T],
        n: usize,
        _: Step,
    ) {
        let at = const { spans::<1>(Self::PLAN.saved, B) };
        let [hidden] = slots(saved, at);
        dense::forward(isa, Relu, net.hidden, x, hidden, n);
        dense::forward(isa, Identity, net.dense_1, hidden, y, n);
    }

    fn backward<S: Isa, const B: usize>(
        isa: S,
        net: View<'_, T>,
        _: &Self::State,
        x: Xs<'_, Self>,
        dy: Ys<'_, Self>,
        dx: Sinks<'_, Self>,
        grads: Option<&mut Self::Grads>,
        beta: Beta,
        saved: &mut [T],
        memory: &mut [T],
        n: usize,
        _: Step,
    ) {
        let [hidden] = slots(saved, const { spans::<1>(Self::PLAN.saved, B) });
        let [dhidden] = slots(memory, const { spans::<1>(Self::PLAN.backward, B) });
        let (dw_hidden, dw_1) = match grads {
            Some(grads) => (Some(&mut grads.hidden), Some(&mut grads.dense_1)),
            None => (None, None),
        };
        dense::backward(isa, Identity, net.dense_1, hidden, &[], dy, Sink::Store(dhidden), dw_1, beta, n);
        dense::backward(isa, Relu, net.hidden, x, hidden, dhidden, dx, dw_hidden, beta, n);
    }
}

//! A network as `network!` writes it, by hand: the tests of the runtime do not depend on the macro.

use nn_runtime::fingerprint::Fingerprint;
use nn_runtime::head::Linear;
use nn_runtime::initializers::Rng;
use nn_runtime::isa::Isa;
use nn_runtime::layers::{Dense, Identity, Relu, dense};
use nn_runtime::listing::{Listing, Order};
use nn_runtime::network::{Sinks, Xs, Ys};
use nn_runtime::plan::{Part, Plan, Size, Slot, slots, spans};
use nn_runtime::reads::Reads;
use nn_runtime::runs::Runs;
use nn_runtime::sink::{Beta, Sink};
use nn_runtime::summary::{Row, Summary};
use nn_runtime::{Flat, Network, Nothing, Output, Scalar, Step, Values, flat};
use rand::RngExt;

flat! {
    /// `Mlp(x: [IN]) -> [OUT] { x -> hidden: dense<HIDDEN> -> relu -> dense<OUT> }`
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Mlp<T, const IN: usize, const HIDDEN: usize, const OUT: usize> {
        pub hidden: Dense<T, IN, HIDDEN>,
        pub dense_1: Dense<T, HIDDEN, OUT>,
    }
}

/// A small one.
pub type Digits<T = f32> = Mlp<T, 8, 5, 3>;

/// One reference a stage.
#[derive(Clone, Copy, Debug)]
pub struct View<'a, T, const IN: usize, const HIDDEN: usize, const OUT: usize> {
    hidden: &'a Dense<T, IN, HIDDEN>,
    dense_1: &'a Dense<T, HIDDEN, OUT>,
}

impl<T: Scalar, const IN: usize, const HIDDEN: usize, const OUT: usize> Network for Mlp<T, IN, HIDDEN, OUT> {
    type Inputs = Values<IN>;
    type Outputs = Output<Linear, OUT>;
    type Grads = Self;
    type State = Nothing<T>;
    type View<'a> = View<'a, T, IN, HIDDEN, OUT>;
    type As<U: Scalar> = Mlp<U, IN, HIDDEN, OUT>;

    const NAME: &'static str = "Mlp";
    const INPUT_SHAPES: &'static [&'static [usize]] = &[&[IN]];
    const OUTPUT_SHAPES: &'static [&'static [usize]] = &[&[OUT]];
    const RUNS: Runs = Runs::new().trained(Self::LEN, None);
    const COUPLED: bool = false;
    const PLAN: Plan = Plan {
        infer: &[Slot::new(Size::PerSample(HIDDEN), 0, 1)],
        train: &[Slot::new(Size::PerSample(HIDDEN), 0, 3), Slot::new(Size::PerSample(HIDDEN), 2, 3)],
        turn: 2,
    };
    const READS: Reads = Reads { inputs: &[true], outputs: &[false] };
    const MULTIPLY_ADDS: usize = IN * HIDDEN + HIDDEN * OUT;
    const FINGERPRINT: u64 = Fingerprint::new("[_] -> hidden: dense<_> -> relu -> dense_1: dense<_>")
        .with(IN as u64)
        .with(HIDDEN as u64)
        .with(OUT as u64)
        .finish();
    const SUMMARY: Summary = Summary {
        name: "Mlp",
        inputs: &[("x", &[IN])],
        rows: &[
            Row { field: "hidden", stage: "dense<HIDDEN>", shape: &[HIDDEN], params: (IN + 1) * HIDDEN, frozen: false },
            Row { field: "", stage: "relu", shape: &[HIDDEN], params: 0, frozen: false },
            Row { field: "dense_1", stage: "dense<OUT>", shape: &[OUT], params: (HIDDEN + 1) * OUT, frozen: false },
        ],
        params: Self::LEN,
        trained: Self::LEN,
        state: 0,
        multiply_adds: Self::MULTIPLY_ADDS,
        infer: HIDDEN,
        train: 2 * HIDDEN + 2 * OUT,
    };

    fn view(&self) -> View<'_, T, IN, HIDDEN, OUT> {
        View { hidden: &self.hidden, dense_1: &self.dense_1 }
    }

    fn init(&mut self, _: &mut Self::State, rng: &mut Rng) {
        self.as_flat_mut().iter_mut().for_each(|p| *p = T::from_f64(rng.random_range(-0.5..0.5)));
    }

    fn list(to: &mut Listing<'_>) {
        to.param("hidden.weight", &[HIDDEN, IN], Order::Transposed);
        to.param("hidden.bias", &[HIDDEN], Order::Same);
        to.param("dense_1.weight", &[OUT, HIDDEN], Order::Transposed);
        to.param("dense_1.bias", &[OUT], Order::Same);
    }

    fn infer<S: Isa, const B: usize>(
        isa: S,
        net: View<'_, T, IN, HIDDEN, OUT>,
        _: &Self::State,
        x: Xs<'_, Self>,
        y: Ys<'_, Self>,
        memory: &mut [T],
        n: usize,
    ) {
        let at = const { spans::<1>(&Self::PLAN, Part::Infer, B) };
        let [hidden] = slots(memory, at);
        dense::forward(isa, Relu, net.hidden, x, hidden, n);
        dense::forward(isa, Identity, net.dense_1, hidden, y, n);
    }

    fn forward<S: Isa, const B: usize, const DX: bool>(
        isa: S,
        net: View<'_, T, IN, HIDDEN, OUT>,
        _: &mut Self::State,
        x: Xs<'_, Self>,
        y: Ys<'_, Self>,
        memory: &mut [T],
        n: usize,
        _: Step,
    ) {
        let at = const { spans::<2>(&Self::PLAN, Part::Forward(DX), B) };
        let [hidden] = slots(memory, [at[0]]);
        dense::forward(isa, Relu, net.hidden, x, hidden, n);
        dense::forward(isa, Identity, net.dense_1, hidden, y, n);
    }

    fn backward<S: Isa, const B: usize, const DX: bool>(
        isa: S,
        net: View<'_, T, IN, HIDDEN, OUT>,
        _: &Self::State,
        x: Xs<'_, Self>,
        _: Ys<'_, Self>,
        dy: Ys<'_, Self>,
        dx: Sinks<'_, Self>,
        grads: Option<&mut Self::Grads>,
        beta: Beta,
        memory: &mut [T],
        n: usize,
        _: Step,
    ) {
        let [hidden, dhidden] = slots(memory, const { spans::<2>(&Self::PLAN, Part::Backward(DX), B) });
        let (dw_hidden, dw_1) = match grads {
            Some(grads) => (Some(&mut grads.hidden), Some(&mut grads.dense_1)),
            None => (None, None),
        };
        dense::backward(isa, Identity, net.dense_1, hidden, &[], dy, Sink::Store(dhidden), dw_1, beta, n);
        dense::backward(isa, Relu, net.hidden, x, hidden, dhidden, dx, dw_hidden, beta, n);
    }
}

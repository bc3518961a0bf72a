//! Stages written by hand.

use crate::fingerprint::Fingerprint;
use crate::flat::{Flat, Nothing};
use crate::initializers::Rng;
use crate::isa::Isa;
use crate::listing::Listing;
use crate::network::{Network, Sinks, Xs, Ys};
use crate::plan::{Part, Plan, Size, Slot, slots, spans};
use crate::ports::{Inputs, Outputs};
use crate::reads::Reads;
use crate::runs::Runs;
use crate::scalar::Scalar;
use crate::sink::{Beta, Sink};
use crate::step::Step;
use crate::summary::Summary;

/// A stage written by hand, sample by sample. `network!` uses it by its path, followed by the shape that it gives:
/// `-> my::Swish -> [64]`.
///
/// The type holds the stage's parameters, generic over the scalar; declare it with [`flat!`](crate::flat!). A stage
/// without parameters holds [`Nothing<T>`](Nothing).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a network",
    label = "not a network",
    note = "a stage is a layer, a network declared with `network!`, or a type that implements `nn_runtime::Stage`"
)]
pub trait Stage: Flat {
    /// What goes in: [`Values<IN>`](crate::Values).
    type Input: for<'a> Inputs<Slices<'a, Self::T> = &'a [Self::T], Sinks<'a, Self::T> = Sink<'a, Self::T>>;
    /// What comes out: [`Output<Linear, OUT>`](crate::Output).
    type Output: for<'a> Outputs<Slices<'a, Self::T> = &'a mut [Self::T]>;
    /// The same stage over another scalar.
    type As<U: Scalar>: Stage<T = U, Input = Self::Input, Output = Self::Output>;

    /// The name of the stage; part of the fingerprint of networks that use it.
    const NAME: &'static str;
    /// The shape that it takes.
    const INPUT_SHAPE: &'static [usize];
    /// The shape that it gives.
    const OUTPUT_SHAPE: &'static [usize];
    /// The scalars a sample that `forward` leaves for `backward`.
    const SAVED: usize = 0;
    /// Multiply-adds a sample.
    const MULTIPLY_ADDS: usize = 0;

    /// Sets the parameters to their initial values.
    fn init(&mut self, rng: &mut Rng);

    /// Lists the tensors among the parameters, in the order of the fields: `to.param("slope", &[64], Order::Same)`.
    fn list(to: &mut Listing<'_>);

    /// One sample forward: `y` from `x`, and what `backward` needs into `saved`.
    fn forward(&self, x: &[Self::T], y: &mut [Self::T], saved: &mut [Self::T]);

    /// One sample backward: from `dy`, the gradient of `y`, **store** that of `x` into `dx` and **add** that of the
    /// parameters to `grads`.
    fn backward(&self, x: &[Self::T], dy: &[Self::T], saved: &[Self::T], dx: &mut [Self::T], grads: &mut Self);
}

#[diagnostic::do_not_recommend]
impl<S: Stage> Network for S {
    type Inputs = S::Input;
    type Outputs = S::Output;
    type Grads = S;
    type State = Nothing<S::T>;
    type View<'a> = &'a S;
    type As<U: Scalar> = <S as Stage>::As<U>;

    const NAME: &'static str = S::NAME;
    const INPUT_SHAPES: &'static [&'static [usize]] = &[S::INPUT_SHAPE];
    const OUTPUT_SHAPES: &'static [&'static [usize]] = &[S::OUTPUT_SHAPE];
    const RUNS: Runs = Runs::new().trained(S::LEN, None);
    const COUPLED: bool = false;
    const PLAN: Plan = Plan {
        infer: &[Slot::new(Size::Fixed(S::SAVED), 0, 0)],
        train: &[
            Slot::new(Size::PerSample(S::SAVED), 0, 1),
            Slot::new(Size::Fixed(S::Input::LEN), 1, 1),
            Slot::new(Size::Fixed(S::LEN), 1, 1),
        ],
        turn: 1,
    };
    const READS: Reads = Reads { inputs: &[true], outputs: &[false] };
    const IN_PLACE: bool = S::Input::LEN == S::Output::LEN;
    const MULTIPLY_ADDS: usize = S::MULTIPLY_ADDS;
    const FINGERPRINT: u64 =
        Fingerprint::new(S::NAME).with(S::Input::LEN as u64).with(S::Output::LEN as u64).with(S::LEN as u64).finish();
    const SUMMARY: Summary = Summary::stage::<S>();

    #[inline(always)]
    fn view(&self) -> &S {
        self
    }

    fn init(&mut self, _: &mut Nothing<S::T>, rng: &mut Rng) {
        Stage::init(self, rng);
    }

    fn list(to: &mut Listing<'_>) {
        <S as Stage>::list(to);
    }

    #[inline(always)]
    fn infer<I: Isa, const B: usize>(
        _: I,
        net: &S,
        _: &Nothing<S::T>,
        x: Xs<'_, S>,
        y: Ys<'_, S>,
        memory: &mut [S::T],
        n: usize,
    ) {
        let [kept] = slots(memory, const { spans::<1>(&S::PLAN, Part::Infer, B) });
        for i in 0..n {
            net.forward(column(x, S::Input::LEN, i), column_mut(y, S::Output::LEN, i), kept);
        }
    }

    #[inline(always)]
    fn forward<I: Isa, const B: usize, const DX: bool>(
        _: I,
        net: &S,
        _: &mut Nothing<S::T>,
        x: Xs<'_, S>,
        y: Ys<'_, S>,
        memory: &mut [S::T],
        n: usize,
        _: Step,
    ) {
        let at = const { spans::<3>(&S::PLAN, Part::Forward(DX), B) };
        let [saved] = slots(memory, [at[0]]);
        for i in 0..n {
            let kept = column_mut(saved, S::SAVED, i);
            net.forward(column(x, S::Input::LEN, i), column_mut(y, S::Output::LEN, i), kept);
        }
    }

    #[inline(always)]
    fn backward<I: Isa, const B: usize, const DX: bool>(
        _: I,
        net: &S,
        _: &Nothing<S::T>,
        x: Xs<'_, S>,
        _: Ys<'_, S>,
        dy: Ys<'_, S>,
        mut dx: Sinks<'_, S>,
        grads: Option<&mut S>,
        beta: Beta,
        memory: &mut [S::T],
        n: usize,
        _: Step,
    ) {
        let [saved, dx_one, unasked] = slots(memory, const { spans::<3>(&S::PLAN, Part::Backward(DX), B) });
        let grads = match grads {
            Some(grads) => {
                if beta == Beta::Store {
                    grads.as_flat_mut().fill(S::T::ZERO);
                }
                grads
            }
            None => S::from_flat_mut(unasked),
        };
        let len = S::Input::LEN;
        for i in 0..n {
            let (dy, kept) = (column_mut(dy, S::Output::LEN, i), column(saved, S::SAVED, i));
            net.backward(column(x, len, i), dy, kept, dx_one, grads);
            dx.from(i * len).or(dy).put(len, |j| dx_one[j]);
        }
    }
}

/// Sample `i` of columns of `len` numbers.
#[inline(always)]
fn column<T>(x: &[T], len: usize, i: usize) -> &[T] {
    &x[i * len..(i + 1) * len]
}

/// Sample `i` of columns of `len` numbers.
#[inline(always)]
fn column_mut<T>(x: &mut [T], len: usize, i: usize) -> &mut [T] {
    &mut x[i * len..(i + 1) * len]
}

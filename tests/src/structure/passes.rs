//! The passes of a network behind a trait object, so that what is proven is compiled once and not for every network.

use nn_runtime::isa::{Isa, Portable, Task, dispatch};
use nn_runtime::memory::zeroed_box;
use nn_runtime::network::{Sinks, Xs, Ys};
use nn_runtime::plan::Part;
use nn_runtime::ports::{Inputs, Outputs};
use nn_runtime::runs::Run;
use nn_runtime::sink::Beta;
use nn_runtime::{Flat, Model, Network, Scalar, Step};

use super::AddingInputs;

/// What a network is, beside its passes.
#[derive(Clone, Copy)]
pub struct Facts {
    pub name: &'static str,
    /// The capacity of the passes.
    pub capacity: usize,
    pub inputs: &'static [&'static [usize]],
    pub outputs: &'static [&'static [usize]],
    pub runs: &'static [Run],
    pub grads: usize,
    /// Whether the gradient of the input may take the place of that of the output.
    pub in_place: bool,
}

/// The gradients a backward pass computes, and whether it adds them to what is there.
pub struct Asked<'a, T> {
    pub grads: Option<&'a mut [T]>,
    pub dx: Option<&'a mut [T]>,
    pub beta: Beta,
    /// `dx` takes the place of `dy`, and is taken from there.
    pub in_place: bool,
}

/// A network with parameters and state. Inputs, outputs and their gradients lie one after the other, each with as many
/// samples as the capacity says; the first `n` are live.
pub trait Passes<T> {
    fn facts(&self) -> Facts;
    fn params(&mut self) -> &mut [T];
    fn state(&mut self) -> &mut [T];
    /// Outputs, heads applied.
    fn infer(&self, x: &[T], y: &mut [T], n: usize);
    /// Outputs, heads applied; and what is kept for `backward`, which may be asked for gradients of inputs where `dx` says so.
    fn forward(&self, x: &[T], y: &mut [T], n: usize, dx: bool) -> Vec<T>;
    /// From the gradients `dy` of the outputs. The inputs and outputs that no backward pass may read become NaN.
    fn backward(&self, x: &mut [T], y: &mut [T], dy: &mut [T], kept: &[T], n: usize, asked: Asked<'_, T>);
}

/// The step of every pass: masks of `dropout` are those of this step.
fn step() -> Step {
    Step::new(7, 11)
}

/// Fresh memory, of which no pass may read what it did not write.
pub fn nan<T: Scalar>(len: usize) -> Vec<T> {
    vec![T::from_f64(f64::NAN); len]
}

/// NaN in those of several values, one after the other, that are not read.
fn forget<T: Scalar>(values: &mut [T], shapes: &[&[usize]], read: &[bool], columns: usize) {
    assert_eq!(shapes.len(), read.len());
    let mut rest = values;
    for (shape, &read) in shapes.iter().zip(read) {
        let (value, behind) = rest.split_at_mut(shape.iter().product::<usize>() * columns);
        if !read {
            value.fill(T::from_f64(f64::NAN));
        }
        rest = behind;
    }
}

struct Net<N: Network, const B: usize>(Model<N>);

/// A network of capacity `B` with initial values.
pub fn passes<N: Network<Inputs: AddingInputs>, const B: usize>(seed: u64) -> Box<dyn Passes<N::T>> {
    Box::new(Net::<N, B>(Model::init(seed)))
}

impl<N: Network<Inputs: AddingInputs>, const B: usize> Passes<N::T> for Net<N, B> {
    fn facts(&self) -> Facts {
        Facts {
            name: N::NAME,
            capacity: B,
            inputs: N::INPUT_SHAPES,
            outputs: N::OUTPUT_SHAPES,
            runs: const { N::RUNS.as_slice() },
            grads: <N::Grads as Flat>::LEN,
            in_place: N::IN_PLACE,
        }
    }

    fn params(&mut self) -> &mut [N::T] {
        self.0.params_mut().as_flat_mut()
    }

    fn state(&mut self) -> &mut [N::T] {
        self.0.state_mut().as_flat_mut()
    }

    fn infer(&self, x: &[N::T], y: &mut [N::T], n: usize) {
        let mut memory = nan(N::PLAN.len(Part::Infer, B));
        let (x, mut y) = (N::Inputs::split(x, B), N::Outputs::split(y, B));
        let (view, to) = (self.0.params().view(), N::Outputs::reborrow(&mut y));
        dispatch(Infer::<N, B> { view, state: self.0.state(), x, y: to, memory: &mut memory, n });
        N::Outputs::activate(y, n);
    }

    fn forward(&self, x: &[N::T], y: &mut [N::T], n: usize, dx: bool) -> Vec<N::T> {
        let (mut memory, mut state) = (nan(N::PLAN.len(Part::Forward(dx), B)), zeroed_box::<N::State>());
        state.as_flat_mut().copy_from_slice(self.0.state().as_flat());
        let (x, mut y) = (N::Inputs::split(x, B), N::Outputs::split(y, B));
        let (view, to) = (self.0.params().view(), N::Outputs::reborrow(&mut y));
        let (state, passed) = (&mut state, &mut memory[..]);
        if dx {
            dispatch(Forward::<N, B, true> { view, state, x, y: to, memory: passed, n });
        } else {
            // Where values lie does not depend on the level, so one is enough to compile.
            Forward::<N, B, false> { view, state, x, y: to, memory: passed, n }.run(Portable);
        }
        N::Outputs::activate(y, n);
        memory.truncate(N::PLAN.len(Part::Kept(dx), B));
        memory
    }

    fn backward(
        &self,
        x: &mut [N::T],
        y: &mut [N::T],
        dy: &mut [N::T],
        kept: &[N::T],
        n: usize,
        Asked { grads, dx, beta, in_place }: Asked<'_, N::T>,
    ) {
        let asked = dx.is_some();
        let mut memory = nan(N::PLAN.len(Part::Backward(asked), B));
        memory[..kept.len()].copy_from_slice(kept);
        let (view, grads) = (self.0.params().view(), grads.map(N::Grads::from_flat_mut));
        let (dx, found) = match (dx, beta) {
            (Some(dx), _) if in_place => (N::Inputs::in_place(), Some(dx)),
            (Some(dx), Beta::Store) => (N::Inputs::store(dx, B), None),
            (Some(dx), Beta::Add) => (N::Inputs::adding(N::Inputs::store(dx, B)), None),
            (None, _) => (N::Inputs::skip(), None),
        };
        let mut toward = N::Outputs::split(&mut *dy, B);
        N::Outputs::activate_backward(N::Outputs::split(y, B), N::Outputs::reborrow(&mut toward), n);
        forget(x, N::INPUT_SHAPES, N::READS.inputs, B);
        forget(y, N::OUTPUT_SHAPES, N::READS.outputs, B);
        let (x, y) = (N::Inputs::split(x, B), N::Outputs::split(y, B));
        let (state, memory) = (self.0.state(), &mut memory[..]);
        if asked {
            dispatch(Backward::<N, B, true> { view, state, x, y, dy: toward, dx, grads, beta, memory, n });
        } else {
            Backward::<N, B, false> { view, state, x, y, dy: toward, dx, grads, beta, memory, n }.run(Portable);
        }
        if let Some(found) = found {
            found.copy_from_slice(dy);
        }
    }
}

struct Infer<'a, 'v, 'x, 'y, N: Network, const B: usize> {
    view: N::View<'v>,
    state: &'a N::State,
    x: Xs<'x, N>,
    y: Ys<'y, N>,
    memory: &'a mut [N::T],
    n: usize,
}

impl<N: Network, const B: usize> Task for Infer<'_, '_, '_, '_, N, B> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        N::infer::<S, B>(isa, self.view, self.state, self.x, self.y, self.memory, self.n);
    }
}

struct Forward<'a, 'v, 'x, 'y, N: Network, const B: usize, const DX: bool> {
    view: N::View<'v>,
    state: &'a mut N::State,
    x: Xs<'x, N>,
    y: Ys<'y, N>,
    memory: &'a mut [N::T],
    n: usize,
}

impl<N: Network, const B: usize, const DX: bool> Task for Forward<'_, '_, '_, '_, N, B, DX> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        let Self { view, state, x, y, memory, n } = self;
        N::forward::<S, B, DX>(isa, view, state, x, y, memory, n, step());
    }
}

struct Backward<'a, 'v, 'x, 'y, 'd, N: Network, const B: usize, const DX: bool> {
    view: N::View<'v>,
    state: &'a N::State,
    x: Xs<'x, N>,
    y: Ys<'y, N>,
    dy: Ys<'y, N>,
    dx: Sinks<'d, N>,
    grads: Option<&'a mut N::Grads>,
    beta: Beta,
    memory: &'a mut [N::T],
    n: usize,
}

impl<N: Network, const B: usize, const DX: bool> Task for Backward<'_, '_, '_, '_, '_, N, B, DX> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        let Self { view, state, x, y, dy, dx, grads, beta, memory, n } = self;
        N::backward::<S, B, DX>(isa, view, state, x, y, dy, dx, grads, beta, memory, n, step());
    }
}

//! A network with random parameters, state and inputs, and its passes on them.

use nn_runtime::isa::Portable;
use nn_runtime::memory::zeroed_box;
use nn_runtime::plan::Part;
use nn_runtime::ports::{Inputs, Outputs};
use nn_runtime::sink::Beta;
use nn_runtime::step::Key;
use nn_runtime::{Flat, Model, Network, Scalar};

use super::{AddingInputs, step};

/// A network on the first `n` of `B` samples.
pub struct Subject<N: Network, const B: usize> {
    model: Model<N>,
    /// All inputs, one after the other; NaN behind the live samples.
    x: Vec<N::T>,
    /// The gradient of the objective by each output, laid out as the outputs are.
    toward: Vec<N::T>,
    n: usize,
}

/// The gradients of a backward pass.
pub struct Gradients<T> {
    pub params: Vec<T>,
    /// Those of live samples.
    pub inputs: Vec<T>,
}

/// What a forward pass leaves.
struct Forward<T> {
    y: Vec<T>,
    saved: Vec<T>,
}

/// The places of live samples in values of these shapes that lie one after the other with `columns` samples each.
fn live(shapes: &[&[usize]], columns: usize, n: usize) -> Vec<usize> {
    let mut start = 0;
    let mut places = vec![];
    for features in shapes.iter().map(|s| s.iter().product::<usize>()) {
        places.extend(start..start + features * n);
        start += features * columns;
    }
    places
}

fn nan<T: Scalar>(len: usize) -> Vec<T> {
    vec![T::from_f64(f64::NAN); len]
}

fn pick<T: Scalar>(from: &[T], places: &[usize]) -> Vec<T> {
    places.iter().map(|&i| from[i]).collect()
}

/// A number of [-1, 1).
fn random<T: Scalar>(key: Key, index: usize) -> T {
    T::from_f64(2.0 * key.unit(index as u64) - 1.0)
}

/// NaN but for random numbers in the places of live samples.
fn random_live<T: Scalar>(key: Key, len: usize, places: &[usize]) -> Vec<T> {
    let mut values = nan(len);
    places.iter().for_each(|&i| values[i] = random(key, i));
    values
}

impl<N: Network, const B: usize> Subject<N, B> {
    /// Initial values, moved a little so that none is 0 or 1.
    pub fn new(seed: u64, n: usize) -> Self {
        let mut model = Model::<N>::init(seed);
        let key = Key::new(seed, 0);
        for (i, p) in model.params_mut().as_flat_mut().iter_mut().enumerate() {
            *p += T::<N>::from_f64(0.3) * random(key.fold(0), i);
        }
        for (i, s) in model.state_mut().as_flat_mut().iter_mut().enumerate() {
            *s += T::<N>::from_f64(0.3) * random(key.fold(1), i);
        }
        let (inputs, outputs) = (live(N::INPUT_SHAPES, B, n), live(N::OUTPUT_SHAPES, B, n));
        let x = random_live(key.fold(2), N::Inputs::LEN * B, &inputs);
        let toward = random_live(key.fold(3), N::Outputs::LEN * B, &outputs);
        Self { model, x, toward, n }
    }

    fn forward(&self) -> Forward<N::T> {
        let mut state = zeroed_box::<N::State>();
        state.as_flat_mut().copy_from_slice(self.model.state().as_flat());
        let mut y = nan(N::Outputs::LEN * B);
        let mut saved = nan(N::PLAN.len(Part::Saved, B));
        let mut memory = nan(N::PLAN.len(Part::Forward, B));
        let (x, view) = (N::Inputs::split(&self.x, B), self.model.params().view());
        let ys = N::Outputs::split(&mut y, B);
        N::forward::<Portable, B>(Portable, view, &mut state, x, ys, &mut saved, &mut memory, self.n, step());
        N::Outputs::activate(N::Outputs::split(&mut y, B), self.n);
        Forward { y, saved }
    }

    fn live_outputs(&self, y: &[N::T]) -> Vec<N::T> {
        pick(y, &live(N::OUTPUT_SHAPES, B, self.n))
    }

    /// The live outputs of a forward pass.
    pub fn outputs(&self) -> Vec<N::T> {
        self.live_outputs(&self.forward().y)
    }

    /// The live outputs of inference.
    pub fn inferred(&self) -> Vec<N::T> {
        let mut y = nan(N::Outputs::LEN * B);
        let mut memory = nan(N::PLAN.len(Part::Infer, B));
        let (x, view) = (N::Inputs::split(&self.x, B), self.model.params().view());
        let ys = N::Outputs::split(&mut y, B);
        N::infer::<Portable, B>(Portable, view, self.model.state(), x, ys, &mut memory, self.n);
        N::Outputs::activate(N::Outputs::split(&mut y, B), self.n);
        self.live_outputs(&y)
    }

    fn backward(&self, dx: <N::Inputs as Inputs>::Sinks<'_, N::T>, grads: Option<&mut N::Grads>, beta: Beta) {
        let Forward { mut y, mut saved } = self.forward();
        let mut dy = self.toward.clone();
        N::Outputs::activate_backward(N::Outputs::split(&mut y, B), N::Outputs::split(&mut dy, B), self.n);
        let mut memory = nan(N::PLAN.len(Part::Backward, B));
        let (x, view) = (N::Inputs::split(&self.x, B), self.model.params().view());
        let dy = N::Outputs::split(&mut dy, B);
        let (saved, memory) = (&mut saved[..], &mut memory[..]);
        N::backward::<Portable, B>(
            Portable,
            view,
            self.model.state(),
            x,
            dy,
            dx,
            grads,
            beta,
            saved,
            memory,
            self.n,
            step(),
        );
    }

    fn live_inputs(&self, x: &[N::T]) -> Vec<N::T> {
        pick(x, &live(N::INPUT_SHAPES, B, self.n))
    }

    /// The gradients of parameters and inputs, stored over NaN.
    pub fn gradients(&self) -> Gradients<N::T> {
        let (mut dx, mut grads) = (nan(N::Inputs::LEN * B), zeroed_box::<N::Grads>());
        grads.as_flat_mut().fill(T::<N>::from_f64(f64::NAN));
        self.backward(N::Inputs::store(&mut dx, B), Some(&mut grads), Beta::Store);
        Gradients { params: grads.as_flat().to_vec(), inputs: self.live_inputs(&dx) }
    }

    /// The gradients of parameters where nobody asks for those of inputs.
    pub fn gradients_of_params(&self) -> Vec<N::T> {
        let mut grads = zeroed_box::<N::Grads>();
        grads.as_flat_mut().fill(T::<N>::from_f64(f64::NAN));
        self.backward(N::Inputs::skip(), Some(&mut grads), Beta::Store);
        grads.as_flat().to_vec()
    }

    /// The gradients of inputs where nobody asks for those of parameters.
    pub fn gradients_of_inputs(&self) -> Vec<N::T> {
        let mut dx = nan(N::Inputs::LEN * B);
        self.backward(N::Inputs::store(&mut dx, B), None, Beta::Store);
        self.live_inputs(&dx)
    }
}

/// The scalar of a network.
type T<N> = <N as Flat>::T;

impl<N: Network<Inputs: AddingInputs>, const B: usize> Subject<N, B> {
    /// The gradients added to what is there.
    pub fn gradients_added_to(&self, there: &Gradients<N::T>) -> Gradients<N::T> {
        let (mut dx, mut grads) = (nan(N::Inputs::LEN * B), zeroed_box::<N::Grads>());
        grads.as_flat_mut().copy_from_slice(&there.params);
        for (&i, &there) in live(N::INPUT_SHAPES, B, self.n).iter().zip(&there.inputs) {
            dx[i] = there;
        }
        self.backward(N::Inputs::adding(N::Inputs::store(&mut dx, B)), Some(&mut grads), Beta::Add);
        Gradients { params: grads.as_flat().to_vec(), inputs: self.live_inputs(&dx) }
    }
}

/// The step of the central differences.
const H: f64 = 1e-5;

impl<N: Network<T = f64>, const B: usize> Subject<N, B> {
    /// The same subject as one in `f32`.
    pub fn from_single(single: &Subject<N::As<f32>, B>) -> Self {
        let widen = |to: &mut [f64], from: &[f32]| to.iter_mut().zip(from).for_each(|(to, &from)| *to = from.into());
        let mut model = Model::<N>::zeroed();
        widen(model.params_mut().as_flat_mut(), single.model.params().as_flat());
        widen(model.state_mut().as_flat_mut(), single.model.state().as_flat());
        let (mut x, mut toward) = (nan(single.x.len()), nan(single.toward.len()));
        widen(&mut x, &single.x);
        widen(&mut toward, &single.toward);
        Self { model, x, toward, n: single.n }
    }

    fn objective(&self) -> f64 {
        let (y, toward) = (self.outputs(), self.live_outputs(&self.toward));
        y.iter().zip(toward).map(|(y, r)| y * r).sum()
    }

    /// The central difference of the objective by the number that `place` finds.
    fn difference(&mut self, place: impl Fn(&mut Self) -> &mut f64) -> f64 {
        let at = *place(self);
        *place(self) = at + H;
        let above = self.objective();
        *place(self) = at - H;
        let below = self.objective();
        *place(self) = at;
        (above - below) / (2.0 * H)
    }

    /// The gradients of trained parameters by central differences, in the order of the gradients.
    pub fn numeric_params(&mut self) -> Vec<f64> {
        let mut gradients = nan(<N::Grads as Flat>::LEN);
        for run in N::RUNS.as_slice() {
            for i in 0..run.len {
                gradients[run.grad + i] = self.difference(|s| &mut s.model.params_mut().as_flat_mut()[run.param + i]);
            }
        }
        gradients
    }

    /// The gradients of live inputs by central differences.
    pub fn numeric_inputs(&mut self) -> Vec<f64> {
        let places = live(N::INPUT_SHAPES, B, self.n);
        places.into_iter().map(|i| self.difference(|s| &mut s.x[i])).collect()
    }
}

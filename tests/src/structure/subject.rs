//! A network with random parameters, state and inputs, and what its passes make of them.

use nn_runtime::Scalar;
use nn_runtime::sink::Beta;
use nn_runtime::step::Key;

use super::passes::{Asked, Facts, Passes, nan};

/// A network on the first `n` samples of its capacity.
pub struct Subject<T> {
    passes: Box<dyn Passes<T>>,
    facts: Facts,
    /// All inputs, one after the other; NaN behind the live samples.
    x: Vec<T>,
    /// The gradient of the objective by each output, laid out as the outputs are.
    toward: Vec<T>,
    n: usize,
}

/// The gradients of a backward pass.
#[derive(Debug, PartialEq)]
pub struct Gradients<T> {
    pub params: Vec<T>,
    /// Those of live samples.
    pub inputs: Vec<T>,
}

fn len(shapes: &[&[usize]]) -> usize {
    shapes.iter().map(|s| s.iter().product::<usize>()).sum()
}

/// The places of live samples in values of these shapes that lie one after the other with `columns` samples each.
fn live(shapes: &[&[usize]], columns: usize, n: usize) -> Vec<usize> {
    let (mut start, mut places) = (0, vec![]);
    for features in shapes.iter().map(|s| s.iter().product::<usize>()) {
        places.extend(start..start + features * n);
        start += features * columns;
    }
    places
}

/// A number of [-1, 1).
fn random<T: Scalar>(key: Key, index: usize) -> T {
    T::from_f64(2.0 * key.unit(index as u64) - 1.0)
}

/// NaN but for random numbers in the places of live samples.
fn random_live<T: Scalar>(key: Key, shapes: &[&[usize]], columns: usize, n: usize) -> Vec<T> {
    let mut values = nan(len(shapes) * columns);
    live(shapes, columns, n).into_iter().for_each(|i| values[i] = random(key, i));
    values
}

impl<T: Scalar> Subject<T> {
    /// Moves the values of a network a little, so that none is 0 or 1, and draws inputs.
    pub fn new(mut passes: Box<dyn Passes<T>>, seed: u64, n: usize) -> Self {
        let (facts, key) = (passes.facts(), Key::new(seed, 0));
        let move_by = |key: Key| move |(i, v): (usize, &mut T)| *v += T::from_f64(0.3) * random(key, i);
        passes.params().iter_mut().enumerate().for_each(move_by(key.fold(0)));
        passes.state().iter_mut().enumerate().for_each(move_by(key.fold(1)));
        let x = random_live(key.fold(2), facts.inputs, facts.capacity, n);
        let toward = random_live(key.fold(3), facts.outputs, facts.capacity, n);
        Self { passes, facts, x, toward, n }
    }

    /// The outputs of a forward pass and what it keeps.
    fn forward(&self, dx: bool) -> (Vec<T>, Vec<T>) {
        let mut y = nan(self.toward.len());
        let kept = self.passes.forward(&self.x, &mut y, self.n, dx);
        (y, kept)
    }

    fn live_inputs(&self, x: &[T]) -> Vec<T> {
        live(self.facts.inputs, self.facts.capacity, self.n).into_iter().map(|i| x[i]).collect()
    }

    fn live_outputs(&self, y: &[T]) -> Vec<T> {
        live(self.facts.outputs, self.facts.capacity, self.n).into_iter().map(|i| y[i]).collect()
    }

    /// The live outputs of a forward pass.
    pub fn outputs(&self) -> Vec<T> {
        self.live_outputs(&self.forward(true).0)
    }

    /// The live outputs of inference.
    pub fn inferred(&self) -> Vec<T> {
        let mut y = nan(self.toward.len());
        self.passes.infer(&self.x, &mut y, self.n);
        self.live_outputs(&y)
    }

    fn backward(&self, asked: Asked<'_, T>) {
        let ((mut y, kept), mut dy) = (self.forward(asked.dx.is_some()), self.toward.clone());
        self.passes.backward(&mut self.x.clone(), &mut y, &mut dy, &kept, self.n, asked);
    }

    /// The gradients of parameters and inputs, stored over NaN.
    pub fn gradients(&self) -> Gradients<T> {
        let (mut grads, mut dx) = (nan(self.facts.grads), nan(self.x.len()));
        self.backward(Asked { grads: Some(&mut grads), dx: Some(&mut dx), beta: Beta::Store, in_place: false });
        Gradients { params: grads, inputs: self.live_inputs(&dx) }
    }

    /// The same where that of the input takes the place of that of the output, of a network that can do that.
    pub fn gradients_in_place(&self) -> Option<Gradients<T>> {
        self.facts.in_place.then(|| {
            let (mut grads, mut dx) = (nan(self.facts.grads), nan(self.x.len()));
            self.backward(Asked { grads: Some(&mut grads), dx: Some(&mut dx), beta: Beta::Store, in_place: true });
            Gradients { params: grads, inputs: self.live_inputs(&dx) }
        })
    }

    /// The gradients added to what is there.
    pub fn gradients_added_to(&self, there: &Gradients<T>) -> Gradients<T> {
        let (mut grads, mut dx) = (there.params.clone(), nan(self.x.len()));
        let places = live(self.facts.inputs, self.facts.capacity, self.n);
        places.into_iter().zip(&there.inputs).for_each(|(i, &there)| dx[i] = there);
        self.backward(Asked { grads: Some(&mut grads), dx: Some(&mut dx), beta: Beta::Add, in_place: false });
        Gradients { params: grads, inputs: self.live_inputs(&dx) }
    }

    /// The gradients of parameters where nobody asks for those of inputs.
    pub fn gradients_of_params(&self) -> Vec<T> {
        let mut grads = nan(self.facts.grads);
        self.backward(Asked { grads: Some(&mut grads), dx: None, beta: Beta::Store, in_place: false });
        grads
    }

    /// The gradients of inputs where nobody asks for those of parameters.
    pub fn gradients_of_inputs(&self) -> Vec<T> {
        let mut dx = nan(self.x.len());
        self.backward(Asked { grads: None, dx: Some(&mut dx), beta: Beta::Store, in_place: false });
        self.live_inputs(&dx)
    }
}

/// The step of the central differences.
const H: f64 = 1e-5;

impl Subject<f64> {
    /// The same values as a subject in `f32`, for the same network in `f64`.
    pub fn of_single(mut passes: Box<dyn Passes<f64>>, single: &mut Subject<f32>) -> Self {
        let widen = |to: &mut [f64], from: &[f32]| to.iter_mut().zip(from).for_each(|(to, &from)| *to = from.into());
        widen(passes.params(), single.passes.params());
        widen(passes.state(), single.passes.state());
        let (mut x, mut toward) = (nan(single.x.len()), nan(single.toward.len()));
        widen(&mut x, &single.x);
        widen(&mut toward, &single.toward);
        let facts = passes.facts();
        Self { passes, facts, x, toward, n: single.n }
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
        let mut gradients = nan(self.facts.grads);
        for run in self.facts.runs {
            for i in 0..run.len {
                gradients[run.grad + i] = self.difference(|s| &mut s.passes.params()[run.param + i]);
            }
        }
        gradients
    }

    /// The gradients of live inputs by central differences.
    pub fn numeric_inputs(&mut self) -> Vec<f64> {
        let places = live(self.facts.inputs, self.facts.capacity, self.n);
        places.into_iter().map(|i| self.difference(|s| &mut s.x[i])).collect()
    }
}

//! One check: parameters, inputs and targets drawn, gradients computed, and compared entry by entry.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rand_distr::{Distribution, StandardNormal, StandardUniform};

use super::Gradcheck;
use super::difference::derivative;
use super::report::{Entry, Report, TensorReport};
use crate::flat::Flat;
use crate::initializers::{Rng, SeedableRng};
use crate::listing::{Order, Place, for_each_tensor, index};
use crate::losses::DrawTargets;
use crate::memory::zeroed_box;
use crate::model::Model;
use crate::network::{Network, Sinks};
use crate::ports::Inputs;
use crate::sink::Beta;
use crate::step::Step;
use crate::workspace::training::{self, Pass};

/// Below this part of the typical gradient, rounding errors of the differences speak.
const FLOOR: f64 = 1e-3;

pub(super) fn check<N, L, const B: usize>(settings: Gradcheck<B>, loss: &L) -> Report
where
    N: Network<T = f64>,
    L: DrawTargets<N::Outputs>,
{
    let mut session = Session::<N, L, B>::new(settings, loss);
    let gradients = session.gradients();
    let tensors = tensors::<N>(B, settings.live);
    let floor = FLOOR * rms(tensors.iter().flat_map(|tensor| tensor.analytic(&gradients)));
    let mut rng = Rng::seed_from_u64(settings.seed);
    let report = |tensor: &Tensor| session.compare(tensor, &gradients, floor, settings.entries, &mut rng);
    Report { network: N::NAME, tensors: tensors.iter().map(report).collect() }
}

/// Where a number lies that the loss is derived by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slice {
    Params,
    Inputs,
}

/// The analytic gradients.
struct Gradients {
    params: Vec<f64>,
    inputs: Vec<f64>,
}

/// A tensor of trained parameters, or the live samples of an input.
struct Tensor {
    key: String,
    shape: Vec<usize>,
    order: Order,
    slice: Slice,
    value: usize,
    gradient: usize,
}

impl Tensor {
    fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Its gradient, in the order of files.
    fn analytic(&self, gradients: &Gradients) -> impl Iterator<Item = f64> {
        let of_slice = match self.slice {
            Slice::Params => &gradients.params,
            Slice::Inputs => &gradients.inputs,
        };
        (0..self.len()).map(|i| of_slice[self.gradient + self.order.offset(&self.shape, i)])
    }
}

/// What the loss of `N` is derived by, at a capacity of `capacity` samples of which `live` live.
fn tensors<N: Network>(capacity: usize, live: usize) -> Vec<Tensor> {
    let mut tensors = Vec::new();
    for_each_tensor::<N>(&mut |tensor| {
        let run = N::RUNS.as_slice().iter().find(|run| (run.param..run.param + run.len).contains(&tensor.start));
        if let (Place::Params, Some(run)) = (tensor.place, run) {
            tensors.push(Tensor {
                key: tensor.key.to_string(),
                shape: tensor.shape.to_vec(),
                order: tensor.order,
                slice: Slice::Params,
                value: tensor.start,
                gradient: tensor.start - run.param + run.grad,
            });
        }
    });
    let mut start = 0;
    for (i, shape) in N::INPUT_SHAPES.iter().enumerate() {
        let key = N::SUMMARY.inputs.get(i).map_or("input", |(name, _)| name).to_string();
        let (order, slice) = (Order::Same, Slice::Inputs);
        let with_samples = core::iter::once(live).chain(shape.iter().copied()).collect();
        tensors.push(Tensor { key, shape: with_samples, order, slice, value: start, gradient: start });
        start += capacity * shape.iter().product::<usize>();
    }
    tensors
}

/// Everything that the loss is a function of.
struct Session<'a, N: Network<T = f64>, L: DrawTargets<N::Outputs>, const B: usize> {
    model: Model<N>,
    state: Box<N::State>,
    inputs: Vec<f64>,
    targets: L::Drawn<f64, B>,
    loss: &'a L,
    live: usize,
    step: Step,
    memory: Vec<f64>,
}

impl<'a, N: Network<T = f64>, L: DrawTargets<N::Outputs>, const B: usize> Session<'a, N, L, B> {
    fn new(settings: Gradcheck<B>, loss: &'a L) -> Self {
        let rng = &mut Rng::seed_from_u64(settings.seed);
        let mut model = Model::<N>::init(settings.seed);
        // Away from the initial ones and zeros, at which a forgotten factor or summand would not show.
        model.params_mut().as_flat_mut().iter_mut().for_each(|p| *p += 0.2 * unit(rng) - 0.1);
        let mut state: Box<N::State> = zeroed_box();
        state.as_flat_mut().copy_from_slice(model.state().as_flat());
        state.as_flat_mut().iter_mut().for_each(|s| *s += 0.2 * unit(rng)); // a variance stays positive
        Self {
            model,
            state,
            inputs: inputs::<N>(B, settings.live, rng),
            targets: loss.draw(rng),
            loss,
            live: settings.live,
            step: Step::new(settings.seed, 0),
            // What nobody writes must not be read.
            memory: vec![f64::NAN; training::layout::<N>(B, true).len],
        }
    }

    /// The loss, and the backward pass behind it where it is asked for.
    fn run(&mut self, back: Option<(Sinks<'_, N>, Beta)>) -> f64 {
        let (net, state) = self.model.split();
        state.as_flat_mut().copy_from_slice(self.state.as_flat()); // the pass before has moved it
        let x = N::Inputs::split(&self.inputs, B);
        let (targets, n) = (<L as DrawTargets<_>>::lend(&self.targets), self.live);
        let (net, loss, step) = (net.view(), self.loss, self.step);
        let pass = Pass::<N, L, (), B> { net, state, x, targets, n, weights: (), loss, step };
        training::run::<N, L, (), B, true>(&mut self.memory, pass, back)
    }

    fn gradients(&mut self) -> Gradients {
        let mut inputs = vec![f64::NAN; N::Inputs::LEN * B];
        self.run(Some((N::Inputs::store(&mut inputs, B), Beta::Store)));
        Gradients { params: training::layout::<N>(B, true).grads.of(&self.memory).to_vec(), inputs }
    }

    /// The derivative of the loss by one number, from differences.
    fn numeric(&mut self, slice: Slice, at: usize, scale: f64) -> Option<f64> {
        let centre = *self.value(slice, at);
        let derivative = derivative(centre, scale, |value| {
            *self.value(slice, at) = value;
            self.run(None)
        });
        *self.value(slice, at) = centre;
        derivative
    }

    fn value(&mut self, slice: Slice, at: usize) -> &mut f64 {
        match slice {
            Slice::Params => &mut self.model.params_mut().as_flat_mut()[at],
            Slice::Inputs => &mut self.inputs[at],
        }
    }

    /// Compares at most `entries` entries of a tensor, spread evenly.
    fn compare(
        &mut self,
        tensor: &Tensor,
        gradients: &Gradients,
        floor: f64,
        entries: usize,
        rng: &mut Rng,
    ) -> TensorReport {
        let analytic: Vec<_> = tensor.analytic(gradients).collect();
        let scale = rms(analytic.iter().copied()).max(floor);
        let (shape, len) = (tensor.shape.clone(), analytic.len());
        let mut report = TensorReport { key: tensor.key.clone(), shape, checked: 0, kinks: 0, worst: None };
        let chosen = entries.min(len);
        for k in 0..chosen {
            let spread = (k as f64 + unit(rng)) * len as f64 / chosen as f64;
            let i = if chosen == len { k } else { (spread as usize).min(len - 1) };
            let at = tensor.value + tensor.order.offset(&tensor.shape, i);
            match self.numeric(tensor.slice, at, scale) {
                None => report.kinks += 1,
                Some(numeric) => {
                    report.take(Entry::new(index(i, &tensor.shape), analytic[i], numeric, scale));
                }
            }
        }
        report
    }
}

/// Live samples at random, and dead ones that must not be read.
fn inputs<N: Network>(capacity: usize, live: usize, rng: &mut Rng) -> Vec<f64> {
    let mut inputs = vec![f64::NAN; N::Inputs::LEN * capacity];
    let mut rest = &mut inputs[..];
    for shape in N::INPUT_SHAPES {
        let len: usize = shape.iter().product();
        let (input, behind) = rest.split_at_mut(len * capacity);
        input[..len * live].iter_mut().for_each(|x| *x = StandardNormal.sample(rng));
        rest = behind;
    }
    inputs
}

/// A number of [0, 1).
fn unit(rng: &mut Rng) -> f64 {
    StandardUniform.sample(rng)
}

/// The root mean square; 0 of nothing.
fn rms(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0f64), |(sum, count), value| (sum + value * value, count + 1.0));
    libm::sqrt(sum / count.max(1.0))
}

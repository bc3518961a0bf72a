//! A network of one layer, run both ways and compared with what the module of PyTorch computed.

use nn_runtime::listing::{Place, Tensor, for_each_tensor};
use nn_runtime::plan::Part;
use nn_runtime::sink::Beta;
use nn_runtime::{Flat, Inputs, Model, Network, Outputs, Scalar, Step};
use nn_tests::on_level;

use crate::file::Case;

/// More than any case has samples; the columns behind them hold NaN.
const CAPACITY: usize = 8;

/// What the module was set to when it ran.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// `module.train()`
    Training,
    /// `module.eval()`: inference, and the passes of a frozen part.
    Evaluation,
}

/// Compares a network that computes the same in training and in inference.
pub fn check<N: Network>(case: Case<'_>) {
    check_mode::<N>(case, Mode::Training);
    infer::<N::As<f32>>(case);
    infer::<N::As<f64>>(case);
}

/// Compares a network in one mode.
pub fn check_mode<N: Network>(case: Case<'_>, mode: Mode) {
    train::<N::As<f32>>(case, mode);
    train::<N::As<f64>>(case, mode);
    if mode == Mode::Evaluation {
        infer::<N::As<f32>>(case);
        infer::<N::As<f64>>(case);
    }
}

/// The output of inference alone.
pub fn infer<N: Network>(case: Case<'_>) {
    let (model, n) = (model::<N>(case), samples::<N>(case));
    let (x, mut y) = (inputs::<N>(case), nan::<N::T>(N::Outputs::LEN * CAPACITY));
    let (xs, ys) = (N::Inputs::split(&x, CAPACITY), N::Outputs::split(&mut y, CAPACITY));
    let mut memory = nan::<N::T>(N::PLAN.len(Part::Infer, CAPACITY));
    on_level!(|isa| N::infer::<_, CAPACITY>(isa, model.view(), model.state(), xs, ys, &mut memory, n));
    N::Outputs::activate(N::Outputs::split(&mut y, CAPACITY), n);
    case.compare("y", &y[..n * N::Outputs::LEN]);
}

/// The output of the forward pass, what it leaves of running statistics, and every gradient.
fn train<N: Network>(case: Case<'_>, mode: Mode) {
    let (before, n) = (model::<N>(case), samples::<N>(case));
    let step = Step { frozen: mode == Mode::Evaluation, ..Step::new(1, 1) };
    let mut passes = Passes { model: before.clone(), x: inputs::<N>(case), memory: vec![], n, step };
    let mut y = passes.forward();
    case.compare("y", &y[..n * N::Outputs::LEN]);
    let mut dy = nan(y.len());
    dy[..n * N::Outputs::LEN].copy_from_slice(&case.rounded("dy"));
    let (dx, grads) = passes.backward(&mut y, &mut dy);

    for (key, start, len) in parts::<N>("dx", n) {
        case.compare(&key, &dx[start..start + len]);
    }
    let state = passes.model.state().as_flat();
    for_each_tensor::<N>(&mut |tensor| match (tensor.place, mode) {
        (Place::Params, _) => case.compare(&format!("grad.{}", name(case, tensor)), &in_order(tensor, &grads)),
        (Place::State, Mode::Training) => {
            case.compare(&format!("after.{}", name(case, tensor)), &in_order(tensor, state));
        }
        (Place::State, Mode::Evaluation) => {
            assert_eq!(state, before.state().as_flat(), "a frozen part keeps its state")
        }
    });
}

/// A forward and a backward pass of training.
struct Passes<N: Network> {
    model: Model<N>,
    x: Vec<N::T>,
    /// That of both passes.
    memory: Vec<N::T>,
    n: usize,
    step: Step,
}

impl<N: Network> Passes<N> {
    /// The outputs.
    fn forward(&mut self) -> Vec<N::T> {
        let Self { model, x, memory, n, step } = self;
        let len = |part| N::PLAN.len(part, CAPACITY);
        *memory = nan(len(Part::Forward(true)).max(len(Part::Backward(true))));
        let params = model.clone();
        let (net, state, xs) = (params.view(), model.state_mut(), N::Inputs::split(x, CAPACITY));
        let mut y = nan(N::Outputs::LEN * CAPACITY);
        let ys = N::Outputs::split(&mut y, CAPACITY);
        on_level!(|isa| N::forward::<_, CAPACITY, true>(isa, net, state, xs, ys, memory, *n, *step));
        N::Outputs::activate(N::Outputs::split(&mut y, CAPACITY), *n);
        y
    }

    /// The gradients of the inputs, one after the other, and of the parameters.
    fn backward(&mut self, y: &mut [N::T], dy: &mut [N::T]) -> (Vec<N::T>, Vec<N::T>) {
        let Self { model, x, memory, n, step } = self;
        N::Outputs::activate_backward(N::Outputs::split(y, CAPACITY), N::Outputs::split(dy, CAPACITY), *n);
        let (net, state, xs) = (model.view(), model.state(), N::Inputs::split(x, CAPACITY));
        let (mut dx, mut grads) = (nan(N::Inputs::LEN * CAPACITY), nan(<N::Grads as Flat>::LEN));
        let (dxs, to) = (N::Inputs::store(&mut dx, CAPACITY), Some(N::Grads::from_flat_mut(&mut grads)));
        let (ys, dys) = (N::Outputs::split(y, CAPACITY), N::Outputs::split(dy, CAPACITY));
        let beta = Beta::Store;
        on_level!(|isa| N::backward::<_, CAPACITY, true>(
            isa, net, state, xs, ys, dys, dxs, to, beta, memory, *n, *step
        ));
        (dx, grads)
    }
}

fn nan<T: Scalar>(len: usize) -> Vec<T> {
    vec![T::from_f64(f64::NAN); len]
}

fn samples<N: Network>(case: Case<'_>) -> usize {
    case.numbers("y").len() / N::Outputs::LEN
}

/// The inputs as the passes take them, one after the other.
fn inputs<N: Network>(case: Case<'_>) -> Vec<N::T> {
    let mut x = nan(N::Inputs::LEN * CAPACITY);
    for (key, start, len) in parts::<N>("x", samples::<N>(case)) {
        x[start..start + len].copy_from_slice(&case.rounded(&key));
    }
    x
}

/// The tensor of each input, where it begins in the memory of all, and the length of its live samples: `x`, or `x0`, `x1`, ….
fn parts<N: Network>(stem: &str, n: usize) -> Vec<(String, usize, usize)> {
    let (mut start, mut parts) = (0, vec![]);
    for (i, shape) in N::INPUT_SHAPES.iter().enumerate() {
        let len: usize = shape.iter().product();
        let key = if N::INPUT_SHAPES.len() == 1 { stem.to_owned() } else { format!("{stem}{i}") };
        parts.push((key, start, n * len));
        start += CAPACITY * len;
    }
    parts
}

/// The model with the parameters and statistics that the module had.
pub fn model<N: Network>(case: Case<'_>) -> Model<N> {
    let mut model = Model::<N>::zeroed();
    for_each_tensor::<N>(&mut |tensor| {
        let flat = match tensor.place {
            Place::Params => model.params_mut().as_flat_mut(),
            Place::State => model.state_mut().as_flat_mut(),
        };
        for (i, value) in case.rounded(&format!("param.{}", name(case, tensor))).into_iter().enumerate() {
            flat[tensor.position(i)] = value;
        }
    });
    model
}

/// The name of a tensor in the module: its key where that has several parts, else its name without the stage, `weight`.
fn name(case: Case<'_>, tensor: &Tensor<'_>) -> String {
    let key = tensor.key.to_string();
    match case.holds(&format!("param.{key}")) {
        true => key,
        false => key.rsplit('.').next().unwrap_or_default().to_owned(),
    }
}

/// The numbers of a tensor in the order of files.
pub fn in_order<T: Scalar>(tensor: &Tensor<'_>, flat: &[T]) -> Vec<T> {
    (0..tensor.len()).map(|i| flat[tensor.position(i)]).collect()
}

//! Models and workspaces: made in place, in a `static` too.

mod common;
#[path = "common/levels.rs"]
mod levels;

use common::Digits;
use nn_runtime::losses::{CrossEntropy, Mse};
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::optimizers::{Rule, Sgd};
use nn_runtime::{
    Batch, BatchError, Class, Flat, Infer, InferenceWorkspace, LengthError, MemoryError, Model, Nothing, StaticMemory,
    Step, Workspace,
};

const X: [[f32; 8]; 4] = [[0.5, -1.0, 2.0, 0.0, 1.0, -0.5, 0.25, 3.0], [1.0; 8], [-1.0; 8], [0.0; 8]];

/// The answer of a model by the definition of its stages.
fn by_hand(net: &Digits, x: &[f32; 8]) -> [f32; 3] {
    let hidden: [f32; 5] = core::array::from_fn(|i| {
        let sum: f32 = (0..8).map(|j| net.hidden.weight[(i, j)] * x[j]).sum();
        (sum + net.hidden.bias[i]).max(0.0)
    });
    core::array::from_fn(|i| {
        let sum: f32 = (0..5).map(|j| net.dense_1.weight[(i, j)] * hidden[j]).sum();
        sum + net.dense_1.bias[i]
    })
}

#[track_caller]
fn assert_close(a: &[f32], b: &[f32]) {
    assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-5), "{a:?} and {b:?}");
}

#[test]
fn inference_gives_what_the_stages_define() {
    let model = Model::<Digits>::init(5);
    let mut workspace = InferenceWorkspace::<Digits, 4>::new();
    let (x, mut y) = (SMatrix::from(X), SMatrix::zeros());
    model.infer(&mut workspace, &x, &mut y);
    for (x, y) in X.iter().zip(y.column_iter()) {
        assert_close(y.as_slice(), &by_hand(&model, x));
    }
}

#[test]
fn samples_behind_the_live_ones_are_left_alone() {
    let model = Model::<Digits>::init(5);
    let mut workspace = InferenceWorkspace::<Digits, 4>::new();
    let mut x = SMatrix::<f32, 8, 4>::from(X);
    x.columns_mut(2, 2).fill(f32::NAN);
    let mut y = SMatrix::<f32, 3, 4>::repeat(7.0);
    model.infer_first(2, &mut workspace, &x, &mut y).unwrap();
    assert_close(&y.as_slice()[3..6], &by_hand(&model, &X[1]));
    assert!(y.columns(2, 2).iter().all(|&y| y == 7.0));
    for len in [0, 5] {
        let error = model.infer_first(len, &mut workspace, &x, &mut y).unwrap_err();
        assert_eq!(error, BatchError { len, capacity: 4 });
    }
}

#[test]
fn steps_reduce_the_loss_and_evaluation_agrees_with_training() {
    let mut model = Model::<Digits>::init(5);
    let mut workspace = Workspace::<Digits, 4>::new();
    let (x, targets) = (SMatrix::from(X), [0, 1, 2, 0].map(|c| Class::new(c).unwrap()));
    let batch = Batch::full(&x, &targets);
    let (mut evaluation, mut y) = (InferenceWorkspace::<Digits, 4>::new(), SMatrix::zeros());
    let before = model.loss(&mut evaluation, batch, &CrossEntropy::new(), &mut y);

    let mut sgd = Sgd::new(0.1).optimizer::<Digits>().unwrap();
    let first = model.forward_backward(&mut workspace, batch, &CrossEntropy::new(), Step::new(0, 0));
    // Losses with gradients are computed another way, which ends in other last places.
    let error = (first - before).abs();
    assert!(error <= 4.0 * f32::EPSILON, "a network without dropout evaluates as it trains: {before}, {first}");
    assert_eq!(*workspace.outputs(), y);
    for step in 1..100 {
        sgd.step(&mut model, workspace.grads());
        model.forward_backward(&mut workspace, batch, &CrossEntropy::new(), Step::new(0, step));
    }
    let after = model.loss(&mut evaluation, batch, &CrossEntropy::new(), &mut y);
    assert!(after < 0.5 * before, "{before} to {after}");
}

#[test]
fn accumulated_gradients_add_up() {
    let mut model = Model::<Digits>::init(5);
    let mut workspace = Workspace::<Digits, 4>::new();
    let (x, targets) = (SMatrix::from(X), SMatrix::repeat(0.5));
    let batch = Batch::full(&x, &targets);
    let once = model.forward_backward(&mut workspace, batch, &Mse::new(), Step::new(0, 0));
    let grads = *workspace.grads();
    let again = model.accumulate(&mut workspace, batch, &Mse::new(), Step::new(0, 0));
    assert_eq!(once, again);
    for (twice, once) in workspace.grads().as_flat().iter().zip(grads.as_flat()) {
        assert!((twice - 2.0 * once).abs() <= 1e-6 * once.abs());
    }
    workspace.grads_mut().as_flat_mut().fill(1.0);
    assert_eq!(workspace.grads().hidden.bias[0], 1.0);
}

#[test]
fn models_and_workspaces_go_to_other_threads_and_print_shortly() {
    fn shared<T: Send + Sync + core::fmt::Debug>(value: T) -> String {
        format!("{value:?}")
    }
    assert_eq!(shared(Model::<Digits>::zeroed()), "Model<Mlp>(63 parameters)");
    assert_eq!(shared(InferenceWorkspace::<Digits, 4>::new()), "InferenceWorkspace<Mlp, 4>(32 scalars)");
    assert_eq!(shared(Workspace::<Digits, 4>::new()), "Workspace<Mlp, 4>(160 scalars)");
}

#[test]
fn workspaces_take_memory_of_their_length_only() {
    static MEMORY: StaticMemory<{ Workspace::<Digits, 4>::LEN }> = StaticMemory::new();
    let workspace = Workspace::<Digits, 4, _>::new_in(MEMORY.take().unwrap()).unwrap();
    assert!(workspace.grads().as_flat().iter().all(|&g| g == 0.0));

    let error = InferenceWorkspace::<Digits, 4, _>::new_in(vec![0.0; 5]).unwrap_err();
    assert_eq!(error, MemoryError { network: "Mlp", capacity: 4, needed: 32, given: 5 });
    assert_eq!(error.to_string(), "the workspace of `Mlp` at a capacity of 4 needs 32 scalars, but the memory has 5");
}

/// The bytes of the numbers 0/64, 1/64, … 62/64.
static BYTES: [u8; 252] = {
    let (mut bytes, mut i) = ([0; 252], 0);
    while i < 252 {
        bytes[i] = ((i / 4) as f32 / 64.0).to_le_bytes()[i % 4];
        i += 1;
    }
    bytes
};
static NET: Digits = Digits::from_le_bytes(&BYTES);

impl Digits {
    /// The parameters from their bytes; `network!` writes the length as a const.
    const fn from_le_bytes(bytes: &[u8; 252]) -> Self {
        nn_runtime::flat::from_le_bytes(bytes)
    }
}

#[test]
fn weights_lie_in_a_static_and_are_used_there() {
    assert!(NET.as_flat().iter().enumerate().all(|(i, &w)| w == i as f32 / 64.0));
    let mut workspace = InferenceWorkspace::<Digits, 4>::new();
    let (x, mut y, mut with) = (SMatrix::from(X), SMatrix::zeros(), SMatrix::zeros());
    NET.infer(&mut workspace, &x, &mut y);
    NET.infer_with(&Nothing::default(), &mut workspace, &x, &mut with);
    assert_close(&y.as_slice()[..3], &by_hand(&NET, &X[0]));
    assert_eq!(y, with);
}

#[test]
fn bytes_go_there_and_back() {
    assert_eq!(NET.to_le_bytes(), BYTES);
    let mut model = Model::<Digits>::zeroed();
    model.copy_from_le_bytes(&BYTES).unwrap();
    assert_eq!(*model, NET);
    let error = model.copy_from_le_bytes(&BYTES[1..]).unwrap_err();
    assert_eq!(error, LengthError { scalars: 63, size: 4, given: 251 });
    assert_eq!(error.to_string(), "63 numbers of 4 bytes each need 252 bytes, but there are 251");
    assert!(model.state().to_le_bytes().is_empty());
}

#[test]
#[cfg_attr(miri, ignore = "it starts processes")]
fn every_level() {
    levels::run_others("every_level", &[]);
}

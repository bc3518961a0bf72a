//! Trains a small network and uses it, with nothing around it: no operating system, no allocator, no C library. All memory is
//! in `static`s, its size known while the compiler runs.
//!
//! `start.s` calls [`run`] as the first and only thing the program does; its result is the program's.
#![no_std]

mod bare;

use nn_runtime::initializers::{Rng, SeedableRng};
use nn_runtime::losses::CrossEntropy;
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::optimizers::{AdamW, Rule};
use nn_runtime::{Batch, Class, Flat, Infer, InferenceWorkspace, Network, StaticMemory, Step, Workspace, network};

network! {
    /// Tells in which quarter of the plane a point lies.
    Quarter(point: [2]) -> [4] {
        point -> dense<16> -> batch_norm -> gelu -> residual { dense<16> -> tanh } -> dropout<0.1> -> dense<4>
    }
}

/// The capacity of a batch.
const B: usize = 8;

static PARAMS: StaticMemory<{ Quarter::PARAMS }> = StaticMemory::new();
static STATE: StaticMemory<{ <<Quarter as Network>::State as Flat>::LEN }> = StaticMemory::new();
static TRAINING: StaticMemory<{ Quarter::training_len(B) }> = StaticMemory::new();
static MOMENTS: StaticMemory<{ 2 * Quarter::PARAMS }> = StaticMemory::new();
static INFERENCE: StaticMemory<{ Quarter::inference_len(1) }> = StaticMemory::new();

/// A network whose weights lie in the program.
static ZEROS: Quarter = Quarter::from_le_bytes(&[0; 4 * Quarter::PARAMS]);

/// The four points and their quarters, each twice.
const POINTS: [[f32; 2]; B] =
    [[0.9, 0.4], [-0.2, 0.8], [-0.5, -0.6], [0.7, -0.3], [0.3, 0.6], [-0.8, 0.2], [-0.4, -0.9], [0.2, -0.5]];

/// 0 if the loss falls and the network answers rightly afterwards, otherwise the number of the step that went wrong.
#[unsafe(no_mangle)]
pub extern "C" fn run() -> i32 {
    match train_and_use() {
        Ok(()) => 0,
        Err(step) => step,
    }
}

fn train_and_use() -> Result<(), i32> {
    let net = Quarter::from_flat_mut(PARAMS.take().ok_or(1)?);
    let state = <Quarter as Network>::State::from_flat_mut(STATE.take().ok_or(1)?);
    net.init(state, &mut Rng::seed_from_u64(1));

    let mut workspace = Workspace::<Quarter, B>::new_in(TRAINING.take().ok_or(2)?).map_err(|_| 3)?;
    let mut adam = AdamW::new(0.01).optimizer_in::<Quarter, _>(MOMENTS.take().ok_or(4)?).map_err(|_| 5)?;
    let points = SMatrix::from(POINTS);
    let mut quarters = [Class::default(); B];
    for (i, quarter) in quarters.iter_mut().enumerate() {
        *quarter = Class::new(i % 4).map_err(|_| 6)?;
    }
    let batch = Batch::full(&points, &quarters);

    let loss = CrossEntropy::new();
    let before = workspace.forward_backward(net.view(), state, batch, &loss, Step::new(1, 0));
    let mut after = before;
    for step in 0..200 {
        adam.step(net, workspace.grads());
        after = workspace.forward_backward(net.view(), state, batch, &loss, Step::new(1, step));
    }
    let fell = after < 0.1 * before; // which NaN does not
    if !fell {
        return Err(7);
    }

    let mut workspace = InferenceWorkspace::<Quarter, 1>::new_in(INFERENCE.take().ok_or(8)?).map_err(|_| 9)?;
    for (i, point) in POINTS.into_iter().enumerate() {
        let (point, mut scores) = (SMatrix::from([point]), SMatrix::repeat(f32::NAN));
        net.infer_with(state, &mut workspace, &point, &mut scores);
        if scores.imax() != i % 4 {
            return Err(10);
        }
        ZEROS.infer_with(state, &mut workspace, &point, &mut scores);
        if scores.as_slice() != [0.0; 4] {
            return Err(11);
        }
    }
    Ok(())
}

//! What is measured. A workload is a network, a line of [`all`], and one of `workload` in `bench/torch_bench.py`.

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use nn_runtime::losses::{CrossEntropy, Loss, Mse, TargetFrom};
use nn_runtime::memory::Heap;
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::optimizers::{Adam, AdamW, Optimizer, Rule, Sgd};
use nn_runtime::step::Key;
use nn_runtime::{
    Batch, Class, Flat, InferenceWorkspace, Model, Network, Output, SettingError, Step, Values, Workspace, head,
    network,
};

use crate::allocations;
use crate::measure::{cold, repeat, repeat_from};
use crate::table::{Figures, Mode};

network! {
    pub Xor(x: [2]) -> [1] {
        x -> dense<8> -> tanh -> dense<1> -> sigmoid
    }
    pub MlpSmall(x: [64]) -> [10] {
        x -> dense<32> -> relu -> dense<10>
    }
    pub MlpMnist(x: [784]) -> [10] {
        x -> dense<128> -> relu -> dense<10>
    }
    pub MlpWide(x: [784]) -> [10] {
        x -> dense<512> -> relu -> dense<256> -> relu -> dense<10>
    }
    pub MlpOdd(x: [37]) -> [7] {
        x -> dense<53> -> relu -> dense<29> -> relu -> dense<7>
    }
    pub MlpDeep(x: [32]) -> [8] {
        x -> dense<64> -> repeat<7> { residual { layer_norm -> dense<64> -> gelu } } -> layer_norm -> dense<8>
    }
    pub CnnSmall(x: [1, 28, 28]) -> [10] {
        x -> conv2d<8, 3> -> relu -> max_pool2d<2> -> conv2d<16, 3> -> relu -> max_pool2d<2>
            -> flatten -> dense<64> -> relu -> dense<10>
    }
    pub LeNet5(x: [1, 28, 28]) -> [10] {
        x -> conv2d<6, 5> -> relu -> max_pool2d<2> -> conv2d<16, 5> -> relu -> max_pool2d<2>
            -> flatten -> dense<120> -> relu -> dense<84> -> relu -> dense<10>
    }
    /// The image network of MLPerf Tiny.
    pub ResNet8(x: [3, 32, 32]) -> [10] {
        let a = x -> stem: conv2d<16, 3, padding = 1> -> stem_norm: batch_norm -> relu;
        let b = a + (a
            -> conv1a: conv2d<16, 3, padding = 1> -> norm1a: batch_norm -> relu
            -> conv1b: conv2d<16, 3, padding = 1> -> norm1b: batch_norm) -> relu;
        let c = (b -> skip2: conv2d<32, 1, stride = 2>) + (b
            -> conv2a: conv2d<32, 3, stride = 2, padding = 1> -> norm2a: batch_norm -> relu
            -> conv2b: conv2d<32, 3, padding = 1> -> norm2b: batch_norm) -> relu;
        let d = (c -> skip3: conv2d<64, 1, stride = 2>) + (c
            -> conv3a: conv2d<64, 3, stride = 2, padding = 1> -> norm3a: batch_norm -> relu
            -> conv3b: conv2d<64, 3, padding = 1> -> norm3b: batch_norm) -> relu;
        d -> global_avg_pool -> head: dense<10>
    }
    /// The keyword network of MLPerf Tiny.
    pub DsCnn(x: [1, 49, 10]) -> [12] {
        x -> stem: conv2d<64, (10, 4), stride = 2, padding = (5, 1)> -> stem_norm: batch_norm -> relu
            -> blocks: repeat<4> {
                depthwise: depthwise_conv2d<3, padding = 1> -> depthwise_norm: batch_norm -> relu
                    -> pointwise: conv2d<64, 1> -> pointwise_norm: batch_norm -> relu
            }
            -> global_avg_pool -> head: dense<12>
    }
}

/// Something to measure.
pub struct Workload {
    pub name: &'static str,
    pub run: fn(&'static str, How) -> Rows,
}

type Rows = Result<Vec<Figures>, Box<dyn Error + Send + Sync>>;

/// How to measure it.
pub struct How {
    /// For how long, each figure.
    pub time: Duration,
    /// Billions of operations a second that its threads can do.
    pub peak: f64,
    /// Where another implementation finds the initial weights, if there is one.
    pub weights: Option<PathBuf>,
}

/// A name, a network, the samples of a step, a loss, an optimiser, and the targets.
macro_rules! workload {
    ($name:literal, $Net:ty, $batch:literal, $loss:expr, $rule:expr, $targets:expr) => {
        Workload {
            name: $name,
            run: |name, how| run::<$Net, _, _, _, _, _, _, $batch>(name, how, &$loss, $rule, &$targets),
        }
    };
}

/// The workloads, in the order of the table.
pub const fn all() -> &'static [Workload] {
    &[
        workload!("xor", Xor, 4, Mse::new(), Sgd::new(0.1), bits::<4>()),
        workload!("mlp_small", MlpSmall, 32, CrossEntropy::new(), Adam::new(1e-3), classes::<10, 32>()),
        workload!("mlp_mnist", MlpMnist, 64, CrossEntropy::new(), Adam::new(1e-3), classes::<10, 64>()),
        workload!("mlp_wide", MlpWide, 128, CrossEntropy::new(), Adam::new(1e-3), classes::<10, 128>()),
        workload!("mlp_deep", MlpDeep, 16, CrossEntropy::new(), AdamW::new(1e-3), classes::<8, 16>()),
        workload!("mlp_odd", MlpOdd, 24, CrossEntropy::new(), Adam::new(1e-3), classes::<7, 24>()),
        workload!("cnn_small", CnnSmall, 32, CrossEntropy::new(), Adam::new(1e-3), classes::<10, 32>()),
        workload!("lenet5", LeNet5, 128, CrossEntropy::new(), Adam::new(1e-3), classes::<10, 128>()),
        // Of a bias before a norm the gradient is rounding error alone, which Adam makes a step as long as any: with longer steps
        // losses in single precision part from those in double precision, PyTorch's as well as ours, by more than is compared here.
        workload!("resnet8", ResNet8, 32, CrossEntropy::new(), Adam::new(1e-4), classes::<10, 32>()),
        workload!("ds_cnn", DsCnn, 32, CrossEntropy::new(), Adam::new(1e-4), classes::<12, 32>()),
    ]
}

/// Number `i` of the inputs, of ±1; the script for PyTorch draws the same.
fn input(i: usize) -> f32 {
    (2.0 * Key::new(1, 0).unit(i as u64) - 1.0) as f32
}

/// A class for each sample.
fn classes<const C: usize, const B: usize>() -> [Class<C>; B] {
    core::array::from_fn(|i| Class::new((7 * i + 3) % C).expect("below the number of classes"))
}

/// 0 or 1 for each sample.
fn bits<const B: usize>() -> SMatrix<f32, 1, B> {
    SMatrix::from_fn(|_, i| [0.0, 1.0, 1.0, 0.0][i % 4])
}

/// What training changes: the model, its optimiser, the number of the step.
type State<N, R> = (Model<N>, Optimizer<N, R, Heap<<N as Flat>::T>>, u64);

/// Steps whose losses are compared.
const STEPS: u64 = 10;

/// Measures training at batch `B` and inference at batch 1.
fn run<N, L, R, Y, H, const IN: usize, const OUT: usize, const B: usize>(
    workload: &'static str,
    how: How,
    loss: &L,
    rule: R,
    targets: &Y,
) -> Rows
where
    H: head::Head,
    N: Network<T = f32, Inputs = Values<IN>, Outputs = Output<H, OUT>>,
    L: Loss<H, OUT>,
    R: Rule,
    for<'t> L::Target<'t, f32, B>: TargetFrom<&'t Y>,
{
    let numbers: Vec<f32> = (0..IN * B).map(input).collect();
    let start = Model::<N>::init(1);
    if let Some(path) = &how.weights {
        start.save(path)?;
    }
    let train = train::<N, L, R, Y, H, IN, OUT, B>(workload, &how, &start, &numbers, loss, rule, targets)?;
    Ok(vec![train, infer::<N, H, IN, OUT>(workload, &how, &start, &numbers)])
}

/// Measures steps: forward, loss, backward, optimiser.
fn train<N, L, R, Y, H, const IN: usize, const OUT: usize, const B: usize>(
    workload: &'static str,
    how: &How,
    start: &Model<N>,
    numbers: &[f32],
    loss: &L,
    rule: R,
    targets: &Y,
) -> Result<Figures, SettingError>
where
    H: head::Head,
    N: Network<T = f32, Inputs = Values<IN>, Outputs = Output<H, OUT>>,
    L: Loss<H, OUT>,
    R: Rule,
    for<'t> L::Target<'t, f32, B>: TargetFrom<&'t Y>,
{
    let x = SMatrix::<f32, IN, B>::from_flat(numbers);
    let mut workspace = Workspace::<N, B>::new();
    let mut step = |(model, optimizer, number): &mut State<N, R>| {
        *number += 1;
        let loss = model.forward_backward(&mut workspace, Batch::full(x, targets), loss, Step::new(1, *number));
        optimizer.step(model, workspace.grads());
        loss
    };
    let mut state: State<N, R> = (start.clone(), rule.optimizer::<N>()?, 0);
    let losses = (0..STEPS).map(|_| step(&mut state)).collect();
    let allocations = allocations::during(|| _ = step(&mut state));
    // Steps on one batch for long would end at gradients so small that the processor computes with them slowly.
    let reset = |(model, optimizer, _): &mut State<N, R>| {
        model.as_flat_mut().copy_from_slice(start.as_flat());
        if let Ok(fresh) = rule.optimizer::<N>() {
            *optimizer = fresh;
        }
    };
    Ok(Figures {
        workload,
        mode: Mode::Train,
        threads: rayon::current_num_threads(),
        peak: how.peak,
        times: repeat_from(how.time, &mut state, reset, step),
        cold: None,
        flops: (2 * B * train_multiply_adds::<N>()) as f64,
        workspace: size_of::<f32>() * Workspace::<N, B>::LEN,
        allocations,
        losses,
    })
}

/// The multiply-adds of a training step, a sample: those of the forward pass, as many for the gradients of weights, and as
/// many for the gradients of inputs, but for those of the network's own inputs, which nobody asks for.
fn train_multiply_adds<N: Network>() -> usize {
    let first = N::SUMMARY.rows.iter().find(|row| row.params > 0).expect("a network with weights");
    let (channels, positions) = (first.shape[0], first.shape[1..].iter().product::<usize>());
    assert!(!first.stage.contains("bias = false"), "networks that begin without a bias are counted in another way");
    3 * N::MULTIPLY_ADDS - (first.params - channels) * positions
}

/// Measures the inference of one sample.
fn infer<N, H, const IN: usize, const OUT: usize>(
    workload: &'static str,
    how: &How,
    model: &Model<N>,
    numbers: &[f32],
) -> Figures
where
    H: head::Head,
    N: Network<T = f32, Inputs = Values<IN>, Outputs = Output<H, OUT>>,
{
    let mut workspace = InferenceWorkspace::<N, 1>::new();
    let x = SMatrix::<f32, IN, 1>::from_flat(numbers);
    let mut y = SMatrix::<f32, OUT, 1>::zeros();
    let mut infer = || model.infer(&mut workspace, x, &mut y);
    Figures {
        workload,
        mode: Mode::Infer,
        threads: rayon::current_num_threads(),
        peak: how.peak,
        allocations: allocations::during(&mut infer),
        times: repeat(how.time, &mut infer),
        cold: Some(cold(how.time, &mut infer).min),
        flops: (2 * N::MULTIPLY_ADDS) as f64,
        workspace: size_of::<f32>() * InferenceWorkspace::<N, 1>::LEN,
        losses: vec![],
    }
}

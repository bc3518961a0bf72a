//! What is measured. A workload is a network and an entry of [`all`].

use std::error::Error;
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

use crate::measure::{cold, repeat, repeat_from};
use crate::table::{Figures, Trace};
use crate::{allocations, torch};

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
}

/// Something to measure.
pub struct Workload {
    pub name: &'static str,
    pub run: fn(&Workload, Duration) -> Result<Vec<Figures>, Box<dyn Error>>,
}

const CE: CrossEntropy = CrossEntropy::new();

/// The workloads, in the order of the table.
pub fn all() -> &'static [Workload] {
    &[
        Workload {
            name: "xor",
            run: |w, t| run::<Xor, _, _, _, _, 2, 1, 4>(w, t, &Mse::new(), Sgd::new(0.1), &bits::<4>()),
        },
        Workload {
            name: "mlp_small",
            run: |w, t| run::<MlpSmall, _, _, _, _, 64, 10, 32>(w, t, &CE, Adam::new(1e-3), &classes::<10, 32>()),
        },
        Workload {
            name: "mlp_mnist",
            run: |w, t| run::<MlpMnist, _, _, _, _, 784, 10, 64>(w, t, &CE, Adam::new(1e-3), &classes::<10, 64>()),
        },
        Workload {
            name: "mlp_wide",
            run: |w, t| run::<MlpWide, _, _, _, _, 784, 10, 128>(w, t, &CE, Adam::new(1e-3), &classes::<10, 128>()),
        },
        Workload {
            name: "mlp_deep",
            run: |w, t| run::<MlpDeep, _, _, _, _, 32, 8, 16>(w, t, &CE, AdamW::new(1e-3), &classes::<8, 16>()),
        },
        Workload {
            name: "mlp_odd",
            run: |w, t| run::<MlpOdd, _, _, _, _, 37, 7, 24>(w, t, &CE, Adam::new(1e-3), &classes::<7, 24>()),
        },
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
const TRACE: u64 = 10;

/// Measures training at batch `B` and inference at batch 1, hot and cold.
fn run<N, L, R, Y, H, const IN: usize, const OUT: usize, const B: usize>(
    workload: &Workload,
    time: Duration,
    loss: &L,
    rule: R,
    targets: &Y,
) -> Result<Vec<Figures>, Box<dyn Error>>
where
    H: head::Head,
    N: Network<T = f32, Inputs = Values<IN>, Outputs = Output<H, OUT>>,
    L: Loss<H, OUT>,
    R: Rule,
    for<'t> L::Target<'t, f32, B>: TargetFrom<&'t Y>,
{
    let name = workload.name;
    let numbers: Vec<f32> = (0..IN * B).map(input).collect();
    let x = SMatrix::<f32, IN, B>::from_flat(&numbers);
    let weights = torch::folder()?.join(format!("{name}.safetensors"));
    let mut workspace = Workspace::<N, B>::new();
    let begin = || Ok::<State<N, R>, SettingError>((Model::<N>::init(1), rule.optimizer::<N>()?, 0));
    let mut step = |(model, optimizer, number): &mut State<N, R>| {
        *number += 1;
        let loss = model.forward_backward(&mut workspace, Batch::full(x, targets), loss, Step::new(1, *number));
        optimizer.step(model, workspace.grads());
        loss
    };

    let mut state = begin()?;
    state.0.save(&weights)?;
    let losses = (0..TRACE).map(|_| step(&mut state)).collect();
    let allocations = allocations::during(|| _ = step(&mut state));
    let start = begin()?;
    // Steps on one batch for long would end at gradients so small that the processor computes with them slowly.
    let reset = |(model, optimizer, _): &mut State<N, R>| {
        model.as_flat_mut().copy_from_slice(start.0.as_flat());
        if let Ok(fresh) = rule.optimizer::<N>() {
            *optimizer = fresh;
        }
    };
    let times = repeat_from(time, &mut state, reset, step);
    // The first layer's input needs no gradient.
    let first = IN * N::SUMMARY.rows[0].shape[0];
    let multiply_adds = B * (3 * N::MULTIPLY_ADDS - first);
    let mut rows = vec![Figures {
        workload: name,
        mode: "train",
        times,
        flops: 2.0 * multiply_adds as f64,
        workspace: size_of::<f32>() * Workspace::<N, B>::LEN,
        allocations,
        trace: Some(Trace { losses, weights }),
    }];

    let mut workspace = InferenceWorkspace::<N, 1>::new();
    let x = SMatrix::<f32, IN, 1>::from_flat(&numbers);
    let mut y = SMatrix::<f32, OUT, 1>::zeros();
    let model = start.0;
    let mut infer = || model.infer(&mut workspace, x, &mut y);
    let count = allocations::during(&mut infer);
    for (mode, times) in [("infer", repeat(time, &mut infer)), ("infer cold", cold(time, &mut infer))] {
        let (flops, workspace) = (2.0 * N::MULTIPLY_ADDS as f64, size_of::<f32>() * InferenceWorkspace::<N, 1>::LEN);
        rows.push(Figures { workload: name, mode, times, flops, workspace, allocations: count, trace: None });
    }
    Ok(rows)
}

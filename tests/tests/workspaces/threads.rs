//! The number of threads changes no bit.

use nn_runtime::losses::CrossEntropy;
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::optimizers::{AdamW, Rule};
use nn_runtime::{Batch, Class, Flat, Step, Workspace, network};

network! {
    Wide(x: [300]) -> [10] { x -> dense<260> -> batch_norm -> relu -> dense<200> -> tanh -> dense<10> }
}

const BATCH: usize = 100;

/// The bits of all parameters and of the losses after a few steps, the last one on a part of a batch.
fn train(threads: usize) -> Vec<u32> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads are to be had");
    pool.install(|| {
        let mut model = Wide::init(1);
        let mut workspace = Workspace::<Wide, BATCH>::new();
        let mut rule = AdamW::new(0.01).optimizer::<Wide>().expect("sound settings");
        let x = SMatrix::<f32, 300, BATCH>::from_fn(|i, j| ((7 * i + 11 * j) % 23) as f32 / 11.0 - 1.0);
        let targets = core::array::from_fn(|j| Class::new(3 * j % 10).expect("one of ten"));
        let mut losses = vec![];
        for (step, n) in [BATCH, BATCH, 61].into_iter().enumerate() {
            let batch = Batch::first(n, &x, &targets).expect("no more than the batch holds");
            let step = Step::new(1, step as u64);
            losses.push(model.forward_backward(&mut workspace, batch, &CrossEntropy::new(), step));
            rule.step(&mut model, workspace.grads());
        }
        model.as_flat().iter().chain(&losses).map(|x| x.to_bits()).collect()
    })
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let one = train(1);
    assert!(one.iter().all(|&bits| f32::from_bits(bits).is_finite()));
    for threads in [2, 3, 7] {
        assert!(train(threads) == one, "{threads} threads");
    }
}

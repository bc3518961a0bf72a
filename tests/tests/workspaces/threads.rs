//! The number of threads changes no bit.

use nn_runtime::losses::{CrossEntropy, Loss, TargetFrom};
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::optimizers::{AdamW, Rule};
use nn_runtime::{Batch, Class, Flat, Model, Network, Output, Step, Values, Workspace, head, network};

network! {
    Wide(x: [300]) -> [10] { x -> dense<260> -> batch_norm -> relu -> dense<200> -> tanh -> dense<10> }

    /// Convolutions of all kinds, with and without what is folded into them.
    Images(x: [3, 24, 24]) -> [10] {
        let a = x -> conv2d<16, 5, padding = 2> -> relu -> max_pool2d<2>;
        let b = a + (a -> conv2d<16, 3, padding = 1> -> batch_norm -> relu -> conv2d<16, 1> -> batch_norm) -> relu;
        b -> depthwise_conv2d<3, padding = 1> -> tanh -> conv_transpose2d<16, 2, stride = 2> -> max_pool2d<2>
            -> conv2d<24, 4, stride = 2> -> silu -> global_avg_pool -> dense<10>
    }
}

network! {
    /// Whose maxima are computed of 64 samples at a time, or of 48 of each piece.
    Maxima(x: [1, 12, 12]) -> [10] { x -> conv2d<8, 5> -> relu -> max_pool2d<2> -> flatten -> dense<10> }
}

const BATCH: usize = 100;

/// The bits of all parameters and of the losses after a few steps, the last one on a part of a batch. `broken` is a number of the first one.
fn train<N, const IN: usize>(threads: usize, broken: Option<f32>) -> Vec<u32>
where
    N: Network<T = f32, Inputs = Values<IN>, Outputs = Output<head::Linear, 10>>,
    CrossEntropy: Loss<head::Linear, 10>,
    for<'t> <CrossEntropy as Loss<head::Linear, 10>>::Target<'t, f32, BATCH>: TargetFrom<&'t [Class<10>; BATCH]>,
{
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads are to be had");
    pool.install(|| {
        let mut model = Model::<N>::init(1);
        let mut workspace = Workspace::<N, BATCH>::new();
        let mut rule = AdamW::new(0.01).optimizer::<N>().expect("sound settings");
        let number = |i| (7 * (i % IN) + 11 * (i / IN)) as f32 % 23.0 / 11.0 - 1.0;
        let mut x: Vec<_> = (0..IN * BATCH).map(number).collect();
        let targets = core::array::from_fn(|j| Class::new(3 * j % 10).expect("one of ten"));
        let mut losses = vec![];
        for (step, n) in [BATCH, BATCH, 61].into_iter().enumerate() {
            x[IN * 57 + 5] = broken.filter(|_| step == 2).unwrap_or(0.5);
            let batch = Batch::first(n, SMatrix::<_, IN, BATCH>::from_flat(&x), &targets)
                .expect("no more than the batch holds");
            let step = Step::new(1, step as u64);
            losses.push(model.forward_backward(&mut workspace, batch, &CrossEntropy::new(), step));
            rule.step(&mut model, workspace.grads());
        }
        model.as_flat().iter().chain(&losses).chain(workspace.grads().as_flat()).map(|x| x.to_bits()).collect()
    })
}

fn check<N, const IN: usize>(broken: Option<f32>)
where
    N: Network<T = f32, Inputs = Values<IN>, Outputs = Output<head::Linear, 10>>,
{
    let one = train::<N, IN>(1, broken);
    let finite = one.iter().all(|&bits| f32::from_bits(bits).is_finite());
    assert_eq!(finite, broken.is_none());
    for threads in [2, 3, 7] {
        assert!(train::<N, IN>(threads, broken) == one, "{threads} threads");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    check::<Wide, 300>(None);
    check::<Images, { 3 * 24 * 24 }>(None);
}

/// The bits of the gradients of some samples, in memory for `B`.
fn gradients<N, const IN: usize, const B: usize>(samples: usize) -> Vec<u32>
where
    N: Network<T = f32, Inputs = Values<IN>, Outputs = Output<head::Linear, 10>>,
{
    let x: Vec<_> = (0..B * IN).map(|i| (i * i % 23) as f32 / 11.0 - 1.0).collect();
    let targets = core::array::from_fn(|j| Class::new(3 * j % 10).expect("one of ten"));
    let (mut model, mut workspace) = (Model::<N>::init(1), Workspace::<N, B>::new());
    let batch = Batch::first(samples, SMatrix::<_, IN, B>::from_flat(&x), &targets).expect("as many");
    model.forward_backward(&mut workspace, batch, &CrossEntropy::new(), Step::new(1, 0));
    workspace.grads().as_flat().iter().map(|x| x.to_bits()).collect()
}

/// Of fewer samples there are fewer pieces, which lie in memory for more, and of maxima as many are computed at a time.
#[test]
fn the_capacity_changes_no_bit() {
    for samples in [1, 2, 5, 17] {
        let [exact, more] = [gradients::<Images, { 3 * 24 * 24 }, 17>, gradients::<Images, { 3 * 24 * 24 }, 90>];
        assert!(exact(samples) == more(samples), "{samples} samples");
    }
    assert!(gradients::<Maxima, 144, 80>(80) == gradients::<Maxima, 144, 1000>(80));
    assert!(gradients::<Maxima, 144, 200>(200) == gradients::<Maxima, 144, 1000>(200));
}

/// NaN, or an infinity, makes some pieces compute in another way, always the same ones.
#[test]
fn numbers_that_are_not_finite_do_not_tell_threads_apart() {
    check::<Images, { 3 * 24 * 24 }>(Some(f32::NAN));
    check::<Images, { 3 * 24 * 24 }>(Some(f32::INFINITY));
}

//! A training step, an inference and most predictions allocate nothing: an allocator that counts says so.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use nn_runtime::data::Scaling;
use nn_runtime::data::augment::{CutOut, Flip, Images, Noise, Rotate, Shift};
use nn_runtime::model::PredictionWorkspace;
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::optimizers::{AdamW, Clip, Rule};
use nn_runtime::prelude::*;

/// The system's allocator, which counts for each thread.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: all is left to the system's allocator; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller's.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller's, and the memory is the system's.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often `work` allocates.
fn allocations(work: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.get();
    work();
    ALLOCATIONS.get() - before
}

network! {
    Net(a: [8], b: [8]) -> (class: [4], value: [8]) {
        layer encode = dense<16> -> batch_norm -> relu;
        let both = concat(a -> encode, b -> encode) -> dropout<0.2>;
        class = both -> repeat<3> { residual { layer_norm -> dense<32> -> gelu } } -> dense<4>;
        value = (a + b) * a -> dense<8> -> sigmoid;
    }
}

#[test]
fn a_training_step_and_an_inference_allocate_nothing() {
    let (x, values) = (SMatrix::<f32, 8, 16>::repeat(0.5), SMatrix::repeat(0.25));
    let classes = [Class::new(1).unwrap(); 16];
    let loss = NetOutputs { class: CrossEntropy::new(), value: Mse::new() };
    let mut model = Net::init(1);
    let mut training = Workspace::<Net, 16>::new();
    let mut adam = AdamW::new(1e-3).optimizer::<Net>().unwrap();
    let steps = allocations(|| {
        for step in 0..3 {
            let targets = NetOutputs { class: &classes, value: &values };
            let batch = Batch::first(11, (&x, &x), targets).unwrap();
            model.forward_backward(&mut training, batch, &loss, Step::new(1, step));
            model.accumulate(&mut training, batch, &loss, Step::new(1, step));
            training.grads_mut().clip_norm(1.0).unwrap();
            adam.step(&mut model, training.grads());
        }
    });
    assert_eq!(steps, 0);

    let mut inference = InferenceWorkspace::<Net, 16>::new();
    let (mut classes, mut values) = (SMatrix::zeros(), SMatrix::zeros());
    let inferences = allocations(|| {
        model.infer(&mut inference, (&x, &x), (&mut classes, &mut values));
        model.infer_first(3, &mut inference, (&x, &x), (&mut classes, &mut values)).unwrap();
    });
    assert_eq!(inferences, 0);

    let other = Net::init(2);
    assert_eq!(allocations(|| model.clone_from(&other)), 0, "a copy goes into the memory that is there");
    assert!(allocations(|| drop(model.clone())) > 0, "what allocates is counted");
}

network! {
    Middling(x: [64]) -> [10] { x -> dense<2048> -> relu -> dense<10> }
    Wide(x: [64]) -> [10] { x -> dense<16384> -> relu -> dense<10> }
}

#[test]
fn a_prediction_allocates_once_at_most() {
    let (net, middling, wide) = (Net::init(1), Middling::init(1), Wide::init(1));
    let x = [0.5; 64];
    assert_eq!(allocations(|| _ = net.predict(&([0.5; 8], [0.25; 8])).unwrap()), 0);
    assert_eq!(allocations(|| _ = middling.predict(&x).unwrap()), 0, "32 KiB lie on the stack");
    assert_eq!(allocations(|| _ = wide.predict(&x).unwrap()), 1, "more lies on the heap");
    assert_eq!(allocations(|| _ = wide.predict_slice(&x).unwrap()), 1);

    let mut workspace = PredictionWorkspace::<Wide>::new();
    assert_eq!(allocations(|| _ = wide.predict_with(&mut workspace, &x).unwrap()), 0);
    let scaled = wide.scaled_by(Scaling::new(64, vec![0.5; 64], vec![2.0; 64]).unwrap()).unwrap();
    assert_eq!(allocations(|| _ = scaled.predict_with(&mut workspace, &x).unwrap()), 0);
}

network! { Small(x: [2]) -> [2] { x -> dense<8> -> relu -> dropout<0.1> -> dense<2> } }

/// A trainer allocates at its beginning and once an epoch, but for no batch: ten times the samples are as many allocations.
#[test]
fn a_batch_of_a_trainer_allocates_nothing() {
    let fit = |samples: usize| {
        let points: Vec<_> = (0..samples).map(|i| [(i % 7) as f32, (i % 5) as f32]).collect();
        let sides: Vec<_> = points.iter().map(|[x, y]| Class::<2>::new(usize::from(x > y)).unwrap()).collect();
        let data = Dataset::new(points, sides).unwrap();
        let mut model = Small::init(1).scaled_by(Standardize::fit(&data).unwrap()).unwrap();
        let trainer = Trainer::new(&mut model).loss(CrossEntropy::new()).batch::<8>().epochs(3).ema(0.9).max_norm(2.0);
        let augment = Images::<2, 1, 1>::new().then(Noise::new(0.1)).then(Rotate::new(10.0)).then(Shift::new(0));
        let trainer = trainer.augment(augment.then(Flip::horizontal()).then(CutOut::new(1).probability(0.1)));
        allocations(|| drop(trainer.l2(1e-3).clip_norm(1.0).accumulate(2).fit(&data).unwrap()))
    };
    assert_eq!(fit(80), fit(800));
}

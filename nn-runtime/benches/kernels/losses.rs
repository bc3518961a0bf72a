//! Losses with their gradients, of the logits of a batch.

use divan::Bencher;
use divan::counter::ItemsCount;
use nn_runtime::head::Linear;
use nn_runtime::isa::{Isa, Task, dispatch};
use nn_runtime::losses::{CrossEntropy, Loss, Mse};
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::{Class, Flat};

use super::numbers;

const SAMPLES: usize = 64;

#[divan::bench(consts = [2, 10, 100])]
fn cross_entropy<const F: usize>(bencher: Bencher) {
    let targets: [Class<F>; SAMPLES] =
        core::array::from_fn(|i| Class::new(7 * i % F).expect("below the number of classes"));
    measure::<_, F>(bencher, CrossEntropy::new(), &targets);
}

#[divan::bench(consts = [1, 10])]
fn mse<const F: usize>(bencher: Bencher) {
    let numbers = numbers::<f32>(F * SAMPLES);
    let targets = SMatrix::<f32, F, SAMPLES>::from_flat(&numbers);
    measure::<_, F>(bencher, Mse::new(), targets);
}

fn measure<L: Loss<Linear, F>, const F: usize>(bencher: Bencher, loss: L, target: L::Target<'_, f32, SAMPLES>) {
    let (mut y, mut dy) = (numbers(F * SAMPLES), numbers(F * SAMPLES));
    bencher.counter(ItemsCount::new(F * SAMPLES)).bench_local(|| {
        let (y, dy) = (SMatrix::from_flat_mut(&mut y), SMatrix::from_flat_mut(&mut dy));
        dispatch(Evaluate { loss: &loss, target, y, dy })
    });
}

struct Evaluate<'a, 't, L: Loss<Linear, F>, const F: usize> {
    loss: &'a L,
    target: L::Target<'t, f32, SAMPLES>,
    y: &'a mut SMatrix<f32, F, SAMPLES>,
    dy: &'a mut SMatrix<f32, F, SAMPLES>,
}

impl<L: Loss<Linear, F>, const F: usize> Task for Evaluate<'_, '_, L, F> {
    type Output = f32;

    #[inline(always)]
    fn run<S: Isa>(self, _: S) -> f32 {
        self.loss.evaluate(self.y, self.target, Some(self.dy), 0..SAMPLES, 1.0 / SAMPLES as f32)
    }
}

use nn_runtime::Scalar;
use nn_runtime::layers::spatial_dropout;
use nn_runtime::step::Key;

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;

const KEY: Key = Key::new(5, 6);

struct Case {
    p: f64,
    pixels: usize,
    channels: usize,
    n: usize,
}

impl Case {
    fn run<T: Scalar>(&self, x: &[T], y: &mut [T]) -> Vec<T> {
        let mut mask = vec![T::ZERO; self.channels * self.n];
        on_level!(|isa| spatial_dropout::forward(
            isa,
            self.p,
            x,
            y,
            &mut mask,
            self.pixels,
            self.channels,
            self.n,
            KEY
        ));
        mask
    }
}

impl<T: Scalar> Kernel<T, 1> for Case {
    fn inputs(&self) -> [usize; 1] {
        [self.pixels * self.channels * self.n]
    }
    fn output(&self) -> usize {
        self.pixels * self.channels * self.n
    }
    fn in_place(&self) -> Option<usize> {
        Some(0)
    }
    fn forward(&self, [x]: [&[T]; 1], y: &mut [T]) {
        self.run(x, y);
    }
    fn backward(&self, [x]: [&[T]; 1], dy: &mut [T], [dx]: [Ask<'_, T>; 1]) {
        let mask = self.run(x, &mut dy.to_vec());
        on_level!(|isa| spatial_dropout::backward(isa, dy, &mask, dx.sink(), self.pixels, self.channels, self.n));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(42);
    for p in [0.0, 0.2, 0.9] {
        check(&Case { p, pixels: random.size(1, 9), channels: random.size(1, 20), n: random.size(1, 3) }, random);
    }
}

#[test]
fn drops_whole_channels_of_samples() {
    let case = Case { p: 0.2, pixels: 5, channels: 100, n: 200 };
    let mut y = vec![f32::NAN; 5 * 100 * 200];
    let mask = case.run(&vec![1.0; y.len()], &mut y);
    let dropped = mask.iter().filter(|&&mask| mask == 0.0).count() as f64 / mask.len() as f64;
    assert!((dropped - 0.2).abs() < 0.01, "{dropped}");
    assert!(mask.iter().all(|&mask| mask == 0.0 || mask == 1.25));
    assert_ne!(mask[..100], mask[100..200], "samples have masks of their own");
    for (i, &y) in y.iter().enumerate() {
        assert_eq!(y, mask[i / 500 * 100 + i % 100]);
    }
}

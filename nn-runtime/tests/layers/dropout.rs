use nn_runtime::Scalar;
use nn_runtime::layers::dropout;
use nn_runtime::step::Key;

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;

const KEY: Key = Key::new(5, 6);

struct Dropout {
    p: f64,
    features: usize,
    n: usize,
}

impl<T: Scalar> Kernel<T, 1> for Dropout {
    fn inputs(&self) -> [usize; 1] {
        [self.features * self.n]
    }
    fn output(&self) -> usize {
        self.features * self.n
    }
    fn in_place(&self) -> Option<usize> {
        Some(0)
    }
    fn forward(&self, [x]: [&[T]; 1], y: &mut [T]) {
        on_level!(|isa| dropout::forward(isa, self.p, x, y, self.features, self.n, KEY));
    }
    fn backward(&self, _: [&[T]; 1], dy: &mut [T], [dx]: [Ask<'_, T>; 1]) {
        on_level!(|isa| dropout::backward(isa, self.p, dy, dx.sink(), self.features, self.n, KEY));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(5);
    for p in [0.0, 0.2, 0.9] {
        check(&Dropout { p, features: random.size(1, 20), n: random.size(1, 5) }, random);
    }
}

/// What becomes of `n` samples of 100 ones.
fn ones(p: f64, n: usize, key: Key) -> Vec<f32> {
    let mut y = vec![f32::NAN; 100 * n];
    on_level!(|isa| dropout::forward(isa, p, &vec![1.0; 100 * n], &mut y, 100, n, key));
    y
}

#[test]
fn drops_the_share_it_is_told_and_scales_the_rest() {
    let y = ones(0.2, 1000, KEY);
    let dropped = y.iter().filter(|&&y| y == 0.0).count() as f64 / y.len() as f64;
    assert!((dropped - 0.2).abs() < 0.005, "{dropped}");
    assert!(y.iter().all(|&y| y == 0.0 || y == 1.25));
    assert!(ones(0.0, 10, KEY).iter().all(|&y| y == 1.0));
    assert!(ones(1.0, 10, KEY).iter().all(|&y| y == 0.0));
}

#[test]
fn the_mask_of_a_sample_depends_on_key_and_place_alone() {
    let many = ones(0.5, 8, KEY);
    assert_eq!(many[..300], ones(0.5, 3, KEY));
    assert_ne!(many[..100], many[100..200]);
    assert_ne!(many, ones(0.5, 8, KEY.fold(1)));
}

use nn_runtime::Scalar;
use nn_runtime::layers::softmax;

use crate::kernel::{Ask, Kernel, Random, check, compare};
use crate::on_level;

struct Softmax {
    features: usize,
    columns: usize,
}

impl<T: Scalar> Kernel<T, 1> for Softmax {
    fn inputs(&self) -> [usize; 1] {
        [self.features * self.columns]
    }
    fn output(&self) -> usize {
        self.features * self.columns
    }
    fn in_place(&self) -> Option<usize> {
        Some(0)
    }
    fn forward(&self, [x]: [&[T]; 1], y: &mut [T]) {
        on_level!(|isa| softmax::forward(isa, x, y, self.features, self.columns));
    }
    fn backward(&self, [x]: [&[T]; 1], dy: &mut [T], [dx]: [Ask<'_, T>; 1]) {
        let mut y = vec![T::ZERO; self.features * self.columns];
        self.forward([x], &mut y);
        on_level!(|isa| softmax::backward(isa, &y, dy, dx.sink(), self.features, self.columns));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(2);
    for features in [1, 2, 10, 37] {
        check(&Softmax { features, columns: random.size(1, 5) }, random);
    }
}

#[test]
fn large_numbers_overflow_nowhere() {
    let mut y = [0.0f32; 3];
    on_level!(|isa| softmax::forward(isa, &[1e38, -1e38, 1e38], &mut y, 3, 1));
    assert_eq!(y, [0.5, 0.0, 0.5]);
}

#[test]
fn values() {
    let mut y = vec![0.0; 3];
    on_level!(|isa| softmax::forward(isa, &[1.0, 2.0, 4.0], &mut y, 3, 1));
    compare(&[y], &[vec![0.04201006613406605, 0.11419519938459449, 0.8437947344813395]], 1e-15, 0.0);
}

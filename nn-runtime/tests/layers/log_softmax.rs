use nn_runtime::Scalar;
use nn_runtime::layers::log_softmax;

use crate::kernel::{Ask, Kernel, Random, check, compare};
use crate::on_level;

struct LogSoftmax {
    features: usize,
    columns: usize,
}

impl<T: Scalar> Kernel<T, 1> for LogSoftmax {
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
        on_level!(|isa| log_softmax::forward(isa, x, y, self.features, self.columns));
    }
    fn backward(&self, [x]: [&[T]; 1], dy: &mut [T], [dx]: [Ask<'_, T>; 1]) {
        let mut y = vec![T::ZERO; self.features * self.columns];
        self.forward([x], &mut y);
        on_level!(|isa| log_softmax::backward(isa, &y, dy, dx.sink(), self.features, self.columns));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(3);
    for features in [1, 2, 10, 37] {
        check(&LogSoftmax { features, columns: random.size(1, 5) }, random);
    }
}

#[test]
fn improbable_classes_keep_their_logarithm() {
    let mut y = [0.0f32; 3];
    on_level!(|isa| log_softmax::forward(isa, &[1e8, 1e8 - 1000.0, 1e8], &mut y, 3, 1));
    let half = -core::f32::consts::LN_2;
    assert_eq!(y, [half, half - 1000.0, half]);
}

#[test]
fn values() {
    let mut y = vec![0.0; 3];
    on_level!(|isa| log_softmax::forward(isa, &[1.0, 2.0, 4.0], &mut y, 3, 1));
    compare(&[y], &[vec![-3.1698460195562856, -2.1698460195562856, -0.1698460195562856]], 1e-15, 1e-16);
}

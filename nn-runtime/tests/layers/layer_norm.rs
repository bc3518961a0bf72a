use nn_runtime::layers::{LayerNorm, layer_norm};
use nn_runtime::{Flat, Scalar};

use crate::kernel::{Ask, Kernel, Random, check, compare};
use crate::on_level;

const EPS: f64 = 1e-2;
/// Columns of statistics behind the live ones.
const SPARE: usize = 3;

struct Case<const F: usize> {
    columns: usize,
}

impl<T: Scalar, const F: usize> Kernel<T, 2> for Case<F> {
    fn inputs(&self) -> [usize; 2] {
        [F * self.columns, 2 * F]
    }
    fn output(&self) -> usize {
        F * self.columns
    }
    fn in_place(&self) -> Option<usize> {
        Some(0)
    }
    fn forward(&self, [x, net]: [&[T]; 2], y: &mut [T]) {
        on_level!(|isa| layer_norm::infer(isa, LayerNorm::<T, F>::from_flat(net), EPS, x, y, self.columns));
    }
    fn backward(&self, [x, net]: [&[T]; 2], dy: &mut [T], [dx, grads]: [Ask<'_, T>; 2]) {
        let (net, beta) = (LayerNorm::<T, F>::from_flat(net), grads.beta);
        let (mut stats, mut y, mut evaluated) = (vec![T::ONE; 2 * (self.columns + SPARE)], dy.to_vec(), dy.to_vec());
        on_level!(|isa| layer_norm::forward(isa, net, EPS, x, &mut y, &mut stats, self.columns));
        assert!(stats[2 * self.columns..].iter().all(|&s| s == T::ONE), "written behind the live columns");
        on_level!(|isa| layer_norm::infer(isa, net, EPS, x, &mut evaluated, self.columns));
        assert_eq!(y[..F * self.columns], evaluated[..F * self.columns], "training and inference differ");
        on_level!(|isa| layer_norm::backward(isa, net, x, &stats, dy, dx.sink(), grads.grads(), beta, self.columns));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(7);
    for columns in [1, 4] {
        check(&Case::<1> { columns }, random);
        check(&Case::<3> { columns }, random);
        check(&Case::<16> { columns }, random);
        check(&Case::<37> { columns }, random);
    }
}

#[test]
fn values() {
    let net = LayerNorm { weight: [1.0, 2.0, 3.0].into(), bias: [0.0, 0.5, 1.0].into() };
    let mut y = vec![0.0; 3];
    on_level!(|isa| layer_norm::infer(isa, &net, 1e-5, &[1.0, 2.0, 4.0], &mut y, 1));
    compare(&[y], &[vec![-1.0690415314502977, -0.03452076572514906, 5.008905742938616]], 1e-13, 0.0);
}

#[test]
fn a_large_mean_does_not_cancel_the_variance() {
    let net = LayerNorm { weight: [1.0; 4].into(), bias: [0.0; 4].into() };
    let mut y = [0.0f32; 4];
    on_level!(|isa| layer_norm::infer(isa, &net, 0.0, &[10001.0, 10003.0, 10001.0, 10003.0], &mut y, 1));
    assert_eq!(y, [-1.0, 1.0, -1.0, 1.0]);
}

use nn_runtime::layers::{RmsNorm, rms_norm};
use nn_runtime::{Flat, Scalar};

use crate::kernel::{Ask, Kernel, Random, check, compare};
use crate::on_level;

/// Columns of statistics behind the live ones.
const SPARE: usize = 3;

struct Case<const F: usize> {
    eps: Option<f64>,
    columns: usize,
}

impl<T: Scalar, const F: usize> Kernel<T, 2> for Case<F> {
    fn inputs(&self) -> [usize; 2] {
        [F * self.columns, F]
    }
    fn output(&self) -> usize {
        F * self.columns
    }
    fn in_place(&self) -> Option<usize> {
        Some(0)
    }
    fn forward(&self, [x, net]: [&[T]; 2], y: &mut [T]) {
        on_level!(|isa| rms_norm::infer(isa, RmsNorm::<T, F>::from_flat(net), self.eps, x, y, self.columns));
    }
    fn backward(&self, [x, net]: [&[T]; 2], dy: &mut [T], [dx, grads]: [Ask<'_, T>; 2]) {
        let (net, beta) = (RmsNorm::<T, F>::from_flat(net), grads.beta);
        let (mut stats, mut y, mut evaluated) = (vec![T::ONE; self.columns + SPARE], dy.to_vec(), dy.to_vec());
        on_level!(|isa| rms_norm::forward(isa, net, self.eps, x, &mut y, &mut stats, self.columns));
        assert!(stats[self.columns..].iter().all(|&s| s == T::ONE), "written behind the live columns");
        on_level!(|isa| rms_norm::infer(isa, net, self.eps, x, &mut evaluated, self.columns));
        assert_eq!(y[..F * self.columns], evaluated[..F * self.columns], "training and inference differ");
        on_level!(|isa| rms_norm::backward(isa, net, x, &stats, dy, dx.sink(), grads.grads(), beta, self.columns));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(8);
    for (columns, eps) in [(1, Some(0.1)), (4, None)] {
        check(&Case::<3> { eps, columns }, random);
        check(&Case::<16> { eps, columns }, random);
        check(&Case::<37> { eps, columns }, random);
    }
    check(&Case::<1> { eps: Some(0.5), columns: 3 }, random);
}

#[test]
fn values() {
    let net = RmsNorm { weight: [1.0, 2.0, 3.0].into() };
    let mut y = vec![0.0; 3];
    on_level!(|isa| rms_norm::infer(isa, &net, Some(1e-5), &[1.0, 2.0, 4.0], &mut y, 1));
    compare(&[y], &[vec![0.3779642030348929, 1.5118568121395717, 4.535570436418715]], 1e-14, 0.0);
}

#[test]
fn without_an_epsilon_it_is_that_of_the_scalar_type() {
    let mut y = [0.0f32];
    on_level!(|isa| rms_norm::infer(isa, &RmsNorm { weight: [1.0].into() }, None, &[f32::EPSILON.sqrt()], &mut y, 1));
    assert!((y[0] - core::f32::consts::FRAC_1_SQRT_2).abs() < 1e-6);
}

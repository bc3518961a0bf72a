use nn_runtime::layers::{GroupNorm, group_norm};
use nn_runtime::{Flat, Scalar};

use crate::kernel::{Ask, Kernel, Random, check, compare};
use crate::on_level;

const EPS: f64 = 1e-2;

struct Case<const C: usize> {
    groups: usize,
    pixels: usize,
    n: usize,
}

impl<const C: usize> Case<C> {
    fn infer<T: Scalar>(&self, net: &GroupNorm<T, C>, x: &[T], y: &mut [T]) {
        on_level!(|isa| group_norm::infer(isa, net, EPS, x, y, self.groups, self.pixels, self.n));
    }
}

impl<T: Scalar, const C: usize> Kernel<T, 2> for Case<C> {
    fn inputs(&self) -> [usize; 2] {
        [C * self.pixels * self.n, 2 * C]
    }
    fn output(&self) -> usize {
        C * self.pixels * self.n
    }
    fn in_place(&self) -> Option<usize> {
        Some(0)
    }
    fn forward(&self, [x, net]: [&[T]; 2], y: &mut [T]) {
        self.infer(GroupNorm::from_flat(net), x, y);
    }
    fn backward(&self, [x, net]: [&[T]; 2], dy: &mut [T], [dx, grads]: [Ask<'_, T>; 2]) {
        let Self { groups, pixels, n } = *self;
        let (net, beta) = (GroupNorm::<T, C>::from_flat(net), grads.beta);
        let (mut stats, mut y, mut evaluated) = (vec![T::ONE; 2 * groups * (n + 1)], dy.to_vec(), dy.to_vec());
        on_level!(|isa| group_norm::forward(isa, net, EPS, x, &mut y, &mut stats, groups, pixels, n));
        assert!(stats[2 * groups * n..].iter().all(|&s| s == T::ONE), "written behind the live samples");
        self.infer(net, x, &mut evaluated);
        let len = C * pixels * n;
        assert_eq!(y[..len], evaluated[..len], "training and inference differ");
        let (dx, grads) = (dx.sink(), grads.grads());
        on_level!(|isa| group_norm::backward(isa, net, x, &stats, dy, dx, grads, beta, groups, pixels, n));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(43);
    for (pixels, n) in [(1, 2), (6, 1), (9, 2)] {
        check(&Case::<6> { groups: 1, pixels, n }, random);
        check(&Case::<6> { groups: 3, pixels, n }, random);
        check(&Case::<16> { groups: 4, pixels, n }, random);
    }
}

/// Two pixels of four channels in two groups.
#[test]
fn values() {
    let net = GroupNorm { weight: [1.0, 2.0, 1.0, 1.0].into(), bias: [0.0, 0.0, 0.0, 0.5].into() };
    let mut y = vec![0.0; 8];
    let x = [1.0, 3.0, 10.0, 10.0, 5.0, 7.0, 10.0, 14.0];
    on_level!(|isa| group_norm::infer(isa, &net, 0.0, &x, &mut y, 2, 2, 1));
    let (a, b) = (5.0f64.sqrt(), 3.0f64.sqrt());
    let expected = vec![-3.0 / a, -2.0 / a, -1.0 / b, 0.5 - 1.0 / b, 1.0 / a, 6.0 / a, -1.0 / b, 0.5 + 3.0 / b];
    compare(&[y], &[expected], 1e-13, 0.0);
}

#[test]
fn a_large_mean_does_not_cancel_the_variance() {
    let net = GroupNorm { weight: [1.0; 2].into(), bias: [0.0; 2].into() };
    let x: Vec<f32> = (0..200).map(|i| if i % 3 == 0 { 10003.0 } else { 10000.0 }).collect();
    let mut y = vec![0.0; 200];
    on_level!(|isa| group_norm::infer(isa, &net, 0.0, &x, &mut y, 1, 100, 1));
    let (mean, variance) = (67.0 * 3.0 / 200.0, 9.0 * (67.0 / 200.0) * (133.0 / 200.0));
    let expected = x.iter().map(|&x| (f64::from(x) - 10000.0 - mean) / f64::sqrt(variance)).collect();
    compare(&[y.iter().map(|&y| f64::from(y)).collect()], &[expected], 1e-3, 1e-3);
}

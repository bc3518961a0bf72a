use nn_runtime::layers::dense::{DenseParams, backward, forward};
use nn_runtime::layers::{Activation, Dense, DenseNoBias, Identity, Relu, Tanh};
use nn_runtime::{Flat, Scalar};

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;

/// `P` over any scalar.
trait Params {
    type As<T: Scalar>: DenseParams<T = T>;
}

struct Biased<const IN: usize, const OUT: usize>;
struct Unbiased<const IN: usize, const OUT: usize>;

impl<const IN: usize, const OUT: usize> Params for Biased<IN, OUT> {
    type As<T: Scalar> = Dense<T, IN, OUT>;
}

impl<const IN: usize, const OUT: usize> Params for Unbiased<IN, OUT> {
    type As<T: Scalar> = DenseNoBias<T, IN, OUT>;
}

struct Case<P, F> {
    params: P,
    f: F,
    columns: usize,
}

impl<T: Scalar, P: Params, F: Activation<T>> Kernel<T, 2> for Case<P, F> {
    fn inputs(&self) -> [usize; 2] {
        [P::As::<T>::IN * self.columns, P::As::<T>::LEN]
    }
    fn output(&self) -> usize {
        P::As::<T>::OUT * self.columns
    }
    fn forward(&self, [x, net]: [&[T]; 2], y: &mut [T]) {
        let _ = &self.params;
        on_level!(|isa| forward(isa, self.f, P::As::<T>::from_flat(net), x, y, self.columns));
    }
    fn backward(&self, [x, net]: [&[T]; 2], dy: &mut [T], [dx, grads]: [Ask<'_, T>; 2]) {
        let mut y = vec![T::ZERO; dy.len()];
        self.forward([x, net], &mut y);
        let (net, beta) = (P::As::<T>::from_flat(net), grads.beta);
        on_level!(|isa| backward(isa, self.f, net, x, &y, dy, dx.sink(), grads.grads(), beta, self.columns));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(6);
    for columns in [1, 4] {
        check(&Case { params: Biased::<1, 1>, f: Identity, columns }, random);
        check(&Case { params: Biased::<3, 17>, f: Identity, columns }, random);
        check(&Case { params: Biased::<19, 5>, f: Tanh, columns }, random);
        check(&Case { params: Biased::<6, 8>, f: Relu, columns }, random);
        check(&Case { params: Unbiased::<5, 7>, f: Identity, columns }, random);
        check(&Case { params: Unbiased::<9, 2>, f: Tanh, columns }, random);
    }
}

#[test]
fn values() {
    let net = Dense { weight: [[1.0, 2.0], [10.0, 20.0], [100.0, 200.0]].into(), bias: [0.5, -0.5].into() };
    let mut y = [0.0f32; 4];
    on_level!(|isa| forward(isa, Identity, &net, &[1.0, 2.0, 3.0, -1.0, 0.0, 0.0], &mut y, 2));
    assert_eq!(y, [321.5, 641.5, -0.5, -2.5]);
    on_level!(|isa| forward(isa, Relu, &net, &[1.0, 2.0, 3.0, -1.0, 0.0, 0.0], &mut y, 2));
    assert_eq!(y, [321.5, 641.5, 0.0, 0.0]);
}

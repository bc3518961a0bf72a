use nn_runtime::layers::conv_transpose2d::{backward, backward_memory, forward, forward_memory};
use nn_runtime::layers::conv2d::ConvParams;
use nn_runtime::layers::{
    Activation, ConvTranspose2d, ConvTranspose2dNoBias, ConvWeight, Identity, Relu, Tanh, Window,
};
use nn_runtime::{Flat, Scalar};

use crate::conv2d::Params;
use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;

/// Parameters of `IN` channels and `OUT` channels a group, `BIAS` in all.
pub struct Biased<const IN: usize, const OUT: usize, const KH: usize, const KW: usize, const BIAS: usize>;
pub struct Unbiased<const IN: usize, const OUT: usize, const KH: usize, const KW: usize>;

impl<const IN: usize, const OUT: usize, const KH: usize, const KW: usize, const BIAS: usize> Params
    for Biased<IN, OUT, KH, KW, BIAS>
{
    type As<T: Scalar> = ConvTranspose2d<T, IN, OUT, KH, KW, BIAS>;
}

impl<const IN: usize, const OUT: usize, const KH: usize, const KW: usize> Params for Unbiased<IN, OUT, KH, KW> {
    type As<T: Scalar> = ConvTranspose2dNoBias<T, IN, OUT, KH, KW>;
}

/// A transposed convolution of `n` samples.
struct Case<P, F> {
    params: P,
    f: F,
    windows: [Window; 2],
    groups: usize,
    n: usize,
}

impl<P: Params, F> Case<P, F> {
    /// All channels of x and of y.
    fn channels(&self) -> [usize; 2] {
        let _ = &self.params;
        let [rows, columns] = P::As::<f32>::TAP;
        [rows, columns * self.groups]
    }
}

impl<T: Scalar, P: Params, F: Activation<T>> Kernel<T, 2> for Case<P, F> {
    fn inputs(&self) -> [usize; 2] {
        let [rows, columns] = self.windows.map(Window::output);
        [self.n * rows * columns * self.channels()[0], P::As::<T>::LEN]
    }
    fn output(&self) -> usize {
        let [rows, columns] = self.windows.map(|w| w.len);
        self.n * rows * columns * self.channels()[1]
    }
    fn forward(&self, [x, net]: [&[T]; 2], y: &mut [T]) {
        let (&Self { f, windows, groups, n, .. }, [inputs, outputs]) = (self, self.channels());
        let mut memory = vec![T::from_f64(f64::NAN); forward_memory(inputs, outputs, windows, groups).scalars(n)];
        let net = P::As::<T>::from_flat(net);
        on_level!(|isa| forward(isa, f, net, x, y, &mut memory, windows, groups, n));
    }
    fn backward(&self, [x, net]: [&[T]; 2], dy: &mut [T], [dx, grads]: [Ask<'_, T>; 2]) {
        let mut y = vec![T::ZERO; dy.len()];
        self.forward([x, net], &mut y);
        let (&Self { f, windows, groups, n, .. }, [inputs, outputs]) = (self, self.channels());
        let mut memory = vec![T::from_f64(f64::NAN); backward_memory(inputs, outputs, windows, groups).scalars(n)];
        let (net, beta) = (P::As::<T>::from_flat(net), grads.beta);
        let (dx, grads) = (dx.sink(), grads.grads());
        on_level!(|isa| backward(isa, f, net, x, &y, dy, dx, grads, beta, &mut memory, windows, groups, n));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(15);
    let square = [Window::new(5, 3); 2];
    check(&Case { params: Biased::<2, 3, 3, 3, 3>, f: Identity, windows: square, groups: 1, n: 2 }, random);
    let strided = [Window::new(6, 2).stride(2), Window::new(7, 3).stride(2).padding(1, 1)];
    check(&Case { params: Biased::<3, 8, 2, 3, 8>, f: Relu, windows: strided, groups: 1, n: 2 }, random);
    // Rows and columns that no window reaches have the bias alone.
    let gaps = [Window::new(6, 1).stride(2), Window::new(6, 2).stride(3).padding(0, 1)];
    check(&Case { params: Biased::<3, 5, 1, 2, 5>, f: Tanh, windows: gaps, groups: 1, n: 2 }, random);
    check(&Case { params: Unbiased::<4, 2, 3, 3>, f: Identity, windows: square, groups: 2, n: 1 }, random);
    check(&Case { params: Biased::<4, 2, 3, 3, 4>, f: Tanh, windows: square, groups: 2, n: 1 }, random);
}

/// One number through a kernel of two by two, with a stride that leaves no overlap.
#[test]
fn values() {
    let weight = *ConvWeight::<f64, 1, 1, 2, 2>::from_flat(&[1.0, 2.0, 3.0, 4.0]);
    let net = ConvTranspose2d { weight, bias: [0.5].into() };
    const WINDOWS: [Window; 2] = [Window::new(2, 2).stride(2), Window::new(4, 2).stride(2)];
    let (mut y, mut memory) = ([0.0; 8], [0.0; forward_memory(1, 1, WINDOWS, 1).scalars(1)]);
    on_level!(|isa| forward(isa, Identity, &net, &[1.0, -10.0], &mut y, &mut memory, WINDOWS, 1, 1));
    assert_eq!(y, [1.5, 2.5, -9.5, -19.5, 3.5, 4.5, -29.5, -39.5]);
}

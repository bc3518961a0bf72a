use nn_runtime::layers::conv2d::{ConvParams, backward, backward_memory, forward, forward_memory};
use nn_runtime::layers::{Activation, Conv2d, Conv2dNoBias, ConvWeight, Identity, Relu, Tanh, Window};
use nn_runtime::{Flat, Scalar};

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;

/// `P` over any scalar.
pub trait Params {
    type As<T: Scalar>: ConvParams<T = T>;
}

/// Parameters of `IN` channels a group and `OUT` channels.
pub struct Biased<const IN: usize, const OUT: usize, const KH: usize, const KW: usize>;
pub struct Unbiased<const IN: usize, const OUT: usize, const KH: usize, const KW: usize>;

impl<const IN: usize, const OUT: usize, const KH: usize, const KW: usize> Params for Biased<IN, OUT, KH, KW> {
    type As<T: Scalar> = Conv2d<T, IN, OUT, KH, KW>;
}

impl<const IN: usize, const OUT: usize, const KH: usize, const KW: usize> Params for Unbiased<IN, OUT, KH, KW> {
    type As<T: Scalar> = Conv2dNoBias<T, IN, OUT, KH, KW>;
}

/// A convolution of `n` samples.
pub struct Case<P, F> {
    pub params: P,
    pub f: F,
    pub windows: [Window; 2],
    pub groups: usize,
    pub n: usize,
}

impl<P: Params, F> Case<P, F> {
    /// All channels of x and of y.
    fn channels(&self) -> [usize; 2] {
        let _ = &self.params;
        let [rows, columns] = P::As::<f32>::TAP;
        [columns * self.groups, rows]
    }
}

impl<T: Scalar, P: Params, F: Activation<T>> Kernel<T, 2> for Case<P, F> {
    fn inputs(&self) -> [usize; 2] {
        let [rows, columns] = self.windows.map(|w| w.len);
        [self.n * rows * columns * self.channels()[0], P::As::<T>::LEN]
    }
    fn output(&self) -> usize {
        let [rows, columns] = self.windows.map(Window::output);
        self.n * rows * columns * self.channels()[1]
    }
    fn depends_on(&self, i: usize) -> bool {
        let [_, columns] = self.windows.map(|w| w.len);
        let pixel = i / self.channels()[0];
        let seen = |w: Window, at: usize| {
            (0..w.output()).any(|o| (0..w.kernel).any(|k| o * w.stride + k * w.dilation == at + w.before))
        };
        seen(self.windows[0], pixel / columns % self.windows[0].len) && seen(self.windows[1], pixel % columns)
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

fn square(len: usize, kernel: usize) -> [Window; 2] {
    [Window::new(len, kernel); 2]
}

#[test]
fn gradients() {
    let random = &mut Random::new(11);
    let rows = |params, windows| Case { params, f: Identity, windows, groups: 1, n: 2 };
    check(&rows(Biased::<1, 8, 3, 3>, square(5, 3)), random);
    check(
        &Case {
            params: Biased::<2, 6, 2, 3>,
            f: Relu,
            windows: [Window::new(3, 2), Window::new(5, 3)],
            groups: 1,
            n: 3,
        },
        random,
    );
    check(&Case { params: Unbiased::<3, 5, 1, 1>, f: Tanh, windows: square(3, 1), groups: 1, n: 2 }, random);
    let padded = Window::new(4, 3).padding(1, 1);
    check(&Case { params: Biased::<3, 4, 3, 3>, f: Tanh, windows: [padded; 2], groups: 1, n: 2 }, random);
    let strided = [Window::new(5, 3).stride(2).padding(1, 0), Window::new(4, 2).stride(2).padding(0, 2)];
    check(&Case { params: Biased::<2, 9, 3, 2>, f: Identity, windows: strided, groups: 1, n: 1 }, random);
    let dilated = [Window::new(5, 2).dilation(3), Window::new(6, 3).dilation(2).padding(1, 1)];
    check(&Case { params: Unbiased::<2, 3, 2, 3>, f: Identity, windows: dilated, groups: 1, n: 2 }, random);
    check(&Case { params: Biased::<2, 6, 3, 3>, f: Relu, windows: [padded; 2], groups: 3, n: 2 }, random);
    check(
        &Case {
            params: Biased::<4, 3, 3, 4>,
            f: Identity,
            windows: [Window::new(3, 3), Window::new(4, 4)],
            groups: 1,
            n: 4,
        },
        random,
    );
}

/// Two rows of two columns and two channels, a kernel of two columns.
#[test]
fn values() {
    let mut weight = *ConvWeight::<f32, 2, 2, 1, 2>::from_flat(&[0.0; 8]);
    weight[(0, 0, 0, 0)] = 1.0;
    weight[(0, 1, 0, 1)] = 10.0;
    weight[(1, 1, 0, 0)] = 100.0;
    let net = Conv2d { weight, bias: [0.5, -500.0].into() };
    let windows = [Window::new(2, 1), Window::new(2, 2)];
    let x = [1.0, 2.0, 3.0, 4.0, -5.0, 6.0, 7.0, -8.0];
    let (mut y, mut memory) =
        ([0.0; 4], [0.0; forward_memory(2, 2, [Window::new(2, 1), Window::new(2, 2)], 1).scalars(1)]);
    on_level!(|isa| forward(isa, Identity, &net, &x, &mut y, &mut memory, windows, 1, 1));
    assert_eq!(y, [41.5, -300.0, -84.5, 100.0]);
    on_level!(|isa| forward(isa, Relu, &net, &x, &mut y, &mut memory, windows, 1, 1));
    assert_eq!(y, [41.5, 0.0, 0.0, 100.0]);
}

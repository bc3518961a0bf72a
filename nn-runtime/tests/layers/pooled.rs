//! Convolutions with maxima folded in, against the convolution and the pool one after the other.

use nn_runtime::layers::conv2d::{self, ConvParams};
use nn_runtime::layers::{Activation, Identity, Relu, Sigmoid, Window, max_pool2d};
use nn_runtime::sink::{Beta, Sink};
use nn_runtime::{Flat, Scalar};

use crate::conv2d::{Biased, Params, Unbiased};
use crate::kernel::Random;
use crate::on_level;

struct Case {
    windows: [Window; 2],
    groups: usize,
    pool: [usize; 2],
}

/// Outputs and gradients of one way.
struct Results<T> {
    y: Vec<T>,
    dx: Vec<T>,
    grads: Vec<T>,
}

impl Case {
    /// The windows over what the convolution gives.
    fn pool(&self) -> [Window; 2] {
        let [rows, columns] = self.windows.map(Window::output);
        [Window::new(rows, self.pool[0]).stride(self.pool[0]), Window::new(columns, self.pool[1]).stride(self.pool[1])]
    }

    /// The numbers of a sample: of x, of what the convolution gives, of y.
    fn lens<P: ConvParams>(&self) -> [usize; 3] {
        let area = |[rows, columns]: [usize; 2]| rows * columns;
        let [outputs, inputs] = P::TAP;
        [
            area(self.windows.map(|w| w.len)) * inputs * self.groups,
            area(self.windows.map(Window::output)) * outputs,
            area(self.pool().map(Window::output)) * outputs,
        ]
    }

    fn memory<P: ConvParams>(&self, n: usize) -> Vec<P::T> {
        let ([outputs, inputs], groups) = (P::TAP, self.groups);
        let need = [conv2d::forward_memory, conv2d::backward_memory]
            .map(|memory| memory(inputs * groups, outputs, self.windows, groups).scalars(n));
        vec![P::T::from_f64(f64::NAN); need[0].max(need[1])]
    }

    fn apart<P: ConvParams>(
        &self,
        f: impl Activation<P::T>,
        net: &P,
        x: &[P::T],
        dy: &[P::T],
        n: usize,
    ) -> Results<P::T> {
        let (&Self { windows, groups, .. }, pool, [_, whole, to]) = (self, self.pool(), self.lens::<P>());
        let (zero, channels) = (P::T::ZERO, P::TAP[0]);
        let (mut z, mut y, mut memory) = (vec![zero; n * whole], vec![zero; n * to], self.memory::<P>(n));
        let (mut dz, mut dx, mut grads) = (z.clone(), vec![zero; x.len()], vec![zero; P::LEN]);
        on_level!(|isa| {
            conv2d::forward(isa, f, net, x, &mut z, &mut memory, windows, groups, n);
            max_pool2d::forward(isa, &z, &mut y, pool, channels, n);
            max_pool2d::backward(isa, &z, dy, Sink::Store(&mut dz), pool, channels, n);
            let (dx, grads) = (Sink::Store(&mut dx), Some(P::from_flat_mut(&mut grads)));
            conv2d::backward(isa, f, net, x, &z, &mut dz, dx, grads, Beta::Store, &mut memory, windows, groups, n);
        });
        Results { y, dx, grads }
    }

    /// With the outputs of so many samples at a time; gradients are added to those that are there.
    #[allow(clippy::too_many_arguments)]
    fn folded<P: ConvParams>(
        &self,
        f: impl Activation<P::T>,
        net: &P,
        x: &[P::T],
        dy: &[P::T],
        n: usize,
        chunk: usize,
        before: Option<&Results<P::T>>,
    ) -> Results<P::T> {
        let (&Self { windows, groups, .. }, pool, [_, whole, to]) = (self, self.pool(), self.lens::<P>());
        let nan = P::T::from_f64(f64::NAN);
        let (mut y, mut places, mut values) = (vec![nan; n * to], vec![nan; n * to], vec![nan; chunk * whole]);
        let (mut dx, mut grads) = match before {
            Some(before) => (before.dx.clone(), before.grads.clone()),
            None => (vec![nan; x.len()], vec![nan; P::LEN]),
        };
        let (beta, mut dy, mut memory) =
            (if before.is_some() { Beta::Add } else { Beta::Store }, dy.to_vec(), self.memory::<P>(n));
        on_level!(|isa| {
            let (v, m) = (&mut values, &mut memory);
            conv2d::forward_pooled(isa, f, net, x, &mut y, None, m, v, windows, groups, pool, n);
            let inferred = y.clone();
            let at = Some(&mut places[..]);
            conv2d::forward_pooled(isa, f, net, x, &mut y, at, m, v, windows, groups, pool, n);
            assert_eq!(y, inferred, "inference differs");
            let (dx, grads) = (Sink::new(&mut dx, beta), Some(P::from_flat_mut(&mut grads)));
            let p = &places;
            conv2d::backward_pooled(isa, f, net, x, &y, &mut dy, dx, grads, beta, p, m, v, windows, groups, pool, n);
        });
        Results { y, dx, grads }
    }

    /// Both ways, for numbers of samples that are no multiples of what is held at a time.
    fn check<P: Params, T: Scalar>(&self, f: impl Activation<T>, random: &mut Random) {
        const N: usize = 5;
        let mut numbers = |len| (0..len).map(|_| T::from_f64(random.number(-1.0, 1.0))).collect::<Vec<T>>();
        let [from, _, to] = self.lens::<P::As<T>>();
        let (x, dy, net) = (numbers(N * from), numbers(N * to), numbers(P::As::<T>::LEN));
        let net = P::As::<T>::from_flat(&net);
        for (n, chunk) in [(0, 1), (1, 3), (N, 1), (N, 2), (N, N)] {
            let (x, dy) = (&x[..n * from], &dy[..n * to]);
            let expected = self.apart(f, net, x, dy, n);
            let first = self.folded(f, net, x, dy, n, chunk, None);
            let second = self.folded(f, net, x, dy, n, chunk, Some(&first));
            close(&first.y, &expected.y, 1.0);
            for (results, times) in [(&first, 1.0), (&second, 2.0)] {
                close(&results.dx, &expected.dx, times);
                close(&results.grads, &expected.grads, times);
            }
        }
    }

    fn check_all<P: Params>(&self, random: &mut Random) {
        self.check::<P, f32>(Relu, random);
        self.check::<P, f64>(Identity, random);
        self.check::<P, f64>(Sigmoid, random);
    }
}

/// `times` what was expected, but for the order of the sums.
#[track_caller]
fn close<T: Scalar>(got: &[T], expected: &[T], times: f64) {
    assert_eq!(got.len(), expected.len());
    for (i, (got, expected)) in got.iter().zip(expected).enumerate() {
        let (got, expected) = (got.to_f64(), times * expected.to_f64());
        assert!((got - expected).abs() <= 500.0 * T::EPSILON.to_f64(), "[{i}]: got {got}, expected {expected}");
    }
}

/// Channels below, at and above the lanes of all vectors; rows and columns left over.
#[test]
fn channels() {
    let random = &mut Random::new(41);
    let case = Case { windows: [Window::new(6, 2), Window::new(7, 2)], groups: 1, pool: [2, 2] };
    case.check_all::<Biased<1, 1, 2, 2>>(random);
    case.check_all::<Biased<2, 3, 2, 2>>(random);
    case.check_all::<Biased<1, 6, 2, 2>>(random);
    case.check_all::<Unbiased<3, 8, 2, 2>>(random);
    case.check_all::<Biased<1, 16, 2, 2>>(random);
    let windows = [Window::new(7, 3), Window::new(7, 3)];
    Case { windows, groups: 1, pool: [2, 2] }.check_all::<Biased<4, 17, 3, 3>>(random);
}

#[test]
fn windows() {
    let random = &mut Random::new(42);
    let padded = [Window::new(7, 3).padding(1, 1), Window::new(5, 3).padding(1, 1)];
    Case { windows: padded, groups: 1, pool: [3, 2] }.check_all::<Biased<2, 4, 3, 3>>(random);
    let signal = [Window::new(1, 1), Window::new(11, 3).stride(2)];
    Case { windows: signal, groups: 1, pool: [1, 2] }.check_all::<Biased<2, 5, 1, 3>>(random);
    Case { windows: padded, groups: 3, pool: [2, 2] }.check_all::<Biased<1, 3, 3, 3>>(random);
    let pixels = [Window::new(4, 1), Window::new(5, 1)];
    Case { windows: pixels, groups: 1, pool: [2, 2] }.check_all::<Biased<3, 8, 1, 1>>(random);
}

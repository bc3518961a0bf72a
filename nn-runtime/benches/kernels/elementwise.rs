//! Activations and dropout on numbers that the first cache holds.

use divan::Bencher;
use divan::counter::ItemsCount;
use nn_runtime::Scalar;
use nn_runtime::isa::{Isa, Task, dispatch};
use nn_runtime::layers::{Activation, Gelu, Mish, Relu, Sigmoid, Silu, Softplus, Tanh, activation, dropout};
use nn_runtime::sink::Sink;
use nn_runtime::step::Key;

use super::numbers;

const LEN: usize = 2048;

/// An activation by its type.
trait Named<T: Scalar>: Activation<T> {
    const THIS: Self;
}

macro_rules! named {
    ($($name:ident)*) => {$(
        impl<T: Scalar> Named<T> for $name {
            const THIS: Self = $name;
        }
    )*};
}

named!(Gelu Mish Relu Sigmoid Silu Softplus Tanh);

#[divan::bench(types = [Relu, Tanh, Sigmoid, Silu, Gelu, Softplus, Mish])]
fn forward<F: Named<f32>>(bencher: Bencher) {
    run(bencher, Forward::<F>(F::THIS));
}

#[divan::bench(types = [Tanh, Sigmoid])]
fn forward_f64<F: Named<f64>>(bencher: Bencher) {
    run(bencher, Forward::<F>(F::THIS));
}

#[divan::bench(types = [Relu, Tanh, Sigmoid, Silu, Gelu, Softplus, Mish])]
fn backward<F: Named<f32>>(bencher: Bencher) {
    run(bencher, Backward::<F>(F::THIS));
}

#[divan::bench]
fn dropout_forward(bencher: Bencher) {
    run::<f32>(bencher, Dropout);
}

/// From numbers to numbers.
trait Kernel<T>: Copy {
    fn run<S: Isa>(self, isa: S, x: &[T], y: &mut [T]);
}

#[derive(Clone, Copy)]
struct Forward<F>(F);

impl<T: Scalar, F: Activation<T>> Kernel<T> for Forward<F> {
    #[inline(always)]
    fn run<S: Isa>(self, isa: S, x: &[T], y: &mut [T]) {
        activation::forward(isa, self.0, x, y, LEN);
    }
}

/// The numbers stand for what the layer keeps; the gradient of its output lies behind that of its input.
#[derive(Clone, Copy)]
struct Backward<F>(F);

impl<T: Scalar, F: Activation<T>> Kernel<T> for Backward<F> {
    #[inline(always)]
    fn run<S: Isa>(self, isa: S, x: &[T], gradients: &mut [T]) {
        let (dx, dy) = gradients.split_at_mut(LEN);
        activation::backward(isa, self.0, x, dy, Sink::Store(dx), LEN);
    }
}

#[derive(Clone, Copy)]
struct Dropout;

impl<T: Scalar> Kernel<T> for Dropout {
    #[inline(always)]
    fn run<S: Isa>(self, isa: S, x: &[T], y: &mut [T]) {
        dropout::forward(isa, 0.2, x, y, LEN, 1, Key::new(1, 2));
    }
}

struct Run<'a, T, K> {
    kernel: K,
    x: &'a [T],
    y: &'a mut [T],
}

impl<T, K: Kernel<T>> Task for Run<'_, T, K> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        self.kernel.run(isa, self.x, self.y);
    }
}

fn run<T: Scalar>(bencher: Bencher, kernel: impl Kernel<T>) {
    let (x, mut y) = (numbers(LEN), numbers(2 * LEN));
    bencher.counter(ItemsCount::new(LEN)).bench_local(|| dispatch(Run { kernel, x: &x[..], y: &mut y[..] }));
}

//! The three products of a dense layer, `Of<outputs, inputs, samples>`.

use divan::Bencher;
use divan::counter::ItemsCount;
use nn_runtime::Scalar;
use nn_runtime::isa::{Isa, Task, dispatch};
use nn_runtime::layers::dense::{self, DenseParams};
use nn_runtime::layers::{Dense, Identity, Relu};
use nn_runtime::memory::zeroed_box;
use nn_runtime::sink::{Beta, Sink};

use super::numbers;

/// A layer and a batch.
trait Shape {
    type Net: DenseParams;
    const SAMPLES: usize;
}

struct Of<const OUT: usize, const IN: usize, const B: usize, T = f32>(T);

impl<T: Scalar, const OUT: usize, const IN: usize, const B: usize> Shape for Of<OUT, IN, B, T> {
    type Net = Dense<T, IN, OUT>;
    const SAMPLES: usize = B;
}

#[derive(Clone, Copy)]
enum Product {
    /// Y = relu(W·X + b)
    Forward,
    /// dW = dY·Xᵀ, and the sums for db
    Weights,
    /// dX = Wᵀ·dY
    Inputs,
}

macro_rules! benches {
    ($($name:ident $product:ident;)*) => {$(
        #[divan::bench(types = [
            Of<8, 2, 4>, Of<32, 64, 32>, Of<10, 32, 32>, Of<53, 37, 24>, Of<128, 48, 16>, Of<128, 784, 64>, Of<512, 784, 128>,
            Of<1024, 1024, 256>, Of<16, 72, 3872>, Of<128, 784, 64, f64>, Of<32, 64, 1>, Of<128, 784, 1>, Of<512, 784, 1>,
        ])]
        fn $name<S: Shape>(bencher: Bencher) {
            measure::<S::Net>(bencher, Product::$product, S::SAMPLES);
        }
    )*};
}

benches! {
    forward Forward;
    weights Weights;
    inputs Inputs;
}

fn measure<P: DenseParams>(bencher: Bencher, product: Product, columns: usize) {
    let (mut net, mut grads) = (zeroed_box::<P>(), zeroed_box::<P>());
    net.as_flat_mut().copy_from_slice(&numbers(P::LEN));
    let (x, mut dy) = (numbers(P::IN * columns), numbers(P::OUT * columns));
    let (mut y, mut dx) = (dy.clone(), x.clone());
    bencher.counter(ItemsCount::new(2 * P::OUT * P::IN * columns)).bench_local(|| {
        let (net, grads, x, y, dy, dx) = (&*net, &mut *grads, &x[..], &mut y[..], &mut dy[..], &mut dx[..]);
        dispatch(Layer { net, grads, x, y, dy, dx, columns, product });
    });
}

struct Layer<'a, P: DenseParams> {
    net: &'a P,
    grads: &'a mut P,
    x: &'a [P::T],
    y: &'a mut [P::T],
    dy: &'a mut [P::T],
    dx: &'a mut [P::T],
    columns: usize,
    product: Product,
}

impl<P: DenseParams> Task for Layer<'_, P> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        let Self { net, grads, x, y, dy, dx, columns, product } = self;
        let (grads, dx) = match product {
            Product::Forward => return dense::forward(isa, Relu, net, x, y, columns),
            Product::Weights => (Some(grads), Sink::Skip),
            Product::Inputs => (None, Sink::Store(dx)),
        };
        dense::backward(isa, Identity, net, x, y, dy, dx, grads, Beta::Store, columns);
    }
}

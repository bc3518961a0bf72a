//! The three passes of the convolutions of `cnn_small`, `lenet5`, `resnet8` and `ds_cnn`.

use divan::Bencher;
use divan::counter::ItemsCount;
use nn_runtime::isa::{Isa, Task, dispatch};
use nn_runtime::layers::conv2d::{self, ConvParams};
use nn_runtime::layers::{Conv2d, DepthwiseConv2d, Identity, Relu, Window};
use nn_runtime::memory::zeroed_box;
use nn_runtime::sink::{Beta, Sink};

use super::numbers;

/// A layer and a batch.
trait Layer {
    type Net: ConvParams<T = f32>;
    const WINDOWS: [Window; 2];
    const GROUPS: usize;
    const SAMPLES: usize;
}

macro_rules! layers {
    ($($Name:ident: $Net:ty, [$rows:expr, $columns:expr], $groups:literal, $samples:literal;)*) => {$(
        struct $Name;

        impl Layer for $Name {
            type Net = $Net;
            const WINDOWS: [Window; 2] = [$rows, $columns];
            const GROUPS: usize = $groups;
            const SAMPLES: usize = $samples;
        }
    )*};
}

const fn inner(len: usize, kernel: usize) -> Window {
    Window::new(len, kernel)
}

const fn same(len: usize) -> Window {
    Window::new(len, 3).padding(1, 1)
}

layers! {
    Cnn1: Conv2d<f32, 1, 8, 3, 3>, [inner(28, 3), inner(28, 3)], 1, 32;
    Cnn2: Conv2d<f32, 8, 16, 3, 3>, [inner(13, 3), inner(13, 3)], 1, 32;
    LeNet1: Conv2d<f32, 1, 6, 5, 5>, [inner(28, 5), inner(28, 5)], 1, 32;
    LeNet2: Conv2d<f32, 6, 16, 5, 5>, [inner(12, 5), inner(12, 5)], 1, 32;
    ResNet3To16: Conv2d<f32, 3, 16, 3, 3>, [same(32), same(32)], 1, 8;
    ResNet16: Conv2d<f32, 16, 16, 3, 3>, [same(32), same(32)], 1, 8;
    ResNet16To32: Conv2d<f32, 16, 32, 3, 3>, [same(32).stride(2), same(32).stride(2)], 1, 8;
    ResNet32: Conv2d<f32, 32, 32, 3, 3>, [same(16), same(16)], 1, 8;
    ResNet64: Conv2d<f32, 64, 64, 3, 3>, [same(8), same(8)], 1, 8;
    Keywords1: Conv2d<f32, 1, 64, 10, 4>, [inner(49, 10).stride(2).padding(4, 5), inner(10, 4).stride(2).padding(1, 1)], 1, 8;
    Depthwise: DepthwiseConv2d<f32, 64, 3, 3>, [same(25), same(5)], 64, 8;
    Pointwise: Conv2d<f32, 64, 64, 1, 1>, [inner(25, 1), inner(5, 1)], 1, 8;
}

#[derive(Clone, Copy)]
enum Pass {
    /// Y = relu(w ∗ X + b)
    Forward,
    /// dw, and the sums for db
    Weights,
    /// dX
    Inputs,
}

macro_rules! benches {
    ($($name:ident $pass:ident;)*) => {$(
        #[divan::bench(types = [
            Cnn1, Cnn2, LeNet1, LeNet2, ResNet3To16, ResNet16, ResNet16To32, ResNet32, ResNet64, Keywords1, Depthwise, Pointwise,
        ])]
        fn $name<L: Layer>(bencher: Bencher) {
            measure::<L>(bencher, Pass::$pass);
        }
    )*};
}

benches! {
    forward Forward;
    weights Weights;
    inputs Inputs;
}

/// The pairs of an output and an input that it sees, padding left out.
fn pairs(window: Window) -> usize {
    let sees = |o: usize, k: usize| {
        let padded = o * window.stride + k * window.dilation;
        (window.before..window.before + window.len).contains(&padded)
    };
    (0..window.output()).map(|o| (0..window.kernel).filter(|&k| sees(o, k)).count()).sum()
}

fn measure<L: Layer>(bencher: Bencher, pass: Pass) {
    let [outputs, inputs] = <L::Net as ConvParams>::TAP;
    let ([rows, columns], n) = (L::WINDOWS, L::SAMPLES);
    let multiply_adds = n * pairs(rows) * pairs(columns) * inputs * outputs;
    let inputs = inputs * L::GROUPS;
    let (mut net, mut grads) = (zeroed_box::<L::Net>(), zeroed_box::<L::Net>());
    let weights = net.parts_mut().0;
    weights.copy_from_slice(&numbers(weights.len()));
    let (x, mut dy) =
        (numbers(n * rows.len * columns.len * inputs), numbers(n * rows.output() * columns.output() * outputs));
    let (mut y, mut dx) = (dy.clone(), x.clone());
    let [forward, backward] = [conv2d::forward_memory, conv2d::backward_memory]
        .map(|memory| memory(inputs, outputs, L::WINDOWS, L::GROUPS).scalars(n));
    let mut memory = vec![0.0; forward.max(backward)];
    bencher.counter(ItemsCount::new(2 * multiply_adds)).bench_local(|| {
        let (net, grads, x, y, dy, dx) = (&*net, &mut *grads, &x[..], &mut y[..], &mut dy[..], &mut dx[..]);
        dispatch(Run::<L> { net, grads, x, y, dy, dx, memory: &mut memory, pass });
    });
}

struct Run<'a, L: Layer> {
    net: &'a L::Net,
    grads: &'a mut L::Net,
    x: &'a [f32],
    y: &'a mut [f32],
    dy: &'a mut [f32],
    dx: &'a mut [f32],
    memory: &'a mut [f32],
    pass: Pass,
}

impl<L: Layer> Task for Run<'_, L> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        let Self { net, grads, x, y, dy, dx, memory, pass } = self;
        let (grads, dx) = match pass {
            Pass::Forward => return conv2d::forward(isa, Relu, net, x, y, memory, L::WINDOWS, L::GROUPS, L::SAMPLES),
            Pass::Weights => (Some(grads), Sink::Skip),
            Pass::Inputs => (None, Sink::Store(dx)),
        };
        let (beta, windows, groups) = (Beta::Store, L::WINDOWS, L::GROUPS);
        conv2d::backward(isa, Identity, net, x, y, dy, dx, grads, beta, memory, windows, groups, L::SAMPLES);
    }
}

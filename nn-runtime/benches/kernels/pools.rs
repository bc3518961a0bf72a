//! Pools, and batch norm with ReLU, on the images of small convolutional networks.

use divan::Bencher;
use divan::counter::ItemsCount;
use nn_runtime::isa::{Isa, Task, dispatch};
use nn_runtime::layers::{BatchNorm, BatchNormState, Relu, Window, batch_norm, global_avg_pool, max_pool2d};
use nn_runtime::memory::zeroed_box;
use nn_runtime::sink::{Beta, Sink};

use super::numbers;

const SAMPLES: usize = 32;

#[derive(Clone, Copy, Debug)]
enum Kind {
    MaxPoolForward,
    MaxPoolBackward,
    GlobalAvgPool,
    BatchNormForward,
    BatchNormBackward,
}

use self::Kind::{BatchNormBackward, BatchNormForward, GlobalAvgPool, MaxPoolBackward, MaxPoolForward};

const KINDS: [Kind; 5] = [MaxPoolForward, MaxPoolBackward, GlobalAvgPool, BatchNormForward, BatchNormBackward];

#[divan::bench(args = KINDS)]
fn channels_6(bencher: Bencher, kind: Kind) {
    measure::<6, 24>(bencher, kind);
}

#[divan::bench(args = KINDS)]
fn channels_8(bencher: Bencher, kind: Kind) {
    measure::<8, 26>(bencher, kind);
}

#[divan::bench(args = KINDS)]
fn channels_16(bencher: Bencher, kind: Kind) {
    measure::<16, 11>(bencher, kind);
}

#[divan::bench(args = KINDS)]
fn channels_64(bencher: Bencher, kind: Kind) {
    measure::<64, 8>(bencher, kind);
}

fn measure<const C: usize, const SIDE: usize>(bencher: Bencher, kind: Kind) {
    let (net, mut grads) = (zeroed_box::<BatchNorm<f32, C>>(), zeroed_box::<BatchNorm<f32, C>>());
    let mut state = zeroed_box::<BatchNormState<f32, C>>();
    let len = C * SIDE * SIDE * SAMPLES;
    let (x, mut y, mut dy) = (numbers(len), numbers(len), numbers(len));
    let mut stats = vec![0.5; 2 * C];
    bencher.counter(ItemsCount::new(len)).bench_local(|| {
        let (net, grads, state) = (&*net, &mut *grads, &mut *state);
        dispatch(Images::<C, SIDE> { kind, net, state, grads, x: &x, y: &mut y, dy: &mut dy, stats: &mut stats });
    });
}

struct Images<'a, const C: usize, const SIDE: usize> {
    kind: Kind,
    net: &'a BatchNorm<f32, C>,
    state: &'a mut BatchNormState<f32, C>,
    grads: &'a mut BatchNorm<f32, C>,
    x: &'a [f32],
    y: &'a mut [f32],
    dy: &'a mut [f32],
    stats: &'a mut [f32],
}

impl<const C: usize, const SIDE: usize> Task for Images<'_, C, SIDE> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        let Self { kind, net, state, grads, x, y, dy, stats } = self;
        let (window, n) = (Window::new(SIDE, 2).stride(2), SAMPLES * SIDE * SIDE);
        match kind {
            MaxPoolForward => max_pool2d::forward(isa, x, y, [window; 2], C, SAMPLES),
            MaxPoolBackward => max_pool2d::backward(isa, x, dy, Sink::Store(y), [window; 2], C, SAMPLES),
            GlobalAvgPool => global_avg_pool::forward(isa, x, y, SIDE * SIDE, C, SAMPLES),
            BatchNormForward => batch_norm::forward(isa, Relu, net, state, 1e-5, 0.1, x, None, y, stats, n, false),
            BatchNormBackward => {
                let (dx, grads) = (Sink::Store(y), Some(grads));
                batch_norm::backward(isa, Relu, net, x, &[], stats, dy, dx, None, grads, Beta::Store, n, false);
            }
        }
    }
}

//! Layer norm and softmax, column by column.

use divan::Bencher;
use divan::counter::ItemsCount;
use nn_runtime::isa::{Isa, Task, dispatch};
use nn_runtime::layers::{LayerNorm, layer_norm, log_softmax, softmax};
use nn_runtime::memory::zeroed_box;
use nn_runtime::sink::{Beta, Sink};

use super::numbers;

const COLUMNS: usize = 16;

#[derive(Clone, Copy)]
enum Kind {
    LayerNormForward,
    LayerNormBackward,
    SoftmaxForward,
    LogSoftmaxForward,
}

#[divan::bench(consts = [10, 64, 512])]
fn layer_norm_forward<const F: usize>(bencher: Bencher) {
    measure::<F>(bencher, Kind::LayerNormForward);
}

#[divan::bench(consts = [10, 64, 512])]
fn layer_norm_backward<const F: usize>(bencher: Bencher) {
    measure::<F>(bencher, Kind::LayerNormBackward);
}

#[divan::bench(consts = [10, 64, 512])]
fn softmax_forward<const F: usize>(bencher: Bencher) {
    measure::<F>(bencher, Kind::SoftmaxForward);
}

#[divan::bench(consts = [10, 64, 512])]
fn log_softmax_forward<const F: usize>(bencher: Bencher) {
    measure::<F>(bencher, Kind::LogSoftmaxForward);
}

fn measure<const F: usize>(bencher: Bencher, kind: Kind) {
    let (net, mut grads) = (zeroed_box::<LayerNorm<f32, F>>(), zeroed_box::<LayerNorm<f32, F>>());
    let (x, mut y, mut dy) = (numbers(F * COLUMNS), numbers(F * COLUMNS), numbers(F * COLUMNS));
    let mut stats = vec![0.5; 2 * COLUMNS];
    bencher.counter(ItemsCount::new(F * COLUMNS)).bench_local(|| {
        let (net, grads) = (&*net, &mut *grads);
        dispatch(Columns { kind, net, grads, x: &x, y: &mut y, dy: &mut dy, stats: &mut stats });
    });
}

struct Columns<'a, const F: usize> {
    kind: Kind,
    net: &'a LayerNorm<f32, F>,
    grads: &'a mut LayerNorm<f32, F>,
    x: &'a [f32],
    y: &'a mut [f32],
    dy: &'a mut [f32],
    stats: &'a mut [f32],
}

impl<const F: usize> Task for Columns<'_, F> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        let Self { kind, net, grads, x, y, dy, stats } = self;
        match kind {
            Kind::LayerNormForward => layer_norm::forward(isa, net, 1e-5, x, y, stats, COLUMNS),
            Kind::LayerNormBackward => {
                layer_norm::backward(isa, net, x, stats, dy, Sink::Store(y), Some(grads), Beta::Store, COLUMNS);
            }
            Kind::SoftmaxForward => softmax::forward(isa, x, y, F, COLUMNS),
            Kind::LogSoftmaxForward => log_softmax::forward(isa, x, y, F, COLUMNS),
        }
    }
}

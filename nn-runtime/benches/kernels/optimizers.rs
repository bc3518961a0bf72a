//! Updates of the parameters of one layer: 2,080 that stay in the first cache, and 100,480 that do not.

use divan::Bencher;
use divan::counter::ItemsCount;
use nn_runtime::memory::zeroed_box;
use nn_runtime::optimizers::{Adam, AdamW, Rule, Sgd};
use nn_runtime::{Flat, Model, Network, network};

use super::numbers;

network! {
    pub Small(x: [64]) -> [32] { x -> dense<32> }
    pub Large(x: [784]) -> [128] { x -> dense<128> }
}

#[divan::bench(types = [Small, Large])]
fn sgd<N: Network<T = f32>>(bencher: Bencher) {
    measure::<N>(bencher, Sgd::new(1e-3));
}

#[divan::bench(types = [Small, Large])]
fn sgd_with_momentum<N: Network<T = f32>>(bencher: Bencher) {
    measure::<N>(bencher, Sgd::new(1e-3).momentum(0.9));
}

#[divan::bench(types = [Small, Large])]
fn adam<N: Network<T = f32>>(bencher: Bencher) {
    measure::<N>(bencher, Adam::new(1e-3));
}

#[divan::bench(types = [Small, Large])]
fn adam_w<N: Network<T = f32>>(bencher: Bencher) {
    measure::<N>(bencher, AdamW::new(1e-3));
}

fn measure<N: Network<T = f32>>(bencher: Bencher, rule: impl Rule) {
    let (mut model, mut grads) = (Model::<N>::init(1), zeroed_box::<N::Grads>());
    grads.as_flat_mut().copy_from_slice(&numbers(N::Grads::LEN));
    let mut optimizer = rule.optimizer::<N>().expect("sound settings");
    bencher.counter(ItemsCount::new(N::LEN)).bench_local(|| optimizer.step(&mut model, &grads));
}

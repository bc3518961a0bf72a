use nn_runtime::layers::{BatchNorm, BatchNormState, batch_norm};
use nn_runtime::{Flat, Scalar};

use crate::kernel::{Ask, Kernel, Random, check, compare};
use crate::on_level;

const EPS: f64 = 1e-2;
const MOMENTUM: f64 = 0.1;

struct Case<const F: usize> {
    n: usize,
    frozen: bool,
}

/// Running statistics that differ by feature.
fn running<T: Scalar, const F: usize>() -> BatchNormState<T, F> {
    let at = |i: usize| T::from_f64(i as f64 / F as f64);
    BatchNormState {
        running_mean: core::array::from_fn(at).into(),
        running_var: core::array::from_fn(|i| T::ONE + at(i)).into(),
    }
}

impl<const F: usize> Case<F> {
    fn run<T: Scalar>(&self, net: &BatchNorm<T, F>, x: &[T], y: &mut [T]) -> Vec<T> {
        let (mut stats, mut state) = (vec![T::ZERO; 2 * F], running());
        on_level!(|isa| batch_norm::forward(
            isa,
            net,
            &mut state,
            EPS,
            MOMENTUM,
            x,
            y,
            &mut stats,
            self.n,
            self.frozen
        ));
        assert_eq!(state == running(), self.frozen, "frozen statistics are kept, others follow the batch");
        stats
    }
}

impl<T: Scalar, const F: usize> Kernel<T, 2> for Case<F> {
    fn inputs(&self) -> [usize; 2] {
        [F * self.n, 2 * F]
    }
    fn output(&self) -> usize {
        F * self.n
    }
    fn forward(&self, [x, net]: [&[T]; 2], y: &mut [T]) {
        self.run(BatchNorm::from_flat(net), x, y);
    }
    fn backward(&self, [x, net]: [&[T]; 2], dy: &mut [T], [dx, grads]: [Ask<'_, T>; 2]) {
        let (net, beta) = (BatchNorm::<T, F>::from_flat(net), grads.beta);
        let stats = self.run(net, x, &mut dy.to_vec());
        on_level!(|isa| batch_norm::backward(
            isa,
            net,
            x,
            &stats,
            dy,
            dx.sink(),
            grads.grads(),
            beta,
            self.n,
            self.frozen
        ));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(9);
    for frozen in [false, true] {
        for n in [1, 3, 6] {
            check(&Case::<1> { n, frozen }, random);
            check(&Case::<5> { n, frozen }, random);
            check(&Case::<16> { n, frozen }, random);
            check(&Case::<37> { n, frozen }, random);
        }
        check(&Case::<5> { n: 70, frozen }, random);
        check(&Case::<16> { n: 70, frozen }, random);
    }
}

/// Two features of three samples.
const X: [f64; 6] = [1.0, -1.0, 2.0, 0.0, 4.0, 7.0];

fn train(state: &mut BatchNormState<f64, 2>, n: usize) -> Vec<f64> {
    let net = BatchNorm { weight: [1.0, 2.0].into(), bias: [0.0, 0.5].into() };
    let mut y = vec![0.0; 2 * n];
    on_level!(|isa| batch_norm::forward(isa, &net, state, 1e-5, MOMENTUM, &X, &mut y, &mut [0.0; 4], n, false));
    y
}

#[test]
fn training_normalises_with_the_batch_and_moves_the_running_statistics() {
    let mut state = BatchNormState { running_mean: [0.0; 2].into(), running_var: [1.0; 2].into() };
    let y = train(&mut state, 3);
    let (mean, variance) = ([7.0 / 3.0, 2.0], [14.0 / 9.0, 38.0 / 3.0]);
    for (i, y) in y.iter().enumerate() {
        let f = i % 2;
        let normal = (X[i] - mean[f]) / (variance[f] + 1e-5f64).sqrt();
        assert!((y - [normal, 2.0 * normal + 0.5][f]).abs() < 1e-14);
    }
    let expected = [0.7 / 3.0, 0.2, 0.9 + 0.1 * 7.0 / 3.0, 0.9 + 0.1 * 19.0];
    compare(&[state.as_flat().to_vec()], &[expected.to_vec()], 1e-14, 0.0);
}

#[test]
fn a_single_sample_moves_the_running_mean_alone() {
    let mut state = BatchNormState { running_mean: [0.0; 2].into(), running_var: [1.0; 2].into() };
    assert_eq!(train(&mut state, 1), [0.0, 0.5]);
    assert_eq!(state.as_flat(), [0.1, -0.1, 1.0, 1.0]);
}

#[test]
fn inference_and_frozen_training_use_the_running_statistics() {
    let net = BatchNorm { weight: [1.5; 20].into(), bias: [-0.5; 20].into() };
    let x: Vec<f64> = (0..60).map(|i| f64::from(i).sin()).collect();
    let (mut trained, mut evaluated) = (vec![0.0; 60], vec![0.0; 60]);
    let state = &mut running::<f64, 20>();
    on_level!(|isa| batch_norm::forward(isa, &net, state, EPS, MOMENTUM, &x, &mut trained, &mut [0.0; 40], 3, true));
    on_level!(|isa| batch_norm::infer(isa, &net, state, EPS, &x, &mut evaluated, 3));
    assert_eq!(trained, evaluated);
    let expected = (x[27] - 7.0 / 20.0) / (1.0 + 7.0 / 20.0 + EPS).sqrt() * 1.5 - 0.5;
    assert!((evaluated[27] - expected).abs() < 1e-14);
}

#[test]
fn a_broken_sample_leaves_the_gradients_of_others_alone_where_frozen() {
    let net = BatchNorm { weight: [1.0; 2].into(), bias: [0.0; 2].into() };
    let mut dx = [0.0; 4];
    let (stats, dy) = ([0.0, 0.0, 1.0, 1.0], [f64::NAN, 1.0, 2.0, 3.0]);
    let sink = nn_runtime::sink::Sink::Store(&mut dx);
    on_level!(|isa| batch_norm::backward(
        isa,
        &net,
        &X,
        &stats,
        &dy,
        sink,
        None,
        nn_runtime::sink::Beta::Store,
        2,
        true
    ));
    assert!(dx[0].is_nan());
    assert_eq!(dx[1..], [1.0, 2.0, 3.0]);
}

/// The pixels of 100 images: the first of them, from which the mean is guessed, are unlike the others.
#[test]
fn a_large_mean_does_not_cancel_the_variance() {
    let net = BatchNorm { weight: [1.0; 2].into(), bias: [0.0; 2].into() };
    let number = |i: usize| if i < 200 { 9990.0 } else { 10000.0 + (i % 5) as f32 };
    let (x, mut y): (Vec<f32>, _) = ((0..20000).map(number).collect(), vec![0.0; 20000]);
    let mut state = running::<f32, 2>();
    let stats = &mut [0.0; 4];
    on_level!(|isa| batch_norm::forward(isa, &net, &mut state, 0.0, 1.0, &x, &mut y, stats, 10000, false));
    let column = || x.iter().step_by(2).map(|&x| f64::from(x));
    let mean = column().sum::<f64>() / 10000.0;
    let variance = column().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 9999.0;
    assert!((f64::from(state.running_mean[0]) - mean).abs() < 2e-3);
    assert!((f64::from(state.running_var[0]) / variance - 1.0).abs() < 1e-5);
}

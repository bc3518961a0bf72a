use nn_runtime::layers::{Activation, BatchNorm, BatchNormState, Identity, Relu, activation, batch_norm};
use nn_runtime::sink::{Beta, Sink};
use nn_runtime::{Flat, Scalar};

use crate::kernel::{Ask, Kernel, Random, check, compare};
use crate::on_level;

const EPS: f64 = 1e-2;
const MOMENTUM: f64 = 0.1;

struct Case<A, const F: usize> {
    f: A,
    summed: bool,
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

impl<A, const F: usize> Case<A, F> {
    fn run<T: Scalar>(&self, [x, addend, net]: [&[T]; 3], y: &mut [T]) -> Vec<T>
    where
        A: Activation<T>,
    {
        let (mut stats, mut state) = (vec![T::ZERO; 2 * F], running::<T, F>());
        on_level!(|isa| batch_norm::forward(
            isa,
            self.f,
            BatchNorm::from_flat(net),
            &mut state,
            EPS,
            MOMENTUM,
            x,
            self.summed.then_some(addend),
            y,
            &mut stats,
            self.n,
            self.frozen
        ));
        assert_eq!(state == running(), self.frozen, "frozen statistics are kept, others follow the batch");
        stats
    }
}

impl<T: Scalar, A: Activation<T>, const F: usize> Kernel<T, 3> for Case<A, F> {
    fn inputs(&self) -> [usize; 3] {
        [F * self.n, if self.summed { F * self.n } else { 0 }, 2 * F]
    }
    fn output(&self) -> usize {
        F * self.n
    }
    fn in_place(&self) -> Option<usize> {
        Some(usize::from(self.summed))
    }
    fn forward(&self, inputs: [&[T]; 3], y: &mut [T]) {
        self.run(inputs, y);
    }
    fn backward(&self, inputs: [&[T]; 3], dy: &mut [T], [dx, d_addend, grads]: [Ask<'_, T>; 3]) {
        let (net, beta) = (BatchNorm::<T, F>::from_flat(inputs[2]), grads.beta);
        let mut y = dy.to_vec();
        let stats = self.run(inputs, &mut y);
        on_level!(|isa| batch_norm::backward(
            isa,
            self.f,
            net,
            inputs[0],
            &y,
            &stats,
            dy,
            dx.sink(),
            self.summed.then_some(d_addend.sink()),
            grads.grads(),
            beta,
            self.n,
            self.frozen
        ));
    }
}

#[test]
fn gradients() {
    let (random, f) = (&mut Random::new(9), Identity);
    for (frozen, summed) in [(false, false), (true, false), (false, true), (true, true)] {
        for n in [1, 3, 6] {
            check(&Case::<_, 1> { f, summed, n, frozen }, random);
            check(&Case::<_, 5> { f, summed, n, frozen }, random);
            check(&Case::<_, 16> { f, summed, n, frozen }, random);
            check(&Case::<_, 37> { f, summed, n, frozen }, random);
        }
        check(&Case::<_, 5> { f, summed, n: 70, frozen }, random);
    }
    check(&Case::<_, 8> { f, summed: true, n: 70, frozen: false }, random);
}

/// What [`Case`] computes and the gradients of its inputs, with a sum and a ReLU folded in; and by the layers themselves.
fn folded_and_apart<T: Scalar, const F: usize>(summed: bool, n: usize, frozen: bool) -> [[Vec<T>; 5]; 2] {
    let len = F * n;
    let mut random = Random::new(len as u64);
    let mut draw = |len: usize| -> Vec<T> { (0..len).map(|_| T::from_f64(random.number(-2.0, 2.0))).collect() };
    let (x, addend, net, dy) = (draw(len), draw(len), draw(2 * F), draw(len));
    let inputs = [&x[..], &addend[..], &net[..]];
    let net = BatchNorm::<T, F>::from_flat(&net);
    let empty = || [len, len, len, 2 * F].map(|len| vec![T::ZERO; len]);

    let case = Case::<_, F> { f: Relu, summed, n, frozen };
    let ([mut y, mut dx, mut da, mut grads], mut dz) = (empty(), dy.clone());
    let stats = case.run(inputs, &mut y);
    let [to_x, to_a] = [Sink::Store(&mut dx), Sink::Store(&mut da)];
    let (to_a, to_net) = (summed.then_some(to_a), Some(BatchNorm::<T, F>::from_flat_mut(&mut grads)));
    on_level!(|isa| batch_norm::backward(
        isa,
        Relu,
        net,
        &x,
        &y,
        &stats,
        &mut dz,
        to_x,
        to_a,
        to_net,
        Beta::Store,
        n,
        frozen
    ));
    let folded = [y, dx, da, grads, stats];

    let case = Case::<_, F> { f: Identity, summed: false, n, frozen };
    let ([mut y, mut dx, mut da, mut grads], mut z, mut dz) = (empty(), dy.clone(), dy.clone());
    let stats = case.run(inputs, &mut z);
    if summed {
        z.iter_mut().zip(&addend).for_each(|(z, &a)| *z += a);
    }
    on_level!(|isa| activation::forward(isa, Relu, &z, &mut y, len));
    on_level!(|isa| activation::backward(isa, Relu, &y, &mut dz, Sink::InPlace, len));
    if summed {
        da.copy_from_slice(&dz);
    }
    let to_net = Some(BatchNorm::<T, F>::from_flat_mut(&mut grads));
    let to_x = Sink::Store(&mut dx);
    on_level!(|isa| batch_norm::backward(
        isa,
        Identity,
        net,
        &x,
        &y,
        &stats,
        &mut dz,
        to_x,
        None,
        to_net,
        Beta::Store,
        n,
        frozen
    ));
    [folded, [y, dx, da, grads, stats]]
}

/// To the bit: the same operations in the same order.
#[test]
fn a_sum_and_an_activation_folded_in_are_what_they_are_apart() {
    for (frozen, summed) in [(false, false), (true, false), (false, true), (true, true)] {
        for n in [1, 2, 7, 300] {
            let [folded, apart] = folded_and_apart::<f32, 5>(summed, n, frozen);
            assert_eq!(folded, apart);
            let [folded, apart] = folded_and_apart::<f32, 32>(summed, n, frozen);
            assert_eq!(folded, apart);
            let [folded, apart] = folded_and_apart::<f64, 19>(summed, n, frozen);
            assert_eq!(folded, apart);
        }
    }
}

/// Two features of three samples.
const X: [f64; 6] = [1.0, -1.0, 2.0, 0.0, 4.0, 7.0];

fn train(state: &mut BatchNormState<f64, 2>, n: usize) -> Vec<f64> {
    let net = BatchNorm { weight: [1.0, 2.0].into(), bias: [0.0, 0.5].into() };
    let mut y = vec![0.0; 2 * n];
    on_level!(|isa| batch_norm::forward(
        isa,
        Identity,
        &net,
        state,
        1e-5,
        MOMENTUM,
        &X,
        None,
        &mut y,
        &mut [0.0; 4],
        n,
        false
    ));
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
    on_level!(|isa| batch_norm::forward(
        isa,
        Identity,
        &net,
        state,
        EPS,
        MOMENTUM,
        &x,
        None,
        &mut trained,
        &mut [0.0; 40],
        3,
        true
    ));
    on_level!(|isa| batch_norm::infer(isa, Identity, &net, state, EPS, &x, None, &mut evaluated, 3));
    assert_eq!(trained, evaluated);
    let expected = (x[27] - 7.0 / 20.0) / (1.0 + 7.0 / 20.0 + EPS).sqrt() * 1.5 - 0.5;
    assert!((evaluated[27] - expected).abs() < 1e-14);
}

#[test]
fn a_broken_sample_leaves_the_gradients_of_others_alone_where_frozen() {
    let net = BatchNorm { weight: [1.0; 2].into(), bias: [0.0; 2].into() };
    let mut dx = [0.0; 4];
    let (stats, mut dy) = ([0.0, 0.0, 1.0, 1.0], [f64::NAN, 1.0, 2.0, 3.0]);
    let sink = Sink::Store(&mut dx);
    on_level!(|isa| batch_norm::backward(
        isa,
        Identity,
        &net,
        &X,
        &[],
        &stats,
        &mut dy,
        sink,
        None,
        None,
        Beta::Store,
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
    on_level!(|isa| batch_norm::forward(
        isa, Identity, &net, &mut state, 0.0, 1.0, &x, None, &mut y, stats, 10000, false
    ));
    let column = || x.iter().step_by(2).map(|&x| f64::from(x));
    let mean = column().sum::<f64>() / 10000.0;
    let variance = column().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 9999.0;
    assert!((f64::from(state.running_mean[0]) - mean).abs() < 2e-3);
    assert!((f64::from(state.running_var[0]) / variance - 1.0).abs() < 1e-5);
}

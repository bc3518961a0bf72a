//! What every element-wise activation is held to.

use nn_runtime::Scalar;
use nn_runtime::layers::Activation;
use nn_runtime::layers::activation::{backward, forward};

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;

struct Elementwise<'a, F> {
    f: F,
    len: usize,
    kinks: &'a [f64],
}

impl<T: Scalar, F: Activation<T>> Kernel<T, 1> for Elementwise<'_, F> {
    fn inputs(&self) -> [usize; 1] {
        [self.len]
    }
    fn output(&self) -> usize {
        self.len
    }
    fn in_place(&self) -> Option<usize> {
        Some(0)
    }
    fn kinks(&self) -> &[f64] {
        self.kinks
    }
    fn forward(&self, [x]: [&[T]; 1], y: &mut [T]) {
        on_level!(|isa| forward(isa, self.f, x, y, self.len));
    }
    fn backward(&self, [x]: [&[T]; 1], dy: &mut [T], [dx]: [Ask<'_, T>; 1]) {
        let mut y = vec![T::ZERO; self.len];
        on_level!(|isa| forward(isa, self.f, x, &mut y, self.len));
        on_level!(|isa| backward(isa, self.f, if F::FROM_OUTPUT { &y } else { x }, dy, dx.sink(), self.len));
    }
}

/// Gradients; then the values and derivatives at −∞ and ∞, and nothing but numbers on the way there.
#[track_caller]
pub fn check_activation<F>(f: F, kinks: &[f64], y: [f64; 2], dy: [f64; 2])
where
    F: Activation<f64> + Activation<f32>,
{
    let mut random = Random::new(1);
    for len in [1, 33] {
        check(&Elementwise { f, len, kinks }, &mut random);
    }
    check_far::<f64, F>(f, y, dy);
    check_far::<f32, F>(f, y, dy);
}

#[track_caller]
fn check_far<T: Scalar, F: Activation<T>>(f: F, y: [f64; 2], dy: [f64; 2]) {
    let at = |x: f64| {
        let x = T::from_f64(x);
        let y = on_level!(|isa| f.forward(isa, x));
        let kept = if F::FROM_OUTPUT { y } else { x };
        (y.to_f64(), on_level!(|isa| f.derivative(isa, kept)).to_f64())
    };
    for (side, y, dy) in [(-1.0, y[0], dy[0]), (1.0, y[1], dy[1])] {
        let (far, slope) = at(side * f64::INFINITY);
        let near = |a: f64, b: f64| a == b || (a - b).abs() < 1e-6;
        assert!(near(far, y), "f({side}∞) = {far}, expected {y}");
        assert!(near(slope, dy), "f′({side}∞) = {slope}, expected {dy}");
        for x in [15.0, 19.9, 20.1, 88.0, 104.0, 709.0, 746.0, 999.0, 1001.0, 1e9, 1e30] {
            let (y, slope) = at(side * x);
            assert!(y.is_finite() && slope.is_finite(), "at {}: {y}, {slope}", side * x);
        }
    }
    assert!(at(f64::NAN).0.is_nan());
}

/// f(x) = y to the last digits, in both precisions.
#[track_caller]
pub fn check_values<F>(f: F, values: &[(f64, f64)])
where
    F: Activation<f64> + Activation<f32>,
{
    for &(x, expected) in values {
        let got: f64 = on_level!(|isa| f.forward(isa, x));
        assert!((got - expected).abs() <= 1e-14 * expected.abs(), "f({x}) = {got}, expected {expected}");
        let single = f64::from(on_level!(|isa| f.forward(isa, x as f32)));
        assert!((single - expected).abs() <= 5e-6 * expected.abs(), "f({x}) = {single} in f32, expected {expected}");
    }
}

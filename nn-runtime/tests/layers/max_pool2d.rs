use nn_runtime::Scalar;
use nn_runtime::layers::{Window, max_pool2d};
use nn_runtime::sink::Sink;

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;
use crate::windows::{CHANNELS, pixels, views, windows};

struct Case {
    windows: [Window; 2],
    channels: usize,
    n: usize,
}

impl<T: Scalar> Kernel<T, 1> for Case {
    fn inputs(&self) -> [usize; 1] {
        [pixels(self.windows)[0] * self.channels * self.n]
    }
    fn output(&self) -> usize {
        pixels(self.windows)[1] * self.channels * self.n
    }
    fn depends_on(&self, i: usize) -> bool {
        let pixel = i / self.channels % pixels(self.windows)[0];
        views(self.windows).iter().flatten().any(|&seen| seen == pixel)
    }
    fn compares(&self) -> bool {
        true
    }
    fn forward(&self, [x]: [&[T]; 1], y: &mut [T]) {
        on_level!(|isa| max_pool2d::forward(isa, x, y, self.windows, self.channels, self.n));
    }
    fn backward(&self, [x]: [&[T]; 1], dy: &mut [T], [dx]: [Ask<'_, T>; 1]) {
        on_level!(|isa| max_pool2d::backward(isa, x, dy, dx.sink(), self.windows, self.channels, self.n));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(31);
    for windows in windows() {
        check(&Case { windows, channels: CHANNELS[random.size(0, CHANNELS.len() - 1)], n: random.size(1, 2) }, random);
    }
}

/// Where the gradient of the maximum of `seen` goes in PyTorch (`DilatedMaxPool2d.cpp` and `MaxPoolKernel.cpp`).
fn first_maximum(x: impl Fn(usize) -> f32, seen: &[usize]) -> usize {
    seen[1..].iter().fold(seen[0], |best, &i| if x(i) > x(best) || x(i).is_nan() { i } else { best })
}

/// Numbers of few values, so that windows are full of ties; some are infinite, some NaN.
#[test]
fn ties_infinities_and_nan_go_where_pytorch_sends_them() {
    let random = &mut Random::new(32);
    for windows in windows() {
        for channels in CHANNELS {
            let ([inputs, outputs], n) = (pixels(windows), 2);
            let special = [f32::NEG_INFINITY, f32::NEG_INFINITY, -0.0, 0.0, 1.0, 1.0, f32::INFINITY, f32::NAN];
            let x: Vec<f32> = (0..inputs * channels * n).map(|_| special[random.size(0, 7)]).collect();
            let dy: Vec<f32> = (0..outputs * channels * n).map(|i| (i + 1) as f32).collect();
            let (mut y, mut expected_y) = (vec![0.5; dy.len()], vec![0.0; dy.len()]);
            let (mut dx, mut expected_dx) = (vec![0.5; x.len()], vec![0.0; x.len()]);
            for sample in 0..n {
                for (output, seen) in views(windows).iter().enumerate() {
                    for c in 0..channels {
                        let at = |pixel| (sample * inputs + pixel) * channels + c;
                        let (best, output) =
                            (first_maximum(|i| x[at(i)], seen), (sample * outputs + output) * channels + c);
                        expected_y[output] = x[at(best)];
                        expected_dx[at(best)] += dy[output];
                    }
                }
            }
            on_level!(|isa| max_pool2d::forward(isa, &x, &mut y, windows, channels, n));
            let bits = |numbers: &[f32]| -> Vec<u32> { numbers.iter().map(|x| x.to_bits()).collect() };
            assert_eq!(bits(&y), bits(&expected_y), "{windows:?}, {channels} channels");
            on_level!(|isa| max_pool2d::backward(isa, &x, &dy, Sink::Store(&mut dx), windows, channels, n));
            assert_eq!(dx, expected_dx, "{windows:?}, {channels} channels");
            on_level!(|isa| max_pool2d::backward(isa, &x, &dy, Sink::Add(&mut dx), windows, channels, n));
            assert!(dx.iter().zip(&expected_dx).all(|(dx, expected)| *dx == 2.0 * expected));
        }
    }
}

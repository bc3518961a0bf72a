use nn_runtime::Scalar;
use nn_runtime::layers::{Window, avg_pool2d};

use crate::kernel::{Ask, Kernel, Random, check, compare};
use crate::on_level;
use crate::windows::{CHANNELS, pixels, seen, views, windows};

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
        let ([rows, columns], pixel) = (self.windows, i / self.channels % pixels(self.windows)[0]);
        let is_seen = |window: Window, at| (0..window.output()).any(|o| seen(window, o).any(|i| i == at));
        is_seen(rows, pixel / columns.len) && is_seen(columns, pixel % columns.len)
    }
    fn forward(&self, [x]: [&[T]; 1], y: &mut [T]) {
        on_level!(|isa| avg_pool2d::forward(isa, x, y, self.windows, self.channels, self.n));
    }
    fn backward(&self, _: [&[T]; 1], dy: &mut [T], [dx]: [Ask<'_, T>; 1]) {
        on_level!(|isa| avg_pool2d::backward(isa, dy, dx.sink(), self.windows, self.channels, self.n));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(33);
    for windows in windows() {
        // More channels than that are compared below, in a fraction of the time.
        for channels in CHANNELS.into_iter().filter(|&channels| channels <= 16) {
            check(&Case { windows, channels, n: random.size(1, 2) }, random);
        }
    }
}

#[test]
fn padding_counts_as_zeros() {
    let random = &mut Random::new(34);
    for windows in windows() {
        for channels in CHANNELS {
            let case = Case { windows, channels, n: 1 };
            let x: Vec<f64> = (0..Kernel::<f64, 1>::inputs(&case)[0]).map(|_| random.number(-1.0, 1.0)).collect();
            let mut y = vec![f64::NAN; Kernel::<f64, 1>::output(&case)];
            case.forward([&x], &mut y);
            let size = (windows[0].kernel * windows[1].kernel) as f64;
            let mean = |seen: &[usize], c| seen.iter().map(|i| x[i * channels + c]).sum::<f64>() / size;
            let expected = views(windows)
                .iter()
                .flat_map(|seen| (0..channels).map(|c| mean(seen, c)).collect::<Vec<_>>())
                .collect();
            compare(&[y], &[expected], 1e-13, 1e-13);
        }
    }
}

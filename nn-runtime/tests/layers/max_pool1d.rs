use nn_runtime::Scalar;
use nn_runtime::layers::{Window, max_pool1d};

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;
use crate::windows::seen;

/// The row that a signal is.
const ROW: Window = Window::new(1, 1);

struct Case {
    window: Window,
    channels: usize,
    n: usize,
}

impl<T: Scalar> Kernel<T, 1> for Case {
    fn inputs(&self) -> [usize; 1] {
        [self.window.len * self.channels * self.n]
    }
    fn output(&self) -> usize {
        self.window.output() * self.channels * self.n
    }
    fn depends_on(&self, i: usize) -> bool {
        let place = i / self.channels % self.window.len;
        (0..self.window.output()).any(|o| seen(self.window, o).any(|seen| seen == place))
    }
    fn compares(&self) -> bool {
        true
    }
    fn forward(&self, [x]: [&[T]; 1], y: &mut [T]) {
        on_level!(|isa| max_pool1d::forward(isa, x, y, [ROW, self.window], self.channels, self.n));
    }
    fn backward(&self, [x]: [&[T]; 1], dy: &mut [T], [dx]: [Ask<'_, T>; 1]) {
        on_level!(|isa| max_pool1d::backward(isa, x, dy, dx.sink(), [ROW, self.window], self.channels, self.n));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(35);
    let window = Window::new(7, 3);
    for window in [window, window.stride(3), window.stride(2).padding(1, 1), Window::new(8, 2).stride(2)] {
        check(&Case { window, channels: random.size(1, 20), n: random.size(1, 3) }, random);
    }
}

#[test]
fn values() {
    let mut y = [0.0; 4];
    let x = [1.0, 10.0, 3.0, 20.0, 2.0, 60.0, 6.0, -20.0, 9.0, 9.0];
    on_level!(|isa| max_pool1d::forward(isa, &x, &mut y, [ROW, Window::new(5, 2).stride(2)], 2, 1));
    assert_eq!(y, [3.0, 20.0, 6.0, 60.0]);
}

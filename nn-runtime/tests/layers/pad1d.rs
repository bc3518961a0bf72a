use nn_runtime::Scalar;
use nn_runtime::layers::{Window, pad1d};

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;

/// The row that a signal is.
const ROW: Window = Window::new(1, 1);

struct Case {
    axis: Window,
    channels: usize,
    n: usize,
}

impl<T: Scalar> Kernel<T, 1> for Case {
    fn inputs(&self) -> [usize; 1] {
        [self.axis.len * self.channels * self.n]
    }
    fn output(&self) -> usize {
        self.axis.output() * self.channels * self.n
    }
    fn forward(&self, [x]: [&[T]; 1], y: &mut [T]) {
        on_level!(|isa| pad1d::forward(isa, x, y, [ROW, self.axis], self.channels, self.n));
    }
    fn backward(&self, _: [&[T]; 1], dy: &mut [T], [dx]: [Ask<'_, T>; 1]) {
        // A NaN beside the signal reaches nobody: the check for it wants one within.
        if dy[..Kernel::<T, 1>::output(self)].iter().any(|dy| dy.is_nan()) {
            dy.fill(T::from_f64(f64::NAN));
        }
        on_level!(|isa| pad1d::backward(isa, dy, dx.sink(), [ROW, self.axis], self.channels, self.n));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(41);
    for (before, after) in [(1, 1), (0, 2), (3, 0)] {
        let axis = Window::new(random.size(1, 5), 1).padding(before, after);
        check(&Case { axis, channels: random.size(1, 9), n: random.size(1, 3) }, random);
    }
}

#[test]
fn values() {
    let mut y = [f32::NAN; 16];
    on_level!(|isa| pad1d::forward(isa, &[1.0, 2.0, 3.0, 4.0], &mut y, [ROW, Window::new(1, 1).padding(1, 2)], 2, 2));
    assert_eq!(y, [0.0, 0.0, 1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3.0, 4.0, 0.0, 0.0, 0.0, 0.0]);
}

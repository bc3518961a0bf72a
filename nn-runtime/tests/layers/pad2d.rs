use nn_runtime::Scalar;
use nn_runtime::layers::{Window, pad2d};

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;

struct Case {
    axes: [Window; 2],
    channels: usize,
    n: usize,
}

impl<T: Scalar> Kernel<T, 1> for Case {
    fn inputs(&self) -> [usize; 1] {
        [self.axes[0].len * self.axes[1].len * self.channels * self.n]
    }
    fn output(&self) -> usize {
        self.axes[0].output() * self.axes[1].output() * self.channels * self.n
    }
    fn forward(&self, [x]: [&[T]; 1], y: &mut [T]) {
        on_level!(|isa| pad2d::forward(isa, x, y, self.axes, self.channels, self.n));
    }
    fn backward(&self, _: [&[T]; 1], dy: &mut [T], [dx]: [Ask<'_, T>; 1]) {
        // A NaN beside the image reaches nobody: the check for it wants one within.
        let broken = dy[..Kernel::<T, 1>::output(self)].iter().any(|dy| dy.is_nan());
        if broken {
            dy.fill(T::from_f64(f64::NAN));
        }
        on_level!(|isa| pad2d::backward(isa, dy, dx.sink(), self.axes, self.channels, self.n));
    }
}

fn axis(len: usize, before: usize, after: usize) -> Window {
    Window::new(len, 1).padding(before, after)
}

#[test]
fn gradients() {
    let random = &mut Random::new(39);
    for channels in [1, 3, 8] {
        for axes in [[axis(3, 1, 1), axis(2, 1, 1)], [axis(2, 0, 0), axis(3, 2, 2)], [axis(2, 2, 0), axis(3, 0, 1)]] {
            check(&Case { axes, channels, n: random.size(1, 3) }, random);
        }
    }
}

#[test]
fn values() {
    let mut y = [f32::NAN; 24];
    on_level!(|isa| pad2d::forward(isa, &[1.0, 2.0, 3.0, 4.0], &mut y, [axis(1, 1, 1), axis(2, 1, 1)], 2, 1));
    let mut expected = [0.0; 24];
    expected[10..14].copy_from_slice(&[1.0, 2.0, 3.0, 4.0]);
    assert_eq!(y, expected);
}

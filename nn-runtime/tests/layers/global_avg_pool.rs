use nn_runtime::Scalar;
use nn_runtime::layers::global_avg_pool;

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;
use crate::windows::CHANNELS;

struct Case {
    pixels: usize,
    channels: usize,
    n: usize,
}

impl<T: Scalar> Kernel<T, 1> for Case {
    fn inputs(&self) -> [usize; 1] {
        [self.pixels * self.channels * self.n]
    }
    fn output(&self) -> usize {
        self.channels * self.n
    }
    fn forward(&self, [x]: [&[T]; 1], y: &mut [T]) {
        on_level!(|isa| global_avg_pool::forward(isa, x, y, self.pixels, self.channels, self.n));
    }
    fn backward(&self, _: [&[T]; 1], dy: &mut [T], [dx]: [Ask<'_, T>; 1]) {
        on_level!(|isa| global_avg_pool::backward(isa, dy, dx.sink(), self.pixels, self.channels, self.n));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(40);
    for channels in CHANNELS {
        check(&Case { pixels: random.size(1, 12), channels, n: random.size(1, 3) }, random);
    }
}

#[test]
fn values() {
    let (x, mut y) = ([1.0, 10.0, 3.0, 20.0, 5.0, -30.0, 7.0, 4.0, 3.0, 0.0, 2.0, 5.0], [0.0; 4]);
    on_level!(|isa| global_avg_pool::forward(isa, &x, &mut y, 3, 2, 2));
    assert_eq!(y, [3.0, 0.0, 4.0, 3.0]);
}

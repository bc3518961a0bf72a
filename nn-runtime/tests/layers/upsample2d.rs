use nn_runtime::Scalar;
use nn_runtime::layers::upsample2d;

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;
use crate::windows::CHANNELS;

struct Case {
    sizes: [usize; 2],
    factors: [usize; 2],
    channels: usize,
    n: usize,
}

impl<T: Scalar> Kernel<T, 1> for Case {
    fn inputs(&self) -> [usize; 1] {
        [self.sizes[0] * self.sizes[1] * self.channels * self.n]
    }
    fn output(&self) -> usize {
        Kernel::<T, 1>::inputs(self)[0] * self.factors[0] * self.factors[1]
    }
    fn forward(&self, [x]: [&[T]; 1], y: &mut [T]) {
        on_level!(|isa| upsample2d::forward(isa, x, y, self.sizes, self.factors, self.channels, self.n));
    }
    fn backward(&self, _: [&[T]; 1], dy: &mut [T], [dx]: [Ask<'_, T>; 1]) {
        on_level!(|isa| upsample2d::backward(isa, dy, dx.sink(), self.sizes, self.factors, self.channels, self.n));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(38);
    for channels in CHANNELS {
        let [a, b, c, d] = [(); 4].map(|()| random.size(1, 3));
        check(&Case { sizes: [a, b], factors: [c, d], channels, n: random.size(1, 2) }, random);
    }
}

#[test]
fn values() {
    let mut y = [0.0; 24];
    on_level!(|isa| upsample2d::forward(isa, &[1.0, 2.0, 3.0, 4.0], &mut y, [2, 1], [2, 3], 2, 1));
    let (top, bottom) = ([1.0, 2.0, 1.0, 2.0, 1.0, 2.0], [3.0, 4.0, 3.0, 4.0, 3.0, 4.0]);
    assert_eq!(y.as_chunks::<6>().0, [top, top, bottom, bottom]);
}

use nn_runtime::Scalar;
use nn_runtime::layers::copy;

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;

struct Case {
    len: usize,
}

impl<T: Scalar> Kernel<T, 1> for Case {
    fn inputs(&self) -> [usize; 1] {
        [self.len]
    }
    fn output(&self) -> usize {
        self.len
    }
    fn in_place(&self) -> Option<usize> {
        Some(0)
    }
    fn forward(&self, [x]: [&[T]; 1], y: &mut [T]) {
        on_level!(|isa| copy::forward(isa, x, y, self.len));
    }
    fn backward(&self, _: [&[T]; 1], dy: &mut [T], [dx]: [Ask<'_, T>; 1]) {
        on_level!(|isa| copy::backward(isa, dy, dx.sink(), self.len));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(11);
    for len in [1, 40] {
        check(&Case { len }, random);
    }
}

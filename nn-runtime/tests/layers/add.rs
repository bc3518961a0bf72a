use nn_runtime::Scalar;
use nn_runtime::layers::add;

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;

struct Case {
    len: usize,
}

impl<T: Scalar> Kernel<T, 2> for Case {
    fn inputs(&self) -> [usize; 2] {
        [self.len; 2]
    }
    fn output(&self) -> usize {
        self.len
    }
    fn in_place(&self) -> Option<usize> {
        Some(0)
    }
    fn forward(&self, [a, b]: [&[T]; 2], y: &mut [T]) {
        on_level!(|isa| add::forward(isa, a, b, y, self.len));
    }
    fn backward(&self, _: [&[T]; 2], dy: &mut [T], [da, db]: [Ask<'_, T>; 2]) {
        on_level!(|isa| add::backward(isa, dy, da.sink(), self.len));
        on_level!(|isa| add::backward(isa, dy, db.sink(), self.len));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(10);
    for len in [1, 40] {
        check(&Case { len }, random);
    }
}

#[test]
fn values() {
    let mut y = [0.0f32; 2];
    on_level!(|isa| add::forward(isa, &[1.0, -2.0], &[10.0, 20.0], &mut y, 2));
    assert_eq!(y, [11.0, 18.0]);
}

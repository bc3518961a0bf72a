use nn_runtime::Scalar;
use nn_runtime::layers::sub;

use crate::kernel::{Ask, ISA, Kernel, Random, check};

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
    fn forward(&self, [a, b]: [&[T]; 2], y: &mut [T]) {
        sub::forward(ISA, a, b, y, self.len);
    }
    fn backward(&self, _: [&[T]; 2], dy: &mut [T], [da, db]: [Ask<'_, T>; 2]) {
        sub::backward_left(ISA, dy, da.sink(), self.len);
        sub::backward_right(ISA, dy, db.sink(), self.len);
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
    sub::forward(ISA, &[1.0, -2.0], &[10.0, 20.0], &mut y, 2);
    assert_eq!(y, [-9.0, -22.0]);
}

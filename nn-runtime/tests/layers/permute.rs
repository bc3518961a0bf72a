use nn_runtime::Scalar;
use nn_runtime::layers::permute::{backward, forward};

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;

struct Case {
    rows: usize,
    columns: usize,
    n: usize,
}

impl<T: Scalar> Kernel<T, 1> for Case {
    fn inputs(&self) -> [usize; 1] {
        [self.rows * self.columns * self.n]
    }
    fn output(&self) -> usize {
        self.rows * self.columns * self.n
    }
    fn forward(&self, [x]: [&[T]; 1], y: &mut [T]) {
        on_level!(|isa| forward(isa, x, y, self.rows, self.columns, self.n));
    }
    fn backward(&self, _: [&[T]; 1], dy: &mut [T], [dx]: [Ask<'_, T>; 1]) {
        on_level!(|isa| backward(isa, dy, dx.sink(), self.rows, self.columns, self.n));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(8);
    for (rows, columns, n) in [(1, 1, 1), (2, 3, 1), (3, 16, 2), (7, 5, 3)] {
        check(&Case { rows, columns, n }, random);
    }
}

#[test]
fn values() {
    let mut y = [0.0f32; 12];
    on_level!(|isa| forward(isa, &[0.0, 1.0, 2.0, 10.0, 11.0, 12.0, 3.0, 4.0, 5.0, 13.0, 14.0, 15.0], &mut y, 2, 3, 2));
    assert_eq!(y, [0.0, 10.0, 1.0, 11.0, 2.0, 12.0, 3.0, 13.0, 4.0, 14.0, 5.0, 15.0]);
}

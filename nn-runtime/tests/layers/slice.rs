use nn_runtime::Scalar;
use nn_runtime::layers::{Strip, slice};

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;

struct Case {
    strip: Strip,
    n: usize,
}

impl<T: Scalar> Kernel<T, 1> for Case {
    fn inputs(&self) -> [usize; 1] {
        [self.n * self.strip.outer * self.strip.total]
    }
    fn output(&self) -> usize {
        self.n * self.strip.outer * self.strip.len
    }
    fn depends_on(&self, i: usize) -> bool {
        (self.strip.start..self.strip.start + self.strip.len).contains(&(i % self.strip.total))
    }
    fn forward(&self, [x]: [&[T]; 1], y: &mut [T]) {
        on_level!(|isa| slice::forward(isa, x, y, self.strip, self.n));
    }
    fn backward(&self, _: [&[T]; 1], dy: &mut [T], [dx]: [Ask<'_, T>; 1]) {
        on_level!(|isa| slice::backward(isa, dy, dx.sink(), self.strip, self.n));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(13);
    for outer in [1, 3] {
        let (start, len, rest) = (random.size(0, 3), random.size(1, 4), random.size(0, 3));
        check(&Case { strip: Strip { outer, total: start + len + rest, start, len }, n: random.size(1, 4) }, random);
    }
}

#[test]
fn values() {
    let case = Case { strip: Strip { outer: 2, total: 3, start: 1, len: 2 }, n: 1 };
    let mut y = [0.0f32; 4];
    case.forward([&[1.0, 10.0, 11.0, 2.0, 20.0, 21.0]], &mut y);
    assert_eq!(y, [10.0, 11.0, 20.0, 21.0]);
}

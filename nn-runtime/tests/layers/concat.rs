use nn_runtime::Scalar;
use nn_runtime::layers::{Strip, concat};

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;

/// Two parts joined along an axis behind `outer` rows.
struct Case {
    outer: usize,
    lens: [usize; 2],
    n: usize,
}

impl Case {
    fn strips(&self) -> [Strip; 2] {
        let [a, b] = self.lens;
        let strip = |start, len| Strip { outer: self.outer, total: a + b, start, len };
        [strip(0, a), strip(a, b)]
    }
}

impl<T: Scalar> Kernel<T, 2> for Case {
    fn inputs(&self) -> [usize; 2] {
        self.lens.map(|len| self.n * self.outer * len)
    }
    fn output(&self) -> usize {
        self.n * self.outer * (self.lens[0] + self.lens[1])
    }
    fn forward(&self, parts: [&[T]; 2], y: &mut [T]) {
        for (x, strip) in parts.into_iter().zip(self.strips()) {
            on_level!(|isa| concat::forward(isa, x, y, strip, self.n));
        }
    }
    fn backward(&self, _: [&[T]; 2], dy: &mut [T], asks: [Ask<'_, T>; 2]) {
        for (dx, strip) in asks.into_iter().zip(self.strips()) {
            on_level!(|isa| concat::backward(isa, dy, dx.sink(), strip, self.n));
        }
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(12);
    for outer in [1, 3] {
        let lens = [random.size(1, 5), random.size(1, 5)];
        check(&Case { outer, lens, n: random.size(1, 4) }, random);
    }
}

#[test]
fn values() {
    let case = Case { outer: 2, lens: [1, 2], n: 1 };
    let mut y = [0.0f32; 6];
    case.forward([&[1.0, 2.0], &[10.0, 11.0, 20.0, 21.0]], &mut y);
    assert_eq!(y, [1.0, 10.0, 11.0, 2.0, 20.0, 21.0]);
}

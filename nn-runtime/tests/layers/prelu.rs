use nn_runtime::layers::{Prelu, prelu};
use nn_runtime::{Flat, Scalar};

use crate::kernel::{Ask, Kernel, Random, check};
use crate::on_level;

struct Case {
    len: usize,
}

impl<T: Scalar> Kernel<T, 2> for Case {
    fn inputs(&self) -> [usize; 2] {
        [self.len, 1]
    }
    fn output(&self) -> usize {
        self.len
    }
    fn in_place(&self) -> Option<usize> {
        Some(0)
    }
    fn kinks(&self) -> &[f64] {
        &[0.0]
    }
    fn forward(&self, [x, net]: [&[T]; 2], y: &mut [T]) {
        on_level!(|isa| prelu::forward(isa, Prelu::from_flat(net), x, y, self.len));
    }
    fn backward(&self, [x, net]: [&[T]; 2], dy: &mut [T], [dx, grads]: [Ask<'_, T>; 2]) {
        let beta = grads.beta;
        on_level!(|isa| prelu::backward(isa, Prelu::from_flat(net), x, dy, dx.sink(), grads.grads(), beta, self.len));
    }
}

#[test]
fn gradients() {
    let random = &mut Random::new(4);
    for len in [1, 7, 8, 45] {
        check(&Case { len }, random);
    }
}

#[test]
fn values() {
    let net = Prelu { weight: [0.25f32].into() };
    let mut y = [0.0; 3];
    on_level!(|isa| prelu::forward(isa, &net, &[-2.0, 0.0, 3.0], &mut y, 3));
    assert_eq!(y, [-0.5, 0.0, 3.0]);
}

use nn_runtime::layers::{Identity, Relu, Window};

use crate::conv2d::{Biased, Case, Unbiased};
use crate::kernel::{Random, check};

#[test]
fn gradients() {
    let random = &mut Random::new(12);
    let row = Window::new(1, 1);
    let same = Window::new(9, 5).padding(2, 2);
    check(&Case { params: Biased::<1, 8, 1, 5>, f: Relu, windows: [row, same], groups: 1, n: 2 }, random);
    let strided = Window::new(10, 3).stride(3).dilation(2);
    check(&Case { params: Unbiased::<2, 5, 1, 3>, f: Identity, windows: [row, strided], groups: 1, n: 3 }, random);
}

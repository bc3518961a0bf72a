use nn_runtime::layers::{Identity, Relu, Window};

use crate::conv2d::{Biased, Case, Unbiased};
use crate::kernel::{Random, check};

#[test]
fn gradients() {
    let random = &mut Random::new(13);
    let (same, strided) = (Window::new(4, 3).padding(1, 1), Window::new(5, 3).stride(2));
    check(&Case { params: Biased::<1, 8, 3, 3>, f: Relu, windows: [same; 2], groups: 8, n: 2 }, random);
    check(&Case { params: Biased::<1, 5, 3, 3>, f: Identity, windows: [same, strided], groups: 5, n: 2 }, random);
    check(
        &Case { params: Unbiased::<1, 19, 3, 1>, f: Identity, windows: [strided, Window::new(2, 1)], groups: 19, n: 1 },
        random,
    );
}

/// Two outputs a channel.
#[test]
fn multiplied() {
    let windows = [Window::new(4, 2); 2];
    check(&Case { params: Biased::<1, 6, 2, 2>, f: Identity, windows, groups: 3, n: 2 }, &mut Random::new(14));
}

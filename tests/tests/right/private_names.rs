//! The user's constants have the names that generated code has for its own parameters.
#![allow(non_upper_case_globals)]

use nn_runtime::network;

const T: usize = 4;
const B: usize = 5;
const S: usize = 6;
const N: usize = 7;
const U: usize = 3;
const L0: usize = 2;
const R: usize = 8;
const F: usize = 9;

network! {
    /// Constants.
    pub Net(a: [T], b: [B]) -> (u: [U], l: [{ L0 + N }], s: [S]) {
        let all = concat(a, b) -> dense<R> -> relu -> dense<F> -> relu;
        u = all -> dense<U>;
        l = all -> repeat<L0> { dense<F> -> relu } -> dense<{ L0 + N }> -> sigmoid;
        s = all -> dense<S> -> relu;
    }

    /// Parameters.
    pub Generic<const T: usize, const U: usize, const B: usize, const S: usize>(x: [T]) -> (l0: [U], l1: [B]) {
        l0 = x -> dense<U>;
        l1 = x -> dense<S> -> relu -> dense<B>;
    }
}

#[test]
fn constants_keep_their_meaning() {
    assert_eq!(Net::OUTPUTS, [3, 9, 6]);
    assert_eq!(Generic::<2, 3, 4, 5>::PARAMS, 9 + 15 + 24);
}

impl Net {
    const OUTPUTS: [usize; 3] = [U, L0 + N, S];
}

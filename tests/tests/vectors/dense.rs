//! `dense`, with and without bias, and on the steps of a sequence.

use nn_runtime::network;

use crate::file::Vectors;
use crate::layer::check;

network! {
    Bias(x: [4]) -> [3] { x -> dense<3> }
    NoBias(x: [4]) -> [3] { x -> dense<3, bias = false> }
    Sequence(x: [2, 4]) -> [2, 3] { x -> dense<3> }
}

#[test]
fn dense_agrees_with_pytorch() {
    let file = Vectors::read("dense");

    check::<Bias>(file.case("dense"));
    check::<NoBias>(file.case("dense_no_bias"));
    check::<Sequence>(file.case("dense_sequence"));

    file.all_used();
}
